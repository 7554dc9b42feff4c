//! What the C harness cannot see: that generated and written things agree, that
//! Microsoft's own description agrees with ours, that what the README shows works,
//! and series run through the Rust library, with its debug checks on.

mod documents;
mod dropin;
mod header;
mod metadata;
mod series;
