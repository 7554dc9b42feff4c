//! `WsAsyncExecute` of Windows' `webservices.dll`, as a library of its own:
//! the driver that runs a series of asynchronous C callbacks to its end.
//!
//! The promises are the named clauses of `docs/contract.md`; comments cite them
//! by name. Read the modules in this order, which is also the way data flows:
//!
//! 1. [`abi`]: the C types and codes, in Microsoft's spelling.
//! 2. `entry`: the two doors inward. The exported `WsAsyncExecute`, and the
//!    completion that the functions of a series are handed.
//! 3. `driver`: the series. The only loops.
//! 4. `state`: the five pointers of the caller's `WS_ASYNC_STATE`.
//! 5. `running`: which functions run on this thread right now, so that a
//!    completion from inside one of them is recognised.
//! 6. `platform`: a thread-local slot, the live part of the stack, staying loaded.
//!
//! Apart from it, `dropin`: what makes a whole `webservices.dll` of it.
//!
//! No heap, no lock, no thread of its own (`no-heap`).

#![no_std]

// std supplies the panic handler wherever the crate is not a bare C library.
#[cfg(any(feature = "std", not(panic = "abort")))]
extern crate std;

pub mod abi;
mod driver;
#[cfg(all(windows, feature = "dropin"))]
mod dropin;
mod entry;
mod platform;
mod running;
mod state;

pub use entry::WsAsyncExecute;

#[cfg(loom)]
pub use platform::tracking;
