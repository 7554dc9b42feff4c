//! Linux and other Unix systems.

use core::ffi::c_void;

pub(crate) use slot::Slot;

/// On x86-64 Linux with glibc: a thread-local variable of the initial-exec kind.
/// Reaching it never calls the dynamic loader, and glibc keeps room for such
/// variables of libraries that are loaded late.
#[cfg(all(
    target_arch = "x86_64",
    target_pointer_width = "64",
    target_os = "linux",
    target_env = "gnu",
    not(miri)
))]
mod slot {
    use super::c_void;
    use core::arch::{asm, global_asm};

    global_asm!(
        ".pushsection .tbss,\"awT\",@nobits",
        ".hidden webservices_async_running",
        ".globl webservices_async_running",
        ".type webservices_async_running, @object",
        ".size webservices_async_running, 8",
        ".p2align 3",
        "webservices_async_running:",
        ".zero 8",
        ".popsection",
    );

    /// This thread's slot; the value is its distance from the thread pointer.
    #[repr(transparent)]
    #[derive(Clone, Copy)]
    pub(crate) struct Slot(isize);

    impl Slot {
        #[inline(always)]
        pub(crate) fn of_this_thread() -> Self {
            let distance;
            // SAFETY: reads a constant that the loader has stored. Deliberately
            // not `pure`: two short reads are cheaper than a value kept across a
            // call.
            unsafe {
                asm!(
                    "mov {}, qword ptr [rip + webservices_async_running@GOTTPOFF]",
                    out(reg) distance,
                    options(nostack, preserves_flags, readonly),
                );
            }
            Self(distance)
        }

        /// Whether the slot holds NULL, or the address of a stack frame that has been
        /// left ([`is_abandoned`](super::is_abandoned)): one comparison tells.
        #[inline(always)]
        pub(crate) fn is_free(self) -> bool {
            // SAFETY: reads this thread's own variable.
            unsafe {
                asm!(
                    "cmp qword ptr fs:[{}], rsp",
                    "jae {}",
                    in(reg) self.0,
                    label { return false },
                    options(nostack, readonly),
                );
            }
            true
        }

        /// Whether the slot holds `value`.
        #[inline(always)]
        pub(crate) fn holds(self, value: *const c_void) -> bool {
            // SAFETY: reads this thread's own variable.
            unsafe {
                asm!(
                    "cmp qword ptr fs:[{}], {}",
                    "jne {}",
                    in(reg) self.0,
                    in(reg) value,
                    label { return false },
                    options(nostack, readonly),
                );
            }
            true
        }

        #[inline(always)]
        pub(crate) fn get(self) -> *mut c_void {
            let value;
            // SAFETY: reads this thread's own variable.
            unsafe {
                asm!(
                    "mov {}, qword ptr fs:[{}]",
                    lateout(reg) value,
                    in(reg) self.0,
                    options(nostack, preserves_flags, readonly),
                );
            }
            value
        }

        #[inline(always)]
        pub(crate) fn clear(self) {
            // SAFETY: writes this thread's own variable.
            unsafe {
                asm!(
                    "mov qword ptr fs:[{}], 0",
                    in(reg) self.0,
                    options(nostack, preserves_flags),
                );
            }
        }

        #[inline(always)]
        pub(crate) fn set(self, value: *mut c_void) {
            // SAFETY: writes this thread's own variable.
            unsafe {
                asm!(
                    "mov qword ptr fs:[{}], {}",
                    in(reg) self.0,
                    in(reg) value,
                    options(nostack, preserves_flags),
                );
            }
        }
    }
}

/// Elsewhere: a POSIX thread-specific value, slower and everywhere to be had.
#[cfg(not(all(
    target_arch = "x86_64",
    target_pointer_width = "64",
    target_os = "linux",
    target_env = "gnu",
    not(miri)
)))]
mod slot {
    use super::c_void;
    use core::num::NonZeroUsize;
    use once_cell::race::OnceNonZeroUsize;

    /// The key plus one.
    static KEY: OnceNonZeroUsize = OnceNonZeroUsize::new();

    fn create_key() -> NonZeroUsize {
        let mut key = 0;
        // SAFETY: `key` is a valid place for the result.
        let status = unsafe { libc::pthread_key_create(&mut key, None) };
        if status != 0 {
            // Out of keys. Without one, inline completions cannot be told apart.
            // SAFETY: ends the process.
            unsafe { libc::abort() }
        }
        NonZeroUsize::MIN.saturating_add(key as usize)
    }

    /// This thread's slot.
    #[repr(transparent)]
    #[derive(Clone, Copy)]
    pub(crate) struct Slot(libc::pthread_key_t);

    impl Slot {
        #[inline]
        pub(crate) fn of_this_thread() -> Self {
            Self((KEY.get_or_init(create_key).get() - 1) as libc::pthread_key_t)
        }

        #[inline]
        pub(crate) fn get(self) -> *mut c_void {
            // SAFETY: the key exists and is never deleted.
            unsafe { libc::pthread_getspecific(self.0) }
        }

        #[inline]
        pub(crate) fn is_free(self) -> bool {
            let frame = self.get();
            frame.is_null() || super::is_abandoned(frame)
        }

        #[inline]
        pub(crate) fn holds(self, value: *const c_void) -> bool {
            core::ptr::eq(self.get(), value)
        }

        #[inline]
        pub(crate) fn clear(self) {
            self.set(core::ptr::null_mut());
        }

        #[inline]
        pub(crate) fn set(self, value: *mut c_void) {
            // SAFETY: as above. Setting can fail only the first time on a thread,
            // for want of memory; then inline completions are not recognised there.
            let _ = unsafe { libc::pthread_setspecific(self.0, value) };
        }
    }
}

/// Whether the stack frame at `address` has been left, seen from the function
/// that calls this. Stacks grow downward: what lies below the caller is dead.
#[inline(always)]
pub(crate) fn is_abandoned(address: *const c_void) -> bool {
    #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
    // SAFETY: compares two numbers.
    unsafe {
        core::arch::asm!(
            "cmp {}, rsp",
            "jb {}",
            in(reg) address.addr(),
            label { return true },
            options(nostack, nomem),
        );
        false
    }
    #[cfg(not(all(target_arch = "x86_64", target_pointer_width = "64")))]
    {
        let here = 0_u8;
        address < (&raw const here).cast()
    }
}

/// The linker was told so (`-z nodelete`, build.rs).
#[inline(always)]
pub(crate) fn stay_loaded() {}

#[cfg(all(panic = "abort", not(feature = "std")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: ends the process.
    unsafe { libc::abort() }
}
