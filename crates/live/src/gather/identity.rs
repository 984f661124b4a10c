//! The identity-based policies of a role, a user or a group: inline and managed ones.
//!
//! Source: IAM API reference, `API_ListRolePolicies`, `API_ListAttachedRolePolicies` and their
//! likes for users and groups.

use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use super::{
    entry::{items, text, unexpected},
    managed::{Failure, ManagedPolicies, answer},
};
use crate::{
    ask::{Ask, Place},
    door::Door,
    operation::Operation,
};

/// What policies can be attached to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holder {
    /// The parameter that names it.
    pub(super) parameter: &'static str,
    /// The operation that lists the names of inline policies.
    pub(super) inline: Operation,
    /// The operation that reads one.
    document: Operation,
    /// The operation that lists managed policies.
    attached: Operation,
}

pub(super) const ROLE: Holder = Holder {
    parameter: "RoleName",
    inline: Operation::ListRolePolicies,
    document: Operation::GetRolePolicy,
    attached: Operation::ListAttachedRolePolicies,
};

pub(super) const USER: Holder = Holder {
    parameter: "UserName",
    inline: Operation::ListUserPolicies,
    document: Operation::GetUserPolicy,
    attached: Operation::ListAttachedUserPolicies,
};

pub(super) const GROUP: Holder = Holder {
    parameter: "GroupName",
    inline: Operation::ListGroupPolicies,
    document: Operation::GetGroupPolicy,
    attached: Operation::ListAttachedGroupPolicies,
};

/// Policies with their names, or all that was refused: a list without one of them would look
/// complete.
pub(super) type Policies = Result<Vec<Value>, Vec<Failure>>;

/// All policies of one holder.
pub(super) async fn policies(
    door: &impl Door,
    place: &Place,
    holder: Holder,
    name: &str,
    managed: &ManagedPolicies,
) -> Policies {
    let (inline, attached) = join(
        inline(door, place, holder, name),
        attached(door, place, holder, name, managed),
    )
    .await;
    all([inline, attached])
}

/// The policies of the groups that a user is in.
pub(super) async fn of_groups(
    door: &impl Door,
    place: &Place,
    user: &str,
    managed: &ManagedPolicies,
) -> Policies {
    let ask = Ask::new(place, Operation::ListGroupsForUser).with(USER.parameter, user);
    let groups = named(door, ask, "Groups", |group| text(group, "GroupName")).await?;
    let groups = groups
        .iter()
        .map(|group| policies(door, place, GROUP, group, managed));
    all(join_all(groups).await)
}

/// All of several lists, or all that was refused of them.
pub(super) fn all(lists: impl IntoIterator<Item = Policies>) -> Policies {
    let mut known = Vec::new();
    let mut failures = Vec::new();
    for list in lists {
        match list {
            Ok(policies) => known.extend(policies),
            Err(refused) => failures.extend(refused),
        }
    }
    if failures.is_empty() {
        Ok(known)
    } else {
        Err(failures)
    }
}

async fn inline(door: &impl Door, place: &Place, holder: Holder, name: &str) -> Policies {
    let ask = Ask::new(place, holder.inline).with(holder.parameter, name);
    let names = named(door, ask, "PolicyNames", Value::as_str).await?;
    let policies = names.iter().map(|policy| async move {
        let ask = Ask::new(place, holder.document)
            .with(holder.parameter, name)
            .with("PolicyName", policy);
        let answer = answer(door, ask.clone())
            .await
            .map_err(|failure| vec![failure])?;
        match answer.get("PolicyDocument") {
            Some(document) => Ok(vec![json!({ "name": policy, "document": document })]),
            None => Err(vec![(ask, unexpected("the answer holds no document"))]),
        }
    });
    all(join_all(policies).await)
}

async fn attached(
    door: &impl Door,
    place: &Place,
    holder: Holder,
    name: &str,
    managed: &ManagedPolicies,
) -> Policies {
    let ask = Ask::new(place, holder.attached).with(holder.parameter, name);
    let arns = named(door, ask, "AttachedPolicies", |item| {
        text(item, "PolicyArn")
    })
    .await?;
    let policies = arns.iter().map(|arn| async move {
        let version = managed.version(door, place, arn).await;
        let version = version.map_err(|failure| vec![failure])?;
        let name = arn.rsplit('/').next().unwrap_or(arn);
        Ok(vec![json!({ "name": name, "document": version.document })])
    });
    all(join_all(policies).await)
}

/// The names in a list. A list that is not there is not an empty one.
async fn named(
    door: &impl Door,
    ask: Ask,
    list: &str,
    name: impl for<'v> Fn(&'v Value) -> Option<&'v str>,
) -> Result<Vec<String>, Vec<Failure>> {
    let answer = answer(door, ask.clone())
        .await
        .map_err(|failure| vec![failure])?;
    let names = items(&answer, list).and_then(|items| {
        items
            .iter()
            .map(|item| name(item).map(str::to_owned))
            .collect()
    });
    names.ok_or_else(|| vec![(ask, unexpected(format!("the answer has no list `{list}`")))])
}
