//! `AWS::IAM::*`: users and roles with their policies, and policies that nobody in the template
//! has.
//!
//! Source: CloudFormation template reference, `AWS_IAM`.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use can_invoke_source::{Member, Node, Span};

use super::resources::{Resource, Resources, copy, named};
use crate::tree::{list, member, object, text};

/// What a template says of users, roles and policies.
#[derive(Default)]
pub(crate) struct Iam {
    /// Entries of `principals`.
    pub(crate) principals: Vec<Node>,
    /// Members of `policies`: those that are resources of their own.
    pub(crate) shared: Vec<Member>,
    /// Entries of `unattached-policies`.
    pub(crate) unattached: Vec<Node>,
}

/// Users, roles and policies of a template.
pub(crate) fn read(resources: &mut Resources<'_>) -> Iam {
    let mut reader = Reader {
        policies: standalone(resources),
        iam: Iam::default(),
        used: BTreeSet::new(),
        arns: BTreeSet::new(),
        resources,
    };
    reader.groups();
    for role in reader.resources.of_type("AWS::IAM::Role") {
        reader.principal(&role, true);
    }
    for user in reader.resources.of_type("AWS::IAM::User") {
        reader.principal(&user, false);
    }
    reader.finish()
}

/// A policy that is a resource of its own.
struct Standalone {
    resource: Rc<Resource>,
    /// What it is called.
    name: String,
    /// Its ARN, if it is a managed policy.
    arn: Option<String>,
    /// Nothing, if it is known only after deployment.
    document: Option<Node>,
}

/// The types of such policies, with the properties that hold their name and whom they are for.
const STANDALONE: [(&str, &str, &[&str]); 5] = [
    (
        "AWS::IAM::ManagedPolicy",
        "ManagedPolicyName",
        &["Roles", "Users", "Groups"],
    ),
    (
        "AWS::IAM::Policy",
        "PolicyName",
        &["Roles", "Users", "Groups"],
    ),
    ("AWS::IAM::RolePolicy", "PolicyName", &["RoleName"]),
    ("AWS::IAM::UserPolicy", "PolicyName", &["UserName"]),
    ("AWS::IAM::GroupPolicy", "PolicyName", &["GroupName"]),
];

/// The properties that name roles, users and groups.
const OF_ROLES: [&str; 2] = ["Roles", "RoleName"];
const OF_USERS: [&str; 2] = ["Users", "UserName"];
const OF_GROUPS: [&str; 2] = ["Groups", "GroupName"];

fn standalone(resources: &mut Resources<'_>) -> Vec<Standalone> {
    let mut found = Vec::new();
    for (kind, name, _) in STANDALONE {
        for resource in resources.of_type(kind) {
            let of = format!("the policy `{}`", resource.logical_id);
            let document = resources.document(resource.get("PolicyDocument"), &of, "identity");
            let named = resource.text(name).unwrap_or(&resource.logical_id);
            found.push(Standalone {
                name: resources.shown(named),
                arn: resources.intrinsics().arn_of(&resource.logical_id),
                document,
                resource,
            });
        }
    }
    found
}

struct Reader<'r, 'a> {
    resources: &'r mut Resources<'a>,
    policies: Vec<Standalone>,
    iam: Iam,
    /// The logical ids of standalone policies that somebody has.
    used: BTreeSet<String>,
    /// The ARNs of users and roles so far.
    arns: BTreeSet<String>,
}

impl Reader<'_, '_> {
    fn finish(mut self) -> Iam {
        for policy in &self.policies {
            let Some(document) = &policy.document else {
                continue;
            };
            let id = &policy.resource.logical_id;
            if self.used.contains(id) {
                let key_span = policy.resource.key_span;
                self.iam
                    .shared
                    .push(named(id.clone(), key_span, document.clone()));
            } else {
                let document = with_name(&policy.name, document.clone());
                self.iam.unattached.push(unattached("identity", document));
            }
        }
        self.iam
    }

    fn principal(&mut self, resource: &Resource, is_role: bool) {
        let span = resource.key_span;
        let Some(arn) = self.resources.intrinsics().arn_of(&resource.logical_id) else {
            return;
        };
        let name = self.resources.id(resource);
        let of = if is_role { &OF_ROLES } else { &OF_USERS };
        let mut policies = self.policies_of(resource, &name, of);
        if !is_role {
            policies.extend(self.policies_of_groups(resource, &name));
        }
        let trust = resource.get("AssumeRolePolicyDocument");
        let trust_name = format!("trust policy of {}", resource.logical_id);
        let trust = self
            .resources
            .document(trust, &format!("the {trust_name}"), "trust");
        let trust = trust.map(|document| with_name(&trust_name, document));
        if !self.arns.insert(arn.clone()) {
            // Of two that exclude each other by their conditions the first is in the
            // inventory, and what the other has is looked at all the same.
            let policies = policies
                .into_iter()
                .filter(|one| one.get("not-known").is_none());
            let policies = policies.map(|one| unattached("identity", one));
            let trust = trust.map(|one| unattached("trust", one));
            self.iam.unattached.extend(policies.chain(trust));
            return;
        }
        let mut members = vec![
            member("arn", text(arn, span)),
            member("policies", list(span, policies)),
        ];
        let boundary = match resource.get("PermissionsBoundary") {
            None => Some(text("none", span)),
            Some(boundary) => self.managed(boundary),
        };
        copy(&mut members, "permissions-boundary", boundary.as_ref());
        if is_role {
            copy(&mut members, "trust-policy", trust.as_ref());
            let longest = match resource.get("MaxSessionDuration") {
                Some(longest) => self.resources.word(Some(longest)),
                // Source: template reference, `aws-resource-iam-role`: the default.
                None => Some(text("3600", span)),
            };
            copy(&mut members, "max-session-duration", longest.as_ref());
        }
        self.iam.principals.push(object(span, members));
    }

    /// The policies of a user, role or group, but for those of groups that a user is in.
    fn policies_of(&mut self, resource: &Resource, name: &str, of: &[&str]) -> Vec<Node> {
        let mut found = Vec::new();
        for inline in resource.list("Policies") {
            let title = inline.get("PolicyName").and_then(Node::scalar_text);
            let title = title.unwrap_or(&resource.logical_id);
            let title = self.resources.shown(title);
            let document = inline.get("PolicyDocument");
            let about = format!("the policy `{title}` of `{}`", resource.logical_id);
            found.push(
                match self.resources.document(document, &about, "identity") {
                    Some(document) => with_name(&title, document),
                    None => not_known(&title, inline.span),
                },
            );
        }
        let mut attached = BTreeSet::new();
        for managed in resource.list("ManagedPolicyArns") {
            let arn = managed.scalar_text().unwrap_or_default();
            let own = self.policies.iter();
            let own = own.filter(|one| one.arn.as_deref() == Some(arn)).count();
            if own == 0 {
                let title = self.resources.shown(arn);
                found.push(not_known(&title, managed.span));
            } else if attached.insert(arn.to_owned()) {
                found.extend(self.managed(managed));
            }
        }
        let names = |policy: &Standalone| {
            of.iter().any(|property| {
                let named = policy.resource.list(property).iter();
                named.filter_map(Node::scalar_text).any(|one| one == name)
            })
        };
        for policy in &self.policies {
            let is_new = policy
                .arn
                .as_ref()
                .is_none_or(|arn| !attached.contains(arn));
            if is_new && names(policy) {
                found.push(shared(policy, policy.resource.key_span));
                self.used.insert(policy.resource.logical_id.clone());
            }
        }
        found
    }

    /// A managed policy by its ARN, if the template holds its document.
    fn managed(&mut self, arn: &Node) -> Option<Node> {
        let text = arn.scalar_text()?;
        let mut all = self.policies.iter();
        let found = all.find(|one| one.arn.as_deref() == Some(text))?;
        self.used.insert(found.resource.logical_id.clone());
        Some(shared(found, arn.span))
    }

    /// The names of the groups that a user is in, with the places that say so.
    fn groups_of(&self, user: &Resource, name: &str) -> BTreeMap<String, Span> {
        let groups = user.list("Groups").iter();
        let mut groups: BTreeMap<String, Span> = groups
            .filter_map(|group| Some((group.scalar_text()?.to_owned(), group.span)))
            .collect();
        for addition in self.resources.of_type("AWS::IAM::UserToGroupAddition") {
            let mut users = addition.list("Users").iter();
            if users.any(|user| user.scalar_text() == Some(name))
                && let Some(group) = addition.text("GroupName")
            {
                groups.insert(group.to_owned(), addition.key_span);
            }
        }
        groups
    }

    fn policies_of_groups(&mut self, user: &Resource, name: &str) -> Vec<Node> {
        let mut found = Vec::new();
        let own = self.resources.of_type("AWS::IAM::Group");
        for (group, span) in self.groups_of(user, name) {
            let known = own.iter().find(|one| self.resources.id(one) == group);
            match known.cloned() {
                Some(known) => found.extend(self.policies_of(&known, &group, &OF_GROUPS)),
                None => {
                    let title = self.resources.shown(&group);
                    found.push(not_known(&format!("policies of the group {title}"), span));
                }
            }
        }
        found
    }

    /// Policies of groups that no user of the template is in.
    fn groups(&mut self) {
        let mut inhabited = BTreeSet::new();
        for user in self.resources.of_type("AWS::IAM::User") {
            let name = self.resources.id(&user);
            inhabited.extend(self.groups_of(&user, &name).into_keys());
        }
        for group in self.resources.of_type("AWS::IAM::Group") {
            let name = self.resources.id(&group);
            if inhabited.contains(&name) {
                continue;
            }
            // Policies that are resources of their own are unattached by themselves.
            let policies = self.policies_of(&group, &name, &[]);
            let policies = policies
                .into_iter()
                .filter(|one| one.get("not-known").is_none());
            let policies = policies.map(|one| unattached("identity", one));
            self.iam.unattached.extend(policies);
        }
    }
}

/// A policy document under a name.
pub(super) fn with_name(name: &str, document: Node) -> Node {
    let span = document.span;
    object(
        span,
        vec![
            member("name", text(name, span)),
            member("document", document),
        ],
    )
}

/// A policy of which no more is known than that there is one.
fn not_known(name: &str, span: Span) -> Node {
    object(span, vec![member("not-known", text(name, span))])
}

/// A policy that is a resource of its own.
fn shared(policy: &Standalone, span: Span) -> Node {
    if policy.document.is_none() {
        return not_known(&policy.name, span);
    }
    let key = policy.resource.logical_id.clone();
    let mut members = vec![member("shared", text(key, span))];
    if policy.name != policy.resource.logical_id {
        members.push(member("name", text(policy.name.clone(), span)));
    }
    object(span, members)
}

/// An entry of `unattached-policies`.
pub(super) fn unattached(kind: &str, policy: Node) -> Node {
    let span = policy.span;
    object(
        span,
        vec![member("kind", text(kind, span)), member("policy", policy)],
    )
}
