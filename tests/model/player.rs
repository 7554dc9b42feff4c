//! Plays tapes on the library: does what they say is done, and compares what the library
//! does with what they say must be seen. Each state, and each caller's context, lies
//! alone on a page, which becomes inaccessible when the tape says that it is gone.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::fmt::{self, Write};
use std::iter;
use std::mem::{take, transmute};
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use webservices_async::abi::*;
use webservices_async::WsAsyncExecute;

use super::model::{Entry, Event, Given};
use super::script::*;

const PAGE: usize = 4096;
/// How many states there are for all parts together.
pub(crate) const SLOTS: usize = 128;
/// A page for each context, and then one for each state: the kernel is quickest with
/// neighbours that are freed one after another.
const STAGE: usize = 2 * SLOTS * PAGE;

/// A state, and what must stay as it is on both sides.
#[repr(C)]
struct Surrounded {
    before: [u64; 4],
    state: WS_ASYNC_STATE,
    after: [u64; 4],
}
const WORDS: usize = size_of::<Surrounded>() / size_of::<u64>();
const GARBAGE: u64 = 0xA5A5_A5A5_A5A5_A5A5;

/// A tape, and how far it has been played.
#[derive(Default)]
pub(crate) struct Part {
    pub(crate) tape: Vec<Entry>,
    position: Cell<usize>,
    /// The contexts that the functions were given, call by call.
    contexts: RefCell<Vec<WS_ASYNC_CONTEXT>>,
    /// Which of all slots is its first.
    first_slot: usize,
    /// Those of its slots that have been freed, a bit for each.
    freed: Cell<u128>,
}

/// The part that is being played. Whoever looks at it has the baton, and so is alone.
static PART: AtomicPtr<Part> = AtomicPtr::new(ptr::null_mut());

fn part() -> &'static Part {
    // SAFETY: `play` has stored it, and is still there.
    unsafe { &*PART.load(Ordering::Relaxed) }
}

/// Plays all parts at once: each thread does what it can in all of them, then the next.
/// In each, `slots` states are used.
pub(crate) fn play(parts: &mut [Part], slots: usize) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    ME.set(0);
    threads()[0] = thread::current();
    assert!(parts.len() * slots <= SLOTS);
    for (index, part) in parts.iter_mut().enumerate() {
        part.position.set(0);
        part.contexts.get_mut().clear();
        part.freed.set(0);
        part.first_slot = index * slots;
    }
    while parts.iter().any(|part| part.head().is_some()) {
        for thread in 0..THREADS {
            if parts.iter().any(|part| part.is_for(thread)) {
                on(thread, &mut || {
                    for part in &*parts {
                        PART.store(ptr::from_ref(part).cast_mut(), Ordering::Relaxed);
                        while part.is_for(thread) {
                            part.perform(&Body::OUTSIDE);
                        }
                    }
                });
            }
        }
    }
    protect(stage(), STAGE, libc::PROT_READ | libc::PROT_WRITE);
}

/// What an actor has at hand, if it is a function.
struct Body {
    next: *mut WS_ASYNC_OPERATION,
    context: *const WS_ASYNC_CONTEXT,
}

impl Body {
    const OUTSIDE: Body = Body { next: ptr::null_mut(), context: ptr::null() };
}

impl Part {
    pub(crate) fn new(tape: Vec<Entry>) -> Self {
        Self { tape, ..Self::default() }
    }

    fn head(&self) -> Option<Entry> {
        self.tape.get(self.position.get()).copied()
    }

    /// Whether the next action from outside is this thread's.
    fn is_for(&self, thread: Thread) -> bool {
        match self.head() {
            Some(Entry::Do(Action::Start(on, _) | Action::Report(on, ..))) => on == thread,
            Some(_) => thread == 0,
            None => false,
        }
    }

    /// Goes on to the next entry, and frees what is gone before it.
    fn advance(&self) {
        self.position.set(self.position.get() + 1);
        while let Some(Entry::Free { slot, context, state }) = self.head() {
            if state {
                // SAFETY: accessible until now.
                let Surrounded { before, after, .. } = unsafe { self.state(slot).read() };
                if [before, after] != [[GARBAGE; 4]; 2] {
                    fail(format_args!("memory beside the state is not what it was"));
                }
            }
            if context {
                protect(self.context(slot), PAGE, libc::PROT_NONE);
            }
            if state {
                protect(self.state(slot), PAGE, libc::PROT_NONE);
            }
            self.freed.set(self.freed.get() | 1 << slot);
            self.position.set(self.position.get() + 1);
        }
    }

    fn see(&self, event: Event) {
        if self.head() != Some(Entry::See(event)) {
            fail(format_args!("{event:x?}"));
        }
        self.advance();
    }

    /// Does what the tape says, until it says to return.
    fn act(&self, body: &Body) -> HRESULT {
        loop {
            if let Some(hr) = self.perform(body) {
                return hr;
            }
        }
    }

    fn perform(&self, body: &Body) -> Option<HRESULT> {
        let Some(Entry::Do(action)) = self.head() else {
            fail(format_args!("nothing"));
        };
        self.advance();
        match action {
            Action::Start(thread, start) => on(thread, &mut || self.start(start, body)),
            Action::Report(thread, call, hr, model) => on(thread, &mut || {
                let WS_ASYNC_CONTEXT { callback, callbackState } = self.contexts.borrow()[call];
                // SAFETY: the context of a function whose operation is to be reported.
                unsafe { callback.expect("checked when it was given")(hr, model, callbackState) };
                self.see(Event::Reported { thread: ME.get() });
            }),
            // SAFETY: the place that the function was given, which is still this one's.
            Action::Name(successor) => unsafe {
                (*body.next).function = successor.and_then(|function| STEPS[function]);
            },
            Action::Return(hr) => return Some(hr),
        }
        None
    }

    fn start(&self, start: Start, body: &Body) {
        let context = self.context(start.slot);
        let state = self.state(start.slot);
        if self.freed.get() & 1 << start.slot != 0 {
            protect(context, PAGE, libc::PROT_READ | libc::PROT_WRITE);
            protect(state, PAGE, libc::PROT_READ | libc::PROT_WRITE);
            self.freed.set(self.freed.get() & !(1 << start.slot));
        }
        // SAFETY: a page of ours.
        unsafe { state.cast::<[u64; WORDS]>().write([GARBAGE; WORDS]) };
        let context = match start.context {
            Context::None => ptr::null(),
            Context::Callback(argument) => {
                let callback =
                    WS_ASYNC_CONTEXT { callback: Some(end), callbackState: argument as *mut c_void };
                // SAFETY: a page of ours.
                unsafe { context.write(callback) };
                context
            }
            Context::PassedOn => body.context,
        };
        let function = start.function.and_then(|function| STEPS[function]);
        let [argument, error] = [start.argument, start.error].map(|pointer| pointer as *mut c_void);
        // SAFETY: the page is accessible.
        let state = unsafe { &raw mut (*state).state };
        // SAFETY: all as the contract wants it.
        let hr = unsafe { WsAsyncExecute(state, function, start.model, argument, context, error.cast()) };
        self.see(Event::Returned { thread: ME.get(), hr });
    }

    fn context(&self, slot: usize) -> *mut WS_ASYNC_CONTEXT {
        stage().wrapping_add((self.first_slot + slot) * PAGE).cast()
    }

    fn state(&self, slot: usize) -> *mut Surrounded {
        stage().wrapping_add((SLOTS + self.first_slot + slot) * PAGE).cast()
    }
}

unsafe extern "system" fn step<const FUNCTION: usize>(
    hr: HRESULT,
    model: CallbackModel,
    argument: *mut c_void,
    next: *mut WS_ASYNC_OPERATION,
    context: *const WS_ASYNC_CONTEXT,
    error: *mut WS_ERROR,
) -> HRESULT {
    // SAFETY: NULL, or valid during this call.
    let copy = unsafe { context.as_ref() }.copied();
    let given = match copy {
        None => Given::None,
        Some(context) => match context.callback.map(|callback| callback as usize) {
            Some(callback) if callback != end as *const () as usize => Given::Ours,
            _ => Given::Another,
        },
    };
    let part = part();
    part.contexts.borrow_mut().push(copy.unwrap_or(NO_CONTEXT));
    part.see(Event::Called {
        function: FUNCTION,
        thread: ME.get(),
        hr,
        model,
        argument: argument as usize,
        // SAFETY: the library passes a place of its own.
        next_is_null: unsafe { (*next).function }.is_none(),
        context: given,
        error: error as usize,
    });
    part.act(&Body { next, context })
}

const STEPS: [WS_ASYNC_FUNCTION; FUNCTIONS] = [Some(step::<0>), Some(step::<1>), Some(step::<2>)];
const NO_CONTEXT: WS_ASYNC_CONTEXT = WS_ASYNC_CONTEXT { callback: None, callbackState: ptr::null_mut() };

/// The caller's callback.
unsafe extern "system" fn end(hr: HRESULT, model: CallbackModel, argument: *mut c_void) {
    let part = part();
    part.see(Event::Ended { thread: ME.get(), hr, model, argument: argument as usize });
    part.act(&Body::OUTSIDE);
}

// One thread has the baton; the others sleep.

thread_local!(static ME: Cell<Thread> = const { Cell::new(0) });

static BATON: AtomicUsize = AtomicUsize::new(0);

/// What the thread that gets the baton is to do with it.
static MESSAGE: Mutex<Message> = Mutex::new(Message::Return);

#[derive(Default)]
enum Message {
    Call(*mut dyn FnMut(), Thread),
    #[default]
    Return,
}

// SAFETY: the job's owner sleeps until it is done.
unsafe impl Send for Message {}

/// The threads, once the workers have been started.
fn threads() -> MutexGuard<'static, Vec<thread::Thread>> {
    static ALL: OnceLock<Mutex<Vec<thread::Thread>>> = OnceLock::new();
    let worker = |number| {
        let main = move || {
            ME.set(number);
            loop {
                serve();
            }
        };
        thread::spawn(main).thread().clone()
    };
    ALL.get_or_init(|| Mutex::new(iter::once(thread::current()).chain((1..THREADS).map(worker)).collect()))
        .lock()
        .unwrap()
}

/// Has `thread` do this, and waits until it has.
fn on(thread: Thread, job: &mut dyn FnMut()) {
    if thread == ME.get() {
        return job();
    }
    // SAFETY: only the lifetime changes, and the job is done before this returns.
    let job = unsafe { transmute::<*mut dyn FnMut(), *mut (dyn FnMut() + 'static)>(job) };
    pass(thread, Message::Call(job, ME.get()));
    while serve() {}
}

fn pass(thread: Thread, message: Message) {
    *MESSAGE.lock().unwrap() = message;
    BATON.store(thread, Ordering::Release);
    threads()[thread].unpark();
}

/// Waits for the baton. Does what it is called for, or returns false if its own call has
/// returned. No spinning: on a busy machine a sleeper is woken sooner than a spinner is
/// given the processor.
fn serve() -> bool {
    while BATON.load(Ordering::Acquire) != ME.get() {
        thread::park();
    }
    let message = take(&mut *MESSAGE.lock().unwrap());
    match message {
        Message::Return => false,
        Message::Call(job, caller) => {
            // SAFETY: its owner waits.
            unsafe { (*job)() };
            pass(caller, Message::Return);
            true
        }
    }
}

/// The pages.
fn stage() -> *mut u8 {
    static START: OnceLock<usize> = OnceLock::new();
    let map = || {
        // SAFETY: new memory.
        let start = unsafe {
            libc::mmap(
                ptr::null_mut(),
                STAGE,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        assert_ne!(start, libc::MAP_FAILED);
        start as usize
    };
    *START.get_or_init(map) as *mut u8
}

fn protect<T>(start: *mut T, length: usize, protection: i32) {
    // SAFETY: pages of the stage.
    let status = unsafe { libc::mprotect(start.cast(), length, protection) };
    assert_eq!(status, 0);
}

/// Says what the library did, and on which tape, and ends the process.
fn fail(seen: fmt::Arguments<'_>) -> ! {
    /// Unlike Rust's own, works inside a signal handler, and past the test harness.
    struct Terminal;
    impl fmt::Write for Terminal {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            // SAFETY: `text` is as long as it says.
            unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
            Ok(())
        }
    }
    let _ =
        writeln!(Terminal, "\nThe library did what the model does not say. On thread {}: {seen}", ME.get());
    let position = part().position.get();
    for (index, entry) in part().tape.iter().enumerate().skip(position.saturating_sub(100)).take(120) {
        let _ = writeln!(Terminal, "{} {index:4} {entry:x?}", if index == position { ">" } else { " " });
    }
    // SAFETY: ends the process.
    unsafe { libc::abort() }
}

/// Reports a late touch of a page, which crashes, in the same way.
pub(crate) fn report_crashes() {
    extern "C" fn crashed(signal: i32) {
        fail(format_args!("crashed with signal {signal}"));
    }
    for signal in [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL] {
        // SAFETY: the handler is a function of the right type.
        unsafe { libc::signal(signal, crashed as extern "C" fn(i32) as usize) };
    }
}
