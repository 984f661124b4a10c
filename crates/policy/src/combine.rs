//! How the layers combine: account pair, ceilings, and what a denial lacks.
//!
//! Source: IAM user guide, `reference_policies_evaluation-logic_policy-eval-denyallow` and
//! `reference_policies_evaluation-logic-cross-account`; API Gateway developer guide,
//! `apigateway-authorization-flow`, for both of whose tables this is the general rule.

use crate::{
    assumption::{Assumption, Assumptions, Readings},
    caller::Caller,
    decision::{Decision, Exemption, Missing, Obstacle, Relation, Verdict},
    evidence::StatementRef,
    layers::{Granting, Layer, Layers},
    outcome::{Outcomes, References},
    principal::PrincipalMatch,
    request::{Request, RequestView},
    service::{ResourcePolicyRole, resource_policy_role},
    sts,
    truth::Truth,
};

/// The verdict alone, without what explains it.
pub(crate) fn verdict(view: &RequestView<'_>, outcomes: &Outcomes, terms: Terms) -> Verdict {
    Conclusion::draw(view, outcomes, terms).verdict
}

/// What the layers come to.
struct Conclusion {
    sides: Sides,
    obstacle: Option<Obstacle>,
    exemption: Option<Exemption>,
    deny: Truth,
    granted: Truth,
    allow: Truth,
    verdict: Verdict,
}

impl Conclusion {
    fn draw(view: &RequestView<'_>, outcomes: &Outcomes, terms: Terms) -> Self {
        let is_cross_partition = view.is_cross_partition();
        let relation = match terms.granting {
            Granting::Authorizer => Relation::SameAccount,
            Granting::Sides | Granting::Resource | Granting::Nobody => {
                relation(view.request, is_cross_partition)
            }
        };
        let sides = Sides::new(view.request, relation, outcomes, terms);
        let exemption = sts::exemption(view.request);
        let obstacle = obstacle(view.request, is_cross_partition)
            .or(sides.no_root_of_member())
            .filter(|_| exemption.is_none());
        let deny = outcomes
            .iter()
            .map(|outcome| outcome.deny)
            .fold(Truth::False, Truth::or);
        let granted = match (exemption, obstacle) {
            (Some(_), _) => Truth::True,
            (None, Some(_)) => Truth::False,
            (None, None) => sides.grant(),
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
            exemption,
            deny,
            granted,
            allow,
            verdict,
        }
    }
}

/// On what terms the conclusion is drawn.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    /// Whether a ceiling that nobody gave makes the verdict *depends*.
    pub(crate) strict: bool,
    /// The choices where AWS is silent.
    pub(crate) readings: Readings,
    /// Whose grant is needed.
    pub(crate) granting: Granting,
}

impl Terms {
    pub(crate) fn of(layers: &Layers<'_>) -> Self {
        Terms {
            strict: layers.strict,
            readings: layers.readings,
            granting: layers.granting,
        }
    }
}

/// Draws the conclusion from the layers, with what explains it.
pub(crate) fn combine(
    view: &RequestView<'_>,
    terms: Terms,
    outcomes: &Outcomes,
    references: &impl References,
    mut assumptions: Assumptions,
) -> Decision {
    let Conclusion {
        sides,
        obstacle,
        exemption,
        deny,
        granted,
        allow,
        verdict,
    } = Conclusion::draw(view, outcomes, terms);
    if obstacle.is_none() && exemption.is_none() {
        assumptions.extend(sides.leans_on());
    } else if obstacle == Some(Obstacle::NoRootOfMember) {
        assumptions.push(Assumption::AssumesRootOfMember);
    }
    let missing = if allow.is_true() || deny.is_true() || obstacle.is_some() {
        Missing::default()
    } else {
        sides.missing(granted, outcomes)
    };
    let decides_by_absence = |layer: Layer| {
        terms.strict || missing.all_of.contains(&layer) || missing.any_of.contains(&layer)
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
            .filter_map(|outcome| references.reference(outcome.layer, outcome.denied_by?))
            .collect(),
        Verdict::Allowed => sides.grants(references, outcomes),
        Verdict::ImplicitlyDenied | Verdict::Depends => Vec::new(),
    };
    Decision {
        verdict,
        relation: sides.relation,
        layers: outcomes
            .iter()
            .map(|outcome| outcome.explained(references))
            .collect(),
        decided_by,
        missing,
        obstacle,
        exemption,
        provisos,
        not_given,
        assumptions: assumptions.iter().collect(),
        readings: terms.readings,
        granting: terms.granting,
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
/// Source: IAM user guide, `id_roles_compare-resource-policies`; for AWS STS see [`sts`].
fn obstacle(request: &Request, is_cross_partition: bool) -> Option<Obstacle> {
    if is_cross_partition {
        return Some(Obstacle::OtherPartition);
    }
    sts::obstacle(request)
}

/// What the layers come to together.
struct Sides {
    relation: Relation,
    granting: Granting,
    role: ResourcePolicyRole,
    /// Whether the caller is an IAM user.
    is_user: bool,
    /// Whether the caller is a federated user.
    is_federated: bool,
    resource: PrincipalMatch,
    /// Whether the identity-based policies allow.
    identity_layer: Truth,
    /// Whether the identity side counts: by our reading for a federated user only under a
    /// session policy.
    identity: Truth,
    /// Whether the identity side of a federated user does without a session policy.
    lacks_session_policy: bool,
    readings: Readings,
    boundary: Truth,
    session: Truth,
    /// Service control policies and VPC endpoint policy.
    gates: Truth,
}

impl Sides {
    fn new(request: &Request, relation: Relation, outcomes: &Outcomes, terms: Terms) -> Self {
        let readings = terms.readings;
        let outcome = |layer: Layer| outcomes.of(layer);
        let allow_of = |layer: Layer, otherwise: Truth| {
            outcome(layer).map_or(otherwise, |outcome| outcome.allow.any())
        };
        // The root user has everything that the account may give.
        let of_caller = Truth::from(matches!(request.caller, Caller::Root { .. }));
        let identity_layer = allow_of(Layer::Identity, of_caller);
        let is_federated = matches!(request.caller, Caller::FederatedUser { .. });
        let bare_session = outcome(Layer::Session)
            .filter(|_| is_federated)
            .filter(|session| !session.has_documents);
        let identity = match bare_session {
            _ if readings.is_alternative(Assumption::FederatedWithoutSessionPolicy) => {
                identity_layer
            }
            Some(session) if session.is_given => Truth::False,
            Some(_) => identity_layer.and(Truth::Unknown),
            None => identity_layer,
        };
        Sides {
            relation,
            granting: terms.granting,
            role: resource_policy_role(request),
            is_user: matches!(request.caller, Caller::User { .. }),
            is_federated,
            resource: outcome(Layer::Resource)
                .map_or(PrincipalMatch::NONE, |outcome| outcome.allow),
            identity_layer,
            identity,
            lacks_session_policy: bare_session.is_some(),
            readings,
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
    /// ceilings, but by our reading a role's trust policy does not pass the boundary of a
    /// user.
    fn direct_route(&self, taken: Readings) -> Truth {
        let mut direct = self.resource.direct;
        if self.may_be_limited_by_boundary()
            && !taken.is_alternative(Assumption::BoundaryLimitsTrust)
        {
            direct = direct.and(self.boundary);
        }
        let mut session = self.resource.session;
        if taken.is_alternative(Assumption::SessionArnBypassesSessionPolicy) {
            session = session.and(self.session);
        }
        direct.or(session)
    }

    fn may_be_limited_by_boundary(&self) -> bool {
        self.role == ResourcePolicyRole::Trust && self.is_user
    }

    /// A resource policy that names the role of the session, or the user of a federated
    /// user: below the ceilings.
    fn role_route(&self, taken: Readings) -> Truth {
        let role = self.resource.role.and(self.ceilings());
        if self.is_federated && taken.is_alternative(Assumption::FederatedUserByUser) {
            role.and(self.identity)
        } else {
            role
        }
    }

    /// A resource policy that names the account. By our reading it delegates, and the
    /// identity side must allow too, as for a role's trust policy it must in any case.
    fn account_route(&self, taken: Readings) -> Truth {
        let account = self.resource.account;
        if self.role == ResourcePolicyRole::Grants
            && taken.is_alternative(Assumption::AccountPrincipalDelegates)
        {
            account.and(self.ceilings())
        } else {
            account.and(self.identity_route())
        }
    }

    /// Whether identity side and resource policy together grant, ceilings included.
    fn grant(&self) -> Truth {
        match self.granting {
            Granting::Sides | Granting::Authorizer => {}
            Granting::Resource => return self.resource.any(),
            Granting::Nobody => return Truth::True,
        }
        if self.role == ResourcePolicyRole::NoPolicy {
            // The root user of another account has no resource policy that could allow.
            return self.identity_route();
        }
        match self.relation {
            Relation::NoCallerAccount => self.resource.direct,
            Relation::CrossAccount => self.cross_account(),
            Relation::SameAccount => self.same_account(self.readings),
            Relation::NotKnown => {
                let (same, cross) = (self.same_account(self.readings), self.cross_account());
                if same == cross { same } else { Truth::Unknown }
            }
        }
    }

    /// Whether, by the choice taken, the caller's account assumes the root user of no other.
    fn no_root_of_member(&self) -> Option<Obstacle> {
        let is_root = self.role == ResourcePolicyRole::NoPolicy;
        let taken = self.readings;
        (is_root && taken.is_alternative(Assumption::AssumesRootOfMember))
            .then_some(Obstacle::NoRootOfMember)
    }

    /// The assumptions that this leans on. Nobody asks who only wants the verdict.
    fn leans_on(&self) -> Assumptions {
        let mut assumptions = Assumptions::NONE;
        if matches!(self.granting, Granting::Resource | Granting::Nobody) {
            return assumptions;
        }
        if self.lacks_session_policy && !self.identity_layer.is_false() {
            assumptions.push(Assumption::FederatedWithoutSessionPolicy);
        }
        if self.role == ResourcePolicyRole::NoPolicy {
            if !self.identity_route().is_false() {
                assumptions.push(Assumption::AssumesRootOfMember);
            }
            return assumptions;
        }
        const OF_ONE_ACCOUNT: [Assumption; 4] = [
            Assumption::BoundaryLimitsTrust,
            Assumption::FederatedUserByUser,
            Assumption::SessionArnBypassesSessionPolicy,
            Assumption::AccountPrincipalDelegates,
        ];
        if matches!(self.relation, Relation::SameAccount | Relation::NotKnown) {
            let granted = self.same_account(self.readings);
            for assumption in OF_ONE_ACCOUNT {
                if self.same_account(self.readings.otherwise(assumption)) != granted {
                    assumptions.push(assumption);
                }
            }
        }
        assumptions
    }

    fn cross_account(&self) -> Truth {
        self.resource.any().and(self.identity_route())
    }

    fn same_account(&self, taken: Readings) -> Truth {
        let named = self.direct_route(taken).or(self.role_route(taken));
        let named = named.or(self.account_route(taken));
        match self.role {
            ResourcePolicyRole::Grants => named.or(self.identity_route()),
            ResourcePolicyRole::Trust
            | ResourcePolicyRole::KeyPolicy
            | ResourcePolicyRole::NoPolicy => named,
        }
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
        if self.granting == Granting::Resource {
            missing.all_of.push(Layer::Resource);
            return missing;
        }
        let needs_identity = match (self.relation, self.role) {
            (_, ResourcePolicyRole::NoPolicy) => true,
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
                let allows_account = self.resource.account.is_true()
                    && self
                        .readings
                        .is_alternative(Assumption::AccountPrincipalDelegates);
                let names_role = self.resource.role.is_true() || self.resource.session.is_true();
                if !self.identity.is_true() && !names_role && !allows_account {
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
                    !self.resource.itself().or(self.resource.role).is_true()
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
    fn grants(&self, references: &impl References, outcomes: &Outcomes) -> Vec<StatementRef> {
        let taken = self.readings;
        let named = self
            .direct_route(taken)
            .or(self.role_route(taken))
            .is_true();
        let by_account = taken.is_alternative(Assumption::AccountPrincipalDelegates)
            && self.account_route(taken).is_true();
        let identity = self.identity_route().is_true();
        let (resource_counts, identity_counts) = match (self.relation, self.role) {
            _ if self.granting == Granting::Resource => (true, false),
            // Where nobody grants, what restricts lets pass.
            _ if self.granting == Granting::Nobody => (false, false),
            (_, ResourcePolicyRole::NoPolicy) => (false, true),
            (Relation::NoCallerAccount, _) => (true, false),
            (Relation::CrossAccount | Relation::NotKnown, _) => (true, true),
            // In the same account a delegation to the account grants nothing itself.
            (Relation::SameAccount, ResourcePolicyRole::Grants) => (named || by_account, identity),
            (Relation::SameAccount, ResourcePolicyRole::Trust | ResourcePolicyRole::KeyPolicy) => {
                (true, !named)
            }
        };
        outcomes
            .iter()
            .filter(|outcome| match outcome.layer {
                Layer::Resource => resource_counts,
                Layer::Identity => identity_counts,
                Layer::VpcEndpoint => self.granting == Granting::Nobody,
                _ => false,
            })
            .filter(|outcome| outcome.allow.any().is_true())
            .filter_map(|outcome| references.reference(outcome.layer, outcome.allowed_by?))
            .collect()
    }
}
