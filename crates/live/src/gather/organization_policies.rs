//! The policies of one kind that are attached along the ways of an organization: all of them,
//! or none, as an inventory knows them.
//!
//! Source: Organizations API reference, `API_ListPoliciesForTarget` and `API_DescribePolicy`.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    entry::{items, text, unexpected},
    managed::{Failure, answer},
};
use crate::{
    ask::{Ask, Place},
    door::Door,
    operation::Operation,
};

/// The kinds of policies that restrict what principals may do and what may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Service,
    Resource,
}

impl Kind {
    pub(super) const ALL: [Kind; 2] = [Kind::Service, Kind::Resource];

    /// AWS's name of the kind.
    fn name(self) -> &'static str {
        match self {
            Kind::Service => "SERVICE_CONTROL_POLICY",
            Kind::Resource => "RESOURCE_CONTROL_POLICY",
        }
    }

    /// The key of an inventory.
    pub(super) fn key(self) -> &'static str {
        match self {
            Kind::Service => "service-control-policies",
            Kind::Resource => "resource-control-policies",
        }
    }

    /// In words that go on after "the".
    pub(super) fn words(self) -> &'static str {
        match self {
            Kind::Service => "service control policies",
            Kind::Resource => "resource control policies",
        }
    }

    /// What stands where nothing restricts anything.
    fn nothing(self) -> Value {
        match self {
            Kind::Service => json!(["FullAWSAccess"]),
            Kind::Resource => json!([]),
        }
    }
}

/// What is attached where.
pub(super) struct Policies {
    pub(super) kind: Kind,
    attached: BTreeMap<String, Value>,
}

impl Policies {
    /// What is attached to a root, a unit or an account.
    pub(super) fn of(&self, target: &str) -> Value {
        let attached = self.attached.get(target).cloned();
        attached.unwrap_or_else(|| self.kind.nothing())
    }

    /// Reads what is attached to all of the targets. `root` is what `ListRoots` answered to
    /// `ask`.
    pub(super) async fn read(
        door: &impl Door,
        place: &Place,
        (kind, root, ask): (Kind, &Value, &Ask),
        targets: &BTreeSet<String>,
    ) -> Result<Policies, Vec<Failure>> {
        let mut lists: BTreeMap<&String, Vec<Attached>> = BTreeMap::new();
        match is_enabled(kind, root) {
            Some(true) => {}
            // Nothing restricts anything anywhere.
            Some(false) => {
                let attached = BTreeMap::new();
                return Ok(Policies { kind, attached });
            }
            None => {
                let refusal = unexpected("the answer does not say which types are enabled");
                return Err(vec![(ask.clone(), refusal)]);
            }
        }
        let asked = targets.iter().map(|target| list(door, place, kind, target));
        let mut failures = Vec::new();
        for (target, list) in targets.iter().zip(join_all(asked).await) {
            match list {
                Ok(list) => {
                    lists.insert(target, list);
                }
                Err(failure) => failures.push(failure),
            }
        }
        if !failures.is_empty() {
            return Err(failures);
        }
        let ids: BTreeSet<&str> = lists
            .values()
            .flatten()
            .filter(|policy| !policy.is_of_aws)
            .map(|policy| policy.id.as_str())
            .collect();
        let contents = ids.iter().map(|id| content(door, place, id));
        let contents: Vec<Result<Value, Failure>> = join_all(contents).await;
        let mut known: BTreeMap<&str, Value> = BTreeMap::new();
        for (id, content) in ids.iter().copied().zip(contents) {
            match content {
                Ok(content) => {
                    known.insert(id, content);
                }
                Err(failure) => failures.push(failure),
            }
        }
        if !failures.is_empty() {
            return Err(failures);
        }
        let written = |policies: &Vec<Attached>| -> Value {
            let mut written = Vec::new();
            for policy in policies {
                match known.get(policy.id.as_str()) {
                    Some(content) => {
                        written.push(json!({ "name": policy.name, "document": content }));
                    }
                    // That of AWS for resource control policies is always there.
                    None if kind == Kind::Resource => {}
                    None => written.push(json!(policy.name)),
                }
            }
            Value::Array(written)
        };
        let attached = lists
            .iter()
            .map(|(target, policies)| ((*target).clone(), written(policies)))
            .collect();
        Ok(Policies { kind, attached })
    }
}

struct Attached {
    id: String,
    name: String,
    /// Whether it is the one that AWS attaches, which restricts nothing.
    is_of_aws: bool,
}

/// Whether a root has a type of policies enabled, if the answer says so for certain.
fn is_enabled(kind: Kind, root: &Value) -> Option<bool> {
    let types = items(root, "PolicyTypes")?;
    let found = types
        .iter()
        .find(|it| text(it, "Type") == Some(kind.name()));
    match found.map(|it| text(it, "Status")) {
        None => Some(false),
        Some(Some("ENABLED")) => Some(true),
        // It is being enabled or disabled just now.
        Some(_) => None,
    }
}

async fn list(
    door: &impl Door,
    place: &Place,
    kind: Kind,
    target: &str,
) -> Result<Vec<Attached>, Failure> {
    let ask = Ask::new(place, Operation::ListPoliciesForTarget)
        .with("TargetId", target)
        .with("Filter", kind.name());
    let answer = answer(door, ask.clone()).await?;
    let policies = items(&answer, "Policies").and_then(|policies| {
        let policies = policies.iter().map(|policy| {
            let (id, name) = (text(policy, "Id")?, text(policy, "Name")?);
            Some(Attached {
                id: id.to_owned(),
                name: name.to_owned(),
                is_of_aws: matches!(id, "p-FullAWSAccess" | "p-RCPFullAWSAccess"),
            })
        });
        policies.collect()
    });
    policies.ok_or_else(|| (ask, unexpected("the answer lists no policies")))
}

/// The document of a policy, as AWS gives it: JSON in a text.
async fn content(door: &impl Door, place: &Place, id: &str) -> Result<Value, Failure> {
    let ask = Ask::new(place, Operation::DescribePolicy).with("PolicyId", id);
    let answer = answer(door, ask.clone()).await?;
    let content = answer
        .get("Policy")
        .and_then(|policy| policy.get("Content"));
    match content {
        Some(content) => Ok(content.clone()),
        None => Err((ask, unexpected("the answer holds no document"))),
    }
}
