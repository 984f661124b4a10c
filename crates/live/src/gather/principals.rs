//! Users and roles, one by one.
//!
//! What somebody else vouches for, the root user of an account and AWS services have no
//! policies that could be read.
//!
//! Source: IAM API reference, `API_GetRole` and `API_GetUser`.

use can_invoke_policy::Caller;
use futures_util::future::join;
use serde_json::{Map, Value, json};

use super::{
    entry::{self, Entry, text, unexpected},
    identity::{self, Holder, Policies, ROLE, USER},
    managed::{ManagedPolicies, answer},
};
use crate::{
    ask::{Ask, Place, Refusal, RefusalKind},
    collected::{Collected, NotReadable},
    door::Door,
    operation::Operation,
};

const POLICIES: &str = "identity-based policies";
const BOUNDARY: &str = "permissions boundary";
const TRUST: &str = "trust policy";
const REST: &str = "permissions boundary, trust policy and tags";

/// A user or a role, as far as an ARN says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    /// The account.
    pub(super) account: String,
    /// Whether it is a role.
    is_role: bool,
    /// The name without a path.
    name: String,
    /// Its ARN; the ARN of a session does not say the path of its role.
    arn: Option<String>,
}

impl Named {
    /// The user or the role that an ARN is of, by itself or by a session; none where there is
    /// nobody whose policies could be read.
    pub(super) fn of(arn: &str) -> Option<Self> {
        match Caller::parse(arn).ok()? {
            Caller::User {
                account,
                path_and_name,
                ..
            } => Some(Named {
                account,
                is_role: false,
                name: path_and_name.rsplit('/').next()?.to_owned(),
                arn: Some(arn.to_owned()),
            }),
            Caller::Session {
                account,
                role,
                path,
                ..
            } => Some(Named {
                account,
                is_role: true,
                name: role,
                arn: path.map(|_| arn.to_owned()),
            }),
            _ => None,
        }
    }

    /// Whether both mean one principal.
    pub(super) fn is_same(&self, other: &Named) -> bool {
        // Names are unique in an account, whatever their paths and case.
        self.account == other.account
            && self.is_role == other.is_role
            && self.name.eq_ignore_ascii_case(&other.name)
    }

    fn holder(&self) -> Holder {
        if self.is_role { ROLE } else { USER }
    }

    fn ask(&self, place: &Place) -> Ask {
        let operation = if self.is_role {
            Operation::GetRole
        } else {
            Operation::GetUser
        };
        Ask::new(place, operation).with(self.holder().parameter, &self.name)
    }
}

/// Reads the user or the role that an ARN is of. `place` is in its account.
pub(super) async fn one(
    door: &impl Door,
    place: &Place,
    arn: &str,
    managed: &ManagedPolicies,
) -> Collected {
    let mut collected = Collected::default();
    let Some(named) = Named::of(arn) else {
        return collected;
    };
    let ask = named.ask(place);
    let (itself, policies) = join(
        answer(door, ask.clone()),
        all_policies(door, place, &named, managed),
    )
    .await;
    let key = if named.is_role { "Role" } else { "User" };
    let itself = match itself {
        Ok(answer) => {
            let found = answer.get(key).cloned();
            found.ok_or_else(|| unexpected("the answer describes nobody"))
        }
        Err((_, refusal)) => Err(refusal),
    };
    let itself = match itself {
        Ok(itself) => Some(itself),
        Err(refusal) => {
            let is_nobody = refusal.kind == RefusalKind::NotFound;
            let fact = match (is_nobody, named.is_role) {
                (false, true) => REST,
                (false, false) => "permissions boundary and tags",
                (true, true) => "role",
                (true, false) => "user",
            };
            let note = entry::note(arn, fact, ask.clone(), refusal);
            collected.not_readable.push(*note);
            if is_nobody {
                return collected;
            }
            None
        }
    };
    let found = itself.as_ref().and_then(|itself| text(itself, "Arn"));
    if let (Some(found), Some(asked)) = (found, &named.arn)
        && found != asked
    {
        let refusal = Refusal {
            kind: RefusalKind::NotFound,
            code: None,
            message: format!("the one of this name is `{found}`"),
        };
        let note = entry::note(arn, "path", ask, refusal);
        collected.not_readable.push(*note);
        return collected;
    }
    let Some(own) = found.or(named.arn.as_deref()) else {
        // Without the path of the role there is no ARN that an entry could have.
        not_told(&mut collected, arn, policies);
        return collected;
    };
    let mut entry = Entry::new("principals", own, &json!({ "arn": own }));
    match policies {
        Ok(policies) => {
            let ask =
                Ask::new(place, named.holder().inline).with(named.holder().parameter, &named.name);
            entry.key("policies", json!(policies), POLICIES, &ask);
        }
        Err(failures) => {
            for (ask, refusal) in failures {
                entry.refused(*entry::note(own, POLICIES, ask, refusal));
            }
        }
    }
    if let Some(itself) = &itself {
        describe(&mut entry, itself, &named, &ask);
        boundary(door, place, &mut entry, (own, itself), &ask, managed).await;
    }
    let finished = entry.finish();
    collected.principals.extend(finished.entry);
    collected.not_readable.extend(finished.not_readable);
    collected
}

async fn all_policies(
    door: &impl Door,
    place: &Place,
    named: &Named,
    managed: &ManagedPolicies,
) -> Policies {
    let own = identity::policies(door, place, named.holder(), &named.name, managed);
    if named.is_role {
        return own.await;
    }
    let groups = identity::of_groups(door, place, &named.name, managed);
    let (own, groups) = join(own, groups).await;
    identity::all([own, groups])
}

/// What was refused of somebody of whom nothing can be said.
fn not_told(collected: &mut Collected, of: &str, policies: Policies) {
    for (ask, refusal) in policies.err().unwrap_or_default() {
        let note = entry::note(of, POLICIES, ask, refusal);
        collected.not_readable.push(*note);
    }
}

/// What `GetRole` and `GetUser` say themselves.
fn describe(entry: &mut Entry, itself: &Value, named: &Named, ask: &Ask) {
    let id = if named.is_role { "RoleId" } else { "UserId" };
    if let Some(id) = text(itself, id) {
        entry.key("unique-id", json!(id), "unique id", ask);
    }
    // IAM leaves the key out where there are none.
    let tags = itself.get("Tags").and_then(Value::as_array);
    let tags: Option<Map<String, Value>> = tags
        .into_iter()
        .flatten()
        .map(|tag| {
            let value = tag.get("Value")?.as_str()?;
            Some((text(tag, "Key")?.to_owned(), json!(value)))
        })
        .collect();
    match tags {
        Some(tags) => entry.key("tags", Value::Object(tags), "tags", ask),
        None => entry.not_told("tags", ask, "the answer has a tag without key or value"),
    }
    if !named.is_role {
        return;
    }
    match itself.get("AssumeRolePolicyDocument") {
        Some(document) => {
            let policy = json!({ "document": document });
            entry.key("trust-policy", policy, TRUST, ask);
        }
        None => entry.not_told(TRUST, ask, "the answer holds no trust policy"),
    }
    if let Some(seconds) = itself.get("MaxSessionDuration") {
        let fact = "maximum session duration";
        entry.key("max-session-duration", seconds.clone(), fact, ask);
    }
}

async fn boundary(
    door: &impl Door,
    place: &Place,
    entry: &mut Entry,
    (arn, itself): (&str, &Value),
    ask: &Ask,
    managed: &ManagedPolicies,
) {
    let Some(boundary) = itself.get("PermissionsBoundary").filter(|it| !it.is_null()) else {
        // IAM leaves the key out where there is none.
        return entry.key("permissions-boundary", json!("none"), BOUNDARY, ask);
    };
    let Some(policy) = text(boundary, "PermissionsBoundaryArn") else {
        return entry.not_told(BOUNDARY, ask, "the answer does not say which policy it is");
    };
    match managed.version(door, place, policy).await {
        Ok(version) => {
            let name = policy.rsplit('/').next().unwrap_or(policy);
            let policy = json!({ "name": name, "document": version.document });
            entry.key("permissions-boundary", policy, BOUNDARY, ask);
        }
        Err((ask, refusal)) => entry.refused(*entry::note(arn, BOUNDARY, ask, refusal)),
    }
}

/// The note of a principal whose account cannot be asked; none for one that has no policies.
pub(super) fn no_credentials(arn: &str, region: &str) -> Option<NotReadable> {
    let named = Named::of(arn)?;
    let place = Place {
        account: named.account.clone(),
        region: region.to_owned(),
    };
    let refusal = super::no_credentials(&named.account);
    Some(*entry::note(arn, POLICIES, named.ask(&place), refusal))
}
