//! The fuzz target: bytes make a script, which is played on the library and judged by the
//! reference model.
#![no_main]

#[path = "../tests/model/mod.rs"]
mod reference;

libfuzzer_sys::fuzz_target!(init: reference::player::report_crashes(), |bytes: &[u8]| -> libfuzzer_sys::Corpus {
    if reference::bytes::play(bytes) { libfuzzer_sys::Corpus::Keep } else { libfuzzer_sys::Corpus::Reject }
});
