//! Users and roles with their policies, and policies that nobody in the plan has.

use std::collections::{BTreeMap, BTreeSet};

use can_invoke_source::{Member, Node, Span};

use super::{
    apis::copy,
    plan::{Plan, Resource},
};
use crate::tree::{list, member, object, text};

/// The types of policies of their own, with the attribute that names who has them.
const INLINE: [(&str, &str); 3] = [
    ("aws_iam_role_policy", "role"),
    ("aws_iam_user_policy", "user"),
    ("aws_iam_group_policy", "group"),
];

/// What attaches a managed policy to one user, role or group.
const ATTACHMENTS: [(&str, &str); 3] = [
    ("aws_iam_role_policy_attachment", "role"),
    ("aws_iam_user_policy_attachment", "user"),
    ("aws_iam_group_policy_attachment", "group"),
];

/// What attaches a managed policy to several.
const MANY: [(&str, &str); 3] = [("role", "roles"), ("user", "users"), ("group", "groups")];

/// What a plan says of users, roles and policies.
#[derive(Default)]
pub(super) struct Iam {
    /// Entries of `principals`.
    pub(super) principals: Vec<Node>,
    /// Entries of `unattached-policies`.
    pub(super) unattached: Vec<Node>,
}

/// Users, roles and policies.
pub(super) fn read(plan: &Plan<'_>) -> Iam {
    let mut reader = Reader {
        plan,
        managed: BTreeMap::new(),
        had: BTreeMap::new(),
        used: BTreeSet::new(),
    };
    let mut iam = Iam::default();
    reader.managed();
    reader.inline(&mut iam);
    reader.attachments();
    for (kind, word) in [("aws_iam_role", "role"), ("aws_iam_user", "user")] {
        for resource in plan.of_kind(kind) {
            iam.principals.push(reader.principal(&resource, word));
        }
    }
    for (arn, (name, document, span)) in &reader.managed {
        if let Some(document) = document
            && !reader.used.contains(arn)
        {
            let policy = with_name(name, document.clone(), *span);
            iam.unattached.push(unattached("identity", policy));
        }
    }
    for ((kind, _), policies) in reader.had {
        if kind == "group" || !policies.is_empty() {
            let known = policies
                .into_iter()
                .filter(|one| one.get("not-known").is_none());
            iam.unattached
                .extend(known.map(|one| unattached("identity", one)));
        }
    }
    iam
}

struct Reader<'p, 'a> {
    plan: &'p Plan<'a>,
    /// Managed policies of the plan by ARN, with their address and their document.
    managed: BTreeMap<String, (String, Option<Node>, Span)>,
    /// What users, roles and groups have, by the name of who has it.
    had: BTreeMap<(&'static str, String), Vec<Node>>,
    used: BTreeSet<String>,
}

impl<'a> Reader<'_, 'a> {
    fn managed(&mut self) {
        for policy in self.plan.of_kind("aws_iam_policy") {
            if let Some(arn) = self.plan.text_of(&policy, "arn") {
                let document = self.plan.document(&policy, "policy");
                let known = (policy.address.to_owned(), document, policy.span);
                self.managed.insert(arn, known);
            }
        }
    }

    /// Inline policies that are resources of their own.
    fn inline(&mut self, iam: &mut Iam) {
        for (kind, word) in INLINE {
            for policy in self.plan.of_kind(kind) {
                let document = self.plan.document(&policy, "policy");
                let node = match document {
                    Some(document) => with_name(policy.address, document, policy.span),
                    None => not_known(policy.address, policy.span),
                };
                match self.plan.text(&policy, word) {
                    Some(name) => self.had.entry((word, name)).or_default().push(node),
                    None => iam.unattached.push(unattached("identity", node)),
                }
            }
        }
    }

    fn attachments(&mut self) {
        for (kind, word) in ATTACHMENTS {
            for attachment in self.plan.of_kind(kind) {
                let arn = self.plan.text(&attachment, "policy_arn");
                let name = self.plan.text(&attachment, word);
                if let (Some(arn), Some(name)) = (arn, name) {
                    let policy = self.policy(&arn, attachment.span);
                    self.had.entry((word, name)).or_default().push(policy);
                }
            }
        }
        for attachment in self.plan.of_kind("aws_iam_policy_attachment") {
            let Some(arn) = self.plan.text(&attachment, "policy_arn") else {
                continue;
            };
            for (word, attribute) in MANY {
                let named = attachment.get(attribute).and_then(Node::as_array);
                for name in named.unwrap_or_default().iter().filter_map(Node::as_str) {
                    let policy = self.policy(&arn, attachment.span);
                    let had = self.had.entry((word, name.to_owned())).or_default();
                    had.push(policy);
                }
            }
        }
    }

    /// A managed policy, known if the plan makes it.
    fn policy(&mut self, arn: &str, span: Span) -> Node {
        match self.managed.get(arn) {
            Some((name, Some(document), place)) => {
                self.used.insert(arn.to_owned());
                with_name(name, document.clone(), *place)
            }
            Some((name, None, _)) => not_known(name, span),
            None => not_known(arn, span),
        }
    }

    fn principal(&mut self, resource: &Resource<'a>, word: &'static str) -> Node {
        let span = resource.span;
        let name = self.plan.text_of(resource, "name").unwrap_or_default();
        let arn = self.plan.text_of(resource, "arn").unwrap_or_default();
        let mut policies = self.had.remove(&(word, name.clone())).unwrap_or_default();
        let blocks = resource.get("inline_policy").and_then(Node::as_array);
        for block in blocks.unwrap_or_default() {
            let document = block.get("policy").filter(|one| !one.is_null());
            let title = block.get("name").and_then(Node::as_str);
            let title = format!("{} {}", resource.address, title.unwrap_or("inline_policy"));
            match document.filter(|one| one.as_str() != Some("")) {
                Some(document) => policies.push(with_name(&title, document.clone(), block.span)),
                // An empty block says that there is no inline policy.
                None if !resource.is_unknown("inline_policy") => {}
                None => {
                    self.plan.unresolved(resource, "inline_policy");
                    policies.push(not_known(&title, block.span));
                }
            }
        }
        let arns = resource.get("managed_policy_arns").and_then(Node::as_array);
        for one in arns.unwrap_or_default() {
            let policy = self.policy(one.as_str().unwrap_or("managed_policy_arns"), one.span);
            policies.push(policy);
        }
        if let Some(groups) = self.groups(&name, word) {
            policies.push(not_known(
                &format!("policies of the groups of {name}"),
                groups,
            ));
        }
        // A plan of its own may attach others, and not every attachment is read.
        policies.push(not_known(&format!("other policies of {name}"), span));
        let mut members = vec![
            member("arn", text(arn, span)),
            member("policies", list(span, policies)),
        ];
        match self.plan.text(resource, "permissions_boundary") {
            Some(arn) if !arn.is_empty() => {
                let boundary = self.policy(&arn, span);
                let known = Some(&boundary).filter(|one| one.get("not-known").is_none());
                copy(&mut members, "permissions-boundary", known);
            }
            Some(_) => {}
            None => members.push(member("permissions-boundary", text("none", span))),
        }
        if word == "role" {
            let trust = self.plan.document(resource, "assume_role_policy");
            let title = format!("trust policy of {}", resource.address);
            let trust = trust.map(|document| with_name(&title, document, span));
            copy(&mut members, "trust-policy", trust.as_ref());
            let longest = resource.get("max_session_duration");
            copy(&mut members, "max-session-duration", longest);
        }
        object(span, members)
    }

    /// Where a user is put into groups.
    fn groups(&self, name: &str, word: &str) -> Option<Span> {
        let all = self.plan.of_kind("aws_iam_user_group_membership");
        let mut all = all.iter().filter(|_| word == "user");
        all.find(|one| self.plan.text(one, "user").as_deref() == Some(name))
            .map(|one| one.span)
    }
}

fn with_name(name: &str, document: Node, span: Span) -> Node {
    let name = member("name", text(name, span));
    object(document.span, vec![name, member("document", document)])
}

/// A policy of which no more is known than that there is one.
fn not_known(name: &str, span: Span) -> Node {
    object(span, vec![member("not-known", text(name, span))])
}

/// An entry of `unattached-policies`.
pub(super) fn unattached(kind: &str, policy: Node) -> Node {
    let span = policy.span;
    let members: Vec<Member> = vec![member("kind", text(kind, span)), member("policy", policy)];
    object(span, members)
}
