//! Every series up to a bound, played on the library and compared with the reference model.

use std::env;
use std::ffi::c_void;
use std::io::{stdout, Write};
use std::mem::swap;
use std::ptr;

use webservices_async::abi::*;
use webservices_async::WsAsyncExecute;

use crate::reference::model::Model;
use crate::reference::player::{self, Part, SLOTS};
use crate::reference::script::*;

const FAILURE: HRESULT = 0x8004_0000_u32 as HRESULT;
const RESULTS: [HRESULT; 4] = [NO_ERROR, S_FALSE, WS_S_END, FAILURE];
const MODELS: [CallbackModel; 2] = [SHORT, LONG];

/// How one function completes its operation.
#[derive(Clone, Copy, Debug)]
enum Step {
    Synchronously(HRESULT),
    /// On another thread, after the function has returned.
    After(HRESULT, CallbackModel),
    /// On another thread, before the function returns.
    Before(HRESULT, CallbackModel),
    Inline(HRESULT, CallbackModel),
    /// Inline, and then the function returns another result.
    InlineThen(HRESULT, CallbackModel, HRESULT),
    /// Returns WS_S_ASYNC, although it was given no context, having named a successor
    /// or not.
    Claim(bool),
}

/// One series: each step names the next one.
struct OneSeries<'a> {
    start: Start,
    steps: &'a [Step],
}

/// A failure that says where it was made, so that none is taken for another.
fn at(position: usize, hr: HRESULT) -> HRESULT {
    if hr < 0 {
        hr + position as HRESULT
    } else {
        hr
    }
}

impl Script for OneSeries<'_> {
    fn act(&mut self, model: &Model, actor: Actor, thread: Thread, taken: usize) -> Action {
        match actor {
            Actor::Callback => Action::Return(NO_ERROR),
            Actor::Outside if taken == 0 => Action::Start(thread, self.start),
            Actor::Outside => match model.calls.len().checked_sub(1) {
                Some(last) if !model.calls[last].is_completed => match self.steps[last] {
                    Step::After(hr, reported) => {
                        Action::Report(1 - model.calls[last].thread, last, at(last, hr), reported)
                    }
                    step => unreachable!("{step:?} is pending"),
                },
                _ => Action::Return(NO_ERROR),
            },
            Actor::Function(call) => {
                let names = call + 1 < self.steps.len() || matches!(self.steps[call], Step::Claim(true));
                if names && taken == 0 {
                    return Action::Name(Some((call + 1) % FUNCTIONS));
                }
                let reports = taken == names as usize;
                match self.steps[call] {
                    Step::Before(hr, reported) if reports => {
                        Action::Report(1 - thread, call, at(call, hr), reported)
                    }
                    Step::Inline(hr, reported) | Step::InlineThen(hr, reported, _) if reports => {
                        Action::Report(thread, call, at(call, hr), reported)
                    }
                    Step::Synchronously(hr) | Step::InlineThen(_, _, hr) => Action::Return(at(call, hr)),
                    _ => Action::Return(WS_S_ASYNC),
                }
            }
        }
    }
}

/// Collects series and plays many at once, which costs little for each that waits.
#[derive(Default)]
struct Enumeration {
    model: Model,
    parts: Vec<Part>,
    filled: usize,
    series: u64,
}

impl Enumeration {
    fn series(&mut self, context: bool, model: CallbackModel, steps: &[Step]) {
        let number = self.series as usize;
        // NULL now and then, otherwise different each time.
        let pointer =
            |kind: usize, rate: usize| if number.is_multiple_of(rate) { 0 } else { number << 4 | kind };
        let start = Start {
            slot: 0,
            function: (!steps.is_empty()).then_some(0),
            model,
            argument: pointer(1, 3),
            context: if context { Context::Callback(pointer(2, 5)) } else { Context::None },
            error: pointer(3, 7),
        };
        self.model.play(&mut OneSeries { start, steps });
        if self.filled == self.parts.len() {
            self.parts.push(Part::default());
        }
        swap(&mut self.parts[self.filled].tape, &mut self.model.tape);
        self.filled += 1;
        self.series += 1;
        if self.filled == SLOTS {
            self.finish();
        }
    }

    fn finish(&mut self) {
        player::play(&mut self.parts[..self.filled], 1);
        self.filled = 0;
    }

    /// Every series of these steps, up to a length, once for each model.
    fn every(&mut self, context: bool, alphabet: &[Step], longest: u32, last: Option<Step>) {
        let before = self.series;
        let mut steps = Vec::new();
        for length in 0..=longest {
            for mut word in 0..alphabet.len().pow(length) {
                steps.clear();
                for _ in 0..length {
                    steps.push(alphabet[word % alphabet.len()]);
                    word /= alphabet.len();
                }
                steps.extend(last);
                for model in MODELS {
                    self.series(context, model, &steps);
                }
            }
        }
        self.finish();
        let letters = alphabet.len() as u64;
        let words: u64 = (0..=longest).map(|length| letters.pow(length)).sum();
        assert_eq!(self.series - before, 2 * words);
    }
}

/// Every way to complete, with every result.
fn every_step() -> Vec<Step> {
    let mut steps: Vec<Step> = RESULTS.map(Step::Synchronously).into();
    for model in MODELS {
        for hr in [NO_ERROR, S_FALSE, WS_S_END, FAILURE, WS_S_ASYNC] {
            steps.extend([Step::After(hr, model), Step::Before(hr, model), Step::Inline(hr, model)]);
            if [FAILURE, WS_S_ASYNC].contains(&hr) {
                steps.extend(RESULTS.map(|result| Step::InlineThen(hr, model, result)));
            }
        }
    }
    steps
}

#[test]
fn every_series_goes_as_the_model_says() {
    player::report_crashes();
    let mut enumeration = Enumeration::default();
    let (least, [short, medium, long, synchronous]) =
        if env::var("WSASYNC_PROOF").is_ok_and(|form| form == "long") {
            (12_000_000, [3, 6, 7, 10])
        } else if cfg!(debug_assertions) {
            (100_000, [2, 4, 6, 6])
        } else {
            (2_000_000, [3, 5, 6, 9])
        };

    enumeration.every(true, &every_step(), short, None);
    // Longer, with fewer results.
    let mut fewer: Vec<Step> = RESULTS.map(Step::Synchronously).into();
    fewer.push(Step::Before(FAILURE, SHORT));
    for model in MODELS {
        fewer.extend([
            Step::After(FAILURE, model),
            Step::After(S_FALSE, model),
            Step::Inline(FAILURE, model),
            Step::InlineThen(FAILURE, model, WS_S_END),
        ]);
    }
    enumeration.every(true, &fewer, medium, None);
    // Longer than the library has different completions.
    let ways = [
        Step::Synchronously(FAILURE),
        Step::After(FAILURE, SHORT),
        Step::After(FAILURE, LONG),
        Step::Before(FAILURE, SHORT),
        Step::Inline(FAILURE, SHORT),
        Step::InlineThen(FAILURE, LONG, FAILURE),
    ];
    enumeration.every(true, &ways, long, None);
    // Without a context: to the end, or to a function that claims to be pending.
    let results = RESULTS.map(Step::Synchronously);
    enumeration.every(false, &results, synchronous, None);
    enumeration.every(false, &results, synchronous - 1, Some(Step::Claim(true)));
    enumeration.every(false, &results, synchronous - 1, Some(Step::Claim(false)));

    let total = enumeration.series;
    assert!(total >= least);
    let digits = total.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).expect("digits")).collect();
    // Past the harness, which shows no output of tests that pass.
    writeln!(stdout(), "proof: series enumerated: {}", groups.join(",")).expect("standard output");
}

#[test]
fn a_long_random_series_goes_as_the_model_says() {
    player::report_crashes();
    // Completing before the function returns takes stack for each.
    let mut kinds = every_step();
    kinds.retain(|step| !matches!(step, Step::Before(..)));
    let mut random = 2026_u64;
    let step = |_| {
        random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        kinds[(random >> 33) as usize % kinds.len()]
    };
    let steps: Vec<Step> = (0..100_000).map(step).collect();
    let mut enumeration = Enumeration::default();
    enumeration.series(true, LONG, &steps);
    enumeration.finish();
}

#[test]
fn bad_arguments_are_refused() {
    unsafe extern "system" fn never(
        _: HRESULT,
        _: CallbackModel,
        _: *mut c_void,
        _: *mut WS_ASYNC_OPERATION,
        _: *const WS_ASYNC_CONTEXT,
        _: *mut WS_ERROR,
    ) -> HRESULT {
        panic!("called")
    }
    let context = WS_ASYNC_CONTEXT { callback: None, callbackState: ptr::null_mut() };
    // Neither is touched: nothing is there.
    let state = ptr::without_provenance_mut(64);
    let error = ptr::without_provenance_mut(64);
    let attempt = |state, model, context| {
        // SAFETY: refused, which is what is tested.
        unsafe { WsAsyncExecute(state, Some(never), model, ptr::null_mut(), context, error) }
    };
    assert_eq!(attempt(ptr::null_mut(), LONG, ptr::null()), E_INVALIDARG);
    assert_eq!(attempt(state, LONG, &context), E_INVALIDARG);
    assert_eq!(attempt(state, 2, ptr::null()), E_INVALIDARG);
    assert_eq!(attempt(state, CallbackModel::MAX, &context), E_INVALIDARG);
}
