//! A chain of roles that somebody chose, rather than one that was searched for: what each of
//! its calls comes to, by the same steps that the search takes.

use can_invoke_policy::Arn;
use can_invoke_source::{FileId, Span};

use crate::{
    answer::Explained,
    check::identify,
    context_input,
    inventory::{Inventory, Known, PrincipalKind, PrincipalRecord},
    journey::{Asked, with_resource_policy},
    query::{Query, QueryError},
};

use super::{
    options,
    step::{Assuming, Invoking, Party, Role, World},
    told::AssumeCall,
};

/// What each call of `sts:AssumeRole` of a chain comes to, in order, each as if those before it
/// had succeeded. A role of which the inventory does not know is one of which nothing is known.
///
/// Of the question counts who asks, what is passed and what is said of the context; its target
/// is not looked at. An error means that the question cannot be asked of this inventory, or
/// that a text is not the ARN of a role.
pub fn predict(
    inventory: &Inventory,
    query: &Query,
    roles: &[String],
) -> Result<Vec<AssumeCall>, QueryError> {
    context_input::check(inventory, query)?;
    options::check(query)?;
    let (caller, record) = identify(inventory, &query.caller)?;
    let records = records(inventory, roles)?;
    let party = Party::new(inventory, query, &caller, record);
    Ok(explain(inventory, &party, &records))
}

/// The calls of a chain, and the invocation by the session that the last of them makes; none
/// where there is no role.
pub(crate) fn through(
    asked: Asked<'_>,
    records: &[PrincipalRecord],
) -> (Vec<AssumeCall>, Option<Explained>) {
    let Asked {
        inventory,
        query,
        call,
        caller,
        record,
        ..
    } = asked;
    let world = World::new(inventory, query, call, caller, record, &[]);
    let calls = explain(inventory, &world.party, records);
    let invoke = records.last().map(|last| {
        let invoke = Invoking::new(&world, &Role::new(inventory, last)).explain();
        with_resource_policy(call, invoke)
    });
    (calls, invoke)
}

fn explain(
    inventory: &Inventory,
    party: &Party<'_>,
    records: &[PrincipalRecord],
) -> Vec<AssumeCall> {
    let roles: Vec<Role<'_>> = records
        .iter()
        .map(|record| Role::new(inventory, record))
        .collect();
    let mut by = None;
    let mut calls = Vec::with_capacity(roles.len());
    for (index, role) in roles.iter().enumerate() {
        let is_last = index + 1 == roles.len();
        calls.push(Assuming::new(party, by, is_last).explain(role));
        by = Some(role);
    }
    calls
}

/// What the inventory says of the roles of a chain.
pub(crate) fn records(
    inventory: &Inventory,
    roles: &[String],
) -> Result<Vec<PrincipalRecord>, QueryError> {
    roles
        .iter()
        .map(|arn| match inventory.principal(arn) {
            Some(record) if record.kind == PrincipalKind::Role => Ok(record.clone()),
            _ => not_known(inventory, arn),
        })
        .collect()
}

/// A role of which nothing is known but its ARN.
fn not_known(inventory: &Inventory, text: &str) -> Result<PrincipalRecord, QueryError> {
    let not_a_role = || {
        QueryError::new(
            format!("`{text}` is not the ARN of a role"),
            "write `arn:aws:iam::{account-id}:role/{name}`",
        )
    };
    let arn = Arn::parse(text)
        .filter(|arn| arn.service == "iam" && arn.region.is_empty())
        .ok_or_else(not_a_role)?;
    let path_and_name = arn.resource.strip_prefix("role/");
    let name = path_and_name
        .and_then(|path| path.rsplit('/').next())
        .filter(|name| !name.is_empty() && !name.contains(['*', '?']))
        .ok_or_else(not_a_role)?;
    // Names of roles are unique in an account: with another path there is no such role.
    if let Some(other) = inventory.role(arn.account, name) {
        return Err(QueryError::new(
            format!("account {} has no role `{text}`", arn.account),
            format!("did you mean `{}`?", other.arn),
        ));
    }
    Ok(PrincipalRecord {
        kind: PrincipalKind::Role,
        arn: text.to_owned(),
        account: arn.account.to_owned(),
        name: name.to_owned(),
        unique_id: None,
        policies: Known::NotKnown,
        boundary: Known::NotKnown,
        tags: Known::NotKnown,
        trust: Known::NotKnown,
        max_session_duration: Known::NotKnown,
        // Nothing is said of it, so nothing is shown.
        span: Span::new(FileId(0), 0, 0),
    })
}
