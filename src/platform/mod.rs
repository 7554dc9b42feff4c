//! What differs between systems, and nothing else:
//!
//! - [`Slot`]: one pointer to each thread, NULL at first.
//! - [`is_abandoned`]: whether an address lies on the dead part of the stack.
//! - [`stay_loaded`]: keeps this library's code in the process.

#[cfg_attr(loom, path = "loom.rs")]
#[cfg_attr(all(windows, not(loom)), path = "windows.rs")]
#[cfg_attr(all(unix, not(loom)), path = "unix.rs")]
mod system;

pub(crate) use system::{is_abandoned, stay_loaded, Slot};

#[cfg(loom)]
pub use system::tracking;

#[cfg(all(windows, feature = "dropin"))]
pub(crate) use system::kernel32;
