//! A door for tests of what stands before doors: it answers as a function says, after a time,
//! and remembers what it was asked.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use serde_json::Value;
use tokio::time::Instant;

use super::Door;
use crate::{
    ask::{Ask, Place, Refusal, RefusalKind},
    operation::Operation,
};

pub(crate) struct Fake<F> {
    answer: F,
    /// How long each answer takes.
    pub(crate) takes: Duration,
    /// What was asked, and when.
    pub(crate) log: RefCell<Vec<(Instant, Ask)>>,
    /// How many questions there were at most that had no answer yet.
    pub(crate) most_under_way: Cell<usize>,
    under_way: Cell<usize>,
}

impl<F: Fn(&Ask) -> Result<Value, Refusal>> Fake<F> {
    pub(crate) fn new(answer: F) -> Self {
        Fake {
            answer,
            takes: Duration::ZERO,
            log: RefCell::default(),
            most_under_way: Cell::default(),
            under_way: Cell::default(),
        }
    }
}

impl<F: Fn(&Ask) -> Result<Value, Refusal>> Door for Fake<F> {
    async fn ask(&self, ask: &Ask) -> Result<Value, Refusal> {
        self.log.borrow_mut().push((Instant::now(), ask.clone()));
        self.under_way.set(self.under_way.get() + 1);
        let most = self.most_under_way.get().max(self.under_way.get());
        self.most_under_way.set(most);
        if !self.takes.is_zero() {
            tokio::time::sleep(self.takes).await;
        }
        self.under_way.set(self.under_way.get() - 1);
        (self.answer)(ask)
    }
}

pub(crate) fn ask(operation: Operation) -> Ask {
    let place = Place {
        account: "111111111111".to_owned(),
        region: "us-east-1".to_owned(),
    };
    Ask::new(&place, operation)
}

pub(crate) fn refusal(kind: RefusalKind) -> Refusal {
    Refusal {
        kind,
        code: Some("Refused".to_owned()),
        message: "not now".to_owned(),
    }
}
