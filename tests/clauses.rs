//! The contract, clause by clause: the C harness against the shared library that cargo
//! built along with these tests. A process of its own, which no fault of the library ends.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use std::{env, fs};

fn shared_library() -> PathBuf {
    env::current_exe().expect("the path of this test").with_file_name("libwebservices_async.so")
}

fn last_change(path: &Path) -> SystemTime {
    fs::metadata(path).and_then(|data| data.modified()).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!("{command:?}: {error}. Install it: apt-get install gcc libc6-dev make cmake")
    });
    let text = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&text));
}

#[test]
fn the_shared_library_is_made_of_the_sources_as_they_are() {
    for folder in ["src", "src/platform"] {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect(folder) {
            let source = entry.expect("an entry").path();
            assert!(last_change(&source) <= last_change(&shared_library()), "{} is newer", source.display());
        }
    }
}

#[test]
fn every_clause_holds() {
    let build = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("clauses");
    for tool in ["cc", "make"] {
        run(Command::new(tool).arg("--version")); // cmake's own message would name no package
    }
    run(Command::new("cmake")
        .arg("-S")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("c-tests"))
        .arg("-B")
        .arg(&build)
        .arg("-DWSASYNC_SECONDS=20")
        .arg(format!("-DWSASYNC_LIBRARY={}", shared_library().display())));
    run(Command::new("cmake").arg("--build").arg(&build).arg("-j2"));
    // Each in a process of its own. A fault that makes one hang makes many hang: one tells.
    run(Command::new("ctest")
        .args(["-j2", "--output-on-failure", "--stop-on-failure", "--no-tests=error", "--test-dir"])
        .arg(&build));
}
