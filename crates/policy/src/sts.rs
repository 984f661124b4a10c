//! What of AWS STS no policy governs: calls that need no permission, and callers that cannot
//! make a call, whatever the policies say.
//!
//! Source: STS API reference, each operation's *Permissions*; IAM user guide,
//! `id_credentials_temp_control-access_getsessiontoken` and `id_root-user-privileged-task`.

use crate::{
    caller::Caller,
    decision::{Exemption, Obstacle},
    request::Request,
    service::{ResourcePolicyRole, resource_policy_role},
};

/// Why a request needs no permission, if it does not.
///
/// Nobody's policy can deny such a request. A VPC endpoint policy is no policy of somebody:
/// it says what passes the endpoint, and still does.
///
/// Source: STS API reference, `GetCallerIdentity`; IAM user guide,
/// `id_credentials_temp_control-access_getsessiontoken`.
pub(crate) fn exemption(request: &Request) -> Option<Exemption> {
    let caller = &request.caller;
    match request.action.lowercase() {
        "sts:getcalleridentity" if is_signed(caller) => Some(Exemption::CallerIdentity),
        "sts:getsessiontoken" if has_long_term_credentials(caller) => Some(Exemption::SessionToken),
        _ => None,
    }
}

/// Why this caller cannot make the call, if so. A question about a user is taken to be one
/// about the long-term credentials of the user.
///
/// Source: STS API reference, `AssumeRole`, `AssumeRoleWithWebIdentity`, `AssumeRoleWithSAML`,
/// `AssumeRoot`, `GetFederationToken` and `GetSessionToken`.
pub(crate) fn obstacle(request: &Request) -> Option<Obstacle> {
    if request.action.service() != "sts" || exemption(request).is_some() {
        return None;
    }
    let caller = &request.caller;
    let unless = |may_call: bool, obstacle: Obstacle| (!may_call).then_some(obstacle);
    match request.action.lowercase() {
        // Other services ask for this token on behalf of their callers; nobody calls it.
        "sts:getservicebearertoken" => None,
        "sts:assumerolewithwebidentity" => {
            unless(is_vouched_for(caller, false), Obstacle::NotOfWebIdentity)
        }
        "sts:assumerolewithsaml" => unless(is_vouched_for(caller, true), Obstacle::NotOfSaml),
        _ if matches!(caller, Caller::FederatedUser { .. }) => Some(Obstacle::FederatedUserOfSts),
        "sts:getcalleridentity" => Some(Obstacle::Unsigned),
        "sts:getsessiontoken" | "sts:getfederationtoken" => unless(
            has_long_term_credentials(caller),
            Obstacle::NeedsLongTermCredentials,
        ),
        "sts:assumeroot" => unless(
            matches!(caller, Caller::User { .. } | Caller::Session { .. }),
            Obstacle::NotForAssumeRoot,
        ),
        "sts:assumerole" if !is_signed(caller) => Some(Obstacle::UnsignedAssumeRole),
        _ if resource_policy_role(request) == ResourcePolicyRole::Trust => match caller {
            Caller::Root { .. } => Some(Obstacle::RootCannotAssumeRole),
            Caller::Anonymous => Some(Obstacle::UnsignedAssumeRole),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the caller has credentials of AWS to sign a request with.
fn is_signed(caller: &Caller) -> bool {
    !matches!(caller, Caller::Anonymous | Caller::Federated { .. })
}

fn has_long_term_credentials(caller: &Caller) -> bool {
    matches!(caller, Caller::User { .. } | Caller::Root { .. })
}

/// Whether a provider vouches for the caller: a SAML provider, or one of OpenID Connect.
///
/// Source: IAM user guide, `access-analyzer-reference-policy-checks`, mismatched action for
/// principal.
fn is_vouched_for(caller: &Caller, by_saml: bool) -> bool {
    caller.is_of_saml_provider() == Some(by_saml)
}
