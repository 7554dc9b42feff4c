//! The caller's five pointers, typed. This file alone knows which is which.

use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::mem::MaybeUninit;

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

/// A field of the state, uninitialised at first. The only way to reach one, so that
/// loom can watch (`tests/loom.rs`).
#[repr(transparent)]
pub(crate) struct Field<T>(UnsafeCell<MaybeUninit<T>>);

impl<T: Copy> Field<T> {
    #[inline(always)]
    fn as_ptr(&self) -> *mut T {
        self.0.get().cast()
    }

    /// # Safety
    ///
    /// It has been set.
    #[inline(always)]
    unsafe fn get(&self) -> T {
        #[cfg(loom)]
        crate::platform::tracking::read(self.as_ptr());
        // SAFETY: the caller's promise.
        unsafe { self.as_ptr().read() }
    }

    #[inline(always)]
    fn set(&self, value: T) {
        #[cfg(loom)]
        crate::platform::tracking::write(self.as_ptr());
        // SAFETY: memory of our own, which no reference leads to the inside of.
        unsafe { self.as_ptr().write(value) }
    }
}

/// What a step needs: the part of the state that [`crate::driver`] loops over.
#[repr(C)]
pub(crate) struct Steps {
    pub(crate) next: Field<WS_ASYNC_OPERATION>,
    pub(crate) argument: Field<*mut c_void>,
    pub(crate) error: Field<*mut WS_ERROR>,
}

#[repr(C)]
struct Slots {
    steps: Steps,
    callback: Field<Callback>,
    callback_argument: Field<*mut c_void>,
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
        let steps = unsafe { &*steps };
        // SAFETY: likewise.
        unsafe { steps.next.get() }.function
    }

    /// Calls one function with everything it is promised (contract, section 2).
    ///
    /// # Safety
    ///
    /// As for `successor`, and `argument` and `error` have been written. When the
    /// function returns WS_S_ASYNC the promise has ended.
    #[inline(always)]
    pub(crate) unsafe fn call(
        steps: *const Self,
        function: Function,
        hr: HRESULT,
        model: CallbackModel,
        context: *const WS_ASYNC_CONTEXT,
    ) -> HRESULT {
        // SAFETY: the caller's promise, and likewise below.
        let steps = unsafe { &*steps };
        // (`next-cleared`)
        steps.next.set(WS_ASYNC_OPERATION { function: None });
        // SAFETY: see above.
        let argument = unsafe { steps.argument.get() };
        // SAFETY: see above.
        let error = unsafe { steps.error.get() };
        // SAFETY: WsAsyncExecute's caller promised functions that may be called so.
        unsafe { function(hr, model, argument, steps.next.as_ptr(), context, error) }
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

    #[inline(always)]
    fn slots(&self) -> &Slots {
        // SAFETY: the state is ours (type invariant).
        unsafe { &*self.0 }
    }

    /// Stores what every function receives. Nothing was there before
    /// (`state-uninitialised`).
    #[inline(always)]
    pub(crate) fn set_arguments(&self, argument: *mut c_void, error: *mut WS_ERROR) {
        self.slots().steps.argument.set(argument);
        self.slots().steps.error.set(error);
    }

    /// Stores whom to tell in the end: a copy, because the caller's context lasts
    /// only as long as its call (`context-copied`). Field by field: moved as a
    /// whole, it would be read back before the halves have reached memory.
    #[inline(always)]
    pub(crate) fn set_callback(&self, callback: Callback, argument: *mut c_void) {
        self.slots().callback.set(callback);
        self.slots().callback_argument.set(argument);
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
    fn synchronous_model(&self) -> &Field<CallbackModel> {
        // SAFETY: not smaller, nor aligned less.
        unsafe { &*(&raw const self.slots().callback_argument).cast() }
    }

    #[inline(always)]
    pub(crate) fn set_model(&self, model: CallbackModel) {
        self.synchronous_model().set(model);
    }

    #[inline(always)]
    pub(crate) fn model(&self) -> CallbackModel {
        // SAFETY: `set_model` wrote it.
        unsafe { self.synchronous_model().get() }
    }

    /// Ends the series by calling the caller's callback. Our last touch of the
    /// state comes before (`state-released-first`).
    #[inline(always)]
    pub(crate) fn complete(self, hr: HRESULT, model: CallbackModel) {
        // SAFETY: `set_callback` wrote it.
        let callback = unsafe { self.slots().callback.get() };
        // SAFETY: likewise.
        let argument = unsafe { self.slots().callback_argument.get() };
        // SAFETY: the caller promised a callback that may be called this way.
        unsafe { callback(hr, model, argument) }
    }
}
