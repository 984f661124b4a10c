//! Version 1 of the machine-readable output.
//!
//! The types change by addition only; a change that would break a reader is a new version.
//! The JSON Schema is `schemas/report-v1.json` in the repository. Offsets are bytes of
//! UTF-8; lines and columns are counted from one, columns in characters, and again in
//! UTF-16 code units for editors.

mod called;
mod convert;
mod convert_roles;
mod decision;
mod failure;
mod keys;
mod lint;
mod not_readable;
mod plan;
mod references;
mod refusal;
mod respond;
mod roles;
mod routes;
#[cfg(test)]
mod schema;
mod sequence;
mod test_run;
mod why;

use serde::Serialize;

pub use called::{
    Agreement, Called, CalledHeader, CalledOutcome, CalledPrediction, CalledRefusal, CalledRequest,
    CalledResponse, called,
};
pub use convert::{assumption, check, decision, diagnostic, location};
pub use decision::*;
pub use failure::{Failure, Remedy};
pub use keys::{Key, Keys, Presence, PresenceFor, keys};
pub use lint::{
    LabelledLocation, Lint, LintEdit, LintFinding, LintFix, LintRule, LintedDocument, Rules,
    audience_word, confidence_word, lint, lint_finding, rules, severity_word,
};
pub use not_readable::NotReadable;
pub use plan::{Plan, PlannedCall};
pub use references::{Reference, References, Subject, Unknown, references};
pub use refusal::Refusal;
pub use respond::{
    MappedDrop, MappedItem, MappedStep, MappedValue, MappingOutcome, ReceivedByBackend,
    ReceivedByClient, Respond, respond,
};
pub use roles::{AssumeCall, CallDetails, RoleFailure, RolePath, RolePaths};
pub use routes::{
    ApiRoutes, Cover, RouteFinding, RouteLine, RouteMatch, RouteOf, RoutePattern, Routes, routes,
};
pub use sequence::*;
pub use test_run::*;
pub use why::{Diagnosis, Hypothesis, Standing, Symptom, Why, why};

/// The version that these types write.
pub const VERSION: u32 = 1;

/// The answer to `can-invoke check`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// The verdict: directly, or through a role.
    pub verdict: Verdict,
    /// What was asked.
    pub question: Question,
    /// The request as the caller would send it itself.
    pub direct: Journey,
    /// The same once what the API holds is deployed, where that is not what the stage serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_deployment: Option<Journey>,
    /// The verdict then: directly, or through a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_deployment_verdict: Option<Verdict>,
    /// Ways through roles.
    pub role_paths: RolePaths,
    /// Ways through roles once what the API holds is deployed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_deployment_role_paths: Option<RolePaths>,
    /// Statements to add.
    pub suggestions: Vec<Suggestion>,
    /// Placeholders to fill in, and the verdict then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrections: Option<Corrections>,
    /// What bears on the question and could not be read when the inventory was made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_readable: Vec<NotReadable>,
    /// What is to be said about the documents.
    pub diagnostics: Vec<Diagnostic>,
    /// The assumptions that the verdict leans on, where AWS is silent or contradicts itself.
    pub assumptions: Vec<Assumption>,
}

impl Check {
    /// Leaves out the statements that decide nothing; the deciding ones, the nearest misses
    /// and those that turn on unknown facts stay.
    pub fn drop_undecisive_statements(&mut self) {
        let journeys = [&mut self.direct]
            .into_iter()
            .chain(&mut self.after_deployment);
        let of_journeys = journeys.flat_map(|journey| {
            let at_hops = journey.hops.iter_mut().flat_map(|hop| &mut hop.decisions);
            journey.decision.iter_mut().chain(at_hops)
        });
        let decisions = of_journeys.chain(
            [&mut self.role_paths]
                .into_iter()
                .chain(&mut self.after_deployment_role_paths)
                .flat_map(|ways| &mut ways.paths)
                .flat_map(RolePath::decisions_mut),
        );
        for decision in decisions {
            decision.drop_undecisive_statements();
        }
    }
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The request is allowed.
    Allowed,
    /// A `Deny` statement applies.
    ExplicitlyDenied,
    /// Nothing that would be needed allows it.
    ImplicitlyDenied,
    /// It turns on facts that were not given.
    Depends,
}

/// What was asked, taken apart.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Who asks: an ARN, a service, or `anonymous`.
    pub caller: String,
    /// The HTTP method; of a WebSocket API `CONNECT`, `DISCONNECT` or the key of a message.
    pub method: String,
    /// The invoke URL on the default endpoint.
    pub url: String,
    /// The ARN that policies are matched against.
    pub resource: String,
    /// The API.
    pub api: Api,
    /// The stage.
    pub stage: String,
    /// The path as it is sent.
    pub path: String,
    /// The route that the request meets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// How that route authorizes, in API Gateway's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
}

/// An API.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Api {
    /// Its id.
    pub id: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `REST`, `HTTP` or `WEBSOCKET`.
    pub kind: String,
    /// `REGIONAL`, `EDGE` or `PRIVATE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_type: Option<String>,
    /// The account that owns it.
    pub account: String,
    /// Its Region.
    pub region: String,
}

/// One request on its way.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Journey {
    /// How it ends.
    pub verdict: Verdict,
    /// The stations, in order.
    pub hops: Vec<Hop>,
    /// The decision of the policies, if the request gets that far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// What keeps the question from being decided, apart from policies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<String>,
    /// What nobody said and the verdict takes for granted, apart from policies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taken_for_granted: Vec<String>,
    /// What API Gateway answers where it cannot call the integration or the function of the
    /// authorizer; the verdict is about authorization and can be `allowed` all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// A station of the journey.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hop {
    /// `endpoint`, `waf`, `vpc-endpoint-policy`, `domain-policy`, `route`, `authentication`,
    /// `authorizer`, `authorization`, `api-key`, `integration` or `response`.
    pub hop: String,
    /// How it ends.
    pub status: HopStatus,
    /// What happens there.
    pub summary: String,
    /// What the client sees, if the request ends here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// The decisions of policies at this hop; that of the hop `authorization` is the
    /// `decision` of the journey.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
}

/// How a hop ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HopStatus {
    /// The request goes on.
    Passes,
    /// It ends here.
    Stops,
    /// It cannot be decided.
    Undecided,
}

/// What the client sees.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// The message in the body.
    pub message: String,
}

/// A step to take.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What the step does.
    pub title: String,
    /// The command, ready for a shell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// A statement to add.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// The layer to add it to.
    pub layer: String,
    /// Where that is.
    pub place: String,
    /// The statement.
    pub statement: serde_json::Value,
    /// The verdict once all suggestions are in place, as the evaluator finds.
    pub verdict: Verdict,
    /// What to do after the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Placeholders to fill in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Corrections {
    /// The verdict of the direct way with all of them filled in.
    pub verdict: Verdict,
    /// One for each place, with its fix.
    pub diagnostics: Vec<Diagnostic>,
}

/// Something to tell about a text.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// The stable name.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub location: Location,
    /// What to see there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Further places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A further place.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What to see there.
    pub message: String,
}

/// A correction.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// The edits.
    pub edits: Vec<Edit>,
}

/// One edit.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    /// What to replace.
    pub location: Location,
    /// By what.
    pub replacement: String,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// The name of the file.
    pub file: String,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// The line of the first byte.
    pub line: usize,
    /// Its column in characters.
    pub column: usize,
    /// Its column in UTF-16 code units.
    pub utf16_column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// Its column in characters.
    pub end_column: usize,
    /// Its column in UTF-16 code units.
    pub utf16_end_column: usize,
}

/// A question that AWS leaves open, with the choice that is taken of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Assumption {
    /// The id that stays.
    pub id: String,
    /// What AWS leaves open.
    pub question: String,
    /// The id of the choice that is taken.
    pub choice: String,
    /// How it reads the question.
    pub reading: String,
    /// All choices, ours first.
    pub choices: Vec<Choice>,
    /// The pages that leave it open.
    pub source: String,
}

/// One answer to the question of an assumption.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// The id that stays, unique within its assumption.
    pub id: String,
    /// The answer.
    pub reading: String,
    /// Whether it is the one that is taken unless another is chosen.
    pub default: bool,
}
