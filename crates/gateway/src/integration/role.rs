//! May API Gateway call with the credentials of a role, or with those of the caller?
//!
//! Source: API Gateway API reference, `API_PutIntegration`, credentials; developer guide,
//! `api-gateway-prerequisites`, permissions of the integration role.

use can_invoke_policy::{Action, Caller, Resource, Supplied};

use super::function::{API_GATEWAY, invoke};
use crate::{
    answer::Explained,
    check::session_of,
    explain::explain,
    inventory::{Known, PrincipalRecord},
    journey::Asked,
    query::QueryError,
    request,
};

/// The decision on whether API Gateway may assume a role.
pub(super) fn assume(
    asked: Asked<'_>,
    role: &PrincipalRecord,
) -> Option<Result<Explained, QueryError>> {
    let Known::Known(_) = &role.trust else {
        return None;
    };
    let caller = Caller::Service {
        name: API_GATEWAY.to_owned(),
    };
    let resource = Resource::from_arn(role.arn.clone());
    let action = Action::assume_role();
    let decided = request::of_action(
        asked.inventory,
        &caller,
        &action,
        &resource,
        asked.query.readings,
    );
    Some(decided.map(|(request, mut layers)| {
        layers.strict = asked.query.strict;
        explain(request, &layers)
    }))
}

/// The decision on whether a session of the role may invoke a function.
pub(super) fn invoke_function(
    asked: Asked<'_>,
    role: &PrincipalRecord,
    function: &str,
) -> Option<Result<Explained, QueryError>> {
    role.policies.known()?;
    let session = session_of(role, &asked.call.api.partition, None);
    Some(of_caller(asked, &session, function, true))
}

/// The decision on whether the caller of the question may invoke a function itself.
pub(super) fn invoke_as_caller(asked: Asked<'_>, function: &str) -> Result<Explained, QueryError> {
    of_caller(asked, asked.caller, function, false)
}

fn of_caller(
    asked: Asked<'_>,
    caller: &Caller,
    function: &str,
    has_no_session_policy: bool,
) -> Result<Explained, QueryError> {
    let readings = asked.query.readings;
    let resource = Resource::from_arn(function);
    let (mut request, mut layers) =
        request::of_action(asked.inventory, caller, &invoke(), &resource, readings)?;
    // API Gateway calls Lambda through no VPC of the caller, for no other service.
    request.context.set_value("aws:SecureTransport", "true");
    layers.strict = asked.query.strict;
    if has_no_session_policy {
        layers.session = Supplied::nothing();
    }
    layers.resource = match asked
        .inventory
        .function(function)
        .map(|found| &found.policy)
    {
        Some(Known::Known(policy)) => Supplied::Given(policy.iter().map(AsRef::as_ref).collect()),
        _ => Supplied::NotGiven,
    };
    Ok(explain(request, &layers))
}
