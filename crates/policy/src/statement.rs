//! Whether one statement applies to one request, element by element.

use can_invoke_source::Span;

use crate::{
    assumption::{Assumption, Assumptions, Readings},
    caller::Caller,
    condition,
    context::{Context, Lookup},
    document::{Actions, Effect, PrincipalEntry, Principals, Resources, Statement},
    evidence::{Element, ElementEvidence, Recorder},
    pattern::{ResourcePattern, resource::ResourceMatch},
    principal::{
        PrincipalMatch, match_entries, match_not_principal, match_principal, match_provider,
    },
    request::{Request, RequestView},
    truth::Truth,
};

/// Whether a statement applies, and how it means the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Applies {
    /// Whether it applies at all.
    pub(crate) truth: Truth,
    /// How strongly; `direct` in layers that name no principals.
    pub(crate) principal: PrincipalMatch,
}

impl Applies {
    const NOT: Applies = Applies {
        truth: Truth::False,
        principal: PrincipalMatch::NONE,
    };
}

/// Tests a statement. `has_boundary` tells whether the caller has a permissions boundary
/// attached, which `NotPrincipal` asks; `readings` tells which choice is taken where AWS
/// leaves one.
pub(crate) fn evaluate<R: Recorder>(
    statement: &Statement,
    view: &RequestView<'_>,
    has_boundary: Truth,
    readings: Readings,
    recorder: &mut R,
) -> Applies {
    let request = view.request;
    // The cheapest tests come first; without a recorder the first failure ends the matter.
    let mut truth = action(&statement.action, request, recorder);
    if truth.is_false() && !R::RECORDS {
        return Applies::NOT;
    }
    let mut principal = PrincipalMatch::DIRECT;
    if let Some(element) = &statement.principal {
        principal = principals(
            element,
            statement,
            request,
            has_boundary,
            readings,
            recorder,
        );
        truth = truth.and(principal.any());
        if truth.is_false() && !R::RECORDS {
            return Applies::NOT;
        }
    }
    if let Some(element) = &statement.resource {
        truth = truth.and(resources(element, view, readings, recorder));
        if truth.is_false() && !R::RECORDS {
            return Applies::NOT;
        }
    }
    for condition in &statement.conditions {
        truth = truth.and(one_condition(condition, request, readings, recorder));
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
    readings: Readings,
    recorder: &mut R,
) -> PrincipalMatch {
    let caller = &request.caller;
    let is_deny = statement.effect == Effect::Deny;
    // Only the statements of a trust policy have principals and no resource.
    let is_trust = statement.resource.is_none();
    let mut assumptions = Assumptions::NONE;
    let (mut found, mut entry) = if principals.negated {
        let truth = match_not_principal(
            principals,
            caller,
            is_deny,
            has_boundary,
            readings,
            &mut assumptions,
        );
        (PrincipalMatch::DIRECT.when(truth), None)
    } else if is_trust && !is_deny && matches!(caller, Caller::Federated { .. }) {
        match_provider(principals, caller)
    } else {
        match_principal(principals, caller, readings, &mut assumptions)
    };
    if is_trust && !principals.negated && principals.entries.iter().any(PrincipalEntry::is_everyone)
    {
        let others = principals.entries.iter();
        let others = others.filter(|entry| !entry.is_everyone());
        let (named, by) = match_entries(others, caller, readings, &mut assumptions);
        if named != found && assumptions.lean(Assumption::TrustEveryone, readings) {
            (found, entry) = (named, by);
        }
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

fn resources<R: Recorder>(
    resources: &Resources,
    view: &RequestView<'_>,
    readings: Readings,
    recorder: &mut R,
) -> Truth {
    let request = view.request;
    let arn = request.resource.arn.as_str();
    let mut truth = Truth::False;
    let mut decisive: Option<Span> = None;
    let mut unknown_keys = Vec::new();
    let mut assumptions = Assumptions::NONE;
    let mut is_malformed = false;
    let mut is_void = Truth::False;
    for pattern in &resources.patterns {
        match pattern.matches_cut(arn, view.segments.as_ref(), &request.context, readings) {
            ResourceMatch::Yes(by) => {
                if truth.is_true() && !by.is_empty() {
                    continue;
                }
                truth = Truth::True;
                decisive = Some(pattern.span);
                unknown_keys.clear();
                assumptions = by;
                // Only a match that leans on a reading leaves something better to find.
                if by.is_empty() {
                    break;
                }
            }
            ResourceMatch::Unknown(open, by) if !truth.is_true() => {
                truth = Truth::Unknown;
                decisive = Some(pattern.span);
                assumptions.extend(by);
                if R::RECORDS {
                    let variables = open.unknown_variables();
                    unknown_keys.extend(variables.map(|variable| variable.key.clone()));
                }
            }
            ResourceMatch::NoOrNoValue(open, by) if !truth.is_true() => {
                assumptions.extend(by);
                if resources.negated
                    && assumptions.lean(Assumption::UnresolvedNotResource, readings)
                {
                    is_void = is_void.or(Truth::Unknown);
                    if R::RECORDS {
                        let variables = open.unknown_variables();
                        unknown_keys.extend(variables.map(|variable| variable.key.clone()));
                    }
                }
            }
            ResourceMatch::No(by) if !truth.is_true() => assumptions.extend(by),
            ResourceMatch::NoValue(_, by) if !truth.is_true() => {
                assumptions.extend(by);
                if resources.negated
                    && assumptions.lean(Assumption::UnresolvedNotResource, readings)
                {
                    is_void = Truth::True;
                }
            }
            ResourceMatch::Malformed => is_malformed = true,
            ResourceMatch::No(_)
            | ResourceMatch::NoValue(..)
            | ResourceMatch::NoOrNoValue(..)
            | ResourceMatch::Unknown(..) => {}
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
        // An ARN that nobody completes is invalid too.
        let is_completed = resources.patterns.iter().any(ResourcePattern::is_completed);
        if is_completed && !truth.is_false() {
            let is_other = assumptions.lean(Assumption::IncompleteArn, readings);
            is_void = is_void.or(is_other.into());
        }
        truth = truth.and(is_void.negate());
    }
    if !truth.is_unknown() {
        unknown_keys.clear();
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
        found: arn.to_owned(),
        unknown_keys,
        assumptions: assumptions.iter().collect(),
    });
    truth
}

fn one_condition<R: Recorder>(
    condition: &crate::document::Condition,
    request: &Request,
    readings: Readings,
    recorder: &mut R,
) -> Truth {
    let condition::Finding { truth, assumptions } =
        condition::test(condition, &request.context, readings);
    recorder.element(|| ElementEvidence {
        element: Element::Condition,
        condition: Some((condition.operator_text.clone(), condition.key.clone())),
        outcome: truth,
        span: condition.span,
        expected: listed(
            condition.values.iter().map(|value| value.text.as_str()),
            "or",
        ),
        found: found_value(&condition.lowercase_key, &request.context),
        unknown_keys: condition::unknown_keys(condition, truth, &request.context, readings),
        assumptions: assumptions.iter().collect(),
    });
    truth
}

/// What the request has for a key, in words.
fn found_value(lowercase_key: &str, context: &Context) -> String {
    match context.get_lowercase(lowercase_key) {
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
    if total == 0 {
        return "an empty list".to_owned();
    }
    let last = total.min(SHOWN + 1) - 1;
    let mut list = String::new();
    for (index, text) in texts.take(SHOWN + 1).enumerate() {
        match index {
            0 => {}
            _ if index == last => {
                list.push(' ');
                list.push_str(conjunction);
                list.push(' ');
            }
            _ => list.push_str(", "),
        }
        if index == SHOWN {
            list.push_str(&format!("{} more", total - SHOWN));
        } else {
            list.push('`');
            push_shortened(&mut list, text);
            list.push('`');
        }
    }
    list
}

fn push_shortened(list: &mut String, text: &str) {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => {
            list.push_str(text.get(..end).unwrap_or_default());
            list.push('…');
        }
        None => list.push_str(text),
    }
}
