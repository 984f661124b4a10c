//! What the evaluator says of the call of a text, and the words for it.

use can_invoke_policy::{
    Caller, Layer, Verdict,
    evidence::{StatementEvidence, StatementRef},
    message,
};

use super::{
    super::{Evidence, Finding, asked::Asked},
    contradicted, no_api, not_known,
    routes::undecided,
    supported,
};
use crate::{
    answer::{Answer, Explained, HopKind, HopStatus},
    wording,
};

/// The decision of the policies on the call of the text; or, where the request does not get
/// so far or the caller is not known, what that says of the hypothesis.
pub(super) fn decided(asked: &Asked<'_>) -> Result<Explained, Finding> {
    if asked.api.is_err() {
        return Err(not_known(no_api(asked)));
    }
    let caller = asked.caller.clone().map_err(not_known)?;
    decided_for(asked, &caller)
}

pub(super) fn decided_for(asked: &Asked<'_>, caller: &Caller) -> Result<Explained, Finding> {
    let answer = asked.answer_of_policies(caller).map_err(not_known)?;
    match &answer.direct.explained {
        Some(explained) => Ok(explained.clone()),
        None => Err(without_policies(&answer)),
    }
}

/// The decision that the layer takes part in: some layers decide at a hop of their own.
pub(super) fn decided_at(asked: &Asked<'_>, layer: Layer) -> Result<Explained, Finding> {
    if asked.api.is_err() {
        return Err(not_known(no_api(asked)));
    }
    let caller = asked.caller.clone().map_err(not_known)?;
    let answer = asked.answer_of_policies(&caller).map_err(not_known)?;
    let at_hops = answer.direct.gates.iter();
    // The policy of a domain name is no resource policy of the API.
    let of_api = at_hops.filter(|(kind, _)| *kind != HopKind::DomainPolicy);
    let mut with_layer = of_api
        .map(|(_, explained)| explained)
        .chain(&answer.direct.explained)
        .filter(|explained| has(explained, layer));
    let first = with_layer.next();
    let denied = std::iter::once(first)
        .flatten()
        .chain(with_layer)
        .find(|explained| explained.decision.verdict.is_denied());
    match denied.or(first).or(answer.direct.explained.as_ref()) {
        Some(explained) => Ok(explained.clone()),
        None => Err(without_policies(&answer)),
    }
}

/// Whether the layer was asked, and there is something in it.
fn has(explained: &Explained, layer: Layer) -> bool {
    let outcome = explained.decision.layer(layer);
    outcome.is_some_and(|outcome| outcome.has_documents)
}

/// The request ends before the policies, passes without them, or cannot be followed there.
fn without_policies(answer: &Answer) -> Finding {
    let last = answer.direct.hops.last();
    match (answer.direct.verdict, last.map(|hop| (&hop.status, hop))) {
        (Verdict::Allowed, _) => contradicted(format!(
            "the inventory allows the call: {}",
            undecided(answer)
        )),
        (_, Some((HopStatus::Stops(response), hop))) => contradicted(format!(
            "the client would see {} {}: {}",
            response.status, response.message, hop.summary
        )),
        _ => not_known(undecided(answer)),
    }
}

/// The policies deny, which is what the hypothesis says.
pub(super) fn deny(explained: &Explained) -> Finding {
    let decision = &explained.decision;
    let missing = decision
        .missing
        .all_of
        .iter()
        .chain(&decision.missing.any_of);
    let nearest = missing
        .filter_map(|layer| explained.trace.nearest_miss(*layer))
        .map(|statement| statement.reference);
    let statements: Vec<StatementRef> = if decision.verdict == Verdict::ExplicitlyDenied {
        decision.decided_by.clone()
    } else {
        nearest.collect()
    };
    supported(wording::denied(explained)).with(evidence(explained, statements))
}

/// The policies allow what AWS refused.
pub(super) fn allowed(explained: &Explained) -> Finding {
    let statements = explained.decision.decided_by.clone();
    let by: Vec<String> = statements
        .iter()
        .map(|statement| statement_words(explained, *statement))
        .collect();
    let by = if by.is_empty() {
        String::new()
    } else {
        format!(" by {}", by.join(" and "))
    };
    contradicted(format!("the inventory allows the call{by}")).with(evidence(explained, statements))
}

/// The policies deny explicitly, and the text would say so.
pub(super) fn denied_otherwise(explained: &Explained) -> Finding {
    let statements = explained.decision.decided_by.clone();
    contradicted(format!(
        "the call is {}, and the text would say so",
        wording::denied(explained)
    ))
    .with(evidence(explained, statements))
}

pub(super) fn evidence(explained: &Explained, statements: Vec<StatementRef>) -> Evidence {
    Evidence {
        explained: explained.clone(),
        statements,
    }
}

/// `statement 2 "OnlyFromTheOffice" of the resource-based policy`.
pub(super) fn statement_words(explained: &Explained, reference: StatementRef) -> String {
    let statements = &explained.trace.statements;
    let statement = statements.iter().find(|one| one.reference == reference);
    let sid = statement
        .and_then(|statement| statement.sid.as_deref())
        .filter(|sid| !sid.is_empty());
    let sid = sid.map(|sid| format!(" \"{sid}\"")).unwrap_or_default();
    format!(
        "statement {}{sid} of the {}",
        reference.statement + 1,
        message::policy_type(&explained.request, reference.layer)
    )
}

/// The elements of a statement that do not match.
pub(super) fn failing(statement: &StatementEvidence) -> String {
    let mut names: Vec<String> = statement
        .failures()
        .map(|element| match &element.condition {
            Some((operator, key)) => format!("{operator} {key}"),
            None => element.element.as_str().to_owned(),
        })
        .collect();
    names.dedup();
    match names.as_slice() {
        [] => "what it asks of the request".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The keys on which statements turn.
pub(super) fn unknown_keys(statements: &[&StatementEvidence], explained: &Explained) -> String {
    let elements = statements.iter().flat_map(|statement| &statement.elements);
    let mut keys: Vec<&str> = elements
        .flat_map(|element| element.unknown_keys.iter().map(String::as_str))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        facts(explained)
    } else {
        keys.join(", ")
    }
}

/// The facts on which a decision turns.
pub(super) fn facts(explained: &Explained) -> String {
    let names: Vec<&str> = explained
        .depends
        .iter()
        .flat_map(|depends| depends.facts.iter().map(|fact| fact.name()))
        .collect();
    if names.is_empty() {
        "facts that were not given".to_owned()
    } else {
        names.join(", ")
    }
}
