//! A request for any action: what the inventory knows of its caller, its context and the
//! policies that bear on it.

use can_invoke_policy::{
    Action, Caller, Layers, Readings, Request, Resource, Supplied,
    service::{ResourcePolicyRole, resource_policy_role},
};

pub use crate::explain::explain;
use crate::{
    check::identify,
    context,
    inventory::{Inventory, Known},
    layers::{known_of_caller, levels},
    query::QueryError,
};

/// The request and the policies that bear on it, as far as the inventory tells. What it does
/// not tell of the context is unknown; a layer of which it says nothing is not given.
///
/// An error means that the inventory contradicts the caller, as where a role has another
/// path.
pub fn of_action<'i>(
    inventory: &'i Inventory,
    caller: &Caller,
    action: &Action,
    resource: &Resource,
    readings: Readings,
) -> Result<(Request, Layers<'i>), QueryError> {
    let (caller, record) = identify(inventory, caller)?;
    let mut layers = Layers {
        readings,
        ..known_of_caller(inventory, &caller, record)
    };
    let request = Request {
        context: context::of_action(inventory, &caller, record, action, resource, readings),
        caller,
        action: action.clone(),
        resource: resource.clone(),
    };
    layers.resource_control = match &resource.account {
        Some(account) => levels(inventory, account, |place| &place.resource_control),
        None => Supplied::NotGiven,
    };
    let role = inventory
        .principal(&resource.arn)
        .filter(|_| resource_policy_role(&request) == ResourcePolicyRole::Trust);
    layers.resource = match role.map(|role| &role.trust) {
        Some(Known::Known(trust)) => Supplied::Given(vec![trust.as_ref()]),
        _ => Supplied::NotGiven,
    };
    Ok((request, layers))
}
