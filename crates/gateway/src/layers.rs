//! Which policies of the inventory bear on a request.

use std::sync::Arc;

use can_invoke_policy::{Assumption, Caller, Layers, Policy, Supplied, layers::Level};

use crate::{
    context,
    inventory::{Inventory, Known, OrganizationAccount, OrganizationLevel, PrincipalRecord},
    query::Query,
    target::Call,
};

/// The layers that bear on an invocation, once it has come to the API.
pub(crate) fn invocation_layers<'i>(
    inventory: &'i Inventory,
    query: &Query,
    call: &Call<'i>,
    caller: &Caller,
    record: Option<&'i PrincipalRecord>,
) -> Layers<'i> {
    let mut layers = caller_layers(inventory, query, caller, record);
    layers.resource_control = levels(inventory, &call.account, |place| &place.resource_control);
    layers.reaching_keys = query
        .readings
        .is_alternative(Assumption::UnlistedResourcePolicyKey)
        .then_some(context::RESOURCE_POLICY_KEYS);
    layers.resource = resource_layer(call);
    layers
}

/// The resource policy of an API.
pub(crate) fn resource_layer<'i>(call: &Call<'i>) -> Supplied<Vec<&'i Policy>> {
    optional(&call.api.resource_policy)
}

/// A policy that there may be.
pub(crate) fn optional(policy: &Known<Option<Arc<Policy>>>) -> Supplied<Vec<&Policy>> {
    match policy {
        Known::Known(policy) => Supplied::Given(policy.iter().map(AsRef::as_ref).collect()),
        Known::NotKnown => Supplied::NotGiven,
    }
}

/// The layers on the caller's side.
pub(crate) fn caller_layers<'i>(
    inventory: &'i Inventory,
    query: &Query,
    caller: &Caller,
    record: Option<&'i PrincipalRecord>,
) -> Layers<'i> {
    Layers {
        strict: query.strict,
        readings: query.readings,
        ..known_of_caller(inventory, caller, record)
    }
}

/// What the inventory says of the policies on a caller's side.
pub(crate) fn known_of_caller<'i>(
    inventory: &'i Inventory,
    caller: &Caller,
    record: Option<&'i PrincipalRecord>,
) -> Layers<'i> {
    let mut layers = Layers::none();
    layers.identity = match record.map(|record| &record.policies) {
        Some(Known::Known(policies)) => {
            Supplied::Given(policies.iter().map(AsRef::as_ref).collect())
        }
        _ => Supplied::NotGiven,
    };
    layers.boundary = match record.map(|record| &record.boundary) {
        Some(Known::Known(boundary)) => {
            Supplied::Given(boundary.iter().map(AsRef::as_ref).collect())
        }
        _ => Supplied::NotGiven,
    };
    layers.session = Supplied::NotGiven;
    layers.service_control = match caller.account() {
        Some(account) => levels(inventory, account, |place| &place.service_control),
        None => Supplied::nothing(),
    };
    layers
}

/// The levels of an account in its organization; none for the management account.
pub(crate) fn levels<'i>(
    inventory: &'i Inventory,
    account: &str,
    of: impl Fn(&'i OrganizationAccount) -> &'i Known<Vec<OrganizationLevel>>,
) -> Supplied<Vec<Level<'i>>> {
    match inventory.organization_of(account) {
        Known::NotKnown => Supplied::NotGiven,
        Known::Known(None) => Supplied::nothing(),
        Known::Known(Some((organization, place))) => {
            if organization.management_account.known().map(String::as_str) == Some(account) {
                return Supplied::nothing();
            }
            match of(place) {
                Known::NotKnown => Supplied::NotGiven,
                Known::Known(levels) => Supplied::Given(
                    levels
                        .iter()
                        .map(|level| Level {
                            name: level.name.clone(),
                            policies: level.policies.iter().map(AsRef::as_ref).collect(),
                        })
                        .collect(),
                ),
            }
        }
    }
}
