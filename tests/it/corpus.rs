//! The fuzzer's inputs (scripts/fuzz.sh), played once each.

use std::fs;
use std::io::{stdout, Write};
use std::path::Path;

use crate::reference::{bytes, player};

#[test]
fn the_fuzzers_inputs_go_as_the_model_says() {
    player::report_crashes();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/series");
    let mut played = 0;
    for entry in fs::read_dir(&folder).expect("fuzz/corpus/series") {
        let path = entry.expect("an entry").path();
        played += bytes::play(&fs::read(&path).expect("an input")) as usize;
    }
    assert!(played >= 50, "only {played} inputs in {}", folder.display());
    writeln!(stdout(), "proof: fuzz inputs replayed: {played}").expect("standard output");
}
