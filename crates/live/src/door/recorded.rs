//! What was recorded of AWS, as a door: answers from a document, so that what asks can be
//! tried without an account.
//!
//! The document is an object. Its keys are places, `111111111111 us-east-1`, and `111111111111 -`
//! for services that are the same in every Region. The values are objects from questions to
//! answers: `apigateway:GetResources embed=methods restApiId=abc123`, with the parameters in
//! the order of their names. An answer `{"refused": {"kind": …, "message": …}}` is a refusal.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::Value;

use super::Door;
use crate::{
    ask::{Ask, Refusal, RefusalKind},
    operation::Operation,
};

/// A door that answers what was recorded, and refuses everything else.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    answers: BTreeMap<String, Result<Value, Refusal>>,
    denied: BTreeSet<Operation>,
    asked: RefCell<Vec<Ask>>,
}

impl Recorded {
    /// A door that answers from a document in the form that the module describes.
    ///
    /// # Errors
    ///
    /// What is wrong with the document, in one line.
    pub fn read(document: &Value) -> Result<Self, String> {
        let mut door = Recorded::default();
        let places = document.as_object().ok_or("expected an object of places")?;
        for (place, questions) in places {
            let questions = questions
                .as_object()
                .ok_or_else(|| format!("expected an object of questions at `{place}`"))?;
            for (question, answer) in questions {
                let answer = match answer.get("refused") {
                    None => Ok(answer.clone()),
                    Some(refusal) => Err(serde_json::from_value(refusal.clone())
                        .map_err(|error| format!("`{place} {question}`: {error}"))?),
                };
                door.answers.insert(format!("{place} {question}"), answer);
            }
        }
        Ok(door)
    }

    /// The same door, which says of an operation that the credentials may not ask it.
    #[must_use]
    pub fn denying(mut self, operation: Operation) -> Self {
        self.denied.insert(operation);
        self
    }

    /// The same door with one more answer, or another one.
    #[must_use]
    pub fn answering(mut self, ask: &Ask, answer: Result<Value, Refusal>) -> Self {
        self.answers.insert(name_of(ask), answer);
        self
    }

    /// What was asked so far, in this order, refused questions among it.
    pub fn asked(&self) -> Vec<Ask> {
        self.asked.borrow().clone()
    }

    /// The questions of which something is recorded.
    pub fn recorded(&self) -> impl Iterator<Item = &str> {
        self.answers.keys().map(String::as_str)
    }
}

impl Door for Recorded {
    async fn ask(&self, ask: &Ask) -> Result<Value, Refusal> {
        self.asked.borrow_mut().push(ask.clone());
        if self.denied.contains(&ask.operation) {
            return Err(Refusal {
                kind: RefusalKind::Denied,
                code: Some("AccessDeniedException".to_owned()),
                message: format!("not authorized to perform: {}", ask.operation.action()),
            });
        }
        let name = name_of(ask);
        match self.answers.get(&name) {
            Some(answer) => answer.clone(),
            None => Err(Refusal {
                kind: RefusalKind::Unexpected,
                code: None,
                message: format!("nothing is recorded of `{name}`"),
            }),
        }
    }
}

/// A question as the document has it.
fn name_of(ask: &Ask) -> String {
    let service = ask.operation.service();
    let region = if service.is_regional() {
        ask.place.region.as_str()
    } else {
        "-"
    };
    let mut name = format!(
        "{} {region} {}:{}",
        ask.place.account,
        service.name(),
        ask.operation.name()
    );
    for (parameter, value) in &ask.parameters {
        name += &format!(" {parameter}={value}");
    }
    name
}
