//! Short texts for statements, elements and requirements, as test files write them.

use can_invoke_gateway::answer::{Explained, FailureReason, RoleFailure, RolePath};
use can_invoke_policy::{
    Layer,
    depends::Requirement,
    evidence::{StatementEvidence, StatementRef},
};

/// `identity-based-policy 1`; the level and the document are told where they are not the
/// first.
pub(crate) fn statement(reference: &StatementRef) -> String {
    let mut text = format!("{} {}", reference.layer.id(), reference.statement + 1);
    if reference.document > 0 {
        text.push_str(&format!(" of document {}", reference.document + 1));
    }
    if let Some(level) = reference.level.filter(|level| *level > 0) {
        text.push_str(&format!(" at level {}", level + 1));
    }
    text
}

/// For each silent layer the nearest `Allow`, with every element that failed.
pub(crate) fn nearest_misses(explained: &Explained) -> Vec<String> {
    let missing = &explained.decision.missing;
    let layers = missing.all_of.iter().chain(&missing.any_of);
    layers
        .filter_map(|layer| explained.trace.nearest_miss(*layer))
        .flat_map(failures)
        .collect()
}

fn failures(evidence: &StatementEvidence) -> Vec<String> {
    let at = statement(&evidence.reference);
    evidence
        .failures()
        .map(|element| match &element.condition {
            Some((operator, key)) => format!("{at} {operator} {key}"),
            None => format!("{at} {}", element.element.as_str()),
        })
        .collect()
}

/// The condition keys at which a role path fails.
pub(crate) fn failing_keys(path: &RolePath) -> Vec<String> {
    let failing = path
        .decisions()
        .filter(|explained| explained.decision.verdict.is_denied());
    failing.flat_map(failing_keys_of_step).collect()
}

fn failing_keys_of_step(explained: &Explained) -> Vec<String> {
    let missing = &explained.decision.missing;
    let silent = missing.all_of.iter().chain(&missing.any_of);
    let nearest = silent.filter_map(|layer| explained.trace.nearest_miss(*layer));
    let failed = nearest.flat_map(|statement| statement.failures().collect::<Vec<_>>());
    let deciding = explained.decision.decided_by.iter();
    let denied = deciding
        .filter_map(|reference| {
            let mut statements = explained.trace.statements.iter();
            statements.find(|statement| statement.reference == *reference)
        })
        .flat_map(|statement| statement.elements.iter());
    failed
        .chain(denied)
        .filter_map(|element| element.condition.as_ref())
        .map(|(_, key)| key.clone())
        .collect()
}

/// Why a role leads nowhere: `pets-invoker: assume sts:TagSession needs resource-based-policy`.
pub(crate) fn failure(failure: &RoleFailure) -> String {
    let name = failure.role.rsplit('/').next().unwrap_or(&failure.role);
    let mut words = vec![format!("{name}:"), failure.step.as_str().to_owned()];
    words.extend(failure.action.clone());
    match &failure.reason {
        FailureReason::NotAllowed { all_of, any_of } => {
            let ids =
                |layers: &[Layer]| -> Vec<&str> { layers.iter().map(|layer| layer.id()).collect() };
            let mut parts = ids(all_of);
            let either = ids(any_of).join(" or ");
            if !either.is_empty() {
                parts.push(&either);
            }
            words.push(format!("needs {}", parts.join(" and ")));
        }
        FailureReason::Denied {
            statement: Some((reference, _)),
        } => words.push(format!("denied by {}", statement(reference))),
        reason => words.push(reason.id().to_owned()),
    }
    words.join(" ")
}

/// An alternative for which a request is allowed: `aws:SourceIp is in 192.0.2.0/24`.
pub(crate) fn alternative(requirements: &[Requirement]) -> String {
    let texts: Vec<String> = requirements.iter().map(requirement).collect();
    texts.join(" and ")
}

fn requirement(requirement: &Requirement) -> String {
    let fact = &requirement.fact;
    let (one_of, none_of) = (&requirement.one_of, &requirement.none_of);
    let is_range = |value: &String| {
        let address = value.split_once('/').map(|(address, _)| address);
        address.is_some_and(|address| address.parse::<core::net::IpAddr>().is_ok())
    };
    let mut text = if requirement.only_absent {
        format!("{fact} is absent")
    } else if !one_of.is_empty() && one_of.iter().all(is_range) {
        format!("{fact} is in {}", one_of.join(" or "))
    } else if !one_of.is_empty() {
        format!("{fact} is {}", one_of.join(" or "))
    } else if none_of.is_empty() {
        format!("{fact} is present")
    } else {
        format!("{fact} is anything but {}", none_of.join(" or "))
    };
    if requirement.or_absent {
        text.push_str(" or absent");
    }
    text
}
