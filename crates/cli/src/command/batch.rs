//! `can-invoke batch`: one request a line in, one result a line out.
//!
//! One thread reads, one for each core decides, and this one writes. Blocks of lines are
//! dealt out in turn and collected in the same turn, so that the order is kept. All queues
//! are bounded, so that memory is.

mod answer;
mod blocks;

use std::{
    io::{self, Write},
    num::NonZero,
    sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    thread::{self, Builder, JoinHandle},
};

use anyhow::{Context as _, anyhow};
use can_invoke_policy::batch::Decider;
use can_invoke_source::Limits;

use super::{assumptions::readings, check::refuse};
use crate::{arguments::Format, exit::ExitStatus};
use answer::answer;
use blocks::{BLOCK, Block, read_blocks};

/// More would wait for the one that reads.
const MOST_WORKERS: usize = 16;

/// How many blocks may wait for a worker, and how many answers for the one that writes.
const QUEUE: usize = 2;

pub(crate) fn run(assume: &[String]) -> anyhow::Result<ExitStatus> {
    let readings = match readings(assume) {
        Ok(readings) => readings,
        Err(error) => return refuse(&error, Format::Text),
    };
    let limits = Limits::default();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let (used, buffers) = channel();
    let (mut queues, mut workers, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..cores.min(MOST_WORKERS) {
        let (queue, blocks) = sync_channel(QUEUE);
        let (written, from_worker) = sync_channel(QUEUE);
        let used = used.clone();
        workers.push(spawn(move || {
            let decider = Decider::new(limits).assuming(readings);
            decide(blocks, &written, &used, decider);
        })?);
        queues.push(queue);
        answers.push(from_worker);
    }
    // If nobody reads the answers any more, nobody waits for the thread that reads: it may
    // wait for input that never comes.
    let reader = spawn(move || read(&queues, &buffers, &limits))?;
    let last = write_in_turn(&answers, &mut io::stdout().lock())?;
    drop(answers);
    // If this one gave up, lines are left without an answer. If not, all is read.
    join(workers.swap_remove(last))?;
    for worker in workers {
        join(worker)?;
    }
    join(reader)?.context("standard input cannot be read")?;
    Ok(ExitStatus::Allowed)
}

fn spawn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<JoinHandle<T>> {
    Builder::new()
        .spawn(work)
        .context("a thread cannot be started")
}

fn join<T>(thread: JoinHandle<T>) -> anyhow::Result<T> {
    thread
        .join()
        .map_err(|_| anyhow!("an internal error: not all lines were answered"))
}

/// Reads the input to its end, or until a worker is gone, and deals it out.
fn read(
    queues: &[SyncSender<Block>],
    buffers: &Receiver<Vec<u8>>,
    limits: &Limits,
) -> io::Result<()> {
    let fresh = || buffers.try_recv().unwrap_or_else(|_| vec![0; BLOCK]);
    let mut turns = queues.iter().cycle();
    read_blocks(io::stdin().lock(), limits.bytes, fresh, |block| {
        turns.next().is_some_and(|queue| queue.send(block).is_ok())
    })
}

/// Decides what is dealt out to one worker.
fn decide(
    blocks: Receiver<Block>,
    written: &SyncSender<Vec<u8>>,
    used: &Sender<Vec<u8>>,
    mut decider: Decider,
) {
    for block in blocks {
        let mut output = Vec::new();
        for line in block.lines() {
            answer(line, &mut decider, &mut output);
        }
        if let Some(buffer) = block.into_buffer() {
            // Once all is read, nobody wants it.
            let _ = used.send(buffer);
        }
        if written.send(output).is_err() {
            return;
        }
    }
}

/// Writes the answers of the workers in turn, each as soon as it is there, until the one
/// whose turn it is has no more. Tells which one that is.
fn write_in_turn(answers: &[Receiver<Vec<u8>>], output: &mut impl Write) -> io::Result<usize> {
    for (worker, answers) in answers.iter().enumerate().cycle() {
        let Ok(lines) = answers.recv() else {
            return Ok(worker);
        };
        output.write_all(&lines)?;
        output.flush()?;
    }
    Ok(0)
}
