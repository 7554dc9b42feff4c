//! `include/webservices_async.h` is what build.rs makes of the Rust types.

const GENERATED: &str = include_str!(concat!(env!("OUT_DIR"), "/webservices_async.h"));
const COMMITTED: &str = include_str!("../../include/webservices_async.h");

#[test]
fn the_committed_header_is_the_generated_one() {
    for (number, (committed, generated)) in COMMITTED.lines().zip(GENERATED.lines()).enumerate() {
        assert_eq!(committed, generated, "line {}: run `make header`", number + 1);
    }
    assert_eq!(COMMITTED, GENERATED, "run `make header`");
}

#[test]
fn every_function_pointer_and_function_has_the_calling_convention() {
    let declared = GENERATED.matches("typedef HRESULT (").count()
        + GENERATED.matches("typedef void (").count()
        + GENERATED.matches("\nHRESULT ").count();
    assert_eq!(declared, 3);
    assert_eq!(GENERATED.matches("(WSASYNC_CALL *").count(), 2);
    assert_eq!(GENERATED.matches("HRESULT WSASYNC_CALL WsAsyncExecute(").count(), 1);
}
