//! Tests that policies decide: the evaluator is asked, and its evidence is the reason.

use can_invoke_policy::{
    Action, Caller, Effect, Layer, Resource, Supplied, Verdict,
    evidence::{Element, ElementEvidence, StatementEvidence, StatementRef},
};
use can_invoke_source::words;

use super::{
    super::{Evidence, Finding, asked::Asked, symptom::Ending},
    contradicted, no_api, not_known,
    routes::undecided,
    supported,
};
use crate::{
    answer::{Answer, Explained, HopKind, HopStatus},
    explain::explain,
    inventory::{ApiKind, EndpointType, Known},
    request, wording,
};

/// The decision of the policies on the call of the text; or, where the request does not get
/// so far or the caller is not known, what that says of the hypothesis.
fn decided(asked: &Asked<'_>) -> Result<Explained, Finding> {
    if asked.api.is_err() {
        return Err(not_known(no_api(asked)));
    }
    let caller = asked.caller.clone().map_err(not_known)?;
    decided_for(asked, &caller)
}

fn decided_for(asked: &Asked<'_>, caller: &Caller) -> Result<Explained, Finding> {
    let answer = asked.answer_of_policies(caller).map_err(not_known)?;
    match &answer.direct.explained {
        Some(explained) => Ok(explained.clone()),
        None => Err(without_policies(&answer)),
    }
}

/// The decision that the layer takes part in: some layers decide at a hop of their own.
fn decided_at(asked: &Asked<'_>, layer: Layer) -> Result<Explained, Finding> {
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

pub(super) fn silent(asked: &Asked<'_>, layer: Layer) -> Finding {
    let explained = match decided_at(asked, layer) {
        Ok(explained) => explained,
        Err(finding) => return finding,
    };
    let decision = &explained.decision;
    let name = layer.name();
    let Some(outcome) = decision.layer(layer).copied() else {
        return not_known(format!("no {name} bears on the call"));
    };
    if decision.verdict == Verdict::Allowed {
        return allowed(&explained);
    }
    if !outcome.is_given {
        return not_known(format!("the {name} was not given"));
    }
    if decision.verdict == Verdict::ExplicitlyDenied || outcome.deny.is_true() {
        return denied_otherwise(&explained);
    }
    let allow = outcome.allow.any();
    if allow.is_true() {
        return match outcome.allowed_by {
            Some(statement) => contradicted(format!(
                "{} allows the call",
                statement_words(&explained, statement)
            ))
            .with(evidence(&explained, vec![statement])),
            None => contradicted(format!("there is no {name} that restricts the call")),
        };
    }
    if allow.is_unknown() {
        return not_known(format!(
            "whether the {name} allows the call turns on {}",
            facts(&explained)
        ));
    }
    let missing = &decision.missing;
    let is_missing = missing.all_of.contains(&layer) || missing.any_of.contains(&layer);
    if decision.verdict.is_denied() && !is_missing {
        return contradicted(format!(
            "the {name} does not have to allow the call; {}",
            wording::denied(&explained)
        ));
    }
    if !outcome.has_documents {
        return supported(format!("there is no {name}"));
    }
    match explained
        .trace
        .nearest_miss(layer)
        .map(|miss| (miss.reference, miss))
    {
        Some((reference, miss)) => supported(format!(
            "no statement of the {name} allows the call; {} comes nearest, and {} does not match",
            statement_words(&explained, reference),
            failing(miss)
        ))
        .with(evidence(&explained, vec![reference])),
        None => supported(format!("the {name} has no Allow statement")),
    }
}

pub(super) fn denies(asked: &Asked<'_>, layer: Layer) -> Finding {
    let explained = match decided_at(asked, layer) {
        Ok(explained) => explained,
        Err(finding) => return finding,
    };
    let decision = &explained.decision;
    let name = layer.name();
    let Some(outcome) = decision.layer(layer).copied() else {
        return not_known(format!("no {name} bears on the call"));
    };
    if !outcome.is_given {
        return not_known(format!("the {name} was not given"));
    }
    let decides = decision.decided_by.iter().copied().find(|reference| {
        decision.verdict == Verdict::ExplicitlyDenied && reference.layer == layer
    });
    let denied_by = outcome.denied_by.filter(|_| outcome.deny.is_true());
    if let Some(statement) = decides.or(denied_by) {
        return supported(format!(
            "{} denies the call",
            statement_words(&explained, statement)
        ))
        .with(evidence(&explained, vec![statement]));
    }
    if outcome.deny.is_unknown() {
        let may_deny: Vec<&StatementEvidence> = explained
            .trace
            .of(layer)
            .filter(|statement| statement.effect == Effect::Deny && statement.applies.is_unknown())
            .collect();
        let references = may_deny.iter().map(|statement| statement.reference);
        return not_known(format!(
            "whether the {name} denies the call turns on {}",
            unknown_keys(&may_deny, &explained)
        ))
        .with(evidence(&explained, references.collect()));
    }
    contradicted(format!(
        "no Deny statement of the {name} applies to the call"
    ))
}

pub(super) fn denied(asked: &Asked<'_>) -> Finding {
    let explained = match decided(asked) {
        Ok(explained) => explained,
        Err(finding) => return finding,
    };
    let ending = asked.symptom.denial.as_ref().map(|denial| denial.ending);
    match explained.decision.verdict {
        // An HTTP API says no more than `Forbidden`, also where a layer denies that nobody gave.
        Verdict::Allowed if ending.is_none() && !explained.decision.provisos.is_empty() => {
            unless_limited(&explained)
        }
        Verdict::Allowed => allowed(&explained),
        // The message would say that the deny is explicit.
        Verdict::ExplicitlyDenied if ending == Some(Ending::NotSaid) => {
            denied_otherwise(&explained)
        }
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => deny(&explained),
        Verdict::Depends => not_known(format!(
            "whether the call is allowed turns on {}",
            facts(&explained)
        )),
    }
}

/// A boundary, a session policy or a service control policy takes away what others give.
pub(super) fn limited(asked: &Asked<'_>) -> Finding {
    let explained = match decided(asked) {
        Ok(explained) => explained,
        Err(finding) => return finding,
    };
    let decision = &explained.decision;
    let is_limit = |layer: Layer| {
        matches!(
            layer,
            Layer::ServiceControl | Layer::PermissionsBoundary | Layer::Session
        )
    };
    match decision.verdict {
        Verdict::Allowed if decision.provisos.iter().any(|layer| is_limit(*layer)) => {
            unless_limited(&explained)
        }
        Verdict::Allowed => allowed(&explained),
        Verdict::ImplicitlyDenied if decision.blocked_by().into_iter().any(is_limit) => {
            deny(&explained)
        }
        Verdict::ExplicitlyDenied if decision.decided_by.iter().any(|one| is_limit(one.layer)) => {
            deny(&explained)
        }
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => contradicted(format!(
            "it is no such limit that keeps the call from being allowed: {}",
            wording::denied(&explained)
        )),
        Verdict::Depends => not_known(format!(
            "whether the call is allowed turns on {}",
            facts(&explained)
        )),
    }
}

/// What the inventory holds allows the call, and it does not hold everything.
fn unless_limited(explained: &Explained) -> Finding {
    let layers = explained.decision.provisos.iter();
    let names: Vec<&str> = layers.map(|layer| layer.name()).collect();
    not_known(format!(
        "the inventory allows the call, unless what it does not hold restricts it: {}",
        names.join(", ")
    ))
}

/// The policies deny, which is what the hypothesis says.
fn deny(explained: &Explained) -> Finding {
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
fn allowed(explained: &Explained) -> Finding {
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
fn denied_otherwise(explained: &Explained) -> Finding {
    let statements = explained.decision.decided_by.clone();
    contradicted(format!(
        "the call is {}, and the text would say so",
        wording::denied(explained)
    ))
    .with(evidence(explained, statements))
}

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

/// An action other than invoking: managing connections, invalidating a cache, assuming a
/// role.
pub(super) fn action(asked: &Asked<'_>) -> Finding {
    let Some(inventory) = asked.inventory else {
        return not_known(no_api(asked));
    };
    let named = asked.symptom.denial.as_ref();
    let named = named.and_then(|denial| denial.action.as_deref());
    let Some(action) = named.and_then(Action::parse) else {
        return not_known("the text names no action");
    };
    let caller = match &asked.caller {
        Ok(caller) => caller,
        Err(reason) => return not_known(reason.clone()),
    };
    let arn = match asked.resource() {
        Ok(arn) => arn,
        Err(reason) => return not_known(reason),
    };
    let account = can_invoke_policy::Arn::parse(&arn).map(|arn| arn.account.to_owned());
    let resource = Resource { arn, account };
    if action.service() == "sts" && inventory.principal(&resource.arn).is_none() {
        return not_known(format!(
            "the inventory has no role {}",
            words::quote(&resource.arn)
        ));
    }
    match request::of_action(inventory, caller, &action, &resource, asked.readings) {
        Err(error) => not_known(error.message),
        Ok((request, mut layers)) => {
            // Source: API Gateway developer guide, `http-api-vs-rest`: REST APIs alone have
            // resource policies.
            if asked
                .api
                .as_ref()
                .is_ok_and(|api| api.kind != ApiKind::Rest)
                && action.service() == "execute-api"
            {
                layers.resource = Supplied::nothing();
            }
            let explained = explain(request, &layers);
            match explained.decision.verdict {
                Verdict::Allowed => allowed(&explained),
                Verdict::Depends => not_known(format!(
                    "whether the call is allowed turns on {}",
                    facts(&explained)
                )),
                Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => deny(&explained),
            }
        }
    }
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

fn evidence(explained: &Explained, statements: Vec<StatementRef>) -> Evidence {
    Evidence {
        explained: explained.clone(),
        statements,
    }
}

/// `statement 2 "OnlyFromTheOffice" of the resource-based policy`.
fn statement_words(explained: &Explained, reference: StatementRef) -> String {
    let statements = &explained.trace.statements;
    let statement = statements.iter().find(|one| one.reference == reference);
    let sid = statement
        .and_then(|statement| statement.sid.as_deref())
        .filter(|sid| !sid.is_empty());
    let sid = sid.map(|sid| format!(" \"{sid}\"")).unwrap_or_default();
    format!(
        "statement {}{sid} of the {}",
        reference.statement + 1,
        can_invoke_policy::message::policy_type(&explained.request, reference.layer)
    )
}

/// The elements of a statement that do not match.
fn failing(statement: &StatementEvidence) -> String {
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
fn unknown_keys(statements: &[&StatementEvidence], explained: &Explained) -> String {
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
fn facts(explained: &Explained) -> String {
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
