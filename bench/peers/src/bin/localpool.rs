//! Rust futures on the LocalPool of futures-executor. A series is a task of it.

use std::cell::RefCell;
use std::rc::Rc;

use futures_executor::LocalPool;
use futures_util::task::LocalSpawnExt;
use peers::*;

fn synchronous_step(count: i64) -> usize {
    let mut pool = LocalPool::new();
    set_left(count);
    pool.spawner().spawn_local(synchronous_steps()).unwrap();
    pool.run();
    0
}

fn series(count: i64) -> usize {
    let mut pool = LocalPool::new();
    for _ in 0..count {
        set_left(1);
        pool.spawner().spawn_local(synchronous_steps()).unwrap();
        pool.run();
    }
    0
}

fn asynchronous_step(count: i64) -> usize {
    let mut pool = LocalPool::new();
    set_left(count);
    pool.spawner().spawn_local(asynchronous_steps()).unwrap();
    pool.run();
    0
}

fn asynchronous_series(count: i64) -> usize {
    let mut pool = LocalPool::new();
    for _ in 0..count {
        set_left(1);
        pool.spawner().spawn_local(asynchronous_steps()).unwrap();
        pool.run();
    }
    0
}

fn many_pending(count: i64) -> usize {
    let mut pool = LocalPool::new();
    let table = Rc::new(RefCell::new(wakers(count)));
    let before = heap();
    set_left(count);
    for _ in 0..count {
        let table = table.clone();
        pool.spawner().spawn_local(async move { pending(&table).await }).unwrap();
    }
    pool.run_until_stalled();
    let used = heap() - before;
    for waker in table.take() {
        waker.wake();
    }
    pool.run();
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
