//! The reference model: what WsAsyncExecute promises (docs/contract.md), in the plainest
//! way. It plays through a script without the library, and writes down on a tape what
//! is done and what must then be seen, in order. The whole of it is one sequence: while
//! one thread acts the others wait.

use webservices_async::abi::*;

use super::script::*;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Entry {
    Do(Action),
    See(Event),
    /// From here on the memory of a state, or of the caller's context, is gone.
    Free {
        slot: usize,
        context: bool,
        state: bool,
    },
}

/// Everything that can be seen of a call that the library makes, or returns from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event {
    /// A function is called.
    Called {
        function: usize,
        thread: Thread,
        hr: HRESULT,
        model: CallbackModel,
        argument: usize,
        next_is_null: bool,
        context: Given,
        error: usize,
    },
    /// The caller's callback is called.
    Ended { thread: Thread, hr: HRESULT, model: CallbackModel, argument: usize },
    /// WsAsyncExecute has returned.
    Returned { thread: Thread, hr: HRESULT },
    /// A completion has returned.
    Reported { thread: Thread },
}

/// The context that a function is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Given {
    None,
    Ours,
    /// With the caller's callback, or none.
    Another,
}

pub(crate) struct Series {
    pub(crate) start: Start,
    /// The call of a function whose context was passed on to it.
    starter: Option<usize>,
    context_is_gone: bool,
    pub(crate) has_ended: bool,
    /// How often it has been resumed.
    turn: usize,
}

/// One call of a function, and its operation.
pub(crate) struct Call {
    pub(crate) series: usize,
    pub(crate) thread: Thread,
    successor: Option<usize>,
    pub(crate) is_running: bool,
    /// What was reported from inside the function, on its thread.
    pub(crate) inline: Option<HRESULT>,
    pub(crate) is_completed: bool,
    /// Its context was passed on to a series that will report.
    pub(crate) is_lent: bool,
    turn: usize,
    /// Its thread has started or resumed a series in the same state since.
    is_superseded: bool,
}

#[derive(Default)]
pub(crate) struct Model {
    pub(crate) tape: Vec<Entry>,
    pub(crate) series: Vec<Series>,
    pub(crate) calls: Vec<Call>,
    /// The calls whose functions have not returned.
    pub(crate) running: Vec<usize>,
    /// What the contract lists under "What remains" has happened: nothing is promised.
    pub(crate) is_void: bool,
    /// What is to be freed as soon as anybody acts.
    gone: Vec<Entry>,
}

impl Model {
    /// Plays through `script`, and leaves the tape.
    pub(crate) fn play(&mut self, script: &mut impl Script) {
        self.tape.clear();
        self.series.clear();
        self.calls.clear();
        self.is_void = false;
        self.act(script, Actor::Outside, 0);
    }

    /// Lets `actor` act until it returns.
    fn act(&mut self, script: &mut impl Script, actor: Actor, thread: Thread) -> HRESULT {
        let mut taken = 0;
        loop {
            let action = script.act(self, actor, thread, taken);
            taken += 1;
            if let Action::Report(on, call, ..) = action {
                // The caller's context may go once an operation is pending.
                if !self.is_inside(on, call) {
                    let series = self.calls[call].series;
                    self.gone(series, false);
                    self.tape.append(&mut self.gone);
                }
            }
            self.tape.push(Entry::Do(action));
            match (action, actor) {
                (Action::Start(on, start), _) => self.execute(script, actor, on, start),
                (Action::Report(on, call, hr, model), _) => {
                    self.complete(script, on, call, hr, model);
                    self.see(Event::Reported { thread: on });
                }
                (Action::Name(successor), Actor::Function(call)) => self.calls[call].successor = successor,
                (Action::Name(_), _) => unreachable!("only functions name successors"),
                (Action::Return(hr), _) => return hr,
            }
        }
    }

    /// WsAsyncExecute.
    fn execute(&mut self, script: &mut impl Script, actor: Actor, thread: Thread, start: Start) {
        let number = self.series.len();
        let starter = match (start.context, actor) {
            (Context::PassedOn, Actor::Function(call)) => Some(call),
            _ => None,
        };
        let context_is_gone = !matches!(start.context, Context::Callback(_));
        self.series.push(Series { start, starter, context_is_gone, has_ended: false, turn: 0 });
        if let Some(starter) = starter {
            self.calls[starter].is_lent = true;
        }
        let result = match start.function {
            Some(function) => self.run(script, number, thread, function, NO_ERROR, start.model),
            None => Some(NO_ERROR),
        };
        if let (Some(starter), Some(_)) = (starter, result) {
            self.calls[starter].is_lent = false;
        }
        self.gone(number, result.is_some());
        self.see(Event::Returned { thread, hr: result.unwrap_or(WS_S_ASYNC) });
    }

    /// Calls one function after another, until the series has ended with a result, or
    /// goes on with the completion of an operation.
    fn run(
        &mut self,
        script: &mut impl Script,
        series: usize,
        thread: Thread,
        mut function: usize,
        mut hr: HRESULT,
        model: CallbackModel,
    ) -> Option<HRESULT> {
        let Series { start, turn, .. } = self.series[series];
        let asynchronous = start.context != Context::None;
        if asynchronous {
            for older in self.old_functions(thread, start.slot) {
                self.calls[older].is_superseded = true;
            }
        }
        loop {
            let call = self.calls.len();
            self.calls.push(Call {
                series,
                thread,
                successor: None,
                is_running: true,
                inline: None,
                is_completed: false,
                is_lent: false,
                turn,
                is_superseded: false,
            });
            self.running.push(call);
            self.see(Event::Called {
                function,
                thread,
                hr,
                model,
                argument: start.argument,
                next_is_null: true,
                context: if asynchronous { Given::Ours } else { Given::None },
                error: start.error,
            });
            let returned = self.act(script, Actor::Function(call), thread);
            self.running.retain(|running| *running != call);
            let call = &mut self.calls[call];
            call.is_running = false;
            hr = match call.inline {
                _ if returned != WS_S_ASYNC => returned,
                _ if !asynchronous => {
                    call.is_completed = true;
                    return Some(WS_E_INVALID_OPERATION);
                }
                None => return None,
                // Nobody could be told of the completion.
                Some(WS_S_ASYNC) if call.successor.is_none() => WS_E_INVALID_OPERATION,
                Some(reported) => reported,
            };
            call.is_completed = true;
            match call.successor {
                Some(successor) => function = successor,
                None => return Some(hr),
            }
        }
    }

    /// The completion of an operation is reported.
    fn complete(
        &mut self,
        script: &mut impl Script,
        thread: Thread,
        call: usize,
        hr: HRESULT,
        model: CallbackModel,
    ) {
        self.is_void |= self.is_ambiguous(thread, call);
        if self.is_inside(thread, call) {
            self.calls[call].inline = Some(hr);
            return;
        }
        let Call { series, successor, .. } = self.calls[call];
        self.calls[call].is_completed = true;
        let result = match successor {
            Some(function) => {
                self.series[series].turn += 1;
                self.run(script, series, thread, function, hr, model)
            }
            None => Some(hr),
        };
        if let Some(hr) = result {
            self.end(script, series, thread, hr, model);
        }
    }

    /// A series that was once pending has ended.
    fn end(
        &mut self,
        script: &mut impl Script,
        series: usize,
        thread: Thread,
        hr: HRESULT,
        model: CallbackModel,
    ) {
        self.gone(series, true);
        match (self.series[series].start.context, self.series[series].starter) {
            (Context::Callback(argument), _) => {
                self.see(Event::Ended { thread, hr, model, argument });
                self.act(script, Actor::Callback, thread);
            }
            (_, Some(starter)) => {
                self.calls[starter].is_lent = false;
                self.complete(script, thread, starter, hr, model);
            }
            _ => unreachable!("without a context nothing is pending"),
        }
    }

    fn see(&mut self, event: Event) {
        self.tape.push(Entry::See(event));
        self.tape.append(&mut self.gone);
    }

    /// The memory of the caller's context is gone; and that of the state, if the series
    /// has ended.
    fn gone(&mut self, series: usize, ended: bool) {
        let series = &mut self.series[series];
        let context = !series.context_is_gone;
        series.context_is_gone = true;
        series.has_ended |= ended;
        if context || ended {
            self.gone.push(Entry::Free { slot: series.start.slot, context, state: ended });
        }
    }

    /// Whether `thread` is inside the function that was called then.
    pub(crate) fn is_inside(&self, thread: Thread, call: usize) -> bool {
        self.calls[call].is_running && self.calls[call].thread == thread
    }

    /// The calls that have not returned on this thread, of series in this state.
    fn old_functions(&self, thread: Thread, slot: usize) -> Vec<usize> {
        let is_one = |call: &usize| {
            self.calls[*call].thread == thread && self.series[self.calls[*call].series].start.slot == slot
        };
        self.running.iter().copied().filter(is_one).collect()
    }

    /// Whether a completion on this thread would be taken for that of an older function,
    /// of which only the state's address and one of four callbacks are known.
    fn is_ambiguous(&self, thread: Thread, call: usize) -> bool {
        let slot = self.series[self.calls[call].series].start.slot;
        self.old_functions(thread, slot).into_iter().any(|old| {
            old != call
                && !self.calls[old].is_superseded
                && self.series[self.calls[old].series].start.context != Context::None
                && self.calls[old].turn % 4 == self.calls[call].turn % 4
        })
    }
}
