//! Scripts out of bytes, for the fuzzer: several series in several states, inside each
//! other's functions, completing each other's operations, on all threads. Whatever the
//! bytes are, what they make keeps the rules; when they have run out, all comes to an end.

use webservices_async::abi::*;

use super::model::{Call, Model};
use super::player::{self, Part};
use super::script::*;

/// How many states there are.
const SLOTS: usize = 6;
/// How deep functions and callbacks are inside each other, at most.
const DEPTH: usize = 40;
/// How long the tape becomes, about.
const LENGTH: usize = 20_000;

const RESULTS: [HRESULT; 5] = [NO_ERROR, S_FALSE, WS_S_END, 0x8004_0000_u32 as HRESULT, WS_S_ASYNC];

/// Plays a script on the library. False if the contract has nothing to say about it.
pub(crate) fn play(bytes: &[u8]) -> bool {
    let mut model = Model::default();
    model.play(&mut Bytes { bytes: bytes.iter(), depth: 0, run: 0, inline: false });
    if model.is_void {
        return false;
    }
    player::play(&mut [Part::new(model.tape)], SLOTS);
    true
}

struct Bytes<'a> {
    bytes: std::slice::Iter<'a, u8>,
    depth: usize,
    /// How many of the next functions just name a successor and complete,
    run: usize,
    /// and whether inline.
    inline: bool,
}

impl Script for Bytes<'_> {
    fn act(&mut self, model: &Model, actor: Actor, thread: Thread, taken: usize) -> Action {
        if taken == 0 {
            self.depth += 1;
        }
        let action = self.choose(model, actor, thread, taken);
        if let Action::Return(_) = action {
            self.depth -= 1;
        }
        action
    }
}

impl Bytes<'_> {
    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.bytes.next().map_or(0, |byte| *byte as usize % limit)
    }

    fn result(&mut self) -> HRESULT {
        RESULTS[self.below(RESULTS.len())]
    }

    fn choose(&mut self, model: &Model, actor: Actor, thread: Thread, taken: usize) -> Action {
        let goes_on = self.bytes.len() > 0 && model.tape.len() < LENGTH && self.depth < DEPTH;
        let chosen = match actor {
            // It must all come to an end, so somebody has to report what is pending.
            Actor::Outside if !goes_on => self.report(model, 0),
            Actor::Outside => {
                let on = self.below(THREADS);
                let starts = self.below(2) == 0;
                let start = if starts { self.start(model, actor, on) } else { None };
                start.or_else(|| self.report(model, on)).or_else(|| self.start(model, actor, on))
            }
            _ if !goes_on => None,
            Actor::Callback => self.any(model, actor, thread),
            Actor::Function(call) if self.run > 0 => self.run(model, thread, call, taken),
            Actor::Function(call) => match self.below(8) {
                0 | 1 if !model.calls[call].is_completed => self.name(call),
                2 if may_report(model, thread, call) => {
                    Some(Action::Report(thread, call, self.result(), self.model()))
                }
                3 if !model.calls[call].is_completed => {
                    self.run = 8 * self.below(256);
                    self.inline = self.below(2) == 0;
                    self.name(call)
                }
                4 | 5 => self.any(model, actor, thread),
                _ => None,
            },
        };
        chosen.unwrap_or_else(|| {
            Action::Return(match actor {
                // It has been reported elsewhere, or will be by the series it is lent to.
                Actor::Function(call) if model.calls[call].is_completed || model.calls[call].is_lent => {
                    WS_S_ASYNC
                }
                Actor::Function(_) => self.result(),
                _ => NO_ERROR,
            })
        })
    }

    fn name(&mut self, call: usize) -> Option<Action> {
        Some(Action::Name((self.below(4) > 0).then_some(call % FUNCTIONS)))
    }

    fn run(&mut self, model: &Model, thread: Thread, call: usize, taken: usize) -> Option<Action> {
        match taken {
            0 => Some(Action::Name(Some(call % FUNCTIONS))),
            1 if self.inline && may_report(model, thread, call) => {
                Some(Action::Report(thread, call, call as HRESULT, LONG))
            }
            _ => {
                self.run -= 1;
                let Call { inline, is_completed, is_lent, .. } = model.calls[call];
                let is_pending = inline.is_some() || is_completed || is_lent;
                Some(Action::Return(if is_pending { WS_S_ASYNC } else { S_FALSE }))
            }
        }
    }

    /// Starts or reports something, here or on any thread.
    fn any(&mut self, model: &Model, actor: Actor, thread: Thread) -> Option<Action> {
        let on = (thread + self.below(THREADS)) % THREADS;
        match self.below(3) {
            0 => self.start(model, actor, on),
            1 => self.report(model, on),
            _ => None,
        }
    }

    fn start(&mut self, model: &Model, actor: Actor, on: Thread) -> Option<Action> {
        let first = self.below(SLOTS);
        let is_free =
            |slot: &usize| model.series.iter().all(|series| series.start.slot != *slot || series.has_ended);
        let slot = (first..first + SLOTS).map(|slot| slot % SLOTS).find(is_free)?;
        let may_pass_on = match actor {
            Actor::Function(call) => {
                model.calls[call].inline.is_none() && may_report(model, model.calls[call].thread, call)
            }
            _ => false,
        };
        let kind = self.below(8);
        let number = model.series.len() << 4;
        Some(Action::Start(
            on,
            Start {
                slot,
                function: (kind != 0).then_some(number % FUNCTIONS),
                model: if self.below(2) == 0 { SHORT } else { LONG },
                argument: if kind == 1 { 0 } else { number | 1 },
                context: match kind {
                    2 | 3 => Context::None,
                    4 | 5 if may_pass_on => Context::PassedOn,
                    6 => Context::Callback(0),
                    _ => Context::Callback(number | 2),
                },
                error: if kind == 7 { 0 } else { number | 3 },
            },
        ))
    }

    fn report(&mut self, model: &Model, on: Thread) -> Option<Action> {
        let open: Vec<usize> = (0..model.calls.len()).filter(|call| may_report(model, on, *call)).collect();
        if open.is_empty() {
            return None;
        }
        let call = open[self.below(open.len())];
        Some(Action::Report(on, call, self.result(), self.model()))
    }

    /// What a completion reports: one that is neither of the two is passed on as well.
    fn model(&mut self) -> CallbackModel {
        [LONG, SHORT, 7][self.below(3)]
    }
}

/// Whether the completion of this operation may be reported on this thread now.
fn may_report(model: &Model, on: Thread, call: usize) -> bool {
    let Call { series, inline, is_completed, is_lent, .. } = model.calls[call];
    model.series[series].start.context != Context::None
        && !is_completed
        && !is_lent
        // Once it has been reported from inside, then only from there.
        && (inline.is_none() || model.is_inside(on, call))
}
