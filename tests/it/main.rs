//! What the C harness cannot see: that generated and written things agree, that
//! Microsoft's own description agrees with ours, that what the README shows works,
//! and every series up to a bound, played on the Rust library.

#[cfg(unix)]
mod corpus;
mod documents;
mod dropin;
#[cfg(unix)]
mod enumeration;
mod header;
mod metadata;
#[cfg(unix)]
#[path = "../model/mod.rs"]
mod reference;
