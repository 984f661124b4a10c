//! The decision: layers, account pair, ceilings.
//!
//! Source: IAM user guide, `reference_policies_evaluation-logic_policy-eval-denyallow` and
//! `reference_policies_evaluation-logic-cross-account`; API Gateway developer guide,
//! `apigateway-authorization-flow`, for both of whose tables this is the general rule.

use crate::{
    assumption::Assumption,
    decision::{Decision, LayerOutcome, Missing, Relation, Verdict},
    document::{Effect, Policy},
    evidence::{Recorder, StatementEvidence, StatementRef},
    layers::{Layer, Layers, Level, Supplied},
    principal::{Caller, PrincipalMatch},
    request::Request,
    service::{ResourcePolicyRole, resource_policy_role, supports_resource_control_policies},
    statement,
    truth::Truth,
};

/// Decides a request under the policies that bear on it.
pub fn decide<R: Recorder>(request: &Request, layers: &Layers<'_>, recorder: &mut R) -> Decision {
    let mut decider = Decider {
        request,
        strict: layers.strict,
        has_boundary: match &layers.boundary {
            Supplied::Given(policies) => Truth::from(!policies.is_empty()),
            Supplied::NotGiven if layers.strict => Truth::Unknown,
            Supplied::NotGiven => Truth::False,
        },
        recorder,
        assumptions: Vec::new(),
    };
    let outcomes = decider.layers(layers);
    let relation = match request.same_account() {
        Some(true) => Relation::SameAccount,
        Some(false) => Relation::CrossAccount,
        None if request.caller.account().is_some() => Relation::CrossAccount,
        None => Relation::NoCallerAccount,
    };
    let assumptions = decider.assumptions;
    conclude(request, relation, outcomes, layers.strict, assumptions)
}

struct Decider<'r, R> {
    request: &'r Request,
    strict: bool,
    has_boundary: Truth,
    recorder: &'r mut R,
    assumptions: Vec<Assumption>,
}

impl<R: Recorder> Decider<'_, R> {
    /// Evaluates the layers that apply to this caller and this resource.
    fn layers(&mut self, layers: &Layers<'_>) -> Vec<LayerOutcome> {
        let caller = &self.request.caller;
        // Anonymous callers, services and subjects of a provider have no identity side.
        let has_identity = caller.account().is_some();
        let is_service_linked = caller.is_service_linked_role();
        let mut outcomes = Vec::with_capacity(Layer::ALL.len());

        if self.resource_control_applies(&layers.resource_control, is_service_linked) {
            outcomes.push(self.chain(Layer::ResourceControl, &layers.resource_control));
        }
        if has_identity {
            if is_service_linked {
                if layers
                    .service_control
                    .given()
                    .is_none_or(|levels| !levels.is_empty())
                {
                    self.assumptions.push(Assumption::ServiceLinkedRoleByName);
                }
            } else {
                outcomes.push(self.chain(Layer::ServiceControl, &layers.service_control));
            }
        }
        outcomes.push(self.ceiling(Layer::VpcEndpoint, &layers.vpc_endpoint));
        outcomes.push(self.granting(Layer::Resource, &layers.resource));
        if has_identity {
            // No identity-based policy, boundary or session policy can be attached to the
            // root user.
            if !matches!(caller, Caller::Root { .. }) {
                outcomes.push(self.granting(Layer::Identity, &layers.identity));
                outcomes.push(self.ceiling(Layer::PermissionsBoundary, &layers.boundary));
            }
            if matches!(
                caller,
                Caller::Session { .. } | Caller::FederatedUser { .. }
            ) {
                outcomes.push(self.ceiling(Layer::Session, &layers.session));
            }
        }
        outcomes
    }

    fn resource_control_applies(
        &mut self,
        levels: &Supplied<Vec<Level<'_>>>,
        is_service_linked: bool,
    ) -> bool {
        let has_policies = levels
            .given()
            .is_some_and(|levels| levels.iter().any(|level| !level.policies.is_empty()));
        if !supports_resource_control_policies(self.request.action.service()) {
            if has_policies {
                self.assumptions
                    .push(Assumption::ResourceControlPolicyServices);
            }
            return false;
        }
        if is_service_linked {
            if has_policies {
                self.assumptions.push(Assumption::ServiceLinkedRoleByName);
            }
            return false;
        }
        true
    }

    /// A layer that can grant: without a statement that allows, it allows nothing.
    fn granting(&mut self, layer: Layer, policies: &Supplied<Vec<&Policy>>) -> LayerOutcome {
        match policies {
            Supplied::Given(policies) => self.documents(layer, None, policies),
            Supplied::NotGiven => {
                let unknown = PrincipalMatch {
                    direct: Truth::Unknown,
                    role: Truth::Unknown,
                    account: Truth::Unknown,
                };
                self.not_given(layer, unknown)
            }
        }
    }

    /// A layer that can only restrict: where it does not exist, it allows everything.
    fn ceiling(&mut self, layer: Layer, policies: &Supplied<Vec<&Policy>>) -> LayerOutcome {
        match policies {
            Supplied::Given(policies) if policies.is_empty() => nothing(layer, true),
            Supplied::Given(policies) => self.documents(layer, None, policies),
            Supplied::NotGiven => self.not_given_ceiling(layer),
        }
    }

    /// The levels of an organization: each must allow. `RCPFullAWSAccess` is attached at
    /// every level and cannot be detached, so that RCPs only ever deny.
    fn chain(&mut self, layer: Layer, levels: &Supplied<Vec<Level<'_>>>) -> LayerOutcome {
        let Supplied::Given(levels) = levels else {
            return self.not_given_ceiling(layer);
        };
        let mut total = nothing(layer, true);
        for (index, level) in levels.iter().enumerate() {
            let mut one = self.documents(layer, Some(index), &level.policies);
            if layer == Layer::ResourceControl {
                one.allow = PrincipalMatch::DIRECT;
            }
            total.has_documents |= one.has_documents;
            total.deny = total.deny.or(one.deny);
            total.denied_by = total.denied_by.or(one.denied_by);
            total.allow = total.allow.when(one.allow.any());
            total.allowed_by = one.allowed_by.or(total.allowed_by);
        }
        if !total.allow.any().is_true() {
            total.allowed_by = None;
        }
        total
    }

    fn documents(
        &mut self,
        layer: Layer,
        level: Option<usize>,
        policies: &[&Policy],
    ) -> LayerOutcome {
        let mut total = LayerOutcome {
            has_documents: !policies.is_empty(),
            allow: PrincipalMatch::NONE,
            ..nothing(layer, true)
        };
        for (document, policy) in policies.iter().enumerate() {
            for (index, statement) in policy.statements.iter().enumerate() {
                let applies =
                    statement::evaluate(statement, self.request, self.has_boundary, self.recorder);
                let reference = StatementRef {
                    layer,
                    level,
                    document,
                    statement: index,
                    span: statement.span,
                };
                self.recorder.statement(|elements| StatementEvidence {
                    reference,
                    sid: statement.sid.clone(),
                    policy: policy.name.clone(),
                    effect: statement.effect,
                    applies: applies.truth,
                    principal: statement.principal.as_ref().map(|_| applies.principal),
                    elements,
                });
                match statement.effect {
                    Effect::Deny => {
                        if applies.truth > total.deny {
                            total.deny = applies.truth;
                            total.denied_by = Some(reference);
                        }
                    }
                    Effect::Allow => {
                        if strength(applies.principal) > strength(total.allow) {
                            total.allowed_by = Some(reference);
                        }
                        total.allow = total.allow.or(applies.principal);
                    }
                }
            }
        }
        total
    }

    fn not_given(&self, layer: Layer, allow: PrincipalMatch) -> LayerOutcome {
        LayerOutcome {
            allow,
            deny: if self.strict {
                Truth::Unknown
            } else {
                Truth::False
            },
            ..nothing(layer, false)
        }
    }

    fn not_given_ceiling(&self, layer: Layer) -> LayerOutcome {
        let allow = if self.strict {
            PrincipalMatch::DIRECT.when(Truth::Unknown)
        } else {
            PrincipalMatch::DIRECT
        };
        self.not_given(layer, allow)
    }
}

/// A layer without documents that restricts nothing.
fn nothing(layer: Layer, is_given: bool) -> LayerOutcome {
    LayerOutcome {
        layer,
        is_given,
        has_documents: false,
        deny: Truth::False,
        allow: PrincipalMatch::DIRECT,
        denied_by: None,
        allowed_by: None,
    }
}

fn strength(found: PrincipalMatch) -> (Truth, Truth, Truth) {
    (found.direct, found.role, found.account)
}

/// What the layers come to together.
struct Sides {
    resource: PrincipalMatch,
    identity: Truth,
    boundary: Truth,
    session: Truth,
    /// Service control policies and VPC endpoint policy.
    gates: Truth,
}

impl Sides {
    fn ceilings(&self) -> Truth {
        self.boundary.and(self.session)
    }
}

fn conclude(
    request: &Request,
    relation: Relation,
    outcomes: Vec<LayerOutcome>,
    strict: bool,
    mut assumptions: Vec<Assumption>,
) -> Decision {
    let allow_of = |layer: Layer, otherwise: Truth| {
        outcomes
            .iter()
            .find(|outcome| outcome.layer == layer)
            .map_or(otherwise, |outcome| outcome.allow.any())
    };
    let resource = outcomes
        .iter()
        .find(|outcome| outcome.layer == Layer::Resource)
        .map_or(PrincipalMatch::NONE, |outcome| outcome.allow);
    let session_outcome = outcomes
        .iter()
        .find(|outcome| outcome.layer == Layer::Session);
    let mut sides = Sides {
        resource,
        identity: allow_of(Layer::Identity, Truth::False),
        boundary: allow_of(Layer::PermissionsBoundary, Truth::True),
        session: allow_of(Layer::Session, Truth::True),
        gates: allow_of(Layer::ServiceControl, Truth::True)
            .and(allow_of(Layer::VpcEndpoint, Truth::True)),
    };
    match &request.caller {
        Caller::Root { .. } => sides.identity = Truth::True,
        Caller::FederatedUser { .. }
            if session_outcome.is_some_and(|session| !session.has_documents) =>
        {
            assumptions.push(Assumption::FederatedWithoutSessionPolicy);
            let is_given = session_outcome.is_some_and(|session| session.is_given);
            sides.identity = if is_given {
                Truth::False
            } else {
                sides.identity.and(Truth::Unknown)
            };
        }
        _ => {}
    }

    let role = resource_policy_role(request);
    let deny = outcomes
        .iter()
        .map(|outcome| outcome.deny)
        .fold(Truth::False, Truth::or);
    let granted = grant(request, relation, role, &sides, &mut assumptions);
    let allow = sides.gates.and(granted);
    let verdict = match (deny, allow) {
        (Truth::True, _) => Verdict::ExplicitlyDenied,
        (_, Truth::False) => Verdict::ImplicitlyDenied,
        (Truth::False, Truth::True) => Verdict::Allowed,
        _ => Verdict::Depends,
    };
    let missing = if allow.is_true() || deny.is_true() {
        Missing::default()
    } else {
        missing(relation, role, &sides, granted, &outcomes)
    };
    let not_given = |outcome: &&LayerOutcome| !outcome.is_given;
    let decides_by_absence =
        |layer: Layer| strict || missing.all_of.contains(&layer) || missing.any_of.contains(&layer);
    let (depended, provisos): (Vec<Layer>, Vec<Layer>) = match verdict {
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => (Vec::new(), Vec::new()),
        Verdict::Allowed | Verdict::Depends => outcomes
            .iter()
            .filter(not_given)
            .map(|outcome| outcome.layer)
            .partition(|layer| verdict == Verdict::Depends && decides_by_absence(*layer)),
    };
    let decided_by = deciding_statements(verdict, relation, &sides, granted, &outcomes);
    assumptions.sort_unstable();
    assumptions.dedup();
    Decision {
        verdict,
        relation,
        layers: outcomes,
        decided_by,
        missing,
        provisos,
        not_given: depended,
        assumptions,
    }
}

/// Whether identity side and resource policy together grant, ceilings included.
fn grant(
    request: &Request,
    relation: Relation,
    role: ResourcePolicyRole,
    sides: &Sides,
    assumptions: &mut Vec<Assumption>,
) -> Truth {
    let identity = sides.identity.and(sides.ceilings());
    let resource = sides.resource;
    if role == ResourcePolicyRole::Trust && matches!(request.caller, Caller::Root { .. }) {
        // Source: STS API reference, AssumeRole: root user credentials cannot call it.
        return Truth::False;
    }
    match (relation, role) {
        (Relation::NoCallerAccount, _) => resource.direct,
        (Relation::CrossAccount, _) => resource.any().and(identity),
        (Relation::SameAccount, ResourcePolicyRole::Grants) => {
            let without_account = resource
                .direct
                .or(resource.role.and(sides.ceilings()))
                .or(identity);
            if resource.account.is_true() && !without_account.is_true() {
                assumptions.push(Assumption::AccountPrincipalDelegates);
            }
            if resource.direct.is_true() && sides.session.is_false() {
                assumptions.push(Assumption::SessionArnBypassesSessionPolicy);
            }
            without_account
        }
        (Relation::SameAccount, ResourcePolicyRole::Trust | ResourcePolicyRole::KeyPolicy) => {
            let mut direct = resource.direct;
            if role == ResourcePolicyRole::Trust
                && matches!(request.caller, Caller::User { .. })
                && direct.is_true()
                && !sides.boundary.is_true()
            {
                assumptions.push(Assumption::BoundaryLimitsTrust);
                direct = direct.and(sides.boundary);
            }
            direct
                .or(resource.role.and(sides.ceilings()))
                .or(resource.account.and(identity))
        }
    }
}

/// What would have to allow, and does not.
fn missing(
    relation: Relation,
    role: ResourcePolicyRole,
    sides: &Sides,
    granted: Truth,
    outcomes: &[LayerOutcome],
) -> Missing {
    let mut missing = Missing::default();
    for layer in [Layer::ServiceControl, Layer::VpcEndpoint] {
        let is_silent = outcomes
            .iter()
            .any(|outcome| outcome.layer == layer && !outcome.allow.any().is_true());
        if is_silent {
            missing.all_of.push(layer);
        }
    }
    if granted.is_true() {
        return missing;
    }
    let resource = sides.resource;
    let needs_identity = !sides.identity.is_true();
    match (relation, role) {
        (Relation::NoCallerAccount, _) => {
            if !resource.direct.is_true() {
                missing.all_of.push(Layer::Resource);
            }
        }
        (Relation::CrossAccount, _) => {
            if !resource.any().is_true() {
                missing.all_of.push(Layer::Resource);
            }
            if needs_identity {
                missing.all_of.push(Layer::Identity);
            }
            push_ceilings(sides, &mut missing.all_of);
        }
        (Relation::SameAccount, ResourcePolicyRole::Grants) => {
            if needs_identity && !resource.role.is_true() {
                missing.any_of.extend([Layer::Identity, Layer::Resource]);
            }
            push_ceilings(sides, &mut missing.all_of);
        }
        (Relation::SameAccount, ResourcePolicyRole::Trust | ResourcePolicyRole::KeyPolicy) => {
            if !resource.any().is_true() {
                missing.all_of.push(Layer::Resource);
            } else if !resource.direct.or(resource.role).is_true() && needs_identity {
                missing.all_of.push(Layer::Identity);
            }
            push_ceilings(sides, &mut missing.all_of);
        }
    }
    missing
}

fn push_ceilings(sides: &Sides, layers: &mut Vec<Layer>) {
    if !sides.boundary.is_true() {
        layers.push(Layer::PermissionsBoundary);
    }
    if !sides.session.is_true() {
        layers.push(Layer::Session);
    }
}

/// The statements to show: every layer's `Deny` that applies, or the grants that count.
fn deciding_statements(
    verdict: Verdict,
    relation: Relation,
    sides: &Sides,
    granted: Truth,
    outcomes: &[LayerOutcome],
) -> Vec<StatementRef> {
    match verdict {
        Verdict::ExplicitlyDenied => outcomes
            .iter()
            .filter(|outcome| outcome.deny.is_true())
            .filter_map(|outcome| outcome.denied_by)
            .collect(),
        Verdict::Allowed if granted.is_true() => outcomes
            .iter()
            .filter(|outcome| match outcome.layer {
                Layer::Resource => {
                    // In the same account a delegation to the account grants nothing itself.
                    relation != Relation::SameAccount
                        || sides.resource.direct.or(sides.resource.role).is_true()
                        || !sides.identity.is_true()
                }
                Layer::Identity => relation == Relation::CrossAccount || sides.identity.is_true(),
                _ => false,
            })
            .filter(|outcome| outcome.allow.any().is_true())
            .filter_map(|outcome| outcome.allowed_by)
            .collect(),
        _ => Vec::new(),
    }
}
