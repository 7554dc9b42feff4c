//! Makes the C header from the Rust types, and tells the linker what the shared
//! library is to look like.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    generate_header();
    if env::var_os("CARGO_FEATURE_DROPIN").is_some() {
        generate_forwards();
    }
    link_shared_library();
}

/// Writes the header to `OUT_DIR`. The committed copy is rewritten on request
/// only (`make header`); a test compares the two.
fn generate_header() {
    const SOURCES: [&str; 2] = ["src/abi.rs", "src/entry.rs"];
    const COMMITTED: &str = "include/webservices_async.h";
    const UPDATE: &str = "WSASYNC_UPDATE_HEADER";

    for input in SOURCES.iter().chain(&["build.rs", "cbindgen.toml"]) {
        println!("cargo:rerun-if-changed={input}");
    }
    println!("cargo:rerun-if-env-changed={UPDATE}");
    for guard in ["WSASYNC_WEBSERVICES_H", "WSASYNC_SDK_WEBSERVICES_H"] {
        println!("cargo:rustc-check-cfg=cfg({guard})");
    }

    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let config = cbindgen::Config::from_file("cbindgen.toml").expect("cbindgen.toml");
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in SOURCES {
        // cbindgen reads extern "C" only. The convention is put back below.
        let text = fs::read_to_string(source).expect(source);
        let copy = out.join(Path::new(source).file_name().expect("a file"));
        let text = text
            .replace("extern \"system\"", "extern \"C\"")
            // A function type and the structure that holds one name each other:
            // C wants the structure's tag first.
            .replace("next: *mut WS_ASYNC_OPERATION", "next: *mut ForwardOperation");
        fs::write(&copy, text).expect("OUT_DIR");
        builder = builder.with_src(copy);
    }
    let mut generated = Vec::new();
    builder.generate().expect("cbindgen").write(&mut generated);
    let header = finish(&String::from_utf8(generated).expect("UTF-8"));
    fs::write(out.join("webservices_async.h"), &header).expect("OUT_DIR");
    if env::var_os(UPDATE).is_some() {
        fs::write(COMMITTED, &header).expect(COMMITTED);
    }
}

/// What cbindgen cannot say: the calling convention; type names without a tag,
/// because the tags of another webservices.h differ; and codes in hexadecimal
/// that yield to those of a header included before.
fn finish(header: &str) -> String {
    const CALL: &str = "WSASYNC_CALL ";
    let mut finished = String::new();
    let mut continuation = String::new();
    for line in header.lines() {
        let code = line.strip_prefix("#define ").and_then(|rest| {
            let (name, value) = rest.split_once(' ')?;
            let digits = value.trim_start_matches("(HRESULT)").trim_end_matches('u');
            Some((name, digits.parse::<u32>().ok()?))
        });
        if let Some((name, value)) = code {
            let guarded = format!("#ifndef {name}\n#define {name} ((HRESULT)0x{value:08X})\n#endif\n");
            finished.push_str(&guarded);
            continue;
        }
        let mut line = continuation.clone() + line;
        if !line.starts_with("typedef struct ") {
            for name in ["WS_ASYNC_STATE", "WS_ASYNC_CONTEXT"] {
                line = line.replace(&format!("struct {name} "), &format!("{name} "));
            }
        }
        for (plain, called) in [("(*", "(WSASYNC_CALL *"), ("HRESULT WsA", "HRESULT WSASYNC_CALL WsA")] {
            if line.contains(plain) && !line.starts_with(' ') {
                line = line.replacen(plain, called, 1);
                continuation = " ".repeat(CALL.len());
            }
        }
        if line.ends_with(';') {
            continuation.clear();
        }
        finished.push_str(&line);
        finished.push('\n');
    }
    finished
}

/// Writes the list of the functions that the drop-in leaves to the system: what
/// webservices.def exports and does not mark as ours.
fn generate_forwards() {
    const DEFINITION: &str = "webservices.def";
    println!("cargo:rerun-if-changed={DEFINITION}");
    let definition = fs::read_to_string(DEFINITION).expect(DEFINITION);
    let (_, exports) = definition.split_once("\nEXPORTS\n").expect("EXPORTS");
    let mut list = String::from("forward! {\n");
    let theirs = exports.lines().filter(|line| !line.trim().is_empty() && !line.contains("; ours"));
    for (index, line) in theirs.enumerate() {
        let (name, _) = line.trim().split_once('@').expect("NAME@BYTES");
        list.push_str(&format!("    {index} {name} first_{name}\n"));
    }
    list.push_str("}\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("forward.rs"), list).expect("OUT_DIR");
}

fn link_shared_library() {
    let var = |name| env::var(name).unwrap_or_default();
    let release = var("PROFILE") == "release";
    let arguments: &[&str] = match (var("CARGO_CFG_TARGET_OS").as_str(), var("CARGO_CFG_TARGET_ENV").as_str())
    {
        // nodelete: a series may be pending when the program calls dlclose (`stays-loaded`).
        // noseparate-code: GNU ld would pad each segment to a page; lld, rustup's linker, does not.
        ("linux", _) => {
            &["-Wl,-soname,libwebservices_async.so.1", "-Wl,-z,nodelete", "-Wl,-z,noseparate-code"]
        }
        ("android" | "freebsd" | "netbsd" | "openbsd" | "dragonfly" | "illumos", _) => {
            &["-Wl,-soname,libwebservices_async.so.1", "-Wl,-z,nodelete"]
        }
        // No C runtime, hence no entry point; no time stamp and no path in the file.
        ("windows", "msvc") if release => &["/NOENTRY", "/Brepro", "/DEBUG:NONE"],
        ("windows", "gnu") if release => &["-nostartfiles", "-Wl,-e,0", "-Wl,--no-insert-timestamp"],
        _ => &[],
    };
    for argument in arguments {
        println!("cargo:rustc-cdylib-link-arg={argument}");
    }
}
