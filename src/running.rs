//! Which functions are running on this thread right now.
//!
//! An operation may complete inline: it calls its completion before the function
//! that started it has returned. Simply going on from there would recurse, and
//! would call the caller's callback inside the caller's own call. So whoever calls
//! functions publishes a frame, [`Running`], on its stack and in its thread's list,
//! and the completion looks there first (`inline-is-sync`).
//!
//! A frame is published once for each start or resumption, not for each step, and
//! one that has no other around it, the usual case, at the least cost.

use core::cell::Cell;
use core::ffi::c_void;
use core::mem::{offset_of, MaybeUninit};
use core::ptr;

use crate::abi::*;
use crate::entry::is_handed_out;
use crate::platform::{is_abandoned, Slot};
use crate::state::{Callback, Series, Steps};

/// A driver that is calling the functions of one series on this thread.
///
/// It is known by its address, so it must stay in place while published.
#[repr(C)]
pub(crate) struct Running {
    /// First the WS_ASYNC_CONTEXT that the functions are given (`own-context`):
    /// our completion, and the state. Together they identify an operation.
    completion: Cell<Callback>,
    state: *mut c_void,
    /// A place for the driver to take one step of ours, [`rejoin`], in the shape of
    /// [`Steps`]. That step looks at none of its arguments but the context, so the
    /// two fields after this one may be anything. Written by an inline completion.
    detour: Cell<MaybeUninit<WS_ASYNC_FUNCTION>>,
    /// Where the driver takes its next step: in the state; after an inline
    /// completion, in the detour.
    steps: Cell<*mut Steps>,
    /// The frame's address, xor that of the frame around it: see [`Running::is_sound`].
    seal: Cell<usize>,
    /// What the functions may do with this thread.
    model: CallbackModel,
    /// What an inline completion reported.
    inline_result: Cell<MaybeUninit<HRESULT>>,
    /// The frame around this one: the innermost when this one was published. Not
    /// written when there was none.
    outer: Cell<MaybeUninit<*const Running>>,
}

const _: () = {
    const DETOUR: usize = offset_of!(Running, detour);
    assert!(offset_of!(Running, completion) == offset_of!(WS_ASYNC_CONTEXT, callback));
    assert!(offset_of!(Running, state) == offset_of!(WS_ASYNC_CONTEXT, callbackState));
    assert!(offset_of!(Steps, next) == 0);
    assert!(offset_of!(Running, steps) == DETOUR + offset_of!(Steps, argument));
    assert!(offset_of!(Running, seal) == DETOUR + offset_of!(Steps, error));
};

impl Running {
    #[inline(always)]
    pub(crate) fn new(completion: Callback, series: Series, model: CallbackModel) -> Self {
        Self {
            completion: Cell::new(completion),
            state: series.state(),
            detour: Cell::new(MaybeUninit::uninit()),
            steps: Cell::new(series.steps()),
            seal: Cell::new(0),
            model,
            inline_result: Cell::new(MaybeUninit::uninit()),
            outer: Cell::new(MaybeUninit::uninit()),
        }
    }

    /// Gives back the series that `new` took. What a driver needs after a function
    /// has returned it asks of its frame: a register would have to be saved first.
    ///
    /// # Safety
    ///
    /// Once, when the frame is of no more use.
    #[inline(always)]
    pub(crate) unsafe fn take_series(&self) -> Series {
        // SAFETY: the caller's promise: no other stands for this state.
        unsafe { Series::from_state(self.state) }
    }

    /// The frame, as its functions see it. Where nothing is around it the seal holds
    /// the address already, and reading that back saves a register.
    #[inline(always)]
    pub(crate) fn context<P: Place>(&self) -> *const WS_ASYNC_CONTEXT {
        if P::NESTED {
            return ptr::from_ref(self).cast();
        }
        // SAFETY: a field of ours.
        ptr::with_exposed_provenance(unsafe { self.seal.as_ptr().read_volatile() })
    }

    #[inline(always)]
    pub(crate) fn model(&self) -> CallbackModel {
        self.model
    }

    /// Where to take the next step. Volatile: read where it is asked for, and not
    /// also where it need not be.
    #[inline(always)]
    pub(crate) fn steps(&self) -> *mut Steps {
        // SAFETY: a field of ours.
        unsafe { self.steps.as_ptr().read_volatile() }
    }

    /// What the function which has just returned WS_S_ASYNC reported before it did,
    /// if it reported anything; and where to go on.
    #[inline(always)]
    pub(crate) fn take_inline_result(&self) -> Option<(*mut Steps, HRESULT)> {
        let steps = self.state.cast();
        if self.steps.get() == steps {
            return None;
        }
        self.steps.set(steps);
        // SAFETY: whoever leads to the detour has written it.
        Some((steps, unsafe { self.inline_result.get().assume_init() }))
    }

    /// Makes this the innermost frame of the thread. [`Running::withdraw`] must
    /// follow before it goes out of scope.
    #[inline(always)]
    pub(crate) fn publish<P: Place>(&self, place: P) {
        self.set_outer(if P::NESTED { self.supersede() } else { ptr::null() });
        place.slot().set(ptr::from_ref(self) as *mut c_void);
    }

    /// A function on this thread is at work already. If it belongs to a series that
    /// had our state before, or to this one, then its series has ended or gone on
    /// elsewhere: the completions to come are not that function's (`restart-safe`).
    /// Returns the innermost frame.
    fn supersede(&self) -> *const Running {
        // Until there is one: this frame may lie on what an exception left behind.
        self.outer.set(MaybeUninit::new(ptr::null()));
        for running in frames().take_while(|running| !self.overlaps(running)) {
            // What an exception left may be overwritten where its seal is not.
            if running.state == self.state && is_handed_out(running.completion.get()) {
                running.completion.set(superseded);
            }
        }
        let innermost = frames().next().filter(|running| !self.overlaps(running));
        innermost.map_or(ptr::null(), ptr::from_ref)
    }

    /// Whether `running` cannot be a frame any more, because this one is in its place.
    fn overlaps(&self, running: &Running) -> bool {
        let distance = ptr::from_ref(self).addr().abs_diff(ptr::from_ref(running).addr());
        distance < size_of::<Running>()
    }

    /// Takes this frame off the thread's list. Hands `hr` through, which then need
    /// not be saved anywhere.
    #[inline(always)]
    pub(crate) fn withdraw<P: Place>(&self, hr: HRESULT) -> HRESULT {
        let slot = Slot::of_this_thread();
        if !slot.holds(ptr::from_ref(self).cast()) {
            return self.withdraw_from_within(hr);
        }
        if P::NESTED {
            slot.set(self.outer() as *mut c_void);
        } else {
            slot.clear();
        }
        hr
    }

    /// Some frame inside this one is still there: fibers took turns. Or this one is not
    /// on the list any more, because an exception left something on it.
    #[cold]
    #[inline(never)]
    fn withdraw_from_within(&self, hr: HRESULT) -> HRESULT {
        if let Some(inner) = frames().find(|running| ptr::eq(running.outer(), self)) {
            inner.set_outer(self.outer());
        }
        // Or the compiler would know it for the argument, and save that after all.
        core::hint::black_box(hr)
    }

    #[inline(always)]
    fn outer(&self) -> *const Running {
        if self.is_alone() {
            return ptr::null();
        }
        // SAFETY: `set_outer` wrote it, unless the frame is alone.
        unsafe { self.outer.get().assume_init() }
    }

    #[inline(always)]
    fn set_outer(&self, outer: *const Running) {
        if !outer.is_null() {
            self.outer.set(MaybeUninit::new(outer));
        }
        self.seal.set(self.seal_within(outer));
    }

    #[inline(always)]
    fn seal_within(&self, outer: *const Running) -> usize {
        ptr::from_ref(self).expose_provenance() ^ outer.addr()
    }

    /// Whether there is no frame around this one.
    #[inline(always)]
    fn is_alone(&self) -> bool {
        self.seal.get() == self.seal_within(ptr::null())
    }

    /// Whether this is what was published. A frame that an exception or longjmp left
    /// behind may have been overwritten by deeper calls since (`survives-unwind`).
    fn is_sound(&self) -> bool {
        self.seal.get() == self.seal_within(self.outer())
    }

    /// Completes the function that this frame runs, if it is the one meant.
    #[inline(always)]
    fn complete(&self, completion: Callback, state: *mut c_void, hr: HRESULT) -> bool {
        if self.completion.get() as usize != completion as usize || self.state != state {
            return false;
        }
        // Whatever the function makes of `next` now, and whatever it returns, the
        // driver comes by the detour.
        let detour = ptr::from_ref(self).wrapping_byte_add(offset_of!(Running, detour));
        self.steps.set(detour.cast_mut().cast());
        self.detour.set(MaybeUninit::new(Some(rejoin)));
        self.inline_result.set(MaybeUninit::new(hr));
        true
    }
}

/// The step of the detour: taken when a function has completed inline and then
/// returned a result of its own, which counts (`inline-then-result`).
unsafe extern "system" fn rejoin(
    hr: HRESULT,
    _: CallbackModel,
    _: *mut c_void,
    _: *mut WS_ASYNC_OPERATION,
    context: *const WS_ASYNC_CONTEXT,
    _: *mut WS_ERROR,
) -> HRESULT {
    // SAFETY: the driver that takes this step passes its own frame as the context.
    let running = unsafe { &*context.cast::<Running>() };
    running.steps.set(running.state.cast());
    hr
}

/// The completion of a function whose series has gone on without it, and which has
/// therefore reported already.
unsafe extern "system" fn superseded(_: HRESULT, _: CallbackModel, _: *mut c_void) {}

/// Where a driver starts to run: its thread's slot, and whether a function is running
/// on that thread already.
pub(crate) trait Place: Copy {
    const NESTED: bool;
    fn slot(self) -> Slot;
}

/// No function is running on this thread, or none that the list still leads to.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub(crate) struct Alone(Slot);

/// Some function may be running on this thread.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub(crate) struct Within(Slot);

impl Place for Alone {
    const NESTED: bool = false;
    #[inline(always)]
    fn slot(self) -> Slot {
        self.0
    }
}

impl Place for Within {
    const NESTED: bool = true;
    #[inline(always)]
    fn slot(self) -> Slot {
        self.0
    }
}

impl Alone {
    #[inline(always)]
    pub(crate) fn on_this_thread() -> Result<Self, Within> {
        let slot = Slot::of_this_thread();
        if slot.is_free() {
            Ok(Self(slot))
        } else {
            Err(Within(slot))
        }
    }
}

impl Within {
    pub(crate) fn this_thread() -> Self {
        Self(Slot::of_this_thread())
    }

    /// Completes the operation that `completion` and `state` identify, if the
    /// function that started it is the only one running on this thread. Says whether
    /// it was.
    #[inline(always)]
    pub(crate) fn complete_only(self, completion: Callback, state: *mut c_void, hr: HRESULT) -> bool {
        // SAFETY: see `live`; had it been abandoned, the slot would be free.
        let running = unsafe { &*(self.0.get() as *const Running) };
        running.is_alone() && running.complete(completion, state, hr)
    }

    /// The same, whatever else is running on this thread.
    pub(crate) fn complete_any(self, completion: Callback, state: *mut c_void, hr: HRESULT) -> bool {
        frames().any(|running| running.complete(completion, state, hr))
    }
}

/// This thread's frames, from the innermost outward. What an exception left behind
/// is forgotten.
fn frames() -> impl Iterator<Item = &'static Running> {
    let slot = Slot::of_this_thread();
    let innermost = live(slot.get() as *const Running);
    if innermost.is_none() {
        slot.clear();
    }
    core::iter::successors(innermost, |running| live(running.outer()))
}

fn live(running: *const Running) -> Option<&'static Running> {
    if is_abandoned(running.cast()) {
        return None;
    }
    // SAFETY: published on this thread, and on the part of a stack that is in use: it
    // can be read, whatever it is now. `'static` stands for "until its driver
    // withdraws it", which cannot happen while this thread is here.
    let running = unsafe { running.as_ref() }?;
    running.is_sound().then_some(running)
}
