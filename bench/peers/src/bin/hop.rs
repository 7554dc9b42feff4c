//! What it costs to go to the other one of two threads and on from there: over std's channels,
//! and between two tasks, each on a tokio current-thread runtime of its own.

use std::sync::mpsc;
use std::thread::spawn;

use peers::bench;
use tokio::runtime::Builder;

fn channel(count: i64) -> usize {
    let (to_other, from_first) = mpsc::sync_channel(1);
    let (to_first, from_other) = mpsc::sync_channel(1);
    let other = spawn(move || {
        for number in from_first {
            to_first.send(number + 1).unwrap();
        }
    });
    let mut number = 0;
    while number < count {
        to_other.send(number + 1).unwrap();
        number = from_other.recv().unwrap();
    }
    drop(to_other);
    other.join().unwrap();
    0
}

fn tokio(count: i64) -> usize {
    let runtime = || Builder::new_current_thread().build().expect("a runtime");
    let (to_other, mut from_first) = tokio::sync::mpsc::channel(1);
    let (to_first, mut from_other) = tokio::sync::mpsc::channel(1);
    let other = spawn(move || {
        runtime().block_on(async {
            while let Some(number) = from_first.recv().await {
                to_first.send(number + 1).await.unwrap();
            }
        })
    });
    runtime().block_on(async {
        let mut number = 0;
        while number < count {
            to_other.send(number + 1).await.unwrap();
            number = from_other.recv().await.unwrap();
        }
    });
    drop(to_other);
    other.join().unwrap();
    0
}

fn main() {
    bench(&[("channel", "blocking", channel), ("tokio", "blocking", tokio)]);
}
