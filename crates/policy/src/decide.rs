//! The decision: which layers apply, and how each of them comes out. How they combine is in
//! `combine`.
//!
//! Source: IAM user guide, `reference_policies_evaluation-logic_policy-eval-denyallow`;
//! Organizations user guide, `orgs_manage_policies_scps` and `orgs_manage_policies_rcps`.

use crate::{
    assumption::{Assumption, Assumptions, Readings},
    caller::ServiceLinked,
    combine::combine,
    decision::{Decision, LayerOutcome, Relation},
    document::Policy,
    evidence::{Recorder, StatementEvidence, StatementRef},
    layers::{Layer, Layers, Level, Supplied},
    principal::{Caller, PrincipalMatch},
    request::Request,
    service::{
        ResourcePolicyRole, is_restricted_by_resource_control_policies,
        is_service_linked_role_of_service, resource_policy_role,
        supports_resource_control_policies,
    },
    statement, sts,
    tally::{self, Tally, nothing},
    truth::Truth,
};

/// Decides a request under the policies that bear on it.
pub fn decide<R: Recorder>(request: &Request, layers: &Layers<'_>, recorder: &mut R) -> Decision {
    let (outcomes, assumptions) = evaluate(request, layers, &InOrder, recorder);
    combine(request, relation(request), &outcomes, layers, assumptions)
}

/// Evaluates the layers that apply, one by one.
pub(crate) fn evaluate<R: Recorder, S: Statements>(
    request: &Request,
    layers: &Layers<'_>,
    statements: &S,
    recorder: &mut R,
) -> (Outcomes, Assumptions) {
    let mut decider = Decider {
        request,
        of_resource: of_resource(request, layers),
        readings: layers.readings,
        strict: layers.strict,
        has_boundary: has_boundary(request, layers),
        statements,
        recorder,
        assumptions: Assumptions::NONE,
    };
    let outcomes = decider.layers(layers);
    (outcomes, decider.assumptions)
}

/// Which statements of a layer are evaluated, and in which order.
pub(crate) trait Statements {
    /// Whether a sure deny ends the evaluation of its layer. Then nothing is said of what
    /// else the layer allows.
    const STOPS_AT_DENY: bool;

    /// Calls `visit` with the place of each statement of the documents of a layer or level
    /// that could apply to the request, until it answers `false`. It may leave out what
    /// cannot apply.
    fn visit(
        &self,
        layer: Layer,
        level: Option<usize>,
        policies: &[&Policy],
        request: &Request,
        visit: impl FnMut(usize, usize) -> bool,
    );
}

/// All statements, in the order of the documents.
pub(crate) struct InOrder;

impl Statements for InOrder {
    const STOPS_AT_DENY: bool = false;

    fn visit(
        &self,
        _layer: Layer,
        _level: Option<usize>,
        policies: &[&Policy],
        _request: &Request,
        mut visit: impl FnMut(usize, usize) -> bool,
    ) {
        for (document, policy) in policies.iter().enumerate() {
            for statement in 0..policy.statements.len() {
                if !visit(document, statement) {
                    return;
                }
            }
        }
    }
}

/// How the layers came out, at most one of each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcomes {
    outcomes: [Option<LayerOutcome>; Layer::ALL.len()],
    length: usize,
}

impl Outcomes {
    pub(crate) fn new() -> Self {
        Outcomes {
            outcomes: [None; Layer::ALL.len()],
            length: 0,
        }
    }

    pub(crate) fn push(&mut self, outcome: LayerOutcome) {
        if let Some(slot) = self.outcomes.get_mut(self.length) {
            *slot = Some(outcome);
            self.length += 1;
        }
    }

    /// In the order of evaluation.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &LayerOutcome> {
        self.outcomes.iter().flatten()
    }
}

pub(crate) fn relation(request: &Request) -> Relation {
    if request.caller.account().is_none() {
        return Relation::NoCallerAccount;
    }
    match request.same_account() {
        Some(true) if !request.is_cross_partition() => Relation::SameAccount,
        Some(_) => Relation::CrossAccount,
        None => Relation::NotKnown,
    }
}

/// Whether the caller has a permissions boundary. Only users and roles can have one.
fn has_boundary(request: &Request, layers: &Layers<'_>) -> Truth {
    match (&request.caller, &layers.boundary) {
        (
            Caller::Root { .. }
            | Caller::Service { .. }
            | Caller::Federated { .. }
            | Caller::Anonymous,
            _,
        ) => Truth::False,
        (_, Supplied::Given(policies)) => Truth::from(!policies.is_empty()),
        (_, Supplied::NotGiven) if layers.strict => Truth::Unknown,
        (_, Supplied::NotGiven) => Truth::False,
    }
}

/// The request as the policy of the resource sees it, if that differs.
fn of_resource(request: &Request, layers: &Layers<'_>) -> Option<Request> {
    let reaching = layers.reaching_keys.as_ref()?;
    Some(Request {
        context: request.context.reaching(reaching),
        ..request.clone()
    })
}

struct Decider<'r, R, S> {
    request: &'r Request,
    of_resource: Option<Request>,
    readings: Readings,
    strict: bool,
    has_boundary: Truth,
    statements: &'r S,
    recorder: &'r mut R,
    assumptions: Assumptions,
}

impl<R: Recorder, S: Statements> Decider<'_, R, S> {
    /// Evaluates the layers that apply to this caller and this resource.
    fn layers(&mut self, layers: &Layers<'_>) -> Outcomes {
        let caller = &self.request.caller;
        // Anonymous callers, services and subjects of a provider have no identity side.
        let has_identity = caller.account().is_some();
        let mut outcomes = Outcomes::new();

        if sts::exemption(self.request).is_some() {
            // Of nobody's policies is asked, so that none of them can deny.
            outcomes.push(self.ceiling(Layer::VpcEndpoint, &layers.vpc_endpoint));
            return outcomes;
        }
        if self.resource_control_applies(&layers.resource_control) {
            outcomes.push(self.chain(Layer::ResourceControl, &layers.resource_control));
        }
        if has_identity {
            let may_restrict = layers
                .service_control
                .given()
                .is_none_or(|levels| !levels.is_empty());
            if !self.is_service_linked(may_restrict) {
                outcomes.push(self.chain(Layer::ServiceControl, &layers.service_control));
            }
        }
        outcomes.push(self.ceiling(Layer::VpcEndpoint, &layers.vpc_endpoint));
        if resource_policy_role(self.request) != ResourcePolicyRole::NoPolicy {
            outcomes.push(self.granting(Layer::Resource, &layers.resource));
        }
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

    fn resource_control_applies(&mut self, levels: &Supplied<Vec<Level<'_>>>) -> bool {
        let has_policies = levels
            .given()
            .is_some_and(|levels| levels.iter().any(|level| !level.policies.is_empty()));
        if !has_policies && levels.given().is_some() {
            return false;
        }
        let action = &self.request.action;
        if !is_restricted_by_resource_control_policies(action) {
            const SERVICES: Assumption = Assumption::ResourceControlPolicyServices;
            // What they leave out of a service that they restrict is documented.
            let is_left_out = supports_resource_control_policies(action.service());
            if is_left_out || !has_policies || !self.assumptions.lean(SERVICES, self.readings) {
                return false;
            }
        }
        if self.is_service_linked(has_policies) {
            return false;
        }
        // Nor do they restrict a service that assumes its own service-linked role.
        !is_service_linked_role_of_service(self.request)
    }

    /// Whether the caller is a session of a service-linked role, which the policies of
    /// organizations do not restrict. Where the path is known it tells for certain; a name
    /// alone does not. `may_restrict` tells whether it matters.
    fn is_service_linked(&mut self, may_restrict: bool) -> bool {
        match self.request.caller.is_service_linked_role() {
            ServiceLinked::Surely => true,
            ServiceLinked::ByName => {
                const BY_NAME: Assumption = Assumption::ServiceLinkedRoleByName;
                !may_restrict || !self.assumptions.lean(BY_NAME, self.readings)
            }
            ServiceLinked::No => false,
        }
    }

    /// A layer that can grant: without a statement that allows, it allows nothing.
    fn granting(&mut self, layer: Layer, policies: &Supplied<Vec<&Policy>>) -> LayerOutcome {
        match policies {
            Supplied::Given(policies) => self.documents(layer, None, policies),
            Supplied::NotGiven => {
                let unknown = PrincipalMatch {
                    direct: Truth::Unknown,
                    session: Truth::Unknown,
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

    /// The levels of an organization.
    fn chain(&mut self, layer: Layer, levels: &Supplied<Vec<Level<'_>>>) -> LayerOutcome {
        let Supplied::Given(levels) = levels else {
            return self.not_given_ceiling(layer);
        };
        let levels = levels.iter().enumerate();
        tally::chain(
            layer,
            levels.map(|(index, level)| self.documents(layer, Some(index), &level.policies)),
        )
    }

    fn documents(
        &mut self,
        layer: Layer,
        level: Option<usize>,
        policies: &[&Policy],
    ) -> LayerOutcome {
        let mut tally = Tally::new(layer, !policies.is_empty());
        let statements = self.statements;
        let request = match &self.of_resource {
            Some(request) if layer == Layer::Resource => request,
            _ => self.request,
        };
        statements.visit(layer, level, policies, request, |document, index| {
            let Some(policy) = policies.get(document) else {
                return true;
            };
            let Some(statement) = policy.statements.get(index) else {
                return true;
            };
            let applies = statement::evaluate(
                statement,
                request,
                self.has_boundary,
                self.readings,
                self.recorder,
            );
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
                effect_span: statement.effect_span,
                applies: applies.truth,
                principal: statement.principal.as_ref().map(|_| applies.principal),
                elements,
            });
            tally.count(statement.effect, applies, reference);
            !(S::STOPS_AT_DENY && tally.denies())
        });
        tally.outcome()
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
