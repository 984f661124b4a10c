//! Patterns of policies beside route tables, for `can-invoke routes`.

use can_invoke_gateway::patterns::{self, Cover as Covers};
use can_invoke_source::{Diagnostic as SourceDiagnostic, Sources};
use serde::Serialize;

use super::{Diagnostic, Location, VERSION, diagnostic, location};

/// The answer to `can-invoke routes`: route tables, the patterns of policies that speak of
/// them, and what is to be said about the patterns.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Routes {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// The APIs with their routes.
    pub apis: Vec<ApiRoutes>,
    /// The patterns of policies that speak of APIs.
    pub patterns: Vec<RoutePattern>,
    /// What is to be said about the patterns.
    pub findings: Vec<RouteFinding>,
    /// What is to be said about the documents.
    pub diagnostics: Vec<Diagnostic>,
}

/// An API with its routes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApiRoutes {
    /// The id.
    pub id: String,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `REST API`, `HTTP API` or `WebSocket API`.
    pub kind: String,
    /// The names of its stages, if they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stages: Option<Vec<String>>,
    /// Its routes, if they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routes: Option<Vec<RouteLine>>,
}

/// A route.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RouteLine {
    /// Method and template: `GET /pets/{id}`, `$default`.
    pub route: String,
    /// How it authorizes, in API Gateway's words, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// An ARN that a request to it can have.
    pub example: String,
}

/// A pattern of a policy.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoutePattern {
    /// As it is written.
    pub pattern: String,
    /// Where.
    pub location: Location,
    /// The kind of the policy: `identity-based policy`.
    pub policy_kind: String,
    /// The name of the policy.
    pub policy: String,
    /// The statement: `statement 1 "Sid"`.
    pub statement: String,
    /// `Allow` or `Deny`.
    pub effect: String,
    /// Whether it stands in `NotResource`.
    pub is_negated: bool,
    /// The routes that it matches.
    pub matches: Vec<RouteMatch>,
}

/// A route that a pattern matches.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RouteMatch {
    /// The id of the API.
    pub api: String,
    /// The route.
    pub route: String,
    /// How many of the ARNs that requests to the route can have.
    pub cover: Cover,
    /// Where it matches some: an ARN that matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<String>,
    /// Where it matches some: an ARN that does not match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmatched: Option<String>,
}

/// How much of a route a pattern matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Cover {
    /// Every ARN that the route can have.
    All,
    /// Some of them.
    Some,
    /// Some or all: that turns on policy variables.
    NotKnown,
}

/// Something to be said about a pattern.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RouteFinding {
    /// `misses-all`, `misses-parent`, `over-matches`, `contradicts` or `not-asked`.
    pub kind: String,
    /// The same in a sentence.
    pub message: String,
    /// Where the pattern stands.
    pub location: Location,
    /// The routes that it speaks of.
    pub routes: Vec<RouteOf>,
    /// An ARN that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// The nearest pattern that matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// Another place that it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<Location>,
}

/// A route of an API.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RouteOf {
    /// The id of the API.
    pub api: String,
    /// The route.
    pub route: String,
}

/// Route tables and patterns, for machines.
pub fn routes(
    report: &patterns::Report<'_>,
    diagnostics: &[SourceDiagnostic],
    sources: &Sources,
) -> Routes {
    Routes {
        version: VERSION,
        apis: report.apis.iter().map(api).collect(),
        patterns: report
            .patterns
            .iter()
            .map(|used| pattern(used, sources))
            .collect(),
        findings: report
            .findings
            .iter()
            .filter_map(|found| {
                let used = report.patterns.get(found.pattern)?;
                Some(finding(found, used, sources))
            })
            .collect(),
        diagnostics: diagnostics
            .iter()
            .map(|one| diagnostic(one, sources))
            .collect(),
    }
}

fn api(of: &patterns::ApiRoutes<'_>) -> ApiRoutes {
    let names = of.api.stage_names();
    ApiRoutes {
        id: of.api.id.clone(),
        name: of.api.name.clone(),
        kind: of.api.kind.name().to_owned(),
        stages: names.map(|names| names.into_iter().map(str::to_owned).collect()),
        routes: of.routes.as_ref().map(|lines| {
            let line = |line: &patterns::RouteLine<'_>| RouteLine {
                route: line.route.key.text(),
                authorization: line.authorization.map(|it| it.name().to_owned()),
                example: line.example.clone(),
            };
            lines.iter().map(line).collect()
        }),
    }
}

fn pattern(used: &patterns::PatternUse<'_>, sources: &Sources) -> RoutePattern {
    RoutePattern {
        pattern: used.text.to_owned(),
        location: location(used.span, sources),
        policy_kind: used.kind.name().to_owned(),
        policy: used.policy.to_owned(),
        statement: used.statement.clone(),
        effect: used.effect.as_str().to_owned(),
        is_negated: used.is_negated,
        matches: used
            .matches
            .iter()
            .map(|one| {
                let (cover, matched, unmatched) = match &one.cover {
                    Covers::All => (Cover::All, None, None),
                    Covers::Some(yes, no) => (Cover::Some, Some(yes.clone()), Some(no.clone())),
                    Covers::NotKnown | Covers::None => (Cover::NotKnown, None, None),
                };
                RouteMatch {
                    api: one.api.id.clone(),
                    route: one.route.key.text(),
                    cover,
                    matched,
                    unmatched,
                }
            })
            .collect(),
    }
}

fn finding(
    found: &patterns::Finding,
    used: &patterns::PatternUse<'_>,
    sources: &Sources,
) -> RouteFinding {
    RouteFinding {
        kind: found.kind.name().to_owned(),
        message: found.message.clone(),
        location: location(used.span, sources),
        routes: found
            .routes
            .iter()
            .map(|(api, route)| RouteOf {
                api: api.clone(),
                route: route.clone(),
            })
            .collect(),
        witness: found.witness.clone(),
        nearest: found.nearest.clone(),
        also: found.also.map(|span| location(span, sources)),
    }
}
