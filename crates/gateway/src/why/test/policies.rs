//! Tests that policies decide: the evaluator is asked, and its evidence is the reason.

use can_invoke_policy::{
    Action, Arn, Effect, Layer, Resource, Supplied, Verdict, evidence::StatementEvidence,
};
use can_invoke_source::words;

use super::{
    super::{Finding, asked::Asked, symptom::Ending},
    contradicted,
    decided::{
        allowed, decided, decided_at, denied_otherwise, deny, evidence, facts, failing,
        statement_words, unknown_keys,
    },
    no_api, not_known,
    routes::not_signed_for,
    supported,
};
use crate::{answer::Explained, explain::explain, inventory::ApiKind, request, wording};

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
    // Without a caller the policies cannot be asked, and a route may not ask them anyway.
    if asked.caller.is_err()
        && let Some(finding) = not_signed_for(asked)
    {
        return finding;
    }
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
    let account = Arn::parse(&arn).map(|arn| arn.account.to_owned());
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
