//! May API Gateway invoke a Lambda function, by the function's own policy?
//!
//! Source: Lambda developer guide, `access-control-resource-based`; Lambda API reference,
//! `API_AddPermission` (a qualifier has a policy of its own).

use can_invoke_policy::{Action, Caller, Resource, Supplied};

use crate::{
    answer::Explained, explain::explain, inventory::Known, journey::Asked, query::QueryError,
    request,
};

/// The name under which API Gateway calls.
pub(super) const API_GATEWAY: &str = "apigateway.amazonaws.com";

/// The decision on `lambda:InvokeFunction` by API Gateway itself for this source, or for one
/// that is not known; none if the policy of the function is not known.
pub(super) fn by_service(
    asked: Asked<'_>,
    function: &str,
    source_arn: Option<&str>,
) -> Option<Result<Explained, QueryError>> {
    let Known::Known(policy) = &asked.inventory.function(function)?.policy else {
        return None;
    };
    let policies = policy.iter().map(AsRef::as_ref).collect();
    Some(decide(asked, function, source_arn, policies))
}

/// The same with these policies of the function.
pub(super) fn decide(
    asked: Asked<'_>,
    function: &str,
    source_arn: Option<&str>,
    policies: Vec<&can_invoke_policy::Policy>,
) -> Result<Explained, QueryError> {
    let caller = Caller::Service {
        name: API_GATEWAY.to_owned(),
    };
    let resource = Resource::from_arn(function);
    let readings = asked.query.readings;
    let action = invoke();
    let (mut request, mut layers) =
        request::of_action(asked.inventory, &caller, &action, &resource, readings)?;
    if let Some(source_arn) = source_arn {
        request.context.set_value("aws:SourceArn", source_arn);
    }
    request
        .context
        .set_value("aws:SourceAccount", asked.call.account.as_str());
    layers.strict = asked.query.strict;
    layers.resource = Supplied::Given(policies);
    Ok(explain(request, &layers))
}

/// `lambda:InvokeFunction`.
pub(super) fn invoke() -> Action {
    Action::parse("lambda:InvokeFunction").unwrap_or_else(Action::invoke)
}
