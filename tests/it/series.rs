//! Series through the Rust library, with debug assertions and overflow checks on:
//! long random ones, whose every call is predicted.

use std::cell::RefCell;
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr;

use webservices_async::abi::*;
use webservices_async::WsAsyncExecute;

const LONG: CallbackModel = WS_CALLBACK_MODEL::WS_LONG_CALLBACK as CallbackModel;
const SHORT: CallbackModel = WS_CALLBACK_MODEL::WS_SHORT_CALLBACK as CallbackModel;

#[derive(Clone, Copy, Debug)]
enum Kind {
    Synchronous,
    Inline,
    InlineThenResult,
    Pending,
}

/// One function's script, and what the series has done so far.
struct Script {
    kinds: Vec<Kind>,
    called: usize,
    expected_hr: HRESULT,
    expected_model: CallbackModel,
    queue: Vec<(WS_ASYNC_CONTEXT, HRESULT, CallbackModel)>,
    ended: Option<(HRESULT, CallbackModel)>,
}

unsafe extern "system" fn step(
    hr: HRESULT,
    model: CallbackModel,
    script: *mut c_void,
    next: *mut WS_ASYNC_OPERATION,
    context: *const WS_ASYNC_CONTEXT,
    error: *mut WS_ERROR,
) -> HRESULT {
    // SAFETY: `run` passes its script.
    let script = unsafe { &*script.cast::<RefCell<Script>>() };
    // SAFETY: the library passes a place of its own, and so below.
    let next = unsafe { &mut *next };
    // SAFETY: see above.
    let context = unsafe { &*context };
    let (kind, result, reported_model) = {
        let mut script = script.borrow_mut();
        assert_eq!((hr, model), (script.expected_hr, script.expected_model));
        assert!(next.function.is_none());
        assert!(error.is_null());
        let index = script.called;
        script.called += 1;
        if script.called < script.kinds.len() {
            next.function = Some(step);
        }
        let result = 0x8004_0000_u32 as HRESULT + index as HRESULT;
        let reported_model = if index % 3 == 0 { SHORT } else { LONG };
        script.expected_hr = result;
        (script.kinds[index], result, reported_model)
    };
    let report = context.callback.expect("a callback");
    match kind {
        Kind::Synchronous => result,
        Kind::Inline => {
            // SAFETY: the context of this function.
            unsafe { report(result, reported_model, context.callbackState) };
            WS_S_ASYNC
        }
        Kind::InlineThenResult => {
            // SAFETY: the context of this function.
            unsafe { report(!result, reported_model, context.callbackState) };
            result
        }
        Kind::Pending => {
            let mut script = script.borrow_mut();
            script.expected_model = reported_model;
            script.queue.push((*context, result, reported_model));
            WS_S_ASYNC
        }
    }
}

unsafe extern "system" fn end(hr: HRESULT, model: CallbackModel, script: *mut c_void) {
    // SAFETY: `run` passes its script.
    let mut script = unsafe { &*script.cast::<RefCell<Script>>() }.borrow_mut();
    assert_eq!(script.ended.replace((hr, model)), None, "the callback is called once");
}

fn run(kinds: Vec<Kind>) {
    let length = kinds.len();
    let asynchronous = kinds.iter().any(|kind| matches!(kind, Kind::Pending));
    let last = 0x8004_0000_u32 as HRESULT + length as HRESULT - 1;
    let script = RefCell::new(Script {
        kinds,
        called: 0,
        expected_hr: NO_ERROR,
        expected_model: LONG,
        queue: Vec::new(),
        ended: None,
    });
    let argument = ptr::from_ref(&script) as *mut c_void;
    let context = WS_ASYNC_CONTEXT { callback: Some(end), callbackState: argument };
    let mut state = MaybeUninit::uninit();
    // SAFETY: state and script outlive the series, which ends below.
    let returned =
        unsafe { WsAsyncExecute(state.as_mut_ptr(), Some(step), LONG, argument, &context, ptr::null_mut()) };
    loop {
        let Some((context, hr, model)) = script.borrow_mut().queue.pop() else { break };
        // SAFETY: the context of a function that is pending.
        unsafe { context.callback.expect("a callback")(hr, model, context.callbackState) };
    }
    let script = script.borrow();
    assert_eq!(script.called, length);
    if asynchronous {
        assert_eq!(returned, WS_S_ASYNC);
        assert_eq!(script.ended, Some((last, script.expected_model)));
    } else {
        assert_eq!(returned, last);
        assert_eq!(script.ended, None);
    }
}

const KINDS: [Kind; 4] = [Kind::Synchronous, Kind::Inline, Kind::InlineThenResult, Kind::Pending];

#[test]
fn every_mix_of_completions_in_up_to_six_functions_goes_as_predicted() {
    let mut series = 0;
    for length in 1..=6 {
        for mix in 0..KINDS.len().pow(length) {
            run((0..length).map(|digit| KINDS[mix / KINDS.len().pow(digit) % KINDS.len()]).collect());
            series += 1;
        }
    }
    assert_eq!(series, 4 + 16 + 64 + 256 + 1024 + 4096);
}

#[test]
fn a_long_random_series_goes_as_predicted() {
    let mut random = 2026_u64;
    run((0..200_000)
        .map(|_| {
            random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            KINDS[(random >> 62) as usize]
        })
        .collect());
}

#[test]
fn bad_arguments_are_refused() {
    let mut state = MaybeUninit::<WS_ASYNC_STATE>::uninit();
    let context = WS_ASYNC_CONTEXT { callback: None, callbackState: ptr::null_mut() };
    let attempt = |state, model, context| {
        // SAFETY: nothing is called and nothing is written, which is what is tested.
        unsafe { WsAsyncExecute(state, Some(step), model, ptr::null_mut(), context, ptr::null_mut()) }
    };
    assert_eq!(attempt(ptr::null_mut(), LONG, ptr::null()), E_INVALIDARG);
    assert_eq!(attempt(state.as_mut_ptr(), LONG, &context), E_INVALIDARG);
    assert_eq!(attempt(state.as_mut_ptr(), 2, ptr::null()), E_INVALIDARG);
    assert_eq!(attempt(state.as_mut_ptr(), CallbackModel::MAX, &context), E_INVALIDARG);
}
