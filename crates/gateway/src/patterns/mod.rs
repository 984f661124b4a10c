//! The patterns of policies beside the route table: which routes each matches, and which of
//! them miss, match more than they seem to, or contradict each other.
//!
//! Source: API Gateway developer guide,
//! `api-gateway-control-access-using-iam-policies-to-invoke-api` and
//! `apigateway-resource-policies-examples`. What is told of a pattern is tried by the
//! evaluator of policies before it is told.

mod automaton;
mod collect;
mod findings;
mod languages;
mod repair;

pub use automaton::Cover;

use can_invoke_policy::{Effect, PolicyKind};
use can_invoke_source::Span;
use can_invoke_source::words::nearest;

use crate::{
    inventory::{Api, Authorization, Inventory, Route},
    query::QueryError,
};

/// Routes, patterns, and what is to be said about them.
#[derive(Clone, Debug)]
pub struct Report<'i> {
    /// The APIs with their routes.
    pub apis: Vec<ApiRoutes<'i>>,
    /// The patterns that speak of them.
    pub patterns: Vec<PatternUse<'i>>,
    /// What is to be said.
    pub findings: Vec<Finding>,
}

/// An API and its route table.
#[derive(Clone, Debug)]
pub struct ApiRoutes<'i> {
    /// The API.
    pub api: &'i Api,
    /// Its routes; nothing, if they are not known.
    pub routes: Option<Vec<RouteLine<'i>>>,
}

/// A line of a route table.
#[derive(Clone, Debug)]
pub struct RouteLine<'i> {
    /// The route.
    pub route: &'i Route,
    /// How it authorizes, if that is known.
    pub authorization: Option<Authorization>,
    /// An ARN that a request to it can have.
    pub example: String,
}

/// A pattern of a policy.
#[derive(Clone, Debug)]
pub struct PatternUse<'i> {
    /// The kind of the policy.
    pub kind: PolicyKind,
    /// The name of the policy.
    pub policy: &'i str,
    /// `statement 1 "Sid"`.
    pub statement: String,
    /// What the statement does.
    pub effect: Effect,
    /// Whether it stands in `NotResource`.
    pub is_negated: bool,
    /// As it is written.
    pub text: &'i str,
    /// Where.
    pub span: Span,
    /// The routes of which it matches some ARN or all.
    pub matches: Vec<Match<'i>>,
}

/// A route that a pattern matches.
#[derive(Clone, Debug)]
pub struct Match<'i> {
    /// The API.
    pub api: &'i Api,
    /// The route.
    pub route: &'i Route,
    /// How much of it.
    pub cover: Cover,
}

/// What is wrong with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// It matches no route.
    MissesAll,
    /// It ends in `/*` and misses the route above.
    MissesParent,
    /// It matches what its text does not seem to mean.
    OverMatches,
    /// A `Deny` of the same policy closes all that it allows.
    Contradicts,
    /// The routes that it matches do not ask the policies of callers.
    NotAsked,
}

impl FindingKind {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            FindingKind::MissesAll => "misses-all",
            FindingKind::MissesParent => "misses-parent",
            FindingKind::OverMatches => "over-matches",
            FindingKind::Contradicts => "contradicts",
            FindingKind::NotAsked => "not-asked",
        }
    }
}

/// Something to be said about a pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// The place of the pattern in [`Report::patterns`].
    pub pattern: usize,
    /// The same in a sentence.
    pub message: String,
    /// The routes that it speaks of: API id and key.
    pub routes: Vec<(String, String)>,
    /// An ARN that shows it.
    pub witness: Option<String>,
    /// The nearest pattern that matches.
    pub nearest: Option<String>,
    /// Another place that it speaks of.
    pub also: Option<Span>,
}

/// Compares the patterns of all policies with the routes of all APIs, or of one.
///
/// An error means that the inventory has no such API.
pub fn report<'i>(inventory: &'i Inventory, api: Option<&str>) -> Result<Report<'i>, QueryError> {
    let apis: Vec<&Api> = match api {
        None => inventory.apis.iter().collect(),
        Some(id) => {
            let found = inventory.apis.iter().find(|api| api.id == id);
            vec![found.ok_or_else(|| unknown_api(inventory, id))?]
        }
    };
    let sources = collect::sources(inventory, &apis);
    let mut patterns = Vec::new();
    let mut findings = Vec::new();
    for source in &sources {
        collect::patterns(source, &apis, &mut patterns, &mut findings);
    }
    findings.sort_by_key(|finding| (finding.pattern, finding.kind));
    let apis = apis.into_iter().map(routes).collect();
    Ok(Report {
        apis,
        patterns,
        findings,
    })
}

fn unknown_api(inventory: &Inventory, id: &str) -> QueryError {
    let ids: Vec<&str> = inventory.apis.iter().map(|api| api.id.as_str()).collect();
    QueryError::new(
        format!("the inventory has no API `{id}`"),
        match nearest(id, &ids) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has {}", can_invoke_source::words::enumerate(&ids)),
        },
    )
}

fn routes<'i>(api: &'i Api) -> ApiRoutes<'i> {
    let line = |route: &'i Route| RouteLine {
        route,
        authorization: route.authorization.known().copied(),
        example: languages::example(api, route),
    };
    ApiRoutes {
        api,
        routes: api
            .routes
            .known()
            .map(|routes| routes.iter().map(line).collect()),
    }
}
