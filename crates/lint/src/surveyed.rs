//! Findings that the survey of integrations has made already: a rule takes over gaps by their
//! codes, or the decisions that keep API Gateway out.

use std::collections::BTreeSet;

use can_invoke_gateway::integration::{Refused, Subject, Surveyed};
use can_invoke_policy::document::{Effect, Statement};
use can_invoke_source::Span;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta},
};

/// What a route or an authorizer is called.
pub(crate) fn name(surveyed: &Surveyed<'_>) -> String {
    match surveyed.subject {
        Subject::Route(route, _) => route.key.text(),
        Subject::Authorizer(authorizer) => format!("the authorizer {}", authorizer.name),
    }
}

/// Where it stands.
pub(crate) fn place(surveyed: &Surveyed<'_>) -> Span {
    match surveyed.subject {
        Subject::Route(_, integration) => match integration.uri.known() {
            Some(Some(uri)) => uri.span,
            _ => integration.span,
        },
        Subject::Authorizer(authorizer) => authorizer.span,
    }
}

/// Whether a statement of the function that is called lets API Gateway call it, whatever it asks
/// for in its conditions.
pub(crate) fn lets_in(refused: &Refused, model: &Model<'_>) -> bool {
    // The uri may name the function by a stage variable, and the decision is about its ARN.
    let function = model
        .inventory
        .function(&refused.explained.request.resource.arn);
    let policy = function.and_then(|function| function.policy.known()?.as_ref());
    let is_for_api_gateway = |statement: &Statement| {
        let principals = statement.principal.iter().filter(|all| !all.negated);
        let mut entries = principals.flat_map(|all| &all.entries);
        let mut actions = statement.action.patterns.iter();
        let is_named = actions.any(|one| one.matches("lambda:invokefunction"));
        statement.effect == Effect::Allow
            && is_named != statement.action.negated
            && entries.any(|entry| entry.text == "apigateway.amazonaws.com" || entry.is_everyone())
    };
    policy.is_some_and(|policy| policy.statements.iter().any(is_for_api_gateway))
}

/// Gaps that compare values with each other or with a form, about which nothing can be said
/// while a value is not known.
const OF_VALUES: [&str; 4] = [
    "link-elsewhere",
    "target-elsewhere",
    "type-and-target",
    "uri-form",
];

/// Takes over the gaps with these codes, each place once.
pub(crate) fn gaps(
    rule: &'static Meta,
    codes: &[&str],
    help: &str,
    model: &Model<'_>,
    findings: &mut Findings,
) {
    let mut told = BTreeSet::new();
    for surveyed in model.survey() {
        for gap in surveyed.gaps.iter().filter(|gap| codes.contains(&gap.code)) {
            let is_unknown = model.unknowns.is_in(&gap.text);
            let is_of_values = OF_VALUES.contains(&gap.code);
            if (is_unknown && is_of_values) || !told.insert((gap.span, gap.text.clone())) {
                continue;
            }
            let confidence = model.sure_of([gap.text.as_str()]);
            let text = model.unknowns.shown(&gap.text);
            let part = format!("{} / {text}", name(surveyed));
            findings.add(
                Finding::new(
                    rule,
                    confidence,
                    gap.span,
                    model.subject_of_api(surveyed.api, &part),
                    format!("{}: {text}", name(surveyed)),
                )
                .help(help),
            );
        }
    }
}

/// The refusals that a rule is about, each place once, with how sure they are.
pub(crate) fn refusals<'m, 'i>(
    model: &'m Model<'i>,
    is_meant: impl Fn(&Surveyed<'i>, &Refused) -> bool,
) -> Vec<(&'m Surveyed<'i>, &'m Refused, Confidence)> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for surveyed in model.survey() {
        let Some(refused) = surveyed
            .refused
            .as_ref()
            .filter(|refused| is_meant(surveyed, refused))
        else {
            continue;
        };
        if !told.insert(place(surveyed)) {
            continue;
        }
        let confidence = if refused.leans {
            Confidence::Likely
        } else {
            model.sure_of([refused.summary.as_str()])
        };
        found.push((surveyed, refused, confidence));
    }
    found
}

/// A rule that takes over gaps.
macro_rules! gap_rule {
    ($name:ident takes $($code:literal)+ help $help:literal) => {
        impl $crate::rule::Rule for $name {
            fn meta(&self) -> &'static $crate::rule::Meta {
                &Self::META
            }

            fn check(
                &self,
                model: &$crate::model::Model<'_>,
                findings: &mut $crate::finding::Findings,
            ) {
                $crate::surveyed::gaps(&Self::META, &[$($code),+], $help, model, findings);
            }
        }
    };
}
pub(crate) use gap_rule;
