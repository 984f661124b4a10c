//! Sentences about decisions: AWS's reason classes, and ours for the hops.

use can_invoke_policy::{Caller, Layer, Verdict, decision::Relation, depends::DependsOn};

use crate::{answer::Explained, inventory::ApiKind, target::Call};

/// The reason at the end of AWS's access-denied message.
///
/// AWS names one type of policy even if several deny.
///
/// Source: IAM user guide, `troubleshoot_access-denied`.
pub fn reason(explained: &Explained) -> String {
    let decision = &explained.decision;
    let action = explained.request.action.as_str();
    if decision.verdict == Verdict::ExplicitlyDenied {
        let layers: Vec<Layer> = decision
            .decided_by
            .iter()
            .map(|statement| statement.layer)
            .collect();
        let named = layers
            .iter()
            .find(|layer| **layer == Layer::Identity)
            .or(layers.first())
            .copied()
            .unwrap_or(Layer::Identity);
        return format!(
            "with an explicit deny in {}",
            with_article(name(explained, named))
        );
    }
    let missing = &decision.missing;
    let all = || missing.all_of.iter().chain(&missing.any_of);
    let named = all()
        .find(|layer| **layer == Layer::Identity)
        .or_else(|| all().next())
        .copied()
        .unwrap_or(Layer::Identity);
    format!(
        "because no {} allows the {action} action",
        name(explained, named)
    )
}

/// What the policies come to, in a sentence for the hop.
pub fn summary(call: &Call<'_>, explained: &Explained) -> String {
    let decision = &explained.decision;
    let rule = match decision.relation {
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
            if layers.is_empty() {
                "allowed".to_owned()
            } else {
                format!("allowed by the {}", layers.join(" and the "))
            }
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
            if decision.verdict == Verdict::ImplicitlyDenied && is_anonymous {
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
            .map(|statement| with_article(name(explained, statement.layer)))
            .collect();
        return format!("explicitly denied by {}", layers.join(" and "));
    }
    if let Some(obstacle) = decision.obstacle {
        return obstacle.message().to_owned();
    }
    let missing = &decision.missing;
    let names = |layers: &[Layer]| -> Vec<&'static str> {
        layers.iter().map(|layer| name(explained, *layer)).collect()
    };
    let mut parts = Vec::new();
    for layer in &missing.all_of {
        let given = decision
            .layer(*layer)
            .is_some_and(|outcome| outcome.has_documents);
        parts.push(if given {
            format!("no statement of the {} allows it", name(explained, *layer))
        } else {
            format!("there is no {}", name(explained, *layer))
        });
    }
    if !missing.any_of.is_empty() {
        parts.push(format!(
            "neither {} allows it",
            names(&missing.any_of).join(" nor ")
        ));
    }
    if parts.is_empty() {
        "nothing allows it".to_owned()
    } else {
        parts.join("; ")
    }
}

fn depends(explained: &Explained) -> String {
    let names: Vec<&str> = explained
        .depends
        .as_ref()
        .map(|DependsOn { facts, .. }| facts.iter().map(|fact| fact.name()).collect())
        .unwrap_or_default();
    if names.is_empty() {
        "it depends on facts that were not given".to_owned()
    } else {
        format!("it depends on {}", names.join(", "))
    }
}

/// AWS's name for a layer; the policy of a role is its trust policy.
fn name(explained: &Explained, layer: Layer) -> &'static str {
    if layer == Layer::Resource && explained.request.action.service() == "sts" {
        return "role trust policy";
    }
    layer.name()
}

fn with_article(name: &str) -> String {
    if name == "role trust policy" {
        return format!("the {name}");
    }
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}
