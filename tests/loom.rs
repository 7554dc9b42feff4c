//! Every interleaving of two threads that start and complete the operations of series:
//! over the driver itself, with every access to a state watched by loom. `scripts/loom.sh`
//! runs it.
//!
//! A state counts as gone where the contract says that it may be: the final callback
//! writes all of it, and so does the thread that waited for the end. Whatever of the
//! library's is not surely before that, in any interleaving, is a causality violation.
#![cfg(loom)]

use std::cell::{Cell, RefCell, UnsafeCell};
use std::ffi::c_void;
use std::ptr;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Once};

use loom::sync::atomic::AtomicUsize;
use loom::sync::mpsc::{channel, Receiver, Sender};
use webservices_async::abi::*;
use webservices_async::tracking::{self, Tracked};
use webservices_async::WsAsyncExecute;

const SHORT: CallbackModel = WS_CALLBACK_MODEL::WS_SHORT_CALLBACK as CallbackModel;
const LONG: CallbackModel = WS_CALLBACK_MODEL::WS_LONG_CALLBACK as CallbackModel;

/// What a function does.
#[derive(Clone, Debug)]
enum Step {
    /// Returns its result.
    Synchronous,
    /// Reports its result before it returns.
    Inline,
    /// Reports one result and returns another.
    InlineThenResult,
    /// Hands the operation to the other thread, which completes it at any time.
    Handed,
    /// The same, and returns when it has been completed. Meanwhile this thread completes
    /// what the other hands to it.
    Awaited,
    /// Runs a series in another state, with its own context.
    Nested(Vec<Step>),
}
use Step::*;

const SIMPLE: [Step; 5] = [Synchronous, Inline, InlineThenResult, Handed, Awaited];

fn asynchronous(steps: &[Step]) -> Vec<&Step> {
    steps.iter().filter(|step| matches!(step, Handed | Awaited)).collect()
}

/// How a series ends: its result, and the model of its last asynchronous completion.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Outcome {
    hr: HRESULT,
    model: Option<CallbackModel>,
}

/// Of a step by itself. The results of all steps in an execution differ.
fn outcome(step: &Step, first: HRESULT, index: usize) -> Outcome {
    let hr = first + index as HRESULT;
    let model = if index.is_multiple_of(2) { SHORT } else { LONG };
    match step {
        Synchronous | Inline | InlineThenResult => Outcome { hr, model: None },
        Handed | Awaited => Outcome { hr, model: Some(model) },
        Nested(steps) => {
            let all = outcome_of_all(steps, NESTED);
            // The other thread hands it back to this one, which is inside still.
            let inline = matches!(asynchronous(steps)[..], [Awaited, _]);
            Outcome { model: all.model.filter(|_| !inline), ..all }
        }
    }
}

fn outcome_of_all(steps: &[Step], first: HRESULT) -> Outcome {
    let mut all = Outcome { hr: NO_ERROR, model: None };
    for (index, step) in steps.iter().enumerate() {
        let one = outcome(step, first, index);
        all = Outcome { hr: one.hr, model: one.model.or(all.model) };
    }
    all
}

/// The first result of a series, of one that follows it in its state, and of one nested.
const FIRST: HRESULT = 0x8004_0000_u32 as HRESULT;
const FOLLOWING: HRESULT = FIRST + 0x100;
const NESTED: HRESULT = FIRST + 0x200;

/// A state, and what the script says about its series.
struct Series {
    threads: Rc<Threads>,
    state: Box<UnsafeCell<WS_ASYNC_STATE>>,
    tracked: Tracked,
    steps: RefCell<Vec<Step>>,
    first: Cell<HRESULT>,
    called: Cell<usize>,
    hr: Cell<HRESULT>,
    model: Cell<CallbackModel>,
    /// The series that the final callback starts in the same state.
    following: RefCell<Option<Vec<Step>>>,
    nested: Option<Box<Series>>,
}

const GONE: WS_ASYNC_STATE = {
    let garbage = ptr::without_provenance_mut(0xA5A5_A5A5);
    WS_ASYNC_STATE {
        internal0: garbage,
        internal1: garbage,
        internal2: garbage,
        internal3: garbage,
        internal4: garbage,
    }
};

impl Series {
    fn new(threads: &Rc<Threads>, steps: &[Step], first: HRESULT, following: Option<&[Step]>) -> Box<Self> {
        let state = Box::new(UnsafeCell::new(GONE));
        let nested = steps.iter().find_map(|step| match step {
            Nested(steps) => Some(Self::new(threads, steps, NESTED, None)),
            _ => None,
        });
        Box::new(Self {
            threads: Rc::clone(threads),
            tracked: Tracked::new(state.get()),
            state,
            steps: RefCell::new(steps.to_vec()),
            first: Cell::new(first),
            called: Cell::new(0),
            hr: Cell::new(NO_ERROR),
            model: Cell::new(LONG),
            following: RefCell::new(following.map(<[Step]>::to_vec)),
            nested,
        })
    }

    /// Runs it from the start, which it may outlive.
    fn start(&self, context: &WS_ASYNC_CONTEXT) -> HRESULT {
        // SAFETY: this outlives the execution; the functions and the callback are ours.
        unsafe {
            WsAsyncExecute(
                self.state.get(),
                Some(function),
                self.model.get(),
                ptr::from_ref(self) as *mut c_void,
                context,
                ptr::null_mut(),
            )
        }
    }

    /// The same, with a callback of its own.
    fn run(&self) {
        let expected = outcome_of_all(&self.steps.borrow(), self.first.get());
        let context =
            WS_ASYNC_CONTEXT { callback: Some(callback), callbackState: ptr::from_ref(self) as *mut c_void };
        let returned = self.start(&context);
        self.threads.moment();
        if expected.model.is_some() {
            assert_eq!(returned, WS_S_ASYNC);
        } else {
            assert_eq!(returned, expected.hr);
            self.ended();
        }
    }

    /// The series has ended, and the state is used for something else at once.
    fn ended(&self) {
        assert_eq!(self.called.get(), self.steps.borrow().len());
        self.discard();
        let following = self.following.take();
        match following {
            Some(steps) => {
                self.steps.replace(steps);
                self.first.set(FOLLOWING);
                self.called.set(0);
                self.hr.set(NO_ERROR);
                self.run();
            }
            None => self.threads.ended(),
        }
    }

    /// Writes all of the state. That of a nested series is gone by now too.
    fn discard(&self) {
        self.tracked.write_all();
        // SAFETY: the series has ended.
        unsafe { self.state.get().write(GONE) };
        if let Some(nested) = &self.nested {
            nested.discard();
        }
    }
}

unsafe extern "system" fn function(
    hr: HRESULT,
    model: CallbackModel,
    series: *mut c_void,
    next: *mut WS_ASYNC_OPERATION,
    context: *const WS_ASYNC_CONTEXT,
    _: *mut WS_ERROR,
) -> HRESULT {
    // SAFETY: it is what we started with.
    let series = unsafe { &*series.cast::<Series>() };
    let threads = &series.threads;
    assert_eq!((hr, model), (series.hr.get(), series.model.get()));

    let index = series.called.get();
    series.called.set(index + 1);
    let (step, last, before) = {
        let steps = series.steps.borrow();
        let before = index.checked_sub(1).map(|before| steps[before].clone());
        (steps[index].clone(), index + 1 == steps.len(), before)
    };
    if let (Some(Nested(_)), Some(nested)) = (before, &series.nested) {
        nested.discard();
    }
    let this = outcome(&step, series.first.get(), index);
    series.hr.set(this.hr);
    series.model.set(this.model.unwrap_or(model));

    tracking::read(next);
    // SAFETY: the library passes a valid place.
    assert!(unsafe { *next }.function.is_none());
    if !last {
        tracking::write(next);
        let successor = WS_ASYNC_OPERATION { function: Some(function) };
        // SAFETY: see above.
        unsafe { next.write(successor) };
    }

    // SAFETY: the library passes a valid context.
    let context = unsafe { *context };
    let operation = Operation { context, hr: this.hr, model: series.model.get() };
    match step {
        Synchronous => this.hr,
        Inline => {
            operation.complete();
            WS_S_ASYNC
        }
        InlineThenResult => {
            Operation { hr: !this.hr, ..operation }.complete();
            this.hr
        }
        Handed => {
            threads.other().send(Message::Complete(operation, None));
            threads.moment();
            WS_S_ASYNC
        }
        Awaited => {
            let completed = Rc::new(Cell::new(false));
            threads.other().send(Message::Complete(operation, Some(Rc::clone(&completed))));
            threads.work_until(|| completed.get());
            WS_S_ASYNC
        }
        Nested(_) => {
            let nested = series.nested.as_ref().expect("a nested series");
            nested.model.set(model);
            nested.start(&context)
        }
    }
}

unsafe extern "system" fn callback(hr: HRESULT, model: CallbackModel, series: *mut c_void) {
    // SAFETY: it is what we started with.
    let series = unsafe { &*series.cast::<Series>() };
    assert_eq!((hr, model), (series.hr.get(), series.model.get()));
    series.ended();
}

/// An operation that a function has started: what it will report, and to whom.
#[derive(Clone, Copy)]
struct Operation {
    context: WS_ASYNC_CONTEXT,
    hr: HRESULT,
    model: CallbackModel,
}

impl Operation {
    fn complete(self) {
        let report = self.context.callback.expect("a callback");
        // SAFETY: the context of the function that started it, once.
        unsafe { report(self.hr, self.model, self.context.callbackState) }
    }
}

enum Message {
    /// Complete this, and if somebody waits for that, say so.
    Complete(Operation, Option<Rc<Cell<bool>>>),
    Completed(Rc<Cell<bool>>),
    AllEnded,
}

struct Mailbox {
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    /// The owner's alone.
    all_ended: Cell<bool>,
}

impl Mailbox {
    fn new() -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, all_ended: Cell::new(false) }
    }

    fn send(&self, message: Message) {
        self.sender.send(message).expect("the receiver");
    }

    fn receive(&self) -> Message {
        self.receiver.recv().expect("a message")
    }
}

loom::thread_local! {
    /// Which of the threads this is.
    static ME: Cell<usize> = Cell::new(0);
}

/// What the threads share: the two, and one that waits for the end.
struct Threads {
    mailboxes: [Mailbox; 3],
    running: AtomicUsize,
    moments: AtomicUsize,
}

impl Threads {
    fn mailbox(&self) -> &Mailbox {
        &self.mailboxes[ME.with(Cell::get)]
    }

    fn other(&self) -> &Mailbox {
        &self.mailboxes[1 - ME.with(Cell::get)]
    }

    fn work_until(&self, done: impl Fn() -> bool) {
        while !done() {
            match self.mailbox().receive() {
                Message::Complete(operation, waiting) => {
                    self.moment();
                    operation.complete();
                    if let Some(waiting) = waiting {
                        self.other().send(Message::Completed(waiting));
                    }
                }
                Message::Completed(waiting) => waiting.set(true),
                Message::AllEnded => self.mailbox().all_ended.set(true),
            }
        }
    }

    fn work(&self) {
        self.work_until(|| self.mailbox().all_ended.get());
    }

    /// Loom looks at what comes before and after this in either order, as seen from the
    /// other thread. It orders nothing.
    fn moment(&self) {
        self.moments.fetch_add(1, Ordering::Relaxed);
    }

    fn ended(&self) {
        if self.running.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.mailboxes.iter().for_each(|mailbox| mailbox.send(Message::AllEnded));
        }
    }
}

/// A thread of loom's, with room for a panic.
fn spawn(work: impl FnOnce() + 'static) {
    struct AnyThread<F>(F);
    // SAFETY: loom's threads are all on one thread of the system.
    unsafe impl<F> Send for AnyThread<F> {}
    impl<F: FnOnce()> AnyThread<F> {
        fn run(self) {
            self.0();
        }
    }
    let work = AnyThread(work);
    let thread = loom::thread::Builder::new().stack_size(0x8000);
    thread.spawn(move || work.run()).expect("a thread");
}

/// What one thread starts: a series, and what its callback starts then in the same state.
type Plan = (Vec<Step>, Option<Vec<Step>>);

thread_local! {
    /// For whoever has to find out what went wrong.
    static EXPLORED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Explores a plan for the first thread, and one for the second; returns the number of
/// interleavings.
fn explore(plans: [Option<Plan>; 2]) -> u64 {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |information| {
            EXPLORED.with_borrow(|plans| eprintln!("in {plans}"));
            hook(information);
        }));
    });
    EXPLORED.replace(format!("{plans:?}"));

    let interleavings = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&interleavings);
    let mut model = loom::model::Builder::new();
    model.preemption_bound = None;
    model.max_branches = 10_000;
    model.check(move || {
        count.fetch_add(1, Ordering::Relaxed);
        let threads = Rc::new(Threads {
            mailboxes: [Mailbox::new(), Mailbox::new(), Mailbox::new()],
            running: AtomicUsize::new(plans.iter().flatten().count()),
            moments: AtomicUsize::new(0),
        });
        let series = Rc::new(plans.clone().map(|plan| {
            let (steps, following) = plan?;
            Some(Series::new(&threads, &steps, FIRST, following.as_deref()))
        }));
        for me in 0..series.len() {
            let (threads, series) = (Rc::clone(&threads), Rc::clone(&series));
            spawn(move || {
                ME.with(|thread| thread.set(me));
                if let Some(series) = &series[me] {
                    series.run();
                }
                threads.work();
            });
        }
        // Whoever waited for the end of it all may use the states as well.
        ME.with(|thread| thread.set(2));
        threads.work();
        series.iter().flatten().for_each(|series| series.discard());
    });
    interleavings.load(Ordering::Relaxed)
}

/// Every series of `steps` in up to `most` functions.
fn series_up_to(most: usize, steps: &[Step]) -> Vec<Vec<Step>> {
    let mut all: Vec<Vec<Step>> = vec![vec![]];
    let mut start = 0;
    for _ in 0..most {
        let end = all.len();
        for shorter in start..end {
            for step in steps {
                all.push(all[shorter].iter().chain([step]).cloned().collect());
            }
        }
        start = end;
    }
    all.split_off(1)
}

/// Explores all of `plans`, and holds the number of interleavings to what it was when this
/// was written.
fn explore_all(name: &str, plans: Vec<[Option<Plan>; 2]>, expected: u64) {
    let series = plans.len();
    let interleavings: u64 = plans.into_iter().map(explore).sum();
    println!("explored, {name}: {interleavings} interleavings of {series} series");
    assert_eq!(interleavings, expected);
}

/// Of the short form, or of the long one.
fn of_this_form<T>(short: T, long: T) -> T {
    if std::env::var_os("WSASYNC_LOOM_LONG").is_some() {
        long
    } else {
        short
    }
}

#[test]
fn one_series() {
    let all = series_up_to(of_this_form(5, 6), &SIMPLE);
    let plans = all.into_iter().map(|steps| [Some((steps, None)), None]).collect();
    explore_all("one", plans, of_this_form(64_057, 463_501));
}

/// What docs/contract.md says that remains: the old series' only asynchronous function is
/// still on its thread's stack, and the new one's first, which has the same one of the four
/// callbacks, is completed there.
fn remains(old: &[Step], new: &[Step]) -> bool {
    matches!(asynchronous(old)[..], [Awaited]) && !asynchronous(new).is_empty()
}

#[test]
fn a_series_that_the_callback_starts_in_the_same_state() {
    let mut plans = vec![];
    for first in series_up_to(of_this_form(2, 3), &SIMPLE) {
        for following in series_up_to(2, &SIMPLE) {
            if !remains(&first, &following) {
                plans.push([Some((first.clone(), Some(following))), None]);
            }
        }
    }
    explore_all("following", plans, of_this_form(15_764, 119_174));
}

#[test]
fn a_series_inside_another() {
    let mut plans = vec![];
    for inner in series_up_to(2, &SIMPLE) {
        for around in series_up_to(of_this_form(1, 2), &SIMPLE).into_iter().chain([vec![]]) {
            for position in 0..=around.len() {
                let mut outer = around.clone();
                outer.insert(position, Nested(inner.clone()));
                plans.push([Some((outer, None)), None]);
            }
        }
    }
    explore_all("nested", plans, of_this_form(2_494, 27_878));
}

#[test]
fn two_series_whose_completions_cross() {
    let mut plans = vec![];
    for left in series_up_to(2, &SIMPLE) {
        for right in series_up_to(of_this_form(2, 3), &SIMPLE) {
            plans.push([Some((left.clone(), None)), Some((right, None))]);
        }
    }
    explore_all("crossing", plans, of_this_form(45_394, 353_996));
}
