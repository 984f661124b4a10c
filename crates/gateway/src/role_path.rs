//! Ways to an API through a role of its account: `sts:AssumeRole`, then the invocation.
//!
//! Source: STS API reference, `AssumeRole`; IAM user guide,
//! `reference_policies_evaluation-logic-cross-account`.

use can_invoke_policy::{
    Action, Caller, Layers, Request, Resource, Silent, Supplied, Verdict, decide,
};

use crate::{
    answer::{Explained, RolePath, RolePaths},
    check::session_of,
    context,
    explain::explain,
    inventory::{Inventory, Known, PrincipalRecord},
    layers::{caller_layers, invocation_layers, levels},
    query::Query,
    target::Call,
};

/// The session name in the steps, where none is given.
pub const DEFAULT_SESSION_NAME: &str = "can-invoke";

/// How many ways of each kind are explained.
const MOST_EXPLAINED: usize = 5;

/// Tries every role. Both steps are decided without evidence first, so that an account
/// with thousands of roles costs little; only the ways worth telling are explained.
pub(crate) fn search(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    roles: &[&PrincipalRecord],
) -> RolePaths {
    let mut ranked: Vec<(u8, &PrincipalRecord)> = roles
        .iter()
        .filter_map(|role| {
            let assume = Step::assume(inventory, query, caller, record, role).verdict();
            let invoke = Step::invoke(inventory, query, call, caller, role).verdict();
            rank(assume, invoke).map(|rank| (rank, *role))
        })
        .collect();
    ranked.sort_by(|left, right| (left.0, &left.1.arn).cmp(&(right.0, &right.1.arn)));
    let mut told = [0usize; 4];
    let paths = ranked
        .into_iter()
        .filter(|(rank, _)| {
            told.get_mut(usize::from(*rank)).is_some_and(|count| {
                *count += 1;
                *count <= MOST_EXPLAINED
            })
        })
        .map(|(_, role)| {
            let assume = Step::assume(inventory, query, caller, record, role).explain();
            let invoke = Step::invoke(inventory, query, call, caller, role).explain();
            RolePath {
                role: role.arn.clone(),
                verdict: both(assume.decision.verdict, invoke.decision.verdict),
                session_name: session_name(query).to_owned(),
                assume,
                invoke,
                failure: None,
            }
        })
        .collect();
    RolePaths {
        considered: roles.len(),
        paths,
        not_searched: None,
    }
}

fn session_name(query: &Query) -> &str {
    query
        .assume
        .session_name
        .as_deref()
        .unwrap_or(DEFAULT_SESSION_NAME)
}

/// The verdict on both steps together.
fn both(assume: Verdict, invoke: Verdict) -> Verdict {
    match (assume, invoke) {
        (Verdict::Allowed, other) => other,
        (denied, _) if denied.is_denied() => denied,
        (_, denied) if denied.is_denied() => denied,
        _ => Verdict::Depends,
    }
}

/// Open ways first, then those that depend, then those that fail at one step only. A role
/// that fails at both has nothing to tell.
fn rank(assume: Verdict, invoke: Verdict) -> Option<u8> {
    match both(assume, invoke) {
        Verdict::Allowed => Some(0),
        Verdict::Depends => Some(1),
        _ if invoke == Verdict::Allowed => Some(2),
        _ if assume == Verdict::Allowed => Some(3),
        _ => None,
    }
}

/// One of the two steps, ready to be decided.
struct Step<'i> {
    request: Request,
    layers: Layers<'i>,
}

impl<'i> Step<'i> {
    fn verdict(&self) -> Verdict {
        decide(&self.request, &self.layers, &mut Silent).verdict
    }

    fn explain(self) -> Explained {
        explain(self.request, &self.layers)
    }

    /// The caller assumes the role: the trust policy and the caller's own side.
    fn assume(
        inventory: &'i Inventory,
        query: &Query,
        caller: &Caller,
        record: Option<&'i PrincipalRecord>,
        role: &'i PrincipalRecord,
    ) -> Step<'i> {
        let mut layers = caller_layers(inventory, query, caller, record);
        layers.resource = match &role.trust {
            Known::Known(trust) => Supplied::Given(vec![trust.as_ref()]),
            Known::NotKnown => Supplied::NotGiven,
        };
        layers.resource_control = levels(inventory, &role.account, |place| &place.resource_control);
        Step {
            request: Request {
                caller: caller.clone(),
                action: Action::assume_role(),
                resource: Resource::from_arn(role.arn.clone()),
                context: context::of_assume_role(inventory, query, caller, record, role),
            },
            layers,
        }
    }

    /// The role's session invokes the route. The steps pass no session policy.
    fn invoke(
        inventory: &'i Inventory,
        query: &Query,
        call: &Call<'i>,
        asking: &Caller,
        role: &'i PrincipalRecord,
    ) -> Step<'i> {
        let caller = session_of(
            role,
            &call.api.partition,
            query.assume.session_name.as_deref(),
        );
        let mut layers = invocation_layers(inventory, query, call, &caller, Some(role));
        layers.session = Supplied::nothing();
        let context = context::of_role_session(inventory, query, call, asking, &caller, role);
        Step {
            request: Request {
                action: Action::invoke(),
                resource: Resource {
                    arn: call.arn(),
                    account: Some(call.account.clone()),
                },
                context,
                caller,
            },
            layers,
        }
    }
}
