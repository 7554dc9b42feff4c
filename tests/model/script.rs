//! Scripts: what the functions of series do, and their callers. A [`Script`] is asked for
//! one action after another by the [`model`](super::model), which plays through it and
//! so knows what must come of it.

use webservices_async::abi::*;

use super::model::Model;

/// The threads that take part, by number. The first is the one that runs the test.
pub(crate) type Thread = usize;
pub(crate) const THREADS: usize = 3;

pub(crate) const SHORT: CallbackModel = WS_CALLBACK_MODEL::WS_SHORT_CALLBACK as CallbackModel;
pub(crate) const LONG: CallbackModel = WS_CALLBACK_MODEL::WS_LONG_CALLBACK as CallbackModel;
pub(crate) const S_FALSE: HRESULT = 1;

/// How many different functions there are to name as successors.
pub(crate) const FUNCTIONS: usize = 3;

/// A call of WsAsyncExecute. The pointers are never looked into, so they point nowhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Start {
    /// Which of the states.
    pub(crate) slot: usize,
    pub(crate) function: Option<usize>,
    pub(crate) model: CallbackModel,
    pub(crate) argument: usize,
    pub(crate) context: Context,
    pub(crate) error: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Context {
    None,
    /// The test's own callback, and what to pass to it.
    Callback(usize),
    #[expect(dead_code)]
    /// That of the function which starts the series, passed on.
    PassedOn,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Action {
    Start(Thread, Start),
    /// Sets `next->function`.
    Name(Option<usize>),
    /// Reports the completion of the operation that was started by this call of a
    /// function, counted from 0.
    Report(Thread, usize, HRESULT, CallbackModel),
    /// The function, the callback or the whole script ends.
    Return(HRESULT),
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Actor {
    /// Nobody's function: the first thread, or any other, with nothing else to do.
    Outside,
    /// A function, in its call of this number.
    Function(usize),
    /// The callback at the end of a series.
    Callback,
}

pub(crate) trait Script {
    /// The next action of `actor` on `thread`, which has taken `taken` already.
    fn act(&mut self, model: &Model, actor: Actor, thread: Thread, taken: usize) -> Action;
}

/// How one function completes its operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
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
pub(crate) struct OneSeries<'a> {
    pub(crate) start: Start,
    pub(crate) steps: &'a [Step],
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
                Some(last) if model.calls[last].is_pending() => match self.steps[last] {
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
