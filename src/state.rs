//! The caller's five pointers, typed. This file alone knows which is which.

use core::ffi::c_void;

use crate::abi::*;

/// A function of a series; never NULL.
pub(crate) type Function = unsafe extern "system" fn(
    HRESULT,
    CallbackModel,
    *mut c_void,
    *mut WS_ASYNC_OPERATION,
    *const WS_ASYNC_CONTEXT,
    *mut WS_ERROR,
) -> HRESULT;

/// A completion callback, ours or the caller's; never NULL.
pub(crate) type Callback = unsafe extern "system" fn(HRESULT, CallbackModel, *mut c_void);

/// What a step needs: the part of the state that [`crate::driver`] loops over.
#[repr(C)]
pub(crate) struct Steps {
    pub(crate) next: WS_ASYNC_OPERATION,
    pub(crate) argument: *mut c_void,
    pub(crate) error: *mut WS_ERROR,
}

#[repr(C)]
struct Slots {
    steps: Steps,
    callback: Callback,
    callback_argument: *mut c_void,
}

const _: () = {
    assert!(size_of::<Slots>() == size_of::<WS_ASYNC_STATE>());
    assert!(align_of::<Slots>() == align_of::<WS_ASYNC_STATE>());
};

impl Steps {
    /// The function to call next, if the last one named any.
    ///
    /// # Safety
    ///
    /// `steps` belongs to a series that this thread drives, or to its detour, and
    /// its `next` has been written.
    #[inline(always)]
    pub(crate) unsafe fn successor(steps: *const Self) -> Option<Function> {
        // SAFETY: the caller's promise.
        unsafe { (*steps).next.function }
    }

    /// Calls one function with everything it is promised (contract, section 2).
    ///
    /// # Safety
    ///
    /// As for `successor`, and `argument` and `error` have been written. When the
    /// function returns WS_S_ASYNC the promise has ended.
    #[inline(always)]
    pub(crate) unsafe fn call(
        steps: *mut Self,
        function: Function,
        hr: HRESULT,
        model: CallbackModel,
        context: *const WS_ASYNC_CONTEXT,
    ) -> HRESULT {
        // SAFETY: the caller's promise, and likewise below.
        let next = unsafe { &raw mut (*steps).next };
        // SAFETY: see above. (`next-cleared`)
        unsafe { (*steps).next.function = None };
        // SAFETY: see above.
        let argument = unsafe { (*steps).argument };
        // SAFETY: see above.
        let error = unsafe { (*steps).error };
        // SAFETY: WsAsyncExecute's caller promised functions that may be called so.
        unsafe { function(hr, model, argument, next, context, error) }
    }
}

/// The right to touch a state: whoever holds it drives the series.
///
/// There is one for each series. Calling a function uses it up, and only a
/// function that completed gives it back ([`crate::driver`]): while an operation
/// is pending the state belongs to its completion (`pending-returns`). A raw
/// pointer inside, not a reference, because the caller's memory may be freed as
/// soon as it is given up.
pub(crate) struct Series(*mut Slots);

impl Series {
    /// # Safety
    ///
    /// `state` points to a WS_ASYNC_STATE that no other `Series` stands for, and
    /// which stays in place while this one does.
    #[inline(always)]
    pub(crate) unsafe fn from_state(state: *mut c_void) -> Self {
        Self(state.cast())
    }

    /// The address of the state, by which a series is known.
    #[inline(always)]
    pub(crate) fn state(&self) -> *mut c_void {
        self.0.cast()
    }

    #[inline(always)]
    pub(crate) fn steps(&self) -> *mut Steps {
        self.0.cast()
    }

    /// Stores what every function receives. Nothing was there before
    /// (`state-uninitialised`).
    #[inline(always)]
    pub(crate) fn set_arguments(&self, argument: *mut c_void, error: *mut WS_ERROR) {
        // SAFETY: the state is ours to write (type invariant).
        unsafe { (*self.0).steps.argument = argument };
        // SAFETY: likewise.
        unsafe { (*self.0).steps.error = error };
    }

    /// Stores whom to tell in the end: a copy, because the caller's context lasts
    /// only as long as its call (`context-copied`). Field by field: moved as a
    /// whole, it would be read back before the halves have reached memory.
    #[inline(always)]
    pub(crate) fn set_callback(&self, callback: Callback, argument: *mut c_void) {
        // SAFETY: the state is ours to write (type invariant).
        unsafe { (*self.0).callback = callback };
        // SAFETY: likewise.
        unsafe { (*self.0).callback_argument = argument };
    }

    /// The function that the last one named, if any.
    #[inline(always)]
    pub(crate) fn successor(&self) -> Option<Function> {
        // SAFETY: the state is ours, and every call wrote `next` first.
        unsafe { Steps::successor(self.steps()) }
    }

    /// Where the callback model of a synchronous series is: it has no callback, and so
    /// room for it, at less cost than a register that must be saved first.
    #[inline(always)]
    fn synchronous_model(&self) -> *mut CallbackModel {
        // SAFETY: the state is memory of ours (type invariant).
        unsafe { &raw mut (*self.0).callback_argument }.cast()
    }

    #[inline(always)]
    pub(crate) fn set_model(&self, model: CallbackModel) {
        // SAFETY: as above.
        unsafe { *self.synchronous_model() = model };
    }

    #[inline(always)]
    pub(crate) fn model(&self) -> CallbackModel {
        // SAFETY: as above, and `set_model` wrote it.
        unsafe { *self.synchronous_model() }
    }

    /// Ends the series by calling the caller's callback. Our last touch of the
    /// state comes before (`state-released-first`).
    #[inline(always)]
    pub(crate) fn complete(self, hr: HRESULT, model: CallbackModel) {
        // SAFETY: the state is ours, and `set_callback` wrote the field.
        let callback = unsafe { (*self.0).callback };
        // SAFETY: see above.
        let argument = unsafe { (*self.0).callback_argument };
        // SAFETY: the caller promised a callback that may be called this way.
        unsafe { callback(hr, model, argument) }
    }
}
