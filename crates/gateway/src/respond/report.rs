//! What is answered: what the backend receives, what the client gets, and where each line
//! comes from.

use can_invoke_policy::{Readings, assumption::Assumptions};
use can_invoke_source::Span;

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Respond {
    /// How it comes out.
    pub outcome: Outcome,
    /// What the backend receives, if a request was given.
    pub received: Option<Received>,
    /// What the client gets, if an answer was given, or if API Gateway answers itself.
    pub client: Option<Client>,
    /// Why something is not known, each once.
    pub undecided: Vec<String>,
    /// What is worth knowing and changes nothing.
    pub notes: Vec<String>,
    /// Where AWS is silent.
    pub assumptions: Assumptions,
    /// The choices taken there.
    pub readings: Readings,
}

/// How it comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is mapped.
    Mapped,
    /// The client gets an error 5xx that API Gateway made.
    GatewayError,
    /// Something is not known.
    Depends,
}

impl Outcome {
    /// The word in output.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Mapped => "mapped",
            Outcome::GatewayError => "gateway-error",
            Outcome::Depends => "depends",
        }
    }
}

/// A text, or why it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// This is the text.
    Known(String),
    /// It is not known; the sentence says why.
    NotKnown(String),
}

impl Value {
    /// The text, if it is known.
    pub fn known(&self) -> Option<&str> {
        match self {
            Value::Known(text) => Some(text),
            Value::NotKnown(_) => None,
        }
    }
}

/// A header, a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Its value; several are joined with commas.
    pub value: Value,
    /// Where it comes from, in words.
    pub from: String,
    /// Where that is written.
    pub span: Option<Span>,
}

impl Item {
    pub(super) fn new(
        name: &str,
        value: Value,
        from: impl Into<String>,
        span: Option<Span>,
    ) -> Self {
        Item {
            name: name.to_owned(),
            value,
            from: from.into(),
            span,
        }
    }
}

/// What the backend receives.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// The method.
    pub method: Item,
    /// The URL without its query string; of a private integration the path.
    pub url: Item,
    /// The query string.
    pub query: Vec<Item>,
    /// The headers.
    pub headers: Vec<Item>,
    /// The parameters of the action of an AWS service.
    pub parameters: Vec<Item>,
    /// The body.
    pub body: Item,
    /// What is mapped and does not arrive.
    pub dropped: Vec<Dropped>,
}

/// A mapping that does nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// What it would change.
    pub what: String,
    /// Why it does not.
    pub why: String,
    /// Where it is written.
    pub span: Span,
}

/// What the client gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// The status code, or why it is not known.
    pub status: Result<u16, String>,
    /// The headers.
    pub headers: Vec<Item>,
    /// The body.
    pub body: Value,
    /// What made it so, in order.
    pub steps: Vec<Step>,
    /// Whether API Gateway made this answer, and not the backend.
    pub is_gateways_own: bool,
}

/// A step on the way of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What happens.
    pub text: String,
    /// Where that is written.
    pub span: Option<Span>,
}

impl Step {
    pub(super) fn new(text: impl Into<String>, span: Option<Span>) -> Self {
        Step {
            text: text.into(),
            span,
        }
    }
}
