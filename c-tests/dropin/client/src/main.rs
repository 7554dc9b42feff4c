//! Runs a series through the drop-in with Microsoft's own Rust bindings, and calls one
//! of the functions that the drop-in leaves to the system. Exit status 0: all is well;
//! otherwise the number of the check that failed.

#![no_std]
#![no_main]

use core::ffi::c_void;
use core::mem::{align_of, offset_of, size_of, MaybeUninit};
use core::ptr;

use windows_sys::Win32::Foundation::{E_INVALIDARG, S_FALSE, WS_S_ASYNC, WS_S_END};
use windows_sys::Win32::Networking::WindowsWebServices::*;
use windows_sys::Win32::Storage::FileSystem::WriteFile;
use windows_sys::Win32::System::Console::{GetStdHandle, STD_OUTPUT_HANDLE};
use windows_sys::Win32::System::Threading::{CreateThread, ExitProcess, WaitForSingleObject};

/// Our description of the same interface.
#[allow(dead_code, missing_docs)]
#[path = "../../../../src/abi.rs"]
mod ours;

// On this width, too, the two descriptions have the same shapes.
const _: () = {
    assert!(size_of::<ours::WS_ASYNC_STATE>() == size_of::<WS_ASYNC_STATE>());
    assert!(align_of::<ours::WS_ASYNC_STATE>() == align_of::<WS_ASYNC_STATE>());
    assert!(offset_of!(ours::WS_ASYNC_STATE, internal4) == offset_of!(WS_ASYNC_STATE, internal4));
    assert!(size_of::<ours::WS_ASYNC_CONTEXT>() == size_of::<WS_ASYNC_CONTEXT>());
    assert!(offset_of!(ours::WS_ASYNC_CONTEXT, callbackState) == offset_of!(WS_ASYNC_CONTEXT, callbackState));
    assert!(size_of::<ours::WS_ASYNC_OPERATION>() == size_of::<WS_ASYNC_OPERATION>());
    assert!(size_of::<ours::WS_CALLBACK_MODEL>() == size_of::<WS_CALLBACK_MODEL>());
};

fn check(number: u32, holds: bool) {
    if !holds {
        // SAFETY: ends the process.
        unsafe { ExitProcess(number) }
    }
}

#[derive(Default)]
struct Job {
    functions: u32,
    callbacks: u32,
    result: i32,
    pending: Option<(WS_ASYNC_CALLBACK, usize)>,
}

unsafe extern "system" fn last(
    hr: i32,
    model: WS_CALLBACK_MODEL,
    job: *const c_void,
    next: *mut WS_ASYNC_OPERATION,
    _: *const WS_ASYNC_CONTEXT,
    _: *const WS_ERROR,
) -> i32 {
    check(10, hr == S_FALSE && model == WS_SHORT_CALLBACK);
    // SAFETY: the place is the library's.
    check(11, unsafe { (*next).function }.is_none());
    // SAFETY: `start` passes its job.
    unsafe { (*job.cast::<Job>().cast_mut()).functions += 1 };
    WS_S_END
}

unsafe extern "system" fn first(
    hr: i32,
    model: WS_CALLBACK_MODEL,
    job: *const c_void,
    next: *mut WS_ASYNC_OPERATION,
    context: *const WS_ASYNC_CONTEXT,
    _: *const WS_ERROR,
) -> i32 {
    check(20, hr == 0 && model == WS_LONG_CALLBACK);
    // SAFETY: `start` passes its job, and the library places of its own.
    unsafe {
        let job = &mut *job.cast::<Job>().cast_mut();
        job.functions += 1;
        (*next).function = Some(last);
        job.pending = Some(((*context).callback, (*context).callbackState as usize));
    }
    WS_S_ASYNC
}

unsafe extern "system" fn complete(job: *mut c_void) -> u32 {
    // SAFETY: `start` passes its job and waits.
    let pending = unsafe { &mut *job.cast::<Job>() }.pending.take();
    if let Some((Some(callback), state)) = pending {
        // SAFETY: what the library handed out.
        unsafe { callback(S_FALSE, WS_SHORT_CALLBACK, state as *const c_void) };
    }
    0
}

unsafe extern "system" fn ended(hr: i32, _: WS_CALLBACK_MODEL, job: *const c_void) {
    // SAFETY: `start` passes its job.
    let job = unsafe { &mut *job.cast::<Job>().cast_mut() };
    job.callbacks += 1;
    job.result = hr;
}

#[no_mangle]
extern "C" fn start() -> ! {
    let mut job = Job::default();
    let argument = &raw mut job;
    let mut state = MaybeUninit::<WS_ASYNC_STATE>::uninit();
    let context = WS_ASYNC_CONTEXT { callback: Some(ended), callbackState: argument.cast() };
    // SAFETY: as the function asks; everything outlives the series.
    unsafe {
        let execute = |state, context| {
            WsAsyncExecute(state, Some(first), WS_LONG_CALLBACK, argument.cast(), context, ptr::null())
        };
        check(1, execute(ptr::null(), &context) == E_INVALIDARG);
        check(2, execute(state.as_mut_ptr(), &context) == WS_S_ASYNC);
        check(3, (*argument).functions == 1 && (*argument).callbacks == 0);
        let thread = CreateThread(ptr::null(), 0, Some(complete), argument.cast(), 0, ptr::null_mut());
        check(4, WaitForSingleObject(thread, 30_000) == 0);
        check(5, (*argument).functions == 2 && (*argument).callbacks == 1 && (*argument).result == WS_S_END);

        // And the system's part.
        let mut error = ptr::null_mut();
        check(6, WsCreateError(ptr::null(), 0, &mut error) == 0 && !error.is_null());
        WsFreeError(error);
        check(7, WsCreateError(ptr::null(), 0, ptr::null_mut()) == E_INVALIDARG);

        let text = b"client: a series through windows-sys, and WsCreateError: all as they should be\r\n";
        let output = GetStdHandle(STD_OUTPUT_HANDLE);
        let mut written = 0;
        WriteFile(output, text.as_ptr(), text.len() as u32, &mut written, ptr::null_mut());
        ExitProcess(0)
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: ends the process.
    unsafe { ExitProcess(99) }
}
