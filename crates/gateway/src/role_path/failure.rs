//! Why no way leads through a role.

use can_invoke_policy::{
    Decision, Layer, Layers, Policy, Supplied, Verdict, evidence::StatementRef, layers::Level,
};

use crate::inventory::ApiKind;

use super::{
    step::{Assuming, Invoking, Role, World},
    told::{FailedStep, FailureReason, RoleFailure},
};

/// Why nobody on a way assumes a role; the reason is that of the caller's own call.
pub(super) fn of_assuming<'i>(by_caller: &mut Assuming<'_, 'i>, role: &Role<'i>) -> RoleFailure {
    let failure = |action: Option<String>, reason| RoleFailure {
        role: role.record.arn.clone(),
        step: FailedStep::Assume,
        action,
        reason,
    };
    if let Some(closed) = role.closed {
        return failure(None, FailureReason::Closed(closed));
    }
    if let Some((action, decision, layers)) = by_caller.denial(role) {
        return failure(
            Some(action.as_str().to_owned()),
            of_decision(&decision, layers),
        );
    }
    let reason = match by_caller.refused_duration(role) {
        Some(problem) => FailureReason::Duration(problem),
        // Every value of the unknown facts denies.
        None => nothing_allows(),
    };
    failure(Some("sts:AssumeRole".to_owned()), reason)
}

/// Why the session of a role may not invoke the route.
pub(super) fn of_invoking<'i>(world: &World<'i>, role: &Role<'i>) -> RoleFailure {
    let step = Invoking::new(world, role);
    let decision = step.decision();
    RoleFailure {
        role: role.record.arn.clone(),
        step: FailedStep::Invoke,
        action: Some(step.request.action.as_str().to_owned()),
        reason: match decision.verdict {
            Verdict::Depends => nothing_allows(),
            Verdict::ImplicitlyDenied
                if world.call.api.kind != ApiKind::Rest
                    && role.record.account != world.call.account =>
            {
                FailureReason::OtherAccount(world.call.api.kind)
            }
            _ => of_decision(&decision, step.layers()),
        },
    }
}

fn nothing_allows() -> FailureReason {
    FailureReason::NotAllowed {
        all_of: Vec::new(),
        any_of: Vec::new(),
    }
}

fn of_decision(decision: &Decision, layers: &Layers<'_>) -> FailureReason {
    if decision.verdict == Verdict::ExplicitlyDenied {
        let reference = decision.decided_by.first();
        return FailureReason::Denied {
            statement: reference.map(|reference| {
                let policy = document(layers, reference);
                (
                    *reference,
                    policy.map(|policy| policy.name.clone()).unwrap_or_default(),
                )
            }),
        };
    }
    match decision.beyond_policies() {
        Some(message) => FailureReason::BeyondPolicies(message),
        None => FailureReason::NotAllowed {
            all_of: decision.missing.all_of.clone(),
            any_of: either(decision),
        },
    }
}

/// The layers of which one would do; the one that does not exist is not worth a word.
fn either(decision: &Decision) -> Vec<Layer> {
    let all = &decision.missing.any_of;
    let exists = |layer: &&Layer| {
        let outcome = decision.layer(**layer);
        **layer == Layer::Identity || outcome.is_some_and(|outcome| outcome.has_documents)
    };
    all.iter().filter(exists).copied().collect()
}

/// The document that a statement stands in.
fn document<'p>(layers: &Layers<'p>, reference: &StatementRef) -> Option<&'p Policy> {
    let flat = |policies: &Supplied<Vec<&'p Policy>>| -> Option<&'p Policy> {
        policies.given()?.get(reference.document).copied()
    };
    let chain = |levels: &Supplied<Vec<Level<'p>>>| -> Option<&'p Policy> {
        let level = levels.given()?.get(reference.level?)?;
        level.policies.get(reference.document).copied()
    };
    match reference.layer {
        Layer::Identity => flat(&layers.identity),
        Layer::PermissionsBoundary => flat(&layers.boundary),
        Layer::Session => flat(&layers.session),
        Layer::VpcEndpoint => flat(&layers.vpc_endpoint),
        Layer::Resource => flat(&layers.resource),
        Layer::ServiceControl => chain(&layers.service_control),
        Layer::ResourceControl => chain(&layers.resource_control),
    }
}
