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
    /// The next action of `actor`, who is on `thread` and has taken `taken` already.
    fn act(&mut self, model: &Model, actor: Actor, thread: Thread, taken: usize) -> Action;
}
