//! Our sentences about decisions, for the hops.

use can_invoke_policy::{
    Caller, Granting, Layer, Verdict, decision::Relation, depends::DependsOn, evidence::Element,
    message,
};

use crate::{answer::Explained, inventory::ApiKind, target::Call};

/// What the policies come to, in a sentence for the hop.
pub fn summary(call: &Call<'_>, explained: &Explained) -> String {
    let decision = &explained.decision;
    let rule = match decision.relation {
        _ if decision.granting == Granting::Authorizer => {
            "the authorizer's policy counts as an identity-based policy of the API's account: one \
             side that allows is enough"
                .to_owned()
        }
        Relation::SameAccount => {
            format!("account {}: one side that allows is enough", call.account)
        }
        Relation::CrossAccount => format!(
            "caller of account {}, API of account {}: both sides must allow",
            explained.request.caller.account().unwrap_or("-"),
            call.account
        ),
        Relation::NoCallerAccount => "the resource policy alone decides".to_owned(),
        Relation::NotKnown => "it is not known which account owns the API".to_owned(),
    };
    let outcome = match decision.verdict {
        Verdict::Allowed => {
            let layers: Vec<&str> = decision
                .decided_by
                .iter()
                .map(|statement| name(explained, statement.layer))
                .collect();
            let by = if layers.is_empty() {
                String::new()
            } else {
                format!(" by the {}", layers.join(" and the "))
            };
            format!("allowed{by}{}", whatever(explained))
        }
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => {
            if decision.verdict == Verdict::ImplicitlyDenied
                && decision.relation == Relation::CrossAccount
                && call.api.kind != ApiKind::Rest
            {
                return format!(
                    "{}s have no resource policies, so a caller of account {} can never be allowed \
                     directly; the way leads through a role of account {}",
                    call.api.kind.name(),
                    explained.request.caller.account().unwrap_or("-"),
                    call.account
                );
            }
            let is_anonymous = explained.request.caller == Caller::Anonymous;
            if is_anonymous && names_somebody_else(explained) {
                format!(
                    "{}; accounts and ARNs never match an anonymous caller",
                    denied(explained)
                )
            } else {
                denied(explained)
            }
        }
        Verdict::Depends => depends(explained),
    };
    format!("{rule}; {outcome}")
}

/// Why a request is denied, in a sentence.
pub fn denied(explained: &Explained) -> String {
    let decision = &explained.decision;
    if decision.verdict == Verdict::ExplicitlyDenied {
        let layers: Vec<String> = decision
            .decided_by
            .iter()
            .map(|statement| message::policy_type_with_article(&explained.request, statement.layer))
            .collect();
        let by = if layers.is_empty() {
            String::new()
        } else {
            format!(" by {}", layers.join(" and "))
        };
        return format!("explicitly denied{by}{}", whatever(explained));
    }
    if explained.depends.is_some() {
        // Every value was tried, and none is allowed.
        return format!("it is denied{}", whatever(explained));
    }
    if let Some(obstacle) = decision.obstacle {
        return obstacle.message().to_owned();
    }
    let missing = &decision.missing;
    let silent = missing.all_of.iter();
    let mut parts: Vec<String> = silent
        .map(|layer| silent_layer(explained, *layer))
        .collect();
    if decision.delegates_to_account() {
        let delegates = "the resource policy names the account, which leaves it to identity-based \
                         policies";
        parts.insert(0, delegates.to_owned());
    }
    // Where one of two would do, the one that does not exist is not worth a word.
    let either = missing.any_of.iter().copied();
    let either: Vec<Layer> = either
        .filter(|layer| has_documents(explained, *layer))
        .collect();
    match either.as_slice() {
        [] if missing.any_of.is_empty() => {}
        [] => parts.push("there is no policy that allows it".to_owned()),
        [only] => parts.push(silent_layer(explained, *only)),
        several => {
            let names = several.iter().map(|layer| name(explained, *layer));
            let names: Vec<&str> = names.collect();
            parts.push(format!("neither {} allows it", names.join(" nor ")));
        }
    }
    if parts.is_empty() {
        "nothing allows it".to_owned()
    } else {
        parts.join("; ")
    }
}

fn silent_layer(explained: &Explained, layer: Layer) -> String {
    let name = name(explained, layer);
    if has_documents(explained, layer) {
        format!("no statement of the {name} allows it")
    } else if is_given(explained, layer) {
        format!("there is no {name}")
    } else {
        format!("the {name} was not given")
    }
}

fn has_documents(explained: &Explained, layer: Layer) -> bool {
    let outcome = explained.decision.layer(layer);
    outcome.is_some_and(|outcome| outcome.has_documents)
}

fn is_given(explained: &Explained, layer: Layer) -> bool {
    let outcome = explained.decision.layer(layer);
    outcome.is_some_and(|outcome| outcome.is_given)
}

/// Whether the nearest statement of the resource policy fails at its principal.
fn names_somebody_else(explained: &Explained) -> bool {
    let nearest = explained.trace.nearest_miss(Layer::Resource);
    nearest.is_some_and(|statement| {
        let mut failures = statement.failures();
        failures.any(|element| element.element == Element::Principal)
    })
}

/// What a decision turns on, in a sentence.
pub(crate) fn depends(explained: &Explained) -> String {
    let facts = facts(explained);
    if facts.is_empty() {
        "it depends on facts that were not given".to_owned()
    } else {
        format!("it depends on {facts}")
    }
}

/// Which facts were not given and make no difference: every value of them was tried.
fn whatever(explained: &Explained) -> String {
    match &explained.depends {
        Some(_) => format!(", whatever {} is", facts(explained)),
        None => String::new(),
    }
}

/// The facts that were not given.
fn facts(explained: &Explained) -> String {
    let names: Vec<&str> = explained
        .depends
        .as_ref()
        .map(|DependsOn { facts, .. }| facts.iter().map(|fact| fact.name()).collect())
        .unwrap_or_default();
    names.join(", ")
}

/// AWS's name for a layer.
fn name(explained: &Explained, layer: Layer) -> &'static str {
    message::policy_type(&explained.request, layer)
}
