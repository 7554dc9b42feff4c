//! loom (`tests/loom.rs`), whose threads take turns on one thread of the system.

use core::cell::Cell;
use core::ffi::c_void;
use core::ptr;

use ::loom::thread::LocalKey;

::loom::thread_local! {
    static RUNNING: Cell<*mut c_void> = Cell::new(ptr::null_mut());
}

/// This thread's slot.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub(crate) struct Slot(&'static LocalKey<Cell<*mut c_void>>);

impl Slot {
    pub(crate) fn of_this_thread() -> Self {
        Self(&RUNNING)
    }

    pub(crate) fn get(self) -> *mut c_void {
        self.0.with(Cell::get)
    }

    pub(crate) fn is_free(self) -> bool {
        self.get().is_null()
    }

    pub(crate) fn holds(self, value: *const c_void) -> bool {
        ptr::eq(self.get(), value)
    }

    pub(crate) fn clear(self) {
        self.set(ptr::null_mut());
    }

    pub(crate) fn set(self, value: *mut c_void) {
        self.0.with(|running| running.set(value));
    }
}

/// Nothing is: each of these threads has a stack of its own, and no exception leaves
/// a function here.
pub(crate) fn is_abandoned(_: *const c_void) -> bool {
    false
}

pub(crate) fn stay_loaded() {}

/// The accesses to the fields of states, as loom is to see them: two of which one is a
/// write, and neither surely before the other, are an error.
pub mod tracking {
    use core::cell::RefCell;
    use std::vec::Vec;

    use ::loom::cell::UnsafeCell;

    use crate::abi::WS_ASYNC_STATE;

    std::thread_local! {
        /// The fields by their addresses.
        static FIELDS: RefCell<Vec<(usize, UnsafeCell<()>)>> = const { RefCell::new(Vec::new()) };
    }

    /// A state whose accesses are tracked; not after this has been dropped.
    #[derive(Debug)]
    pub struct Tracked(*const WS_ASYNC_STATE);

    impl Tracked {
        /// From now on, within one execution of loom's.
        pub fn new(state: *const WS_ASYNC_STATE) -> Self {
            let fields = addresses(state).map(|address| (address, UnsafeCell::new(())));
            FIELDS.with_borrow_mut(|all| all.extend(fields));
            Self(state)
        }

        /// This thread writes all of the state.
        pub fn write_all(&self) {
            addresses(self.0).for_each(|address| with(address, |field| field.with_mut(|_| ())));
        }
    }

    impl Drop for Tracked {
        fn drop(&mut self) {
            FIELDS.with_borrow_mut(|all| all.retain(|field| !addresses(self.0).any(|own| own == field.0)));
        }
    }

    fn addresses(state: *const WS_ASYNC_STATE) -> impl Iterator<Item = usize> {
        (state.addr()..).step_by(size_of::<usize>()).take(5)
    }

    /// This thread reads the field at `address`.
    pub fn read<T>(address: *const T) {
        with(address.addr(), |field| field.with(|_| ()));
    }

    /// This thread writes the field at `address`.
    pub fn write<T>(address: *const T) {
        with(address.addr(), |field| field.with_mut(|_| ()));
    }

    /// What is not in a state is a frame of the driver's own: the detour.
    fn with(address: usize, access: impl FnOnce(&UnsafeCell<()>)) {
        FIELDS.with_borrow(|all| {
            if let Some((_, field)) = all.iter().find(|field| field.0 == address) {
                access(field);
            }
        });
    }
}
