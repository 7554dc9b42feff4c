//! What the Rust peers have in common: bench.h for them, and the operations.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

/// A variant, a scenario of it, and what runs that for a given count. It returns the
/// bytes of heap that were in use when as much as possible was pending, or 0.
pub type Scenario = (&'static str, &'static str, fn(i64) -> usize);

/// Runs the scenario that the command line names, and prints what bench.h says.
pub fn bench(scenarios: &[Scenario]) {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, variant, scenario, count] = &arguments[..] else {
        panic!("usage: PROGRAM VARIANT SCENARIO COUNT");
    };
    let count = count.parse().expect("a count");
    let Some((_, _, run)) = scenarios.iter().find(|(v, s, _)| v == variant && s == scenario) else {
        std::process::exit(3);
    };
    let stack = stack_kb();
    let start = Instant::now();
    let heap = measured(*run, count);
    println!("{} {} {heap}", start.elapsed().as_nanos(), stack_kb() - stack);
}

/// The only part of the program whose instructions scripts/count.sh counts.
#[no_mangle]
#[inline(never)]
fn measured(run: fn(i64) -> usize, count: i64) -> usize {
    std::hint::black_box(run(count))
}

fn stack_kb() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let size = status.lines().find_map(|line| line.strip_prefix("VmStk:"));
    size.and_then(|size| size.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// The bytes of heap in use.
pub fn heap() -> usize {
    // SAFETY: no conditions.
    let m = unsafe { libc::mallinfo2() };
    m.uordblks + m.hblkhd
}

static LEFT: AtomicI64 = AtomicI64::new(0);

/// The steps to come in this series, or the series that have not ended.
pub fn left() -> i64 {
    LEFT.load(Relaxed)
}

pub fn set_left(count: i64) {
    LEFT.store(count, Relaxed);
}

/// What a step does. Only one thread does it: no read-modify-write.
pub fn count_down() {
    set_left(left() - 1);
}

/// An operation that has completed by the time it is asked.
pub struct Synchronous;

impl Future for Synchronous {
    type Output = i32;

    #[inline(never)]
    fn poll(self: Pin<&mut Self>, _: &mut Context) -> Poll<i32> {
        count_down();
        Poll::Ready(0)
    }
}

/// An operation that is pending when it is first asked. `begin` sees to it that the task is woken.
pub struct Asynchronous<F> {
    begin: F,
    begun: bool,
}

impl<F: FnMut(&Waker) + Unpin> Asynchronous<F> {
    pub fn new(begin: F) -> Self {
        Self { begin, begun: false }
    }
}

impl<F: FnMut(&Waker) + Unpin> Future for Asynchronous<F> {
    type Output = i32;

    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<i32> {
        if self.begun {
            return Poll::Ready(0);
        }
        self.begun = true;
        (self.begin)(context.waker());
        Poll::Pending
    }
}

/// A series of `left` steps that have completed at once.
pub async fn synchronous_steps() {
    while left() > 0 {
        Synchronous.await;
    }
}

/// And one whose operations wake their task through its executor's own queue.
pub async fn asynchronous_steps() {
    while left() > 0 {
        Asynchronous::new(|waker| {
            count_down();
            waker.wake_by_ref();
        })
        .await;
    }
}

/// A table for the wakers of `count` pending series. Not counted as theirs: it is the operations'.
pub fn wakers(count: i64) -> Vec<Waker> {
    Vec::with_capacity(count as usize)
}

/// A series of one operation, pending in such a table.
pub async fn pending(table: &std::cell::RefCell<Vec<Waker>>) {
    Asynchronous::new(|waker| table.borrow_mut().push(waker.clone())).await;
    count_down();
}
