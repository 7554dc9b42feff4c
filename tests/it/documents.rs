//! What the documents say is so.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const README: &str = include_str!("../../README.md");

/// The shared library that cargo built along with these tests.
fn shared_library() -> PathBuf {
    let test = env::current_exe().expect("the path of this test");
    test.with_file_name("libwebservices_async.so")
}

fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}. Install it: apt-get install gcc libc6-dev"));
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{text}", output.status);
    text
}

#[test]
#[cfg(target_os = "linux")]
fn the_c_example_in_the_readme_compiles_and_prints_what_it_says() {
    let start = README.find("```c\n").expect("README.md shows C code") + "```c\n".len();
    let length = README[start..].find("```").expect("its end");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("readme");
    fs::create_dir_all(&folder).expect("a folder");
    let source = folder.join("example.c");
    fs::write(&source, &README[start..start + length]).expect("example.c");
    // Under the name that the dynamic linker looks for.
    let library = folder.join("libwebservices_async.so.1");
    fs::copy(shared_library(), &library).expect("cargo builds the shared library before the tests");
    let program = folder.join("example");
    run(Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wno-unused-parameter"])
        .arg(format!("-I{}/include", env!("CARGO_MANIFEST_DIR")))
        .arg(&source)
        .arg(&library)
        .arg(format!("-Wl,-rpath,{}", folder.display()))
        .arg("-o")
        .arg(&program));
    assert_eq!(run(Command::new("timeout").arg("20").arg(&program)), "sum 9\n");
}

#[test]
fn the_readme_is_short_and_its_links_lead_somewhere() {
    let lines = README.lines().count();
    assert!(lines <= 120, "README.md has {lines} lines");
    let mut links = 0;
    for link in README.split("](").skip(1) {
        let target = link.split(')').next().expect("a link");
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(target).exists(), "README.md links to {target}");
        links += 1;
    }
    assert!(links > 0);
}

/// Comments and headers cite clauses by name: each is one of the contract's.
#[test]
fn every_clause_that_the_sources_cite_is_in_the_contract() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let contract = fs::read_to_string(root.join("docs/contract.md")).expect("docs/contract.md");
    let mut cited = 0;
    for folder in ["src", "src/platform"] {
        for entry in fs::read_dir(root.join(folder)).expect(folder) {
            let path = entry.expect("an entry").path();
            if !path.is_file() {
                continue;
            }
            let text = fs::read_to_string(&path).expect("UTF-8");
            for clause in text.split("(`").skip(1).filter_map(|rest| rest.split_once("`)")) {
                let clause = clause.0;
                if !clause.contains(|c: char| !c.is_ascii_lowercase() && c != '-') {
                    assert!(contract.contains(&format!("| `{clause}` |")), "{}: {clause}", path.display());
                    cited += 1;
                }
            }
        }
    }
    assert!(cited >= 15, "only {cited} citations found");
}
