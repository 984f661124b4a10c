//! The decision: which layers apply, and how each of them comes out. How they combine is in
//! `combine`.
//!
//! Source: IAM user guide, `reference_policies_evaluation-logic_policy-eval-denyallow`;
//! Organizations user guide, `orgs_manage_policies_scps` and `orgs_manage_policies_rcps`.

use crate::{
    assumption::{Assumption, Assumptions, Readings},
    caller::ServiceLinked,
    combine::{Terms, combine},
    context::Context,
    decision::Decision,
    document::Policy,
    evidence::{Recorder, StatementEvidence, StatementRef},
    layers::{Granting, Layer, Layers, Level, Supplied},
    outcome::{Outcome, Outcomes, Place},
    principal::{Caller, PrincipalMatch},
    request::{Request, RequestView},
    service::{
        ResourcePolicyRole, is_restricted_by_resource_control_policies,
        is_service_linked_role_of_service, resource_policy_role,
        supports_resource_control_policies,
    },
    statement, sts,
    tally::{self, Tally},
    truth::Truth,
};

/// Decides a request under the policies that bear on it.
pub fn decide<R: Recorder>(request: &Request, layers: &Layers<'_>, recorder: &mut R) -> Decision {
    let view = RequestView::new(request);
    let (outcomes, assumptions) = evaluate(&view, layers, &InOrder, recorder);
    combine(&view, Terms::of(layers), &outcomes, layers, assumptions)
}

/// Evaluates the layers that apply, one by one.
pub(crate) fn evaluate<R: Recorder, S: Statements>(
    view: &RequestView<'_>,
    layers: &Layers<'_>,
    statements: &S,
    recorder: &mut R,
) -> (Outcomes, Assumptions) {
    let of_resource = context_of_resource(view.request, layers).map(|context| Request {
        context,
        ..view.request.clone()
    });
    let of_resource = of_resource.as_ref().map(RequestView::new);
    let mut decider = Decider {
        view,
        of_resource: of_resource.as_ref().unwrap_or(view),
        readings: layers.readings,
        is_exempt: sts::exemption(view.request).is_some(),
        strict: layers.strict,
        has_boundary: has_boundary(view.request, layers),
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

/// The context as the policy of the resource sees it, if that differs.
pub(crate) fn context_of_resource(request: &Request, layers: &Layers<'_>) -> Option<Context> {
    let reaching = layers.reaching_keys.as_ref()?;
    Some(request.context.reaching(reaching))
}

struct Decider<'r, R, S> {
    view: &'r RequestView<'r>,
    /// The request as the policy of the resource sees it.
    of_resource: &'r RequestView<'r>,
    readings: Readings,
    /// Whether no permission is needed. Then nobody's policies are asked, and none can deny.
    is_exempt: bool,
    strict: bool,
    has_boundary: Truth,
    statements: &'r S,
    recorder: &'r mut R,
    assumptions: Assumptions,
}

impl<R: Recorder, S: Statements> Decider<'_, R, S> {
    /// Evaluates the layers that apply to this caller and this resource. Where a sure deny
    /// ends the matter, nothing is said of the layers behind it.
    fn layers(&mut self, layers: &Layers<'_>) -> Outcomes {
        let mut outcomes = Outcomes::new();
        for layer in Layer::ALL {
            let Some(outcome) = self
                .is_asked(layer, layers)
                .then(|| self.layer(layer, layers))
                .flatten()
            else {
                continue;
            };
            outcomes.push(outcome);
            if S::STOPS_AT_DENY && outcome.deny.is_true() {
                break;
            }
        }
        outcomes
    }

    /// Whether a layer bears on what is asked.
    fn is_asked(&self, layer: Layer, layers: &Layers<'_>) -> bool {
        match layers.granting {
            Granting::Sides => true,
            Granting::Authorizer => matches!(layer, Layer::Resource | Layer::Identity),
            Granting::Resource => layer == Layer::Resource,
            Granting::Nobody => matches!(layer, Layer::VpcEndpoint | Layer::Resource),
        }
    }

    /// Evaluates one layer, if it applies.
    fn layer(&mut self, layer: Layer, layers: &Layers<'_>) -> Option<Outcome> {
        let caller = &self.view.request.caller;
        // Anonymous callers, services and subjects of a provider have no identity side.
        let has_identity = caller.account().is_some();
        if self.is_exempt && layer != Layer::VpcEndpoint {
            return None;
        }
        // No identity-based policy, boundary or session policy can be attached to the root
        // user.
        let has_policies = has_identity && !matches!(caller, Caller::Root { .. });
        match layer {
            Layer::ResourceControl => self
                .resource_control_applies(&layers.resource_control)
                .then(|| self.chain(layer, &layers.resource_control)),
            Layer::ServiceControl if !has_identity => None,
            Layer::ServiceControl => {
                let may_restrict = layers
                    .service_control
                    .given()
                    .is_none_or(|levels| !levels.is_empty());
                (!self.is_service_linked(may_restrict))
                    .then(|| self.chain(layer, &layers.service_control))
            }
            Layer::VpcEndpoint => Some(self.ceiling(layer, &layers.vpc_endpoint)),
            Layer::Resource => {
                let role = resource_policy_role(self.view.request);
                (role != ResourcePolicyRole::NoPolicy)
                    .then(|| self.granting(layer, &layers.resource))
            }
            Layer::Identity => (has_policies || layers.granting == Granting::Authorizer)
                .then(|| self.granting(layer, &layers.identity)),
            Layer::PermissionsBoundary => {
                has_policies.then(|| self.ceiling(layer, &layers.boundary))
            }
            Layer::Session => matches!(
                caller,
                Caller::Session { .. } | Caller::FederatedUser { .. }
            )
            .then(|| self.ceiling(layer, &layers.session)),
        }
    }

    fn resource_control_applies(&mut self, levels: &Supplied<Vec<Level<'_>>>) -> bool {
        let has_policies = levels
            .given()
            .is_some_and(|levels| levels.iter().any(|level| !level.policies.is_empty()));
        if !has_policies && levels.given().is_some() {
            return false;
        }
        let action = &self.view.request.action;
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
        !is_service_linked_role_of_service(self.view.request)
    }

    /// Whether the caller is a session of a service-linked role, which the policies of
    /// organizations do not restrict. Where the path is known it tells for certain; a name
    /// alone does not. `may_restrict` tells whether it matters.
    fn is_service_linked(&mut self, may_restrict: bool) -> bool {
        match self.view.request.caller.is_service_linked_role() {
            ServiceLinked::Surely => true,
            ServiceLinked::ByName => {
                const BY_NAME: Assumption = Assumption::ServiceLinkedRoleByName;
                !may_restrict || !self.assumptions.lean(BY_NAME, self.readings)
            }
            ServiceLinked::No => false,
        }
    }

    /// A layer that can grant: without a statement that allows, it allows nothing.
    fn granting(&mut self, layer: Layer, policies: &Supplied<Vec<&Policy>>) -> Outcome {
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
    fn ceiling(&mut self, layer: Layer, policies: &Supplied<Vec<&Policy>>) -> Outcome {
        match policies {
            Supplied::Given(policies) if policies.is_empty() => Outcome::nothing(layer, true),
            Supplied::Given(policies) => self.documents(layer, None, policies),
            Supplied::NotGiven => self.not_given_ceiling(layer),
        }
    }

    /// The levels of an organization.
    fn chain(&mut self, layer: Layer, levels: &Supplied<Vec<Level<'_>>>) -> Outcome {
        let Supplied::Given(levels) = levels else {
            return self.not_given_ceiling(layer);
        };
        let levels = levels.iter().enumerate();
        tally::chain(
            layer,
            levels.map(|(index, level)| self.documents(layer, Some(index), &level.policies)),
        )
    }

    fn documents(&mut self, layer: Layer, level: Option<usize>, policies: &[&Policy]) -> Outcome {
        let mut tally = Tally::new(layer, !policies.is_empty());
        if policies.is_empty() {
            return tally.outcome();
        }
        let statements = self.statements;
        let view = match layer {
            Layer::Resource => self.of_resource,
            _ => self.view,
        };
        statements.visit(layer, level, policies, |document, index| {
            let Some(policy) = policies.get(document) else {
                return true;
            };
            let Some(statement) = policy.statements.get(index) else {
                return true;
            };
            let applies = statement::evaluate(
                statement,
                view,
                self.has_boundary,
                self.readings,
                self.recorder,
            );
            self.recorder.statement(|elements| StatementEvidence {
                reference: StatementRef {
                    layer,
                    level,
                    document,
                    statement: index,
                    span: statement.span,
                },
                sid: statement.sid.clone(),
                policy: policy.name.clone(),
                effect: statement.effect,
                effect_span: statement.effect_span,
                applies: applies.truth,
                principal: statement.principal.as_ref().map(|_| applies.principal),
                elements,
            });
            let place = Place::new(level.unwrap_or(0), document, index);
            tally.count(statement.effect, applies, place);
            !(S::STOPS_AT_DENY && tally.denies())
        });
        tally.outcome()
    }

    fn not_given(&self, layer: Layer, allow: PrincipalMatch) -> Outcome {
        Outcome {
            allow,
            deny: if self.strict {
                Truth::Unknown
            } else {
                Truth::False
            },
            ..Outcome::nothing(layer, false)
        }
    }

    fn not_given_ceiling(&self, layer: Layer) -> Outcome {
        let allow = if self.strict {
            PrincipalMatch::DIRECT.when(Truth::Unknown)
        } else {
            PrincipalMatch::DIRECT
        };
        self.not_given(layer, allow)
    }
}
