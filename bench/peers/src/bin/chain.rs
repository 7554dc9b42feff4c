//! Rust futures with an executor written by hand: a queue of wakers, which count no
//! references. A series is one future of one type, in one heap block.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::ptr;
use std::task::{Context, RawWaker, RawWakerVTable, Waker};

use peers::*;

thread_local! {
    /// The task that has been woken.
    static WOKEN: Cell<*const ()> = const { Cell::new(ptr::null()) };
}

static WAKER: RawWakerVTable = RawWakerVTable::new(|task| RawWaker::new(task, &WAKER), wake, wake, |_| ());

fn wake(task: *const ()) {
    WOKEN.set(task);
}

struct Task<F>(*mut F);

impl<F: Future> Task<F> {
    fn spawn(future: F) -> Self {
        Task(Box::into_raw(Box::new(future)))
    }

    fn poll(&mut self) -> bool {
        // SAFETY: the functions of WAKER use this pointer as a number only, and only on this thread.
        let waker = unsafe { Waker::new(self.0.cast_const().cast(), &WAKER) };
        // SAFETY: the box is this task's alone until `drop`.
        let future = unsafe { &mut *self.0 };
        // SAFETY: a box's contents stay in place.
        let future = unsafe { Pin::new_unchecked(future) };
        future.poll(&mut Context::from_waker(&waker)).is_ready()
    }
}

impl<F> Drop for Task<F> {
    fn drop(&mut self) {
        // SAFETY: made by `spawn`, and dropped once.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

type Queue = RefCell<VecDeque<Waker>>;

/// Polls a task, completes what is pending, and so on with whom that wakes.
fn run<F: Future>(future: F, queue: &Queue) {
    let mut task = Task::spawn(future);
    while !task.poll() {
        let waker = queue.borrow_mut().pop_front().expect("an operation that is pending");
        waker.wake();
        let woken = WOKEN.replace(ptr::null());
        assert_eq!(woken, task.0.cast_const().cast());
    }
}

async fn steps(queue: &Queue) {
    while left() > 0 {
        Asynchronous::new(|waker| {
            count_down();
            queue.borrow_mut().push_back(waker.clone());
        })
        .await;
    }
}

fn synchronous_step(count: i64) -> usize {
    set_left(count);
    run(synchronous_steps(), &Queue::default());
    0
}

fn series(count: i64) -> usize {
    for _ in 0..count {
        synchronous_step(1);
    }
    0
}

fn asynchronous(count: i64, queue: &Queue) {
    set_left(count);
    run(steps(queue), queue);
}

fn asynchronous_step(count: i64) -> usize {
    asynchronous(count, &Queue::default());
    0
}

fn asynchronous_series(count: i64) -> usize {
    let queue = Queue::default();
    for _ in 0..count {
        asynchronous(1, &queue);
    }
    0
}

fn many_pending(count: i64) -> usize {
    let table = RefCell::new(wakers(count));
    let mut tasks = Vec::with_capacity(count as usize);
    let before = heap();
    set_left(count);
    for _ in 0..count {
        let mut task = Task::spawn(pending(&table));
        task.poll();
        tasks.push(task);
    }
    let used = heap() - before;
    for (waker, mut task) in table.take().into_iter().zip(tasks) {
        waker.wake();
        assert!(task.poll());
    }
    assert_eq!(left(), 0);
    used
}

fn main() {
    bench(&[
        ("-", "synchronous-step", synchronous_step),
        ("-", "series", series),
        ("-", "asynchronous-step", asynchronous_step),
        ("-", "asynchronous-series", asynchronous_series),
        ("-", "pending", many_pending),
    ]);
}
