//! The two doors inward: the exported function, and the completion that the
//! functions of a series report to. They check arguments and decide nothing else.

use core::ffi::c_void;

use crate::abi::*;
use crate::driver;
use crate::running::{Alone, Place, Within};
use crate::state::{Callback, Function, Series};

/// Runs a series of functions, each of which may complete at once or later, to
/// its end.
///
/// The series starts with `operation`. A function names its successor in `next`;
/// the series ends with the one that names none, and that one's result, success
/// or failure, is the result of the series. A failure does not end a series: the
/// successor is called with it.
///
/// - `asyncState`: memory for the series, at least until it has ended. Need not be
///   initialised. A state serves one series at a time.
/// - `operation`: the first function. NULL is a series of nothing: NO_ERROR.
/// - `callbackModel`: what the first function may do with the calling thread.
/// - `callbackState`: passed to every function as it is; may be NULL.
/// - `asyncContext`: whom to tell in the end. Read during this call only. NULL:
///   run the whole series on this thread before returning.
/// - `error`: passed to every function as it is; may be NULL.
///
/// Returns WS_S_ASYNC if any function completed asynchronously:
/// `asyncContext->callback` is called once with the result, on the thread that
/// reported the last completion, possibly before this call has returned.
/// Otherwise returns the result of the series, and the callback is not called.
///
/// Returns WS_E_INVALID_OPERATION if a function returned WS_S_ASYNC although
/// `asyncContext` is NULL; the series stops there.
///
/// Returns E_INVALIDARG, having touched and called nothing, if `asyncState` or
/// `asyncContext->callback` is NULL, or `callbackModel` is not one of the two.
///
/// Any number of threads may run series at the same time, each with a state of its
/// own. A function may run another series. Nothing is allocated and nothing is
/// locked.
///
/// # Safety
///
/// `asyncState` points to writable memory for a WS_ASYNC_STATE that stays in place
/// and belongs to no other series until this one has ended; `operation` and every
/// successor are functions of type WS_ASYNC_FUNCTION that keep its terms;
/// `asyncContext` is NULL or valid.
#[cfg(not(WSASYNC_SDK_WEBSERVICES_H))]
#[no_mangle]
#[allow(non_snake_case)]
pub unsafe extern "system" fn WsAsyncExecute(
    asyncState: *mut WS_ASYNC_STATE,
    operation: WS_ASYNC_FUNCTION,
    callbackModel: CallbackModel,
    callbackState: *mut c_void,
    asyncContext: *const WS_ASYNC_CONTEXT,
    error: *mut WS_ERROR,
) -> HRESULT {
    const LAST_MODEL: CallbackModel = WS_CALLBACK_MODEL::WS_LONG_CALLBACK as CallbackModel;
    if asyncState.is_null() {
        return refuse();
    }
    if callbackModel > LAST_MODEL {
        return refuse();
    }
    // From here it is a jump, before anything has been saved. NULL is compared so because
    // the compiler would take `is_null` for the rare case, and jump twice for the other.
    if asyncContext.addr() < align_of::<WS_ASYNC_CONTEXT>() {
        // SAFETY: checked, and the caller's promise.
        unsafe { synchronous(asyncState, operation, callbackModel, callbackState, asyncContext, error) }
    } else {
        // SAFETY: likewise.
        unsafe { asynchronous(asyncState, operation, callbackModel, callbackState, asyncContext, error) }
    }
}

/// Bad arguments: apart, so that good ones take the straight way.
#[cold]
#[inline(never)]
fn refuse() -> HRESULT {
    E_INVALIDARG
}

/// # Safety
///
/// As for [`WsAsyncExecute`], with a state.
#[inline(never)]
unsafe extern "system" fn synchronous(
    state: *mut WS_ASYNC_STATE,
    operation: WS_ASYNC_FUNCTION,
    model: CallbackModel,
    argument: *mut c_void,
    _: *const WS_ASYNC_CONTEXT,
    error: *mut WS_ERROR,
) -> HRESULT {
    // SAFETY: the caller's promise.
    let series = unsafe { Series::from_state(state.cast()) };
    series.set_arguments(argument, error);
    driver::run_synchronously(series, operation, model)
}

/// # Safety
///
/// As for [`WsAsyncExecute`], with a state and a context.
#[inline(never)]
unsafe extern "system" fn asynchronous(
    state: *mut WS_ASYNC_STATE,
    operation: WS_ASYNC_FUNCTION,
    model: CallbackModel,
    argument: *mut c_void,
    context: *const WS_ASYNC_CONTEXT,
    error: *mut WS_ERROR,
) -> HRESULT {
    match Alone::on_this_thread() {
        // SAFETY: the caller's promise.
        Ok(alone) => unsafe { start(state, operation, model, argument, context, error, alone) },
        // SAFETY: the caller's promise.
        Err(_) => unsafe { nested(state, operation, model, argument, context, error) },
    }
}

/// Inside a function of another series.
///
/// # Safety
///
/// As for [`asynchronous`].
#[cold]
#[inline(never)]
unsafe extern "system" fn nested(
    state: *mut WS_ASYNC_STATE,
    operation: WS_ASYNC_FUNCTION,
    model: CallbackModel,
    argument: *mut c_void,
    context: *const WS_ASYNC_CONTEXT,
    error: *mut WS_ERROR,
) -> HRESULT {
    let within = Within::this_thread();
    // SAFETY: the caller's promise.
    unsafe { start(state, operation, model, argument, context, error, within) }
}

/// # Safety
///
/// As for [`asynchronous`].
#[inline(always)]
unsafe fn start<P: Place>(
    state: *mut WS_ASYNC_STATE,
    operation: WS_ASYNC_FUNCTION,
    model: CallbackModel,
    argument: *mut c_void,
    context: *const WS_ASYNC_CONTEXT,
    error: *mut WS_ERROR,
    place: P,
) -> HRESULT {
    // SAFETY: the caller's promise.
    let Some(callback) = (unsafe { (*context).callback }) else {
        return refuse();
    };
    // SAFETY: the caller's promise.
    let series = unsafe { Series::from_state(state.cast()) };
    series.set_arguments(argument, error);
    // SAFETY: the caller's promise.
    let callback_argument = unsafe { (*context).callbackState };
    series.set_callback(callback, callback_argument);
    driver::start(series, operation, model, COMPLETIONS[0], place)
}

/// What functions report to. The state is all that a completion brings along, and
/// has no room for a count of the resumptions; so each resumption hands out
/// another of several completions, which differ in nothing else. By it, the
/// completion of a later function is told from that of an earlier one which, on
/// this thread, has still not returned (`resumes-on-completion`).
const COMPLETIONS: [Callback; 4] = [completed::<0>, completed::<1>, completed::<2>, completed::<3>];

/// Whether functions are given this callback to report to.
pub(crate) fn is_handed_out(callback: Callback) -> bool {
    COMPLETIONS.iter().any(|&completion| completion as usize == callback as usize)
}

const fn after(turn: usize) -> Callback {
    COMPLETIONS[(turn + 1) % COMPLETIONS.len()]
}

/// An operation has completed: the callback in the context of our functions.
///
/// # Safety
///
/// `state` is the callback state that came with this completion, and the function
/// that was given them reports only once.
unsafe extern "system" fn completed<const TURN: usize>(
    hr: HRESULT,
    model: CallbackModel,
    state: *mut c_void,
) {
    match Alone::on_this_thread() {
        // SAFETY: the caller's promise.
        Ok(alone) => unsafe { completed_elsewhere::<TURN, _>(hr, model, state, alone) },
        Err(within) => {
            if !within.complete_only(COMPLETIONS[TURN], state, hr) {
                // SAFETY: the caller's promise.
                unsafe { completed_among::<TURN>(hr, model, state, within) }
            }
        }
    }
}

/// Inside a function of a series that may not be the only one.
///
/// # Safety
///
/// As for [`completed`].
#[cold]
#[inline(never)]
unsafe extern "system" fn completed_among<const TURN: usize>(
    hr: HRESULT,
    model: CallbackModel,
    state: *mut c_void,
    within: Within,
) {
    // Some linkers fold functions that are equal into one. This one is different for
    // each turn, and so are those that refer to it.
    core::hint::black_box(TURN);
    if !within.complete_any(COMPLETIONS[TURN], state, hr) {
        // SAFETY: the caller's promise.
        unsafe { completed_elsewhere::<TURN, _>(hr, model, state, within) }
    }
}

/// Not inside the function that reports.
///
/// # Safety
///
/// As for [`completed`].
#[inline(always)]
unsafe fn completed_elsewhere<const TURN: usize, P: Place>(
    hr: HRESULT,
    model: CallbackModel,
    state: *mut c_void,
    place: P,
) {
    // SAFETY: its driver has given it up, or will without another look; the completion
    // takes it over.
    let series = unsafe { Series::from_state(state) };
    match series.successor() {
        None => series.complete(hr, model),
        // SAFETY: `series` ends here.
        Some(function) => unsafe { resume(hr, model, state, function, after(TURN), place) },
    }
}

/// # Safety
///
/// As for [`completed`]; nobody else holds the series.
#[inline(never)]
unsafe extern "system" fn resume<P: Place>(
    hr: HRESULT,
    model: CallbackModel,
    state: *mut c_void,
    function: Function,
    completion: Callback,
    place: P,
) {
    // SAFETY: the caller's promise.
    let series = unsafe { Series::from_state(state) };
    driver::resume(series, function, hr, model, completion, place);
}
