//! A denial in the words of AWS: the message that a client sees, and the reason at its end.
//!
//! Source: IAM user guide, `troubleshoot_access-denied`. A service may say less: older
//! messages end before the reason, and which services say it to callers of another
//! organization is not documented.

use crate::{
    caller::{Caller, SessionName},
    decision::{Decision, LayerOutcome, Relation, Verdict},
    document::PolicyKind,
    layers::{Granting, Layer},
    request::Request,
    service::{ResourcePolicyRole, resource_policy_role},
};

/// The message of a denial: `User: PRINCIPAL is not authorized to perform: ACTION on
/// resource: ARN REASON`. It ends without a reason where [`reason`] gives none, and does not
/// speak of a resource where the action has none (`*`).
pub fn access_denied(request: &Request, decision: &Decision) -> String {
    // API Gateway does not name the caller that a Lambda authorizer speaks for, and the
    // authorizer's policy is an identity-based policy to it.
    // Source: re:Post knowledge center, `api-gateway-troubleshoot-403-forbidden`.
    let mut message = if decision.granting == Granting::Authorizer {
        "User is not authorized to access this resource".to_owned()
    } else {
        let mut message = format!(
            "User: {} is not authorized to perform: {}",
            principal(&request.caller),
            request.action.as_str()
        );
        if request.resource.arn != "*" {
            message.push_str(" on resource: ");
            message.push_str(&request.resource.arn);
        }
        message
    };
    if let Some(reason) = reason(request, decision) {
        message.push(' ');
        message.push_str(&reason);
    }
    message
}

/// The reason at the end of the message: `with an explicit deny in TYPE`, or `because no
/// TYPE allows the ACTION action`. `None` where the request is not denied, and where it is
/// not a policy that is in the way (see [`crate::decision::Obstacle`]).
///
/// AWS names one type of policy, however many deny or keep silent, and does not document
/// which. What is known is observed from one service, Secrets Manager, across accounts
/// (DevelopersIO, November 2021); nobody has published the same for API Gateway:
///
/// - Of two that deny, the identity-based policy is named and not the resource-based one.
/// - Where both sides are silent, the resource-based policy is named.
/// - Where the resource-based policy allows the account of the caller and no identity-based
///   policy allows, the resource-based policy is named, which misleads. If it allows the
///   user or role itself, the identity-based policy is named.
///
/// Beyond that the first type is named in the order in which AWS describes the evaluation,
/// before those that may allow after all. AWS's only example for a session policy says "a
/// sessions policy"; its template and every other type have the singular, and so has ours.
pub fn reason(request: &Request, decision: &Decision) -> Option<String> {
    match decision.verdict {
        Verdict::Allowed | Verdict::Depends => None,
        // What denies whatever the unknown facts are may turn on them statement by statement.
        Verdict::ExplicitlyDenied => denying(decision, |outcome| outcome.deny.is_true())
            .or_else(|| denying(decision, |outcome| outcome.deny.is_unknown()))
            .map(|layer| explicit(request, layer)),
        Verdict::ImplicitlyDenied if decision.obstacle.is_some() => None,
        Verdict::ImplicitlyDenied => match silent(request, decision) {
            Some(layer) => Some(format!(
                "because no {} allows the {} action",
                policy_type(request, layer),
                request.action.as_str()
            )),
            // Nothing is missing, so that one of the statements denies that turn on what is
            // not known, whatever it is.
            None => denying(decision, |outcome| outcome.deny.is_unknown())
                .map(|layer| explicit(request, layer)),
        },
    }
}

/// AWS's name for the type of policy of a layer: the policy of a role is its trust policy.
pub fn policy_type(request: &Request, layer: Layer) -> &'static str {
    if is_trust(request, layer) {
        PolicyKind::Trust.name()
    } else {
        layer.name()
    }
}

/// The same with the article that AWS gives it: a role has one trust policy.
pub fn policy_type_with_article(request: &Request, layer: Layer) -> String {
    let name = policy_type(request, layer);
    let article = match layer {
        _ if is_trust(request, layer) => "the",
        Layer::Identity => "an",
        _ => "a",
    };
    format!("{article} {name}")
}

/// The caller as AWS names it: a session, never its role.
fn principal(caller: &Caller) -> String {
    match caller {
        Caller::Session {
            partition,
            account,
            role,
            session: SessionName::NotGiven | SessionName::OfNoSession,
            ..
        } => format!("arn:{partition}:sts::{account}:assumed-role/{role}/<session name>"),
        other => other.to_string(),
    }
}

fn is_trust(request: &Request, layer: Layer) -> bool {
    layer == Layer::Resource && resource_policy_role(request) == ResourcePolicyRole::Trust
}

fn explicit(request: &Request, layer: Layer) -> String {
    let policy_type = policy_type_with_article(request, layer);
    format!("with an explicit deny in {policy_type}")
}

/// The layer to name of those that deny.
fn denying(decision: &Decision, denies: impl Fn(&LayerOutcome) -> bool) -> Option<Layer> {
    let layers = decision.layers.iter().filter(|outcome| denies(outcome));
    layers
        .min_by_key(|outcome| {
            let is_identity = outcome.layer == Layer::Identity;
            (!outcome.is_given, !is_identity, outcome.layer)
        })
        .map(|outcome| outcome.layer)
}

/// The layer to name of those that would have to allow.
fn silent(request: &Request, decision: &Decision) -> Option<Layer> {
    let is_given = |layer: Layer| {
        decision
            .layer(layer)
            .is_some_and(|outcome| outcome.is_given)
    };
    // What was not given, or turns on what is not known, may allow after all.
    let is_silent = |layer: Layer| {
        decision
            .layer(layer)
            .is_some_and(|outcome| outcome.is_given && outcome.allow.any().is_false())
    };
    let missing = &decision.missing;
    // Where either side would do, the evaluation ends at the identity side.
    let either = missing.any_of.iter().copied();
    let either = either.min_by_key(|layer| (!is_given(*layer), *layer == Layer::Resource));
    let named = missing
        .all_of
        .iter()
        .copied()
        .chain(either)
        .min_by_key(|layer| (!is_silent(*layer), *layer))?;
    let is_cross_account = decision.relation == Relation::CrossAccount;
    if named == Layer::Identity && is_cross_account && delegates_only(request, decision) {
        return Some(Layer::Resource);
    }
    Some(named)
}

/// Whether the resource-based policy allows the account of the caller and nobody more
/// closely. Of trust policies nothing is known; of them the layer that is silent is named.
fn delegates_only(request: &Request, decision: &Decision) -> bool {
    let allows_account_only = decision.layer(Layer::Resource).is_some_and(|outcome| {
        let allow = outcome.allow;
        allow.account.is_true() && !allow.direct.is_true() && !allow.role.is_true()
    });
    allows_account_only && resource_policy_role(request) != ResourcePolicyRole::Trust
}
