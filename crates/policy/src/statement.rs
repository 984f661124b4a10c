//! Whether one statement applies to one request, element by element.

use can_invoke_source::Span;

use crate::{
    assumption::{Assumption, Assumptions},
    caller::Caller,
    condition,
    context::{Context, Lookup},
    document::{Actions, Effect, PrincipalForm, Principals, Resources, Statement},
    evidence::{Element, ElementEvidence, Recorder},
    pattern::resource::ResourceMatch,
    principal::{PrincipalMatch, match_not_principal, match_principal, match_provider},
    request::Request,
    truth::Truth,
};

/// Whether a statement applies, and how it means the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applies {
    /// Whether it applies at all.
    pub truth: Truth,
    /// How strongly; `direct` in layers that name no principals.
    pub principal: PrincipalMatch,
}

impl Applies {
    const NOT: Applies = Applies {
        truth: Truth::False,
        principal: PrincipalMatch::NONE,
    };
}

/// Tests a statement. `has_boundary` tells whether the caller has a permissions boundary
/// attached, which `NotPrincipal` asks.
pub fn evaluate<R: Recorder>(
    statement: &Statement,
    request: &Request,
    has_boundary: Truth,
    recorder: &mut R,
) -> Applies {
    // The cheapest tests come first; without a recorder the first failure ends the matter.
    let mut truth = action(&statement.action, request, recorder);
    if truth.is_false() && !R::RECORDS {
        return Applies::NOT;
    }
    let mut principal = PrincipalMatch::DIRECT;
    if let Some(element) = &statement.principal {
        principal = principals(element, statement, request, has_boundary, recorder);
        truth = truth.and(principal.any());
        if truth.is_false() && !R::RECORDS {
            return Applies::NOT;
        }
    }
    if let Some(element) = &statement.resource {
        truth = truth.and(resources(element, request, recorder));
        if truth.is_false() && !R::RECORDS {
            return Applies::NOT;
        }
    }
    for condition in &statement.conditions {
        truth = truth.and(one_condition(condition, request, recorder));
        if truth.is_false() && !R::RECORDS {
            return Applies::NOT;
        }
    }
    Applies {
        truth,
        principal: principal.when(truth),
    }
}

fn action<R: Recorder>(actions: &Actions, request: &Request, recorder: &mut R) -> Truth {
    let matched = actions
        .patterns
        .iter()
        .find(|pattern| pattern.matches(request.action.lowercase()));
    // An empty list never applies, negated or not: AWS calls it a statement without effect.
    let applies = !actions.patterns.is_empty() && matched.is_some() != actions.negated;
    recorder.element(|| ElementEvidence {
        element: if actions.negated {
            Element::NotAction
        } else {
            Element::Action
        },
        condition: None,
        outcome: applies.into(),
        span: matched.map_or(actions.span, |pattern| pattern.span),
        expected: listed(
            actions.patterns.iter().map(|pattern| pattern.text.as_str()),
            "or",
        ),
        found: request.action.as_str().to_owned(),
        unknown_keys: Vec::new(),
        assumptions: Vec::new(),
    });
    applies.into()
}

fn principals<R: Recorder>(
    principals: &Principals,
    statement: &Statement,
    request: &Request,
    has_boundary: Truth,
    recorder: &mut R,
) -> PrincipalMatch {
    let caller = &request.caller;
    let is_deny = statement.effect == Effect::Deny;
    // Only the statements of a trust policy have principals and no resource.
    let is_trust = statement.resource.is_none();
    let mut assumptions = Assumptions::NONE;
    let (found, entry) = if principals.negated {
        let truth =
            match_not_principal(principals, caller, is_deny, has_boundary, &mut assumptions);
        (PrincipalMatch::DIRECT.when(truth), None)
    } else if is_trust && !is_deny && matches!(caller, Caller::Federated { .. }) {
        match_provider(principals, caller)
    } else {
        match_principal(principals, caller, &mut assumptions)
    };
    let is_everyone = entry.is_some_and(|entry| {
        matches!(
            entry.form,
            PrincipalForm::Everyone | PrincipalForm::AwsEveryone
        )
    });
    if is_trust && is_everyone {
        assumptions.push(Assumption::TrustEveryone);
    }
    recorder.element(|| ElementEvidence {
        element: if principals.negated {
            Element::NotPrincipal
        } else {
            Element::Principal
        },
        condition: None,
        outcome: found.any(),
        span: entry.map_or(principals.span, |entry| entry.span),
        expected: listed(
            principals.entries.iter().map(|entry| entry.text.as_str()),
            "or",
        ),
        found: caller.to_string(),
        unknown_keys: Vec::new(),
        assumptions: assumptions.iter().collect(),
    });
    found
}

fn resources<R: Recorder>(resources: &Resources, request: &Request, recorder: &mut R) -> Truth {
    let mut truth = Truth::False;
    let mut decisive: Option<Span> = None;
    let mut unknown_keys = Vec::new();
    let mut assumptions = Assumptions::NONE;
    let mut is_malformed = false;
    for pattern in &resources.patterns {
        match pattern.matches(&request.resource.arn, &request.context) {
            ResourceMatch::Yes(readings) => {
                if truth.is_true() && !readings.is_empty() {
                    continue;
                }
                truth = Truth::True;
                decisive = Some(pattern.span);
                unknown_keys.clear();
                assumptions = readings;
                // Only a match that leans on a reading leaves something better to find.
                if readings.is_empty() {
                    break;
                }
            }
            ResourceMatch::Unknown(open) if !truth.is_true() => {
                truth = Truth::Unknown;
                decisive = Some(pattern.span);
                if R::RECORDS {
                    let variables = open.unknown_variables();
                    unknown_keys.extend(variables.map(|variable| variable.key.clone()));
                }
            }
            ResourceMatch::NoValue(_) if resources.negated && !truth.is_true() => {
                assumptions.push(Assumption::UnresolvedNotResource);
            }
            ResourceMatch::Malformed => is_malformed = true,
            ResourceMatch::No | ResourceMatch::NoValue(_) | ResourceMatch::Unknown(_) => {}
        }
    }
    if resources.negated {
        truth = truth.negate();
        // INVARIANT: a non-match because of invalid syntax is not a non-match for
        // `NotResource`. Such a document has an error and is not evaluated; this is the
        // second line of defence.
        if resources.patterns.is_empty() || is_malformed {
            truth = Truth::False;
        }
    }
    recorder.element(|| ElementEvidence {
        element: if resources.negated {
            Element::NotResource
        } else {
            Element::Resource
        },
        condition: None,
        outcome: truth,
        span: decisive.unwrap_or(resources.span),
        expected: listed(
            resources
                .patterns
                .iter()
                .map(|pattern| pattern.text.as_str()),
            "or",
        ),
        found: request.resource.arn.clone(),
        unknown_keys,
        assumptions: assumptions.iter().collect(),
    });
    truth
}

fn one_condition<R: Recorder>(
    condition: &crate::document::Condition,
    request: &Request,
    recorder: &mut R,
) -> Truth {
    let outcome = condition::evaluate(condition, &request.context);
    let truth = outcome.truth;
    recorder.element(|| ElementEvidence {
        element: Element::Condition,
        condition: Some((condition.operator_text.clone(), condition.key.clone())),
        outcome: truth,
        span: condition.span,
        expected: listed(
            condition.values.iter().map(|value| value.text.as_str()),
            "or",
        ),
        found: found_value(&condition.key, &request.context),
        unknown_keys: outcome.unknown_keys,
        assumptions: outcome.assumptions.iter().collect(),
    });
    truth
}

/// What the request has for a key, in words.
fn found_value(key: &str, context: &Context) -> String {
    match context.get(key) {
        Lookup::Absent => "absent".to_owned(),
        Lookup::Unknown { .. } => "not known".to_owned(),
        Lookup::Known([]) => "an empty list".to_owned(),
        Lookup::Known(values) => listed(values.iter().map(String::as_str), "and"),
    }
}

/// The first few of a list, each in backticks.
fn listed<'t>(texts: impl ExactSizeIterator<Item = &'t str>, conjunction: &str) -> String {
    const SHOWN: usize = 4;
    let total = texts.len();
    let mut list: Vec<String> = texts
        .take(SHOWN)
        .map(|text| format!("`{}`", shortened(text)))
        .collect();
    if total == 0 {
        return "an empty list".to_owned();
    }
    if total > SHOWN {
        list.push(format!("{} more", total - SHOWN));
    }
    match list.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} {conjunction} {last}", rest.join(", "))
        }
        _ => list.concat(),
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST).collect();
    short.push('…');
    short
}
