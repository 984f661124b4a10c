//! How the layers combine: account pair, ceilings, and what a denial lacks.
//!
//! Source: IAM user guide, `reference_policies_evaluation-logic_policy-eval-denyallow` and
//! `reference_policies_evaluation-logic-cross-account`; API Gateway developer guide,
//! `apigateway-authorization-flow`, for both of whose tables this is the general rule.

use crate::{
    assumption::{Assumption, Assumptions},
    caller::Caller,
    decision::{Decision, Missing, Obstacle, Relation, Verdict},
    evidence::StatementRef,
    layers::{Layer, Layers},
    outcome::Outcomes,
    principal::PrincipalMatch,
    request::{Request, RequestView},
    service::{ResourcePolicyRole, resource_policy_role},
    truth::Truth,
};

/// The verdict alone, without what explains it.
pub(crate) fn verdict(view: &RequestView<'_>, outcomes: &Outcomes) -> Verdict {
    Conclusion::draw(view, outcomes, &mut Assumptions::default()).verdict
}

/// What the layers come to.
struct Conclusion {
    sides: Sides,
    obstacle: Option<Obstacle>,
    deny: Truth,
    granted: Truth,
    allow: Truth,
    verdict: Verdict,
}

impl Conclusion {
    fn draw(view: &RequestView<'_>, outcomes: &Outcomes, assumptions: &mut Assumptions) -> Self {
        let is_cross_partition = view.is_cross_partition();
        let relation = relation(view.request, is_cross_partition);
        let sides = Sides::new(view.request, relation, outcomes);
        let obstacle = obstacle(view.request, is_cross_partition, sides.role);
        let deny = outcomes
            .iter()
            .map(|outcome| outcome.deny)
            .fold(Truth::False, Truth::or);
        let granted = match obstacle {
            Some(_) => Truth::False,
            None => sides.grant(assumptions),
        };
        let allow = sides.gates.and(granted);
        let verdict = match (deny, allow) {
            (Truth::True, _) => Verdict::ExplicitlyDenied,
            (_, Truth::False) => Verdict::ImplicitlyDenied,
            (Truth::False, Truth::True) => Verdict::Allowed,
            _ => Verdict::Depends,
        };
        Conclusion {
            sides,
            obstacle,
            deny,
            granted,
            allow,
            verdict,
        }
    }
}

/// Draws the conclusion from the layers, with what explains it.
pub(crate) fn combine(
    view: &RequestView<'_>,
    layers: &Layers<'_>,
    outcomes: &Outcomes,
    mut assumptions: Assumptions,
) -> Decision {
    let Conclusion {
        sides,
        obstacle,
        deny,
        granted,
        allow,
        verdict,
    } = Conclusion::draw(view, outcomes, &mut assumptions);
    let missing = if allow.is_true() || deny.is_true() || obstacle.is_some() {
        Missing::default()
    } else {
        sides.missing(granted, outcomes)
    };
    let decides_by_absence = |layer: Layer| {
        layers.strict || missing.all_of.contains(&layer) || missing.any_of.contains(&layer)
    };
    let (not_given, provisos): (Vec<Layer>, Vec<Layer>) = match verdict {
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => (Vec::new(), Vec::new()),
        Verdict::Allowed | Verdict::Depends => outcomes
            .iter()
            .filter(|outcome| !outcome.is_given)
            .map(|outcome| outcome.layer)
            .partition(|layer| verdict == Verdict::Depends && decides_by_absence(*layer)),
    };
    let decided_by = match verdict {
        Verdict::ExplicitlyDenied => outcomes
            .iter()
            .filter(|outcome| outcome.deny.is_true())
            .filter_map(|outcome| layers.reference(outcome.layer, outcome.denied_by?))
            .collect(),
        Verdict::Allowed => sides.grants(layers, outcomes),
        Verdict::ImplicitlyDenied | Verdict::Depends => Vec::new(),
    };
    Decision {
        verdict,
        relation: sides.relation,
        layers: outcomes
            .iter()
            .map(|outcome| outcome.explained(layers))
            .collect(),
        decided_by,
        missing,
        obstacle,
        provisos,
        not_given,
        assumptions: assumptions.iter().collect(),
    }
}

/// How caller and resource stand to each other.
fn relation(request: &Request, is_cross_partition: bool) -> Relation {
    if request.caller.account().is_none() {
        return Relation::NoCallerAccount;
    }
    match request.same_account() {
        Some(true) if !is_cross_partition => Relation::SameAccount,
        Some(_) => Relation::CrossAccount,
        None => Relation::NotKnown,
    }
}

/// What keeps every policy from allowing the request.
///
/// Source: STS API reference, `AssumeRole`; IAM user guide,
/// `id_roles_compare-resource-policies`.
fn obstacle(
    request: &Request,
    is_cross_partition: bool,
    role: ResourcePolicyRole,
) -> Option<Obstacle> {
    if is_cross_partition {
        return Some(Obstacle::OtherPartition);
    }
    if role != ResourcePolicyRole::Trust {
        return None;
    }
    match request.caller {
        Caller::Root { .. } => Some(Obstacle::RootCannotAssumeRole),
        Caller::Anonymous => Some(Obstacle::UnsignedAssumeRole),
        _ => None,
    }
}

/// What the layers come to together.
struct Sides {
    relation: Relation,
    role: ResourcePolicyRole,
    /// Whether the caller is an IAM user.
    is_user: bool,
    resource: PrincipalMatch,
    /// Whether the identity-based policies allow.
    identity_layer: Truth,
    /// Whether the identity side counts: for a federated user only under a session policy.
    identity: Truth,
    /// Whether the identity side of a federated user does without a session policy.
    lacks_session_policy: bool,
    boundary: Truth,
    session: Truth,
    /// Service control policies and VPC endpoint policy.
    gates: Truth,
}

impl Sides {
    fn new(request: &Request, relation: Relation, outcomes: &Outcomes) -> Self {
        let outcome = |layer: Layer| outcomes.of(layer);
        let allow_of = |layer: Layer, otherwise: Truth| {
            outcome(layer).map_or(otherwise, |outcome| outcome.allow.any())
        };
        // The root user has everything that the account may give.
        let of_caller = Truth::from(matches!(request.caller, Caller::Root { .. }));
        let identity_layer = allow_of(Layer::Identity, of_caller);
        let bare_session = outcome(Layer::Session)
            .filter(|_| matches!(request.caller, Caller::FederatedUser { .. }))
            .filter(|session| !session.has_documents);
        let identity = match bare_session {
            Some(session) if session.is_given => Truth::False,
            Some(_) => identity_layer.and(Truth::Unknown),
            None => identity_layer,
        };
        Sides {
            relation,
            role: resource_policy_role(request),
            is_user: matches!(request.caller, Caller::User { .. }),
            resource: outcome(Layer::Resource)
                .map_or(PrincipalMatch::NONE, |outcome| outcome.allow),
            identity_layer,
            identity,
            lacks_session_policy: bare_session.is_some(),
            boundary: allow_of(Layer::PermissionsBoundary, Truth::True),
            session: allow_of(Layer::Session, Truth::True),
            gates: allow_of(Layer::ServiceControl, Truth::True)
                .and(allow_of(Layer::VpcEndpoint, Truth::True)),
        }
    }

    fn ceilings(&self) -> Truth {
        self.boundary.and(self.session)
    }

    /// The identity side under its ceilings.
    fn identity_route(&self) -> Truth {
        self.identity.and(self.ceilings())
    }

    /// A resource policy that names the user, the session or everyone. It passes the
    /// ceilings, but a role's trust policy does not pass the boundary of a user.
    fn direct_route(&self) -> Truth {
        if self.is_limited_by_boundary() {
            self.resource.direct.and(self.boundary)
        } else {
            self.resource.direct
        }
    }

    fn is_limited_by_boundary(&self) -> bool {
        self.role == ResourcePolicyRole::Trust && self.is_user
    }

    /// A resource policy that names the role of the session: below the ceilings.
    fn role_route(&self) -> Truth {
        self.resource.role.and(self.ceilings())
    }

    /// Whether identity side and resource policy together grant, ceilings included.
    fn grant(&self, assumptions: &mut Assumptions) -> Truth {
        if self.lacks_session_policy && !self.identity_layer.is_false() {
            assumptions.push(Assumption::FederatedWithoutSessionPolicy);
        }
        match self.relation {
            Relation::NoCallerAccount => self.resource.direct,
            Relation::CrossAccount => self.cross_account(),
            Relation::SameAccount => self.same_account(assumptions),
            Relation::NotKnown => {
                let (same, cross) = (self.same_account(assumptions), self.cross_account());
                if same == cross { same } else { Truth::Unknown }
            }
        }
    }

    fn cross_account(&self) -> Truth {
        self.resource.any().and(self.identity_route())
    }

    fn same_account(&self, assumptions: &mut Assumptions) -> Truth {
        let resource = self.resource;
        let named = self.direct_route().or(self.role_route());
        if self.is_limited_by_boundary() && !resource.direct.is_false() && !self.boundary.is_true()
        {
            assumptions.push(Assumption::BoundaryLimitsTrust);
        }
        if self.role != ResourcePolicyRole::Grants {
            return named.or(resource.account.and(self.identity_route()));
        }
        let granted = named.or(self.identity_route());
        if !resource.account.is_false() && !granted.is_true() {
            assumptions.push(Assumption::AccountPrincipalDelegates);
        }
        if resource.direct.is_true() && self.session.is_false() {
            assumptions.push(Assumption::SessionArnBypassesSessionPolicy);
        }
        granted
    }

    /// What would have to allow, and does not.
    fn missing(&self, granted: Truth, outcomes: &Outcomes) -> Missing {
        let mut missing = Missing::default();
        for layer in [Layer::ServiceControl, Layer::VpcEndpoint] {
            let is_silent = outcomes
                .of(layer)
                .is_some_and(|outcome| !outcome.allow.any().is_true());
            if is_silent {
                missing.all_of.push(layer);
            }
        }
        if granted.is_true() {
            return missing;
        }
        let needs_identity = match (self.relation, self.role) {
            (Relation::NoCallerAccount, _) => {
                missing.all_of.push(Layer::Resource);
                return missing;
            }
            (Relation::CrossAccount | Relation::NotKnown, _) => {
                if !self.resource.any().is_true() {
                    missing.all_of.push(Layer::Resource);
                }
                true
            }
            (Relation::SameAccount, ResourcePolicyRole::Grants) => {
                // Either side may grant; a resource policy that names the role has.
                if !self.identity.is_true() && !self.resource.role.is_true() {
                    if self.resource.account.is_true() {
                        // The resource policy has delegated; now it is up to the identity side.
                        missing.all_of.push(self.missing_identity());
                    } else {
                        missing.any_of.push(self.missing_identity());
                        missing.any_of.push(Layer::Resource);
                    }
                }
                false
            }
            (Relation::SameAccount, ResourcePolicyRole::Trust | ResourcePolicyRole::KeyPolicy) => {
                if !self.resource.any().is_true() {
                    missing.all_of.push(Layer::Resource);
                    false
                } else {
                    !self.resource.direct.or(self.resource.role).is_true()
                }
            }
        };
        if needs_identity && !self.identity.is_true() {
            missing.all_of.push(self.missing_identity());
        }
        let ceilings = [
            (Layer::PermissionsBoundary, self.boundary),
            (Layer::Session, self.session),
        ];
        for (layer, allow) in ceilings {
            let is_named = missing.all_of.contains(&layer) || missing.any_of.contains(&layer);
            if !allow.is_true() && !is_named {
                missing.all_of.push(layer);
            }
        }
        missing
    }

    /// What the identity side lacks: policies that allow or, for a federated user whose
    /// policies do, the session policy without which they do not count.
    fn missing_identity(&self) -> Layer {
        if self.identity_layer.is_true() && self.lacks_session_policy {
            Layer::Session
        } else {
            Layer::Identity
        }
    }

    /// The statements of the grants that count.
    fn grants(&self, layers: &Layers<'_>, outcomes: &Outcomes) -> Vec<StatementRef> {
        let named = self.direct_route().or(self.role_route()).is_true();
        let identity = self.identity_route().is_true();
        let (resource_counts, identity_counts) = match (self.relation, self.role) {
            (Relation::NoCallerAccount, _) => (true, false),
            (Relation::CrossAccount | Relation::NotKnown, _) => (true, true),
            // In the same account a delegation to the account grants nothing itself.
            (Relation::SameAccount, ResourcePolicyRole::Grants) => (named, identity),
            (Relation::SameAccount, ResourcePolicyRole::Trust | ResourcePolicyRole::KeyPolicy) => {
                (true, !named)
            }
        };
        outcomes
            .iter()
            .filter(|outcome| match outcome.layer {
                Layer::Resource => resource_counts,
                Layer::Identity => identity_counts,
                _ => false,
            })
            .filter(|outcome| outcome.allow.any().is_true())
            .filter_map(|outcome| layers.reference(outcome.layer, outcome.allowed_by?))
            .collect()
    }
}
