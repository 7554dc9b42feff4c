//! The fuzz target: bytes make a script, which is played on the library and judged by the
//! reference model.
#![no_main]

use libfuzzer_sys::{fuzz_target, Corpus};

#[path = "../tests/model/mod.rs"]
mod reference;

fuzz_target!(init: reference::player::report_crashes(), |bytes: &[u8]| -> Corpus {
    if reference::bytes::play(bytes) {
        Corpus::Keep
    } else {
        Corpus::Reject
    }
});
