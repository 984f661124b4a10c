//! The policies that speak of routes, and the routes that their patterns match.

use std::{collections::BTreeSet, sync::Arc};

use can_invoke_policy::{
    Action, Context, Policy, PolicyKind, Readings, document::Statement, pattern::ResourcePattern,
    pattern::resource::ResourceMatch,
};

use super::{
    Cover, Finding, Match, PatternUse,
    automaton::{Step, any, cover},
    findings::{self, Subject},
    languages::{self, Read},
};
use crate::inventory::{Api, Authorizer, AuthorizerAnswer, Inventory, Known, Route};

/// A policy, and the API that it belongs to, if it belongs to one.
pub(super) struct Source<'i> {
    pub(super) policy: &'i Policy,
    pub(super) own: Option<&'i Api>,
    /// The routes that it is deployed with, where they are not those that the API holds now.
    routes: Option<&'i [Route]>,
    /// Whether it is a policy of callers, which is asked only where a route authorizes by
    /// IAM.
    pub(super) is_of_caller: bool,
}

/// The policies that speak of routes: those of callers and of VPC endpoints, and of each API
/// its resource policy and what its authorizers answer, as they are now and as they are
/// deployed.
pub(super) fn sources<'i>(inventory: &'i Inventory, apis: &[&'i Api]) -> Vec<Source<'i>> {
    let mut sources = Vec::new();
    let mut seen = BTreeSet::new();
    let mut add = |policy: &'i Arc<Policy>, own: Option<&'i Api>, routes: Option<&'i [Route]>| {
        // One policy may be attached in many places.
        let id = own.map(|api| api.id.as_str());
        if seen.insert((policy.span, id)) {
            sources.push(Source {
                policy,
                own,
                routes,
                is_of_caller: own.is_none() && policy.kind != PolicyKind::VpcEndpoint,
            });
        }
    };
    for api in apis.iter().copied() {
        if let Known::Known(Some(policy)) = &api.resource_policy {
            add(policy, Some(api), None);
        }
        let authorizers = api.authorizers.known().map_or(&[][..], Vec::as_slice);
        for policy in authorizers.iter().filter_map(returned) {
            add(policy, Some(api), None);
        }
        let stages = api.stages.known().into_iter().flatten();
        for deployed in stages.filter_map(|stage| stage.deployed.as_ref()) {
            let routes = match &deployed.routes {
                Some(Known::Known(routes)) => Some(routes.as_slice()),
                None => None,
                // What the patterns match cannot be told then.
                Some(Known::NotKnown) => continue,
            };
            if let Some(Known::Known(Some(policy))) = &deployed.resource_policy {
                add(policy, Some(api), routes);
            }
            let authorizers = deployed.authorizers.as_ref().and_then(Known::known);
            let authorizers = authorizers.map(Vec::as_slice).unwrap_or_default();
            for policy in authorizers.iter().filter_map(returned) {
                add(policy, Some(api), routes);
            }
        }
    }
    for record in &inventory.principals {
        let policies = record.policies.known().into_iter().flatten();
        let boundary = record.boundary.known().and_then(Option::as_ref);
        for policy in policies.chain(boundary) {
            add(policy, None, None);
        }
    }
    for endpoint in &inventory.vpc_endpoints {
        if let Known::Known(Some(policy)) = &endpoint.policy {
            add(policy, None, None);
        }
    }
    sources
}

/// The policy that the function of an authorizer returns.
fn returned(authorizer: &Authorizer) -> Option<&Arc<Policy>> {
    match authorizer.returns.known()? {
        AuthorizerAnswer::Policy { policy, .. } => Some(policy),
        _ => None,
    }
}

/// A route with all ARNs that it can have.
pub(super) struct Table<'i> {
    pub(super) api: &'i Api,
    pub(super) route: &'i Route,
    pub(super) languages: Vec<Vec<Step>>,
}

impl Table<'_> {
    /// How much of the route a pattern matches.
    pub(super) fn cover(&self, steps: &[Step]) -> Cover {
        let (mut matched, mut unmatched) = (None, None);
        for language in &self.languages {
            match cover(steps, language) {
                Cover::All => matched = matched.or_else(|| any(language)),
                Cover::None => unmatched = unmatched.or_else(|| any(language)),
                Cover::NotKnown => return Cover::NotKnown,
                Cover::Some(yes, no) => {
                    matched = matched.or(Some(yes));
                    unmatched = unmatched.or(Some(no));
                }
            }
        }
        match (matched, unmatched) {
            (Some(matched), Some(unmatched)) => Cover::Some(matched, unmatched),
            (Some(_), None) => Cover::All,
            (None, _) => Cover::None,
        }
    }
}

/// All routes of APIs, or those that are deployed in their place.
pub(super) fn tables<'i>(apis: &[&'i Api], deployed: Option<&'i [Route]>) -> Vec<Table<'i>> {
    let of = |api: &'i Api| {
        let now = api.routes.known().map_or(&[][..], Vec::as_slice);
        deployed.unwrap_or(now).iter().map(move |route| Table {
            api,
            route,
            languages: languages::of_route(api, route),
        })
    };
    apis.iter().copied().flat_map(of).collect()
}

/// The patterns of a policy, and what is to be said about them.
pub(super) fn patterns<'i>(
    source: &Source<'i>,
    apis: &[&'i Api],
    patterns: &mut Vec<PatternUse<'i>>,
    findings: &mut Vec<Finding>,
) {
    let apis: Vec<&Api> = match source.own {
        Some(own) => vec![own],
        None => apis.to_vec(),
    };
    let tables = tables(&apis, source.routes);
    let first = patterns.len();
    let mut subjects = Vec::new();
    for (number, statement) in source.policy.statements.iter().enumerate() {
        let Some(resources) = &statement.resource else {
            continue;
        };
        if !is_about_invocations(statement) {
            continue;
        }
        for pattern in &resources.patterns {
            let has_variables = source.policy.has_variables;
            let Some(read) = read(pattern, has_variables, source.own) else {
                continue;
            };
            let matches = tables
                .iter()
                .map(|table| (table, table.cover(&read.steps)))
                .filter(|(_, cover)| *cover != Cover::None)
                .map(|(table, cover)| Match {
                    api: table.api,
                    route: table.route,
                    // A variable may hold anything, or something that does not match.
                    cover: match cover {
                        Cover::All if read.has_variables => Cover::NotKnown,
                        cover => cover,
                    },
                })
                .collect();
            subjects.push(Subject {
                number: patterns.len(),
                statement_number: number,
                statement,
                pattern,
                read,
            });
            patterns.push(PatternUse {
                kind: source.policy.kind,
                policy: &source.policy.name,
                statement: statement.title(number),
                effect: statement.effect,
                is_negated: resources.negated,
                text: &pattern.text,
                span: pattern.span,
                matches,
            });
        }
    }
    let uses = patterns.get(first..).unwrap_or_default();
    findings::find(source, &apis, &tables, &subjects, uses, findings);
}

/// Whether a statement speaks of invocations.
fn is_about_invocations(statement: &Statement) -> bool {
    let action = Action::invoke();
    let patterns = &statement.action.patterns;
    let is_named = patterns
        .iter()
        .any(|pattern| pattern.matches(action.lowercase()));
    !patterns.is_empty() && is_named != statement.action.negated
}

/// A pattern that speaks of APIs and not of everything.
fn read(pattern: &ResourcePattern, has_variables: bool, own: Option<&Api>) -> Option<Read> {
    if !pattern.text.contains("execute-api") {
        return None;
    }
    languages::read(&pattern.text, has_variables, own)
}

/// Whether the evaluator says that a pattern matches an ARN.
pub(super) fn is_matched(pattern: &ResourcePattern, arn: &str) -> bool {
    let context = Context::closed();
    let matched = pattern.matches(arn, &context, Readings::default());
    matches!(matched, ResourceMatch::Yes(_))
}
