//! `abi.rs` against the crate `windows-sys`, which Microsoft generates from its own
//! metadata.

use std::mem::{align_of, offset_of, size_of};
use webservices_async::abi as ours;
use windows_sys::Win32::Foundation as foundation;
use windows_sys::Win32::Networking::WindowsWebServices as theirs;

#[test]
fn the_codes_are_microsofts() {
    assert_eq!(ours::NO_ERROR, foundation::NO_ERROR as i32);
    assert_eq!(ours::NO_ERROR, foundation::S_OK);
    assert_eq!(ours::E_INVALIDARG, foundation::E_INVALIDARG);
    assert_eq!(ours::E_OUTOFMEMORY, foundation::E_OUTOFMEMORY);
    assert_eq!(ours::WS_S_ASYNC, foundation::WS_S_ASYNC);
    assert_eq!(ours::WS_S_END, foundation::WS_S_END);
    assert_eq!(ours::WS_E_INVALID_FORMAT, foundation::WS_E_INVALID_FORMAT);
    assert_eq!(ours::WS_E_INVALID_OPERATION, foundation::WS_E_INVALID_OPERATION);
    assert_eq!(ours::WS_CALLBACK_MODEL::WS_SHORT_CALLBACK as i32, theirs::WS_SHORT_CALLBACK);
    assert_eq!(ours::WS_CALLBACK_MODEL::WS_LONG_CALLBACK as i32, theirs::WS_LONG_CALLBACK);
}

#[test]
fn the_types_have_microsofts_shapes() {
    macro_rules! same {
        ($($name:ident { $($field:ident),* })*) => {$(
            assert_eq!(size_of::<ours::$name>(), size_of::<theirs::$name>(), stringify!($name));
            assert_eq!(align_of::<ours::$name>(), align_of::<theirs::$name>(), stringify!($name));
            $(assert_eq!(
                offset_of!(ours::$name, $field),
                offset_of!(theirs::$name, $field),
                stringify!($name.$field)
            );)*
        )*};
    }
    same! {
        WS_ASYNC_STATE { internal0, internal1, internal2, internal3, internal4 }
        WS_ASYNC_OPERATION { function }
        WS_ASYNC_CONTEXT { callback, callbackState }
        WS_ASYNC_CALLBACK {}
        WS_ASYNC_FUNCTION {}
        WS_CALLBACK_MODEL {}
    }
    assert_eq!(size_of::<ours::CallbackModel>(), size_of::<theirs::WS_CALLBACK_MODEL>());
}

/// A function written for windows-sys can be passed to ours: the types differ in
/// name only.
#[test]
fn a_function_of_microsofts_type_runs() {
    unsafe extern "system" fn function(
        hr: i32,
        _: theirs::WS_CALLBACK_MODEL,
        _: *const core::ffi::c_void,
        next: *mut theirs::WS_ASYNC_OPERATION,
        context: *const theirs::WS_ASYNC_CONTEXT,
        _: *const theirs::WS_ERROR,
    ) -> i32 {
        assert_eq!(hr, 0);
        // SAFETY: the library passes a valid place.
        assert!(unsafe { (*next).function }.is_none());
        assert!(context.is_null());
        foundation::WS_S_END
    }
    let function: theirs::WS_ASYNC_FUNCTION = Some(function);
    // SAFETY: the same parameters by the same convention.
    let function: ours::WS_ASYNC_FUNCTION = unsafe { std::mem::transmute(function) };
    let mut state = std::mem::MaybeUninit::uninit();
    // SAFETY: as the function asks.
    let hr = unsafe {
        webservices_async::WsAsyncExecute(
            state.as_mut_ptr(),
            function,
            ours::WS_CALLBACK_MODEL::WS_LONG_CALLBACK as ours::CallbackModel,
            std::ptr::null_mut(),
            std::ptr::null(),
            std::ptr::null_mut(),
        )
    };
    assert_eq!(hr, ours::WS_S_END);
}
