//! Rust futures on tokio's current-thread runtime. A series is a task of it.

use std::cell::RefCell;
use std::rc::Rc;

use peers::*;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{spawn, yield_now, LocalSet};

fn runtime() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime")
}

fn synchronous_step(count: i64) -> usize {
    set_left(count);
    runtime().block_on(async { spawn(synchronous_steps()).await.unwrap() });
    0
}

fn series(count: i64) -> usize {
    runtime().block_on(async {
        for _ in 0..count {
            set_left(1);
            spawn(synchronous_steps()).await.unwrap();
        }
    });
    0
}

fn asynchronous_step(count: i64) -> usize {
    set_left(count);
    runtime().block_on(async { spawn(asynchronous_steps()).await.unwrap() });
    0
}

fn asynchronous_series(count: i64) -> usize {
    runtime().block_on(async {
        for _ in 0..count {
            set_left(1);
            spawn(asynchronous_steps()).await.unwrap();
        }
    });
    0
}

fn many_pending(count: i64) -> usize {
    let local = LocalSet::new();
    let table = Rc::new(RefCell::new(wakers(count)));
    local.block_on(&runtime(), async {
        let before = heap();
        set_left(count);
        for _ in 0..count {
            let table = table.clone();
            tokio::task::spawn_local(async move { pending(&table).await });
        }
        while table.borrow().len() < count as usize {
            yield_now().await;
        }
        let used = heap() - before;
        for waker in table.take() {
            waker.wake();
        }
        while left() > 0 {
            yield_now().await;
        }
        used
    })
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
