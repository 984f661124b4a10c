//! The users and roles of an account, all at once.
//!
//! The answer goes into the inventory as the AWS CLI prints it. A managed policy that somebody
//! has and that is not in the answer is read apart; an entry that cannot be understood is left
//! out, so that it does not spoil the others.
//!
//! Source: IAM API reference, `API_GetAccountAuthorizationDetails`.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use super::{
    entry::{self, items, text, unexpected},
    managed::{Failure, ManagedPolicies, Version, answer},
    understood,
};
use crate::{
    ask::{Ask, Place},
    collected::{Collected, NotReadable},
    door::Door,
    operation::Operation,
};

/// Whom of an account is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Users and roles.
    Everybody,
    /// Roles.
    Roles,
}

impl Who {
    /// The question.
    pub(super) fn ask(self, place: &Place) -> Ask {
        let ask = Ask::new(place, Operation::GetAccountAuthorizationDetails);
        match self {
            Who::Everybody => ask,
            Who::Roles => ask.with("Filter", "Role,LocalManagedPolicy,AWSManagedPolicy"),
        }
    }

    fn fact(self) -> &'static str {
        match self {
            Who::Everybody => "users and roles",
            Who::Roles => "roles",
        }
    }
}

/// The users and roles of the account of a place.
pub(super) async fn read(
    door: &impl Door,
    place: &Place,
    who: Who,
    managed: &ManagedPolicies,
) -> Collected {
    let mut collected = Collected::default();
    let ask = who.ask(place);
    let mut details = match answer(door, ask.clone()).await {
        Ok(details) => details,
        Err((ask, refusal)) => {
            let note = entry::note(&place.account, who.fact(), ask, refusal);
            collected.not_readable.push(*note);
            return collected;
        }
    };
    let roles = items(&details, "RoleDetailList");
    if roles.is_none() || !details.is_object() {
        let refusal = unexpected("the answer has no list `RoleDetailList`");
        let note = entry::note(&place.account, who.fact(), ask, refusal);
        collected.not_readable.push(*note);
        return collected;
    }
    if let Some(details) = details.as_object_mut() {
        // All pages are in it, whatever the first of them said.
        details.remove("IsTruncated");
        details.remove("Marker");
    }
    complete(
        door,
        place,
        &mut details,
        managed,
        &mut collected.not_readable,
    )
    .await;
    sieve(&mut details, &ask, &mut collected.not_readable);
    let name = format!("{}/get-account-authorization-details.json", place.account);
    collected.documents.push((name, details));
    collected
}

/// Adds the managed policies that somebody has and that are not in the answer.
async fn complete(
    door: &impl Door,
    place: &Place,
    details: &mut Value,
    managed: &ManagedPolicies,
    not_readable: &mut Vec<NotReadable>,
) {
    let listed = items(details, "Policies").unwrap_or_default();
    let listed: BTreeSet<&str> = listed.iter().filter_map(|it| text(it, "Arn")).collect();
    let mut missing: BTreeMap<String, Vec<(String, &'static str)>> = BTreeMap::new();
    for list in LISTS {
        for holder in items(details, list).unwrap_or_default() {
            let of = text(holder, "Arn").unwrap_or_default();
            let attached = items(holder, "AttachedManagedPolicies").unwrap_or_default();
            let attached = attached.iter().filter_map(|it| text(it, "PolicyArn"));
            let boundary = holder.get("PermissionsBoundary");
            let boundary = boundary.and_then(|it| text(it, "PermissionsBoundaryArn"));
            let attached = attached.map(|arn| (arn, "identity-based policies"));
            for (arn, fact) in attached.chain(boundary.map(|arn| (arn, "permissions boundary"))) {
                if !listed.contains(arn) {
                    let who = missing.entry(arn.to_owned()).or_default();
                    who.push((of.to_owned(), fact));
                }
            }
        }
    }
    let read = missing.keys().map(|arn| managed.version(door, place, arn));
    let versions: Vec<Result<Version, Failure>> = join_all(read).await;
    let mut more = Vec::new();
    for ((arn, who), version) in missing.into_iter().zip(versions) {
        match version {
            Ok(version) => more.push(json!({
                "PolicyName": arn.rsplit('/').next().unwrap_or(&arn),
                "Arn": arn,
                "DefaultVersionId": version.id,
                "PolicyVersionList": [{
                    "Document": version.document,
                    "VersionId": version.id,
                    "IsDefaultVersion": true,
                }],
            })),
            Err((ask, refusal)) => {
                for (of, fact) in who {
                    let note = entry::note(&of, fact, ask.clone(), refusal.clone());
                    not_readable.push(*note);
                }
            }
        }
    }
    match details.get_mut("Policies").and_then(Value::as_array_mut) {
        Some(policies) => policies.extend(more),
        None if more.is_empty() => {}
        None => {
            if let Some(details) = details.as_object_mut() {
                details.insert("Policies".to_owned(), Value::Array(more));
            }
        }
    }
}

const LISTS: [&str; 3] = ["UserDetailList", "GroupDetailList", "RoleDetailList"];

/// Leaves out the entries that cannot be understood. The policies that somebody has are not
/// known then, as a reader finds none of them.
fn sieve(details: &mut Value, ask: &Ask, not_readable: &mut Vec<NotReadable>) {
    if understood::problem(details).is_none() {
        return;
    }
    for list in [
        "Policies",
        "GroupDetailList",
        "UserDetailList",
        "RoleDetailList",
    ] {
        let all = details.get_mut(list).and_then(Value::as_array_mut);
        let all = all.map(std::mem::take).unwrap_or_default();
        // Each is looked at beside what was found in order, one at a time.
        let mut bare = Map::from_iter([("RoleDetailList".to_owned(), json!([]))]);
        for kept in ["Policies", "GroupDetailList"] {
            if let Some(items) = details.get(kept) {
                bare.insert(kept.to_owned(), items.clone());
            }
        }
        for item in all {
            let mut tried = bare.clone();
            let items = tried.entry(list).or_insert_with(|| json!([]));
            if let Some(items) = items.as_array_mut() {
                items.push(item.clone());
            }
            let tried = Value::Object(tried);
            match understood::problem(&tried) {
                None => {
                    if let Some(items) = details.get_mut(list).and_then(Value::as_array_mut) {
                        items.push(item);
                    }
                }
                Some(problem) => {
                    let of = text(&item, "Arn").unwrap_or(&ask.place.account);
                    let refusal = unexpected(format!("the answer cannot be understood: {problem}"));
                    let note = entry::note(of, "policies", ask.clone(), refusal);
                    not_readable.push(*note);
                }
            }
        }
    }
}
