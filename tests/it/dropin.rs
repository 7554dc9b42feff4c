//! The drop-in's list of functions, against Microsoft's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Where cargo keeps the source of the windows-sys that these tests use.
fn windows_sys() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--locked",
            "--filter-platform=x86_64-unknown-linux-gnu",
            "--manifest-path",
        ])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .expect("cargo");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let manifest = text
        .split("\"manifest_path\":\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|path| path.contains("/windows-sys-0.61"))
        .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    Path::new(manifest).parent().expect("a folder").to_path_buf()
}

/// Each function's name, with the size of its arguments on 32-bit Windows. All of them
/// are pointers, handles or 32-bit numbers there.
fn microsofts() -> BTreeMap<String, usize> {
    let file = windows_sys().join("src/Windows/Win32/Networking/WindowsWebServices/mod.rs");
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut functions = BTreeMap::new();
    for line in text.lines().filter(|line| line.contains("link!(\"webservices.dll\"")) {
        let (name, arguments) = line
            .split_once(" fn ")
            .and_then(|(_, declaration)| declaration.split_once('('))
            .expect("a declaration");
        for wide in ["u64", "i64", "f64", "GUID,", ": WS_STRING", ": WS_BYTES", ": WS_XML_STRING,"] {
            assert!(!arguments.contains(wide), "{name}: an argument of another size, {wide}");
        }
        functions.insert(name.to_owned(), 4 * arguments.matches(" : ").count());
    }
    functions
}

fn listed() -> BTreeMap<String, usize> {
    let text = include_str!("../../webservices.def");
    let (_, exports) = text.split_once("\nEXPORTS\n").expect("EXPORTS");
    let entries = exports.lines().map(|line| {
        let entry = line.split(';').next().expect("a line").trim();
        let (name, bytes) = entry.split_once('@').unwrap_or_else(|| panic!("{line}"));
        (name.to_owned(), bytes.parse().unwrap_or_else(|_| panic!("{line}")))
    });
    entries.collect()
}

#[test]
fn webservices_def_lists_the_functions_that_microsofts_metadata_does() {
    let microsofts = microsofts();
    assert_eq!(microsofts.len(), 193);
    assert_eq!(listed(), microsofts);
}

#[test]
fn one_function_is_ours_and_it_is_the_one_that_the_header_declares() {
    let ours: Vec<_> = include_str!("../../webservices.def")
        .lines()
        .filter(|line| line.ends_with("; ours"))
        .map(|line| line.trim().split('@').next().expect("a name"))
        .collect();
    assert_eq!(ours, ["WsAsyncExecute"]);
}
