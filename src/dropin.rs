//! The rest of `webservices.dll`, for the drop-in (feature `dropin`, Windows only):
//! every function but WsAsyncExecute is a jump to the system's.
//!
//! Each export jumps through a slot of its own. At first the slot leads to a stub that
//! finds the system's function, stores it in the slot and goes on to it, with every
//! argument where it was. So a call costs one jump more than a direct one, nothing is
//! loaded before it is needed, and never under the loader's lock on our account.
//! `docs/dropin.md` tells why it is not done by PE forwarders.

use core::ffi::{c_char, c_void, CStr};
use core::num::NonZeroUsize;
use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use once_cell::race::OnceNonZeroUsize;

use crate::platform::kernel32::*;

/// Makes the exports, their slots and their names, all in the order of webservices.def.
macro_rules! forward {
    ($($index:literal $name:ident $first:ident)*) => {
        const NAMES: [&CStr; [$($index),*].len()] = [$(
            match CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes()) {
                Ok(name) => name,
                Err(_) => panic!(),
            }
        ),*];

        static SLOTS: [AtomicPtr<c_void>; NAMES.len()] = [$(AtomicPtr::new($first as *mut c_void)),*];

        $(
            /// The system's function of this name.
            #[no_mangle]
            #[unsafe(naked)]
            #[allow(non_snake_case)]
            unsafe extern "C" fn $name() {
                jump!($index)
            }

            #[unsafe(naked)]
            #[allow(non_snake_case)]
            unsafe extern "C" fn $first() {
                resolve_and_jump!($index)
            }
        )*
    };
}

#[cfg(target_arch = "x86_64")]
macro_rules! jump {
    ($index:literal) => {
        core::arch::naked_asm!(
            "jmp qword ptr [rip + {slots} + {offset}]",
            slots = sym SLOTS,
            offset = const 8 * $index,
        )
    };
}

#[cfg(target_arch = "x86_64")]
macro_rules! resolve_and_jump {
    ($index:literal) => {
        core::arch::naked_asm!(
            "mov eax, {index}",
            "jmp webservices_async_resolve",
            index = const $index,
        )
    };
}

// The registers that carry arguments, and the function's name in eax. The unwind data
// let the exception of `missing` pass.
#[cfg(target_arch = "x86_64")]
core::arch::global_asm!(
    ".text",
    ".globl webservices_async_resolve",
    ".seh_proc webservices_async_resolve",
    "webservices_async_resolve:",
    "sub rsp, 0x88",
    ".seh_stackalloc 0x88",
    ".seh_endprologue",
    "mov [rsp + 0x20], rcx",
    "mov [rsp + 0x28], rdx",
    "mov [rsp + 0x30], r8",
    "mov [rsp + 0x38], r9",
    "movaps [rsp + 0x40], xmm0",
    "movaps [rsp + 0x50], xmm1",
    "movaps [rsp + 0x60], xmm2",
    "movaps [rsp + 0x70], xmm3",
    "mov ecx, eax",
    "call {resolve}",
    "mov rcx, [rsp + 0x20]",
    "mov rdx, [rsp + 0x28]",
    "mov r8, [rsp + 0x30]",
    "mov r9, [rsp + 0x38]",
    "movaps xmm0, [rsp + 0x40]",
    "movaps xmm1, [rsp + 0x50]",
    "movaps xmm2, [rsp + 0x60]",
    "movaps xmm3, [rsp + 0x70]",
    "add rsp, 0x88",
    "jmp rax",
    ".seh_endproc",
    resolve = sym resolve,
);

#[cfg(target_arch = "x86")]
macro_rules! jump {
    ($index:literal) => {
        core::arch::naked_asm!(
            "jmp dword ptr [{slots} + {offset}]",
            slots = sym SLOTS,
            offset = const 4 * $index,
        )
    };
}

// All arguments are on the stack, where they stay.
#[cfg(target_arch = "x86")]
macro_rules! resolve_and_jump {
    ($index:literal) => {
        core::arch::naked_asm!(
            "push {index}",
            "call {resolve}",
            "add esp, 4",
            "jmp eax",
            index = const $index,
            resolve = sym resolve,
        )
    };
}

#[cfg(target_arch = "aarch64")]
macro_rules! jump {
    ($index:literal) => {
        core::arch::naked_asm!(
            "adrp x16, {slots} + {offset}",
            "ldr x16, [x16, :lo12:{slots} + {offset}]",
            "br x16",
            slots = sym SLOTS,
            offset = const 8 * $index,
        )
    };
}

#[cfg(target_arch = "aarch64")]
macro_rules! resolve_and_jump {
    ($index:literal) => {
        core::arch::naked_asm!(
            "mov w16, #{index}",
            "b webservices_async_resolve",
            index = const $index,
        )
    };
}

#[cfg(target_arch = "aarch64")]
core::arch::global_asm!(
    ".text",
    ".globl webservices_async_resolve",
    ".seh_proc webservices_async_resolve",
    "webservices_async_resolve:",
    "stp x29, x30, [sp, #-0xe0]!",
    ".seh_save_fplr_x 0xe0",
    "mov x29, sp",
    ".seh_set_fp",
    ".seh_endprologue",
    "stp x0, x1, [sp, #0x10]",
    "stp x2, x3, [sp, #0x20]",
    "stp x4, x5, [sp, #0x30]",
    "stp x6, x7, [sp, #0x40]",
    "str x8, [sp, #0x50]",
    "stp q0, q1, [sp, #0x60]",
    "stp q2, q3, [sp, #0x80]",
    "stp q4, q5, [sp, #0xa0]",
    "stp q6, q7, [sp, #0xc0]",
    "mov w0, w16",
    "bl {resolve}",
    "mov x16, x0",
    "ldp x0, x1, [sp, #0x10]",
    "ldp x2, x3, [sp, #0x20]",
    "ldp x4, x5, [sp, #0x30]",
    "ldp x6, x7, [sp, #0x40]",
    "ldr x8, [sp, #0x50]",
    "ldp q0, q1, [sp, #0x60]",
    "ldp q2, q3, [sp, #0x80]",
    "ldp q4, q5, [sp, #0xa0]",
    "ldp q6, q7, [sp, #0xc0]",
    ".seh_startepilogue",
    "ldp x29, x30, [sp], #0xe0",
    ".seh_save_fplr_x 0xe0",
    ".seh_endepilogue",
    "br x16",
    ".seh_endproc",
    resolve = sym resolve,
);

include!(concat!(env!("OUT_DIR"), "/forward.rs"));

/// One of the functions that are the system's, by its place in the list.
#[derive(Clone, Copy)]
struct Forwarded {
    name: &'static CStr,
    slot: &'static AtomicPtr<c_void>,
}

impl Forwarded {
    /// # Safety
    ///
    /// `index` is one that `forward` numbered.
    unsafe fn at(index: u32) -> Self {
        // SAFETY: the caller's promise. Unchecked: a check could panic, and the DLL
        // would carry the formatting of the message.
        let name = unsafe { NAMES.get_unchecked(index as usize) };
        // SAFETY: likewise.
        let slot = unsafe { SLOTS.get_unchecked(index as usize) };
        Self { name, slot }
    }
}

/// Finds the system's function and leads its slot there. The first call may come on
/// several threads at once: they find the same. The last error stays as it was.
///
/// # Safety
///
/// As for [`Forwarded::at`].
unsafe extern "C" fn resolve(index: u32) -> *mut c_void {
    // SAFETY: the caller's promise.
    let forwarded = unsafe { Forwarded::at(index) };
    // SAFETY: no preconditions.
    let error = unsafe { GetLastError() };
    let module = system_module(forwarded);
    // SAFETY: a module that stays loaded, and a name.
    let function = unsafe { GetProcAddress(module, forwarded.name.as_ptr()) };
    if function.is_null() {
        missing(forwarded, PROCEDURE_NOT_FOUND);
    }
    forwarded.slot.store(function, Ordering::Release);
    // SAFETY: no preconditions.
    unsafe { SetLastError(error) };
    function
}

/// The system's webservices.dll: from the system directory and nowhere else, so that
/// nobody can put another in its place; and never this one.
fn system_module(wanted: Forwarded) -> *mut c_void {
    static MODULE: OnceNonZeroUsize = OnceNonZeroUsize::new();
    let load = || NonZeroUsize::new(load_system_module() as usize).ok_or(());
    match MODULE.get_or_try_init(load) {
        Ok(module) => module.get() as *mut c_void,
        Err(()) => missing(wanted, MODULE_NOT_FOUND),
    }
}

fn load_system_module() -> *mut c_void {
    const NAME: &[u8] = b"\\webservices.dll\0";
    const ROOM: usize = 300;
    const SEARCH_SYSTEM32: u32 = 0x800;
    const WITH_ALTERED_SEARCH_PATH: u32 = 8;
    const FROM_ADDRESS_UNCHANGED: u32 = 4 | 2;
    static INSIDE: u8 = 0;

    let mut path = core::mem::MaybeUninit::<[u16; ROOM]>::uninit();
    let start = path.as_mut_ptr().cast::<u16>();
    // SAFETY: writes at most that many.
    let length = unsafe { GetSystemDirectoryW(start, (ROOM - NAME.len()) as u32) } as usize;
    if length == 0 || length > ROOM - NAME.len() {
        return ptr::null_mut();
    }
    for (at, &letter) in NAME.iter().enumerate() {
        // SAFETY: there is room for the name behind the directory.
        let place = unsafe { start.add(length + at) };
        // SAFETY: likewise.
        unsafe { place.write(letter.into()) };
    }
    // SAFETY: a path that ends in zero. What that DLL needs comes from there too;
    // Windows 7 without its updates does not know the first flag.
    let mut module = unsafe { LoadLibraryExW(start, ptr::null_mut(), SEARCH_SYSTEM32) };
    if module.is_null() {
        // SAFETY: likewise.
        module = unsafe { LoadLibraryExW(start, ptr::null_mut(), WITH_ALTERED_SEARCH_PATH) };
    }
    let mut own = ptr::null_mut();
    // SAFETY: an address in this module, and a place for the result.
    unsafe { GetModuleHandleExW(FROM_ADDRESS_UNCHANGED, &INSIDE, &mut own) };
    // Put into the system directory this DLL would find itself.
    if module == own {
        return ptr::null_mut();
    }
    module
}

const MODULE_NOT_FOUND: u32 = 0xC06D_007E;
const PROCEDURE_NOT_FOUND: u32 = 0xC06D_007F;

/// What Microsoft's own late binding tells in such a case, in its format: debuggers and
/// crash reports show the names.
#[repr(C)]
struct DelayLoadInfo {
    size: u32,
    descriptor: *const c_void,
    slot: *const c_void,
    dll: *const c_char,
    by_name: u32,
    name: *const c_char,
    module: *const c_void,
    function: *const c_void,
    last_error: u32,
}

/// Ends the call of a function that the system does not have: a named exception, not a
/// jump to nowhere.
#[cold]
fn missing(wanted: Forwarded, code: u32) -> ! {
    const NONCONTINUABLE: u32 = 1;
    // SAFETY: no preconditions.
    let last_error = unsafe { GetLastError() };
    let info = DelayLoadInfo {
        size: size_of::<DelayLoadInfo>() as u32,
        descriptor: ptr::null(),
        slot: wanted.slot.as_ptr().cast(),
        dll: c"webservices.dll".as_ptr(),
        by_name: 1,
        name: wanted.name.as_ptr(),
        module: ptr::null(),
        function: ptr::null(),
        last_error,
    };
    let say = |text: &CStr| {
        // SAFETY: a text that ends in zero.
        unsafe { OutputDebugStringA(text.as_ptr()) }
    };
    say(match code {
        MODULE_NOT_FOUND => {
            c"webservices.dll (webservices_async): the system has no webservices.dll; called: "
        }
        _ => c"webservices.dll (webservices_async): the system's webservices.dll has no function ",
    });
    say(wanted.name);
    say(c"\n");
    let argument = &raw const info as usize;
    loop {
        // SAFETY: one argument, which lives as long as the exception is handled.
        unsafe { RaiseException(code, NONCONTINUABLE, 1, &argument) };
    }
}
