//! What a run is doing, for whoever looks on: how much was asked, how much of it was answered,
//! and how often a service asked for patience.

use std::cell::{Cell, RefCell};

use serde_json::Value;

use super::Door;
use crate::ask::{Ask, Refusal, RefusalKind};

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Questions that were put, answered or not.
    pub asked: u64,
    /// Questions that were answered.
    pub answered: u64,
    /// Of these, answers that an interrupted run had left.
    pub recalled: u64,
    /// Questions that were refused for good.
    pub refused: u64,
    /// Calls that were made, each try for itself.
    pub calls: u64,
    /// Calls that were made because an earlier one of the same question did not come through.
    pub retries: u64,
    /// Calls that were throttled.
    pub throttled: u64,
}

impl Counts {
    /// Questions that nothing more is done about.
    pub fn done(&self) -> u64 {
        self.answered + self.refused
    }
}

/// Somebody who looks on.
pub trait Progress {
    /// Something happened, in this question.
    fn changed(&mut self, counts: &Counts, current: &Ask);
}

/// Nobody.
impl Progress for () {
    fn changed(&mut self, _counts: &Counts, _current: &Ask) {}
}

/// The counts of a run and who looks at them; shared by all doors of the run.
pub struct Watch<'p> {
    counts: Cell<Counts>,
    progress: RefCell<&'p mut dyn Progress>,
}

impl<'p> Watch<'p> {
    /// Nothing has happened.
    pub fn new(progress: &'p mut dyn Progress) -> Self {
        Watch {
            counts: Cell::default(),
            progress: RefCell::new(progress),
        }
    }

    /// What happened so far.
    pub fn counts(&self) -> Counts {
        self.counts.get()
    }

    /// Counts something, and tells who looks on.
    pub(super) fn note(&self, ask: &Ask, count: impl FnOnce(&mut Counts)) {
        let mut counts = self.counts.get();
        count(&mut counts);
        self.counts.set(counts);
        // Who looks on asks nothing, so nobody holds it already.
        if let Ok(mut progress) = self.progress.try_borrow_mut() {
            progress.changed(&counts, ask);
        }
    }
}

/// Where on its way a question is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Station {
    /// Before everything: once, however often it is tried.
    Question,
    /// At the service: each try.
    Call,
}

/// Counts what passes.
pub struct Observed<'w, 'p, D> {
    door: D,
    watch: &'w Watch<'p>,
    station: Station,
}

impl<'w, 'p, D> Observed<'w, 'p, D> {
    /// Counts what passes through a door.
    pub fn new(door: D, watch: &'w Watch<'p>, station: Station) -> Self {
        Observed {
            door,
            watch,
            station,
        }
    }
}

impl<D: Door> Door for Observed<'_, '_, D> {
    async fn ask(&self, ask: &Ask) -> Result<Value, Refusal> {
        self.watch.note(ask, |counts| match self.station {
            Station::Question => counts.asked += 1,
            Station::Call => counts.calls += 1,
        });
        let answer = self.door.ask(ask).await;
        self.watch
            .note(ask, |counts| match (self.station, &answer) {
                (Station::Question, Ok(_)) => counts.answered += 1,
                (Station::Question, Err(_)) => counts.refused += 1,
                (Station::Call, Err(refusal)) if refusal.kind == RefusalKind::Throttled => {
                    counts.throttled += 1;
                }
                (Station::Call, _) => {}
            });
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::{
        door::{
            fake::{Fake, ask, refusal},
            retry::Retry,
        },
        operation::Operation,
    };

    /// Keeps what it is told.
    #[derive(Default)]
    struct Told(Vec<(Counts, String)>);

    impl Progress for Told {
        fn changed(&mut self, counts: &Counts, current: &Ask) {
            self.0.push((*counts, current.operation.name().to_owned()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_question_counts_once_and_its_calls_each() {
        let tries = Cell::new(0);
        let fake = Fake::new(|question| {
            tries.set(tries.get() + 1);
            match (question.operation, tries.get()) {
                (Operation::GetUser, _) => Err(refusal(RefusalKind::Denied)),
                (_, 1) => Err(refusal(RefusalKind::Throttled)),
                (_, 2) => Err(refusal(RefusalKind::Unavailable)),
                _ => Ok(Value::Null),
            }
        });
        let mut told = Told::default();
        let watch = Watch::new(&mut told);
        let calls = Observed::new(&fake, &watch, Station::Call);
        let tried = Retry::new(calls, 8, &watch);
        let door = Observed::new(tried, &watch, Station::Question);
        door.ask(&ask(Operation::GetRole)).await.unwrap();
        door.ask(&ask(Operation::GetUser)).await.unwrap_err();
        let counts = watch.counts();
        let expected = Counts {
            asked: 2,
            answered: 1,
            recalled: 0,
            refused: 1,
            calls: 4,
            retries: 2,
            throttled: 1,
        };
        assert_eq!((counts, counts.done()), (expected, 2));
        let (first, operation) = &told.0[0];
        assert_eq!((first.asked, first.calls), (1, 0));
        assert_eq!(operation, "GetRole");
        assert_eq!(told.0.last(), Some(&(expected, "GetUser".to_owned())));
    }
}
