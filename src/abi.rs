//! The binary interface, in the spelling of Microsoft's `webservices.h`.
//!
//! cbindgen makes `include/webservices_async.h` from this file and `entry.rs`,
//! so the comments on public items are the header's documentation too. The two
//! `cfg`s are never set: they become the header's guards for a `webservices.h`
//! that was included before it.
#![allow(non_camel_case_types, non_snake_case)]

use core::ffi::c_void;

/// A 32-bit result code; negative values are failures.
pub type HRESULT = i32;

/// Success, with nothing to add. A synchronous completion.
pub const NO_ERROR: HRESULT = 0;
/// Returned by a function: the operation is pending, and its completion will be
/// reported through the WS_ASYNC_CONTEXT that the function was given.
pub const WS_S_ASYNC: HRESULT = 0x003D_0000;
/// The end of a sequence. To WsAsyncExecute a success code like any other.
pub const WS_S_END: HRESULT = 0x003D_0001;
/// An argument is not valid.
pub const E_INVALIDARG: HRESULT = 0x8007_0057_u32 as HRESULT;
/// Memory ran out. WsAsyncExecute itself never returns it: it allocates nothing.
pub const E_OUTOFMEMORY: HRESULT = 0x8007_000E_u32 as HRESULT;
/// The input data was not in the expected format. Of use to functions.
pub const WS_E_INVALID_FORMAT: HRESULT = 0x803D_0000_u32 as HRESULT;
/// The operation is not allowed in the current state.
pub const WS_E_INVALID_OPERATION: HRESULT = 0x803D_0003_u32 as HRESULT;

/// Whether a callback may keep its thread for long.
///
/// In Rust a plain integer, because C may pass any value: WsAsyncExecute refuses
/// the others (`bad-model`).
pub type CallbackModel = u32;

/// Whether a callback may keep its thread for long.
#[cfg(not(WSASYNC_WEBSERVICES_H))]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WS_CALLBACK_MODEL {
    /// The callback must return soon and must not block.
    WS_SHORT_CALLBACK = 0,
    /// The callback may take its time and may block.
    WS_LONG_CALLBACK = 1,
}

/// Where error details are collected. Opaque: passed on, never looked into.
#[cfg(not(WSASYNC_WEBSERVICES_H))]
#[repr(C)]
pub struct WS_ERROR {
    _opaque: [u8; 0],
}

/// Called when an asynchronous operation has completed.
///
/// - `errorCode`: how the operation ended.
/// - `callbackModel`: what this callback may do with its thread.
/// - `callbackState`: the pointer that stood beside this callback in the
///   WS_ASYNC_CONTEXT.
///
/// Any thread may call it, once for each operation that returned WS_S_ASYNC. It
/// must return; an exception or longjmp must not leave it.
#[cfg(not(WSASYNC_WEBSERVICES_H))]
pub type WS_ASYNC_CALLBACK = Option<
    unsafe extern "system" fn(errorCode: HRESULT, callbackModel: CallbackModel, callbackState: *mut c_void),
>;

/// Whom to tell when an operation that returned WS_S_ASYNC has completed.
#[cfg(not(WSASYNC_WEBSERVICES_H))]
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WS_ASYNC_CONTEXT {
    /// The function to call. Not NULL.
    pub callback: WS_ASYNC_CALLBACK,
    /// What to pass to it. May be NULL.
    pub callbackState: *mut c_void,
}

/// One function of a series: it performs an operation, or starts it.
///
/// - `hr`: the result of the function before it; NO_ERROR for the first.
/// - `callbackModel`: what this function may do with its thread.
/// - `callbackState`: as given to WsAsyncExecute.
/// - `next`: `next->function` is NULL on entry. Set to a function, it names the
///   one to call when this one has completed, whether it succeeded or failed; it
///   must be set before the operation can complete. Left NULL, this one is the
///   last.
/// - `asyncContext`: NULL when the series runs synchronously: complete before
///   returning. Otherwise the operation may complete later, by calling
///   `asyncContext->callback` with `asyncContext->callbackState` once. The
///   structure is valid during this call only; copy the two out of it.
/// - `error`: as given to WsAsyncExecute; may be NULL.
///
/// Returns WS_S_ASYNC if the completion will be reported through `asyncContext`.
/// Any other value, success or failure, is the result of this function, which
/// has then completed, and must not be reported as well.
///
/// An exception or longjmp must not leave it.
#[cfg(not(WSASYNC_SDK_WEBSERVICES_H))]
pub type WS_ASYNC_FUNCTION = Option<
    unsafe extern "system" fn(
        hr: HRESULT,
        callbackModel: CallbackModel,
        callbackState: *mut c_void,
        next: *mut WS_ASYNC_OPERATION,
        asyncContext: *const WS_ASYNC_CONTEXT,
        error: *mut WS_ERROR,
    ) -> HRESULT,
>;

/// Where a function names its successor.
#[cfg(not(WSASYNC_SDK_WEBSERVICES_H))]
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WS_ASYNC_OPERATION {
    /// The next function of the series, or NULL: there is none.
    pub function: WS_ASYNC_FUNCTION,
}

/// Memory for one running series: five pointers that only WsAsyncExecute uses.
///
/// The caller provides it, need not initialise it, and keeps it in place until
/// the series has ended; then it may be freed or used again, from within the
/// final callback too.
#[cfg(not(WSASYNC_SDK_WEBSERVICES_H))]
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WS_ASYNC_STATE {
    /// Reserved.
    pub internal0: *mut c_void,
    /// Reserved.
    pub internal1: *mut c_void,
    /// Reserved.
    pub internal2: *mut c_void,
    /// Reserved.
    pub internal3: *mut c_void,
    /// Reserved.
    pub internal4: *mut c_void,
}

// The shapes that webservices.h documents, at every pointer width.
const _: () = {
    use core::mem::{align_of, offset_of, size_of};
    const POINTER: usize = size_of::<*mut c_void>();
    assert!(size_of::<HRESULT>() == 4);
    assert!(size_of::<WS_CALLBACK_MODEL>() == 4);
    assert!(size_of::<CallbackModel>() == 4);
    assert!(size_of::<WS_ASYNC_CALLBACK>() == POINTER);
    assert!(size_of::<WS_ASYNC_FUNCTION>() == POINTER);
    assert!(size_of::<WS_ASYNC_OPERATION>() == POINTER);
    assert!(size_of::<WS_ASYNC_CONTEXT>() == 2 * POINTER);
    assert!(offset_of!(WS_ASYNC_CONTEXT, callback) == 0);
    assert!(offset_of!(WS_ASYNC_CONTEXT, callbackState) == POINTER);
    assert!(size_of::<WS_ASYNC_STATE>() == 5 * POINTER);
    assert!(align_of::<WS_ASYNC_STATE>() == POINTER);
};
