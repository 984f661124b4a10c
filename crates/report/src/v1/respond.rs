//! What the backend receives and what the client gets, for `can-invoke respond`.

use can_invoke_gateway::respond::{self as gateway, Asked, Item, Outcome, Value};
use can_invoke_source::{Sources, Span};
use serde::Serialize;

use super::{Assumption, Diagnostic, Location, VERSION, assumption, diagnostic, location};

/// The answer to `can-invoke respond`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Respond {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// How it comes out.
    pub outcome: MappingOutcome,
    /// `REST API`, `HTTP API` or `WebSocket API`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The id of the API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// The key of the route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// The stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// What the backend receives, if a request was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<ReceivedByBackend>,
    /// What the client gets, if an answer was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<ReceivedByClient>,
    /// Why something is not known.
    pub undecided: Vec<String>,
    /// What is worth knowing and changes nothing.
    pub notes: Vec<String>,
    /// What is to be said about the documents; a correction is in `fix`.
    pub diagnostics: Vec<Diagnostic>,
    /// The assumptions that the answer leans on, where AWS is silent.
    pub assumptions: Vec<Assumption>,
}

/// How a mapping comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MappingOutcome {
    /// Everything is mapped.
    Mapped,
    /// The client gets an error 5xx that API Gateway made.
    GatewayError,
    /// Something is not known.
    Depends,
}

/// A text, or why it is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum MappedValue {
    /// The text.
    Known(String),
    /// Why it is not known.
    NotKnown(String),
}

/// A header, a parameter, a body.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MappedItem {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: MappedValue,
    /// Where it comes from, in words: a mapping as it is written, `the request` …
    pub from: String,
    /// Where that is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

/// What the backend receives.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReceivedByBackend {
    /// The method.
    pub method: MappedItem,
    /// The URL without its query string; of a private integration the path.
    pub url: MappedItem,
    /// The query string.
    pub query: Vec<MappedItem>,
    /// The headers.
    pub headers: Vec<MappedItem>,
    /// The parameters of the action of an AWS service.
    pub parameters: Vec<MappedItem>,
    /// The body.
    pub body: MappedItem,
    /// What is mapped and does not arrive.
    pub dropped: Vec<MappedDrop>,
}

/// A mapping that does nothing.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MappedDrop {
    /// What it would change.
    pub what: String,
    /// Why it does not.
    pub why: String,
    /// Where it is written.
    pub location: Location,
}

/// What the client gets.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReceivedByClient {
    /// The status code, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The headers.
    pub headers: Vec<MappedItem>,
    /// The body.
    pub body: MappedValue,
    /// What made it so, in order.
    pub steps: Vec<MappedStep>,
    /// Whether API Gateway made this answer, and not the backend.
    pub is_gateways_own: bool,
}

/// A step on the way of an answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MappedStep {
    /// What happens.
    pub text: String,
    /// Where that is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

/// The answer, for machines.
pub fn respond(asked: &Asked, respond: &gateway::Respond) -> Respond {
    let sources = &asked.sources;
    let items = |items: &[Item]| items.iter().map(|one| item(one, sources)).collect();
    Respond {
        version: VERSION,
        outcome: match respond.outcome {
            Outcome::Mapped => MappingOutcome::Mapped,
            Outcome::GatewayError => MappingOutcome::GatewayError,
            Outcome::Depends => MappingOutcome::Depends,
        },
        kind: asked.kind.map(|kind| kind.name().to_owned()),
        api: asked.api.clone(),
        route: asked.route.clone(),
        stage: asked.stage.clone(),
        received: respond.received.as_ref().map(|received| ReceivedByBackend {
            method: item(&received.method, sources),
            url: item(&received.url, sources),
            query: items(&received.query),
            headers: items(&received.headers),
            parameters: items(&received.parameters),
            body: item(&received.body, sources),
            dropped: received
                .dropped
                .iter()
                .map(|dropped| MappedDrop {
                    what: dropped.what.clone(),
                    why: dropped.why.clone(),
                    location: location(dropped.span, sources),
                })
                .collect(),
        }),
        client: respond.client.as_ref().map(|client| ReceivedByClient {
            status: client.status.as_ref().ok().copied(),
            headers: items(&client.headers),
            body: value(&client.body),
            steps: client
                .steps
                .iter()
                .map(|step| MappedStep {
                    text: step.text.clone(),
                    location: place(step.span, sources),
                })
                .collect(),
            is_gateways_own: client.is_gateways_own,
        }),
        undecided: respond.undecided.clone(),
        notes: respond.notes.clone(),
        diagnostics: asked
            .diagnostics
            .iter()
            .map(|one| diagnostic(one, sources))
            .collect(),
        assumptions: respond
            .assumptions
            .iter()
            .map(|one| assumption(one, respond.readings.choice(one)))
            .collect(),
    }
}

fn item(item: &Item, sources: &Sources) -> MappedItem {
    MappedItem {
        name: item.name.clone(),
        value: value(&item.value),
        from: item.from.clone(),
        location: place(item.span, sources),
    }
}

fn value(value: &Value) -> MappedValue {
    match value {
        Value::Known(text) => MappedValue::Known(text.clone()),
        Value::NotKnown(why) => MappedValue::NotKnown(why.clone()),
    }
}

fn place(span: Option<Span>, sources: &Sources) -> Option<Location> {
    span.map(|span| location(span, sources))
}
