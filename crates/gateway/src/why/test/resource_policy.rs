//! Tests of what the resource policy asks for: principals, a VPC, and that there is one.

use can_invoke_policy::{
    Caller, Effect, Layer, Verdict,
    evidence::{Element, ElementEvidence, StatementEvidence},
};

use super::{
    super::{Finding, asked::Asked, symptom::Ending},
    contradicted,
    decided::{allowed, decided, decided_for, evidence, facts, statement_words},
    no_api, not_known, supported,
};
use crate::inventory::{EndpointType, Known};

pub(super) fn names_principals(asked: &Asked<'_>) -> Finding {
    let explained = match decided_for(asked, &Caller::Anonymous) {
        Ok(explained) => explained,
        Err(finding) => return finding,
    };
    if explained.decision.verdict == Verdict::Allowed {
        return allowed(&explained);
    }
    let misses: Vec<&StatementEvidence> = explained
        .trace
        .of(Layer::Resource)
        .filter(|statement| statement.effect == Effect::Allow)
        .collect();
    let only_principal = misses
        .iter()
        .find(|statement| fails_only(statement, |element| is_principal(element.element)));
    match only_principal {
        Some(statement) => supported(format!(
            "{} would allow the call, but names principals, and the caller of this method is \
             anonymous whatever it signs",
            statement_words(&explained, statement.reference)
        ))
        .with(evidence(&explained, vec![statement.reference])),
        None if explained
            .decision
            .layer(Layer::Resource)
            .is_some_and(|one| one.is_given) =>
        {
            contradicted("no statement of the resource-based policy fails at its Principal alone")
        }
        None => not_known("the resource-based policy was not given"),
    }
}

/// Whether a statement would apply but for elements of one sort.
fn fails_only(statement: &StatementEvidence, sort: impl Fn(&ElementEvidence) -> bool) -> bool {
    statement.applies.is_false() && statement.failures().all(sort)
}

fn is_principal(element: Element) -> bool {
    matches!(element, Element::Principal | Element::NotPrincipal)
}

pub(super) fn endpoint_condition(asked: &Asked<'_>) -> Finding {
    let explained = match decided(asked) {
        Ok(explained) => explained,
        Err(finding) => return finding,
    };
    if explained.decision.verdict == Verdict::Allowed {
        return allowed(&explained);
    }
    let ending = asked.symptom.denial.as_ref().map(|denial| denial.ending);
    let is_explicit = matches!(ending, Some(Ending::Explicit(_)));
    let missing = &explained.decision.missing;
    let may_allow =
        missing.all_of.contains(&Layer::Resource) || missing.any_of.contains(&Layer::Resource);
    let found = explained.trace.of(Layer::Resource).find(|statement| {
        if is_explicit {
            statement.effect == Effect::Deny
                && statement.applies.is_true()
                && statement.elements.iter().any(asks_for_network)
        } else {
            may_allow
                && statement.effect == Effect::Allow
                && fails_only(statement, asks_for_network)
        }
    });
    match found {
        Some(statement) => supported(format!(
            "{} asks for another VPC or VPC endpoint than that of the request",
            statement_words(&explained, statement.reference)
        ))
        .with(evidence(&explained, vec![statement.reference])),
        None if explained.decision.verdict == Verdict::Depends => not_known(format!(
            "whether the call is allowed turns on {}",
            facts(&explained)
        )),
        None => contradicted(
            "no statement of the resource-based policy decides by a VPC or VPC endpoint",
        ),
    }
}

/// Whether an element is a condition on the VPC or VPC endpoint.
fn asks_for_network(element: &ElementEvidence) -> bool {
    element.condition.as_ref().is_some_and(|(_, key)| {
        ["aws:SourceVpce", "aws:SourceVpc"]
            .iter()
            .any(|known| key.eq_ignore_ascii_case(known))
    })
}

pub(super) fn no_policy_of_private(asked: &Asked<'_>) -> Finding {
    let Ok(api) = &asked.api else {
        return not_known(no_api(asked));
    };
    if let Known::Known(endpoint) = &api.endpoint
        && *endpoint != EndpointType::Private
    {
        return contradicted(format!(
            "API {} has the endpoint type {}",
            api.id,
            endpoint.name()
        ));
    }
    match &api.resource_policy {
        Known::Known(Some(_)) => contradicted(format!("API {} has a resource policy", api.id)),
        Known::Known(None) => supported(format!("API {} has no resource policy", api.id)),
        Known::NotKnown => not_known(format!(
            "the inventory does not say whether API {} has a resource policy",
            api.id
        )),
    }
}
