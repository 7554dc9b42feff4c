//! The series: call a function, look at the answer, go on, stop, or hand over.

use core::ptr;

use crate::abi::*;
use crate::platform::stay_loaded;
use crate::running::{Place, Running};
use crate::state::{Callback, Function, Series, Steps};

/// Runs a whole series on this thread, without a context (contract, section 3).
#[inline(always)]
pub(crate) fn run_synchronously(
    series: Series,
    operation: Option<Function>,
    model: CallbackModel,
) -> HRESULT {
    let Some(mut function) = operation else {
        return NO_ERROR;
    };
    series.set_model(model);
    let steps = series.steps();
    let mut hr = NO_ERROR;
    loop {
        // SAFETY: `series` is ours for the whole of its run, and set up.
        hr = unsafe { Steps::call(steps, function, hr, series.model(), ptr::null()) };
        if hr == WS_S_ASYNC {
            // Nobody could be told of the completion (`sync-refuses-async`).
            return WS_E_INVALID_OPERATION;
        }
        // SAFETY: as above.
        match unsafe { Steps::successor(steps) } {
            Some(successor) => function = successor,
            None => return hr,
        }
    }
}

/// Starts a series with a context (contract, section 4). Its functions are to
/// report to `completion`.
#[inline(always)]
pub(crate) fn start<P: Place>(
    series: Series,
    operation: Option<Function>,
    model: CallbackModel,
    completion: Callback,
    place: P,
) -> HRESULT {
    let Some(function) = operation else {
        return NO_ERROR;
    };
    stay_loaded();
    match run(series, function, NO_ERROR, model, completion, place) {
        Some((_, hr, _)) => hr,
        None => WS_S_ASYNC,
    }
}

/// Goes on after an operation has completed, elsewhere than inside the function
/// that started it. The functions to come are to report to `completion`.
#[inline(always)]
pub(crate) fn resume<P: Place>(
    series: Series,
    function: Function,
    hr: HRESULT,
    model: CallbackModel,
    completion: Callback,
    place: P,
) {
    if let Some((series, hr, model)) = run(series, function, hr, model, completion, place) {
        series.complete(hr, model);
    }
}

/// The loop. Returns the series and its result when it has ended; or None when an
/// operation is pending, and the series is no longer ours (`pending-returns`).
#[inline(always)]
fn run<P: Place>(
    series: Series,
    function: Function,
    hr: HRESULT,
    model: CallbackModel,
    completion: Callback,
    place: P,
) -> Option<(Series, HRESULT, CallbackModel)> {
    let steps = series.steps();
    let running = Running::new(completion, series, model);
    running.publish(place);
    // Each of the three calls takes its arguments from where they are at hand.
    // SAFETY: the series is ours: none of its functions is pending.
    let mut hr = unsafe { Steps::call(steps, function, hr, model, ptr::from_ref(&running).cast()) };
    loop {
        while hr != WS_S_ASYNC {
            let steps = running.steps();
            // SAFETY: the function has completed, so the series is ours still.
            let Some(function) = (unsafe { Steps::successor(steps) }) else {
                return Some(end::<P>(&running, hr));
            };
            // SAFETY: as above.
            hr = unsafe { Steps::call(steps, function, hr, running.model(), running.context::<P>()) };
        }
        let Some((steps, reported)) = running.take_inline_result() else {
            running.withdraw::<P>(hr);
            return None;
        };
        // SAFETY: likewise.
        let Some(function) = (unsafe { Steps::successor(steps) }) else {
            // A function that completed inline reported that it is pending. As the
            // result of the series that would promise a callback which never comes.
            let hr = if reported == WS_S_ASYNC { WS_E_INVALID_OPERATION } else { reported };
            return Some(end::<P>(&running, hr));
        };
        // SAFETY: likewise.
        hr = unsafe { Steps::call(steps, function, reported, running.model(), running.context::<P>()) };
    }
}

/// The series has ended: its driver is done with the frame, and has the series back.
#[inline(always)]
fn end<P: Place>(running: &Running, hr: HRESULT) -> (Series, HRESULT, CallbackModel) {
    let hr = running.withdraw::<P>(hr);
    // SAFETY: withdrawn, and dropped by its driver next.
    (unsafe { running.take_series() }, hr, running.model())
}
