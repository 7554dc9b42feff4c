//! Windows. Nothing but kernel32 is needed, and only to stay loaded: the DLL has
//! no C runtime, no std and no entry point.

use core::ffi::c_void;
use once_cell::race::OnceBool;

pub(crate) use slot::Slot;

/// Fields of the thread's environment block, and how to read one.
mod teb {
    use core::arch::asm;

    pub(super) const STACK_LIMIT: usize = 2 * size_of::<usize>();
    pub(super) const THREAD_LOCAL_STORAGE: usize = 11 * size_of::<usize>();

    /// Reads the pointer-sized field at `FIELD`.
    #[inline(always)]
    pub(super) fn read<const FIELD: usize>() -> usize {
        let value;
        // SAFETY: every thread has an environment block, which the system keeps.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            asm!("mov {}, qword ptr gs:[{}]", out(reg) value, const FIELD, options(nostack, preserves_flags, readonly));
            #[cfg(target_arch = "x86")]
            asm!("mov {}, dword ptr fs:[{}]", out(reg) value, const FIELD, options(nostack, preserves_flags, readonly));
            #[cfg(target_arch = "aarch64")]
            asm!("ldr {}, [x18, #{}]", out(reg) value, const FIELD, options(nostack, preserves_flags, readonly));
        }
        value
    }
}

/// In the DLL: a TLS directory of our own, the mechanism of every compiler's
/// thread-local variables. The loader gives each thread, those that exist already
/// too, a zeroed copy; nothing can fail at run time, and the last error is left
/// alone, which TlsGetValue would clear.
#[cfg(all(panic = "abort", not(feature = "std")))]
mod slot {
    use super::{c_void, teb};
    use core::arch::global_asm;

    extern "C" {
        /// This module's place in each thread's table of TLS blocks; set by the loader.
        static _tls_index: u32;
    }

    macro_rules! tls_directory {
        ($pointer:literal, $align:literal, $prefix:literal) => {
            global_asm!(
                // What a new thread's block is copied from: one NULL pointer.
                ".section .tls,\"dw\"",
                concat!(".p2align ", $align),
                "webservices_async_tls_start:",
                concat!($pointer, " 0"),
                "webservices_async_tls_end:",
                ".section .data,\"dw\"",
                concat!(".globl ", $prefix, "_tls_index"),
                ".p2align 2",
                concat!($prefix, "_tls_index:"),
                ".long 0",
                // The directory, which linkers find by its name.
                ".section .rdata,\"dr\"",
                concat!(".globl ", $prefix, "_tls_used"),
                concat!(".p2align ", $align),
                concat!($prefix, "_tls_used:"),
                concat!($pointer, " webservices_async_tls_start"),
                concat!($pointer, " webservices_async_tls_end"),
                concat!($pointer, " ", $prefix, "_tls_index"),
                concat!($pointer, " 0"), // no callbacks
                ".long 0",               // no further zeroes
                ".long 0",
                ".text",
            );
        };
    }
    #[cfg(target_arch = "x86")]
    tls_directory!(".long", "2", "_");
    #[cfg(not(target_arch = "x86"))]
    tls_directory!(".quad", "3", "");

    /// This thread's slot: the start of its copy of our block.
    #[repr(transparent)]
    #[derive(Clone, Copy)]
    pub(crate) struct Slot(*mut *mut c_void);

    impl Slot {
        #[inline(always)]
        pub(crate) fn of_this_thread() -> Self {
            let blocks = teb::read::<{ teb::THREAD_LOCAL_STORAGE }>() as *const *mut *mut c_void;
            // SAFETY: the loader wrote it before any of our code ran.
            let index = unsafe { _tls_index } as usize;
            // SAFETY: the table has an entry for every loaded module with a directory.
            let entry = unsafe { blocks.add(index) };
            // SAFETY: likewise.
            Self(unsafe { entry.read() })
        }

        #[inline(always)]
        pub(crate) fn get(self) -> *mut c_void {
            // SAFETY: our block holds one pointer, which this thread alone uses.
            unsafe { self.0.read() }
        }

        #[inline(always)]
        pub(crate) fn is_free(self) -> bool {
            let frame = self.get();
            frame.is_null() || super::is_abandoned(frame)
        }

        #[inline(always)]
        pub(crate) fn holds(self, value: *const c_void) -> bool {
            core::ptr::eq(self.get(), value)
        }

        #[inline(always)]
        pub(crate) fn clear(self) {
            self.set(core::ptr::null_mut());
        }

        #[inline(always)]
        pub(crate) fn set(self, value: *mut c_void) {
            // SAFETY: as in `get`.
            unsafe { self.0.write(value) }
        }
    }
}

/// In Rust programs, which bring std and have a TLS directory of their own.
#[cfg(not(all(panic = "abort", not(feature = "std"))))]
mod slot {
    use super::c_void;
    use core::cell::Cell;

    std::thread_local! {
        static RUNNING: Cell<*mut c_void> = const { Cell::new(core::ptr::null_mut()) };
    }

    /// This thread's slot.
    #[repr(transparent)]
    #[derive(Clone, Copy)]
    pub(crate) struct Slot;

    impl Slot {
        #[inline(always)]
        pub(crate) fn of_this_thread() -> Self {
            Self
        }

        #[inline(always)]
        pub(crate) fn get(self) -> *mut c_void {
            RUNNING.get()
        }

        #[inline(always)]
        pub(crate) fn is_free(self) -> bool {
            let frame = self.get();
            frame.is_null() || super::is_abandoned(frame)
        }

        #[inline(always)]
        pub(crate) fn holds(self, value: *const c_void) -> bool {
            core::ptr::eq(self.get(), value)
        }

        #[inline(always)]
        pub(crate) fn clear(self) {
            self.set(core::ptr::null_mut());
        }

        #[inline(always)]
        pub(crate) fn set(self, value: *mut c_void) {
            RUNNING.set(value);
        }
    }
}

/// Whether the stack frame at `address` has been left, seen from the function
/// that calls this. Of the current stack, what lies below the caller is dead; an
/// address on another stack belongs to another fiber.
#[inline(always)]
pub(crate) fn is_abandoned(address: *const c_void) -> bool {
    let here = 0_u8;
    address < (&raw const here).cast() && address as usize >= teb::read::<{ teb::STACK_LIMIT }>()
}

/// What we call of kernel32. Only what is used is imported.
pub(crate) mod kernel32 {
    use core::ffi::{c_char, c_void};

    #[cfg_attr(
        target_arch = "x86",
        link(
            name = "kernel32.dll",
            kind = "raw-dylib",
            modifiers = "+verbatim",
            import_name_type = "undecorated"
        )
    )]
    #[cfg_attr(
        not(target_arch = "x86"),
        link(name = "kernel32.dll", kind = "raw-dylib", modifiers = "+verbatim")
    )]
    #[allow(dead_code)]
    extern "system" {
        pub(crate) fn GetLastError() -> u32;
        pub(crate) fn GetModuleHandleExW(flags: u32, address: *const u8, module: *mut *mut c_void) -> i32;
        pub(crate) fn GetProcAddress(module: *mut c_void, name: *const c_char) -> *mut c_void;
        pub(crate) fn GetSystemDirectoryW(buffer: *mut u16, size: u32) -> u32;
        pub(crate) fn LoadLibraryExW(path: *const u16, file: *mut c_void, flags: u32) -> *mut c_void;
        pub(crate) fn OutputDebugStringA(text: *const c_char);
        pub(crate) fn RaiseException(code: u32, flags: u32, count: u32, arguments: *const usize);
        pub(crate) fn SetLastError(error: u32);
    }
}
use kernel32::{GetLastError, GetModuleHandleExW, SetLastError};

/// Pins this DLL, once: from then on FreeLibrary leaves its code in place. Called
/// before the first function that could leave a series pending, so that a DLL
/// which never served one still unloads.
#[inline(always)]
pub(crate) fn stay_loaded() {
    static PINNED: OnceBool = OnceBool::new();
    PINNED.get_or_init(pin);
}

#[cold]
#[inline(never)]
fn pin() -> bool {
    const PIN: u32 = 1;
    const FROM_ADDRESS: u32 = 4;
    static INSIDE: u8 = 0;
    let mut module = core::ptr::null_mut();
    // SAFETY: no preconditions.
    let error = unsafe { GetLastError() };
    // SAFETY: the address lies in this module; `module` is a place for the result.
    let pinned = unsafe { GetModuleHandleExW(PIN | FROM_ADDRESS, &INSIDE, &mut module) };
    // SAFETY: no preconditions.
    unsafe { SetLastError(error) };
    pinned != 0
}

#[cfg(all(panic = "abort", not(feature = "std")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // Ends the process without unwinding or needing a runtime.
    // SAFETY: does not return.
    unsafe {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        core::arch::asm!("ud2", options(noreturn, nomem, nostack));
        #[cfg(target_arch = "aarch64")]
        core::arch::asm!("udf #0", options(noreturn, nomem, nostack));
    }
}
