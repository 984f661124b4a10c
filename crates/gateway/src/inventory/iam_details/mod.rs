//! `aws iam get-account-authorization-details`: users, roles, groups and their policies.
//!
//! Source: IAM API reference, `API_GetAccountAuthorizationDetails`.

mod keys;

use can_invoke_source::words::quote;
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use can_invoke_policy::{Policy, PolicyKind};
use can_invoke_source::{Diagnostic, Node, Span};

use super::{
    Known, PrincipalKind, PrincipalRecord,
    fields::{self, Fields},
    gathered::Gathered,
    ids::{self, PrincipalArn},
    policies, session_duration,
    texts::Texts,
};

use keys::{GROUP_KEYS, KEYS, POLICY_KEYS, ROLE_KEYS, USER_KEYS, VERSION_KEYS};

const COMMAND: &str = "aws iam get-account-authorization-details";

/// Reads all such documents; a managed policy or a group may be in another one than the
/// principal, as where the command was run with `--filter`.
pub(super) fn read(texts: &mut Texts<'_>, documents: &[Arc<Node>], gathered: &mut Gathered) {
    let mut reader = Reader::default();
    let mut lists = Vec::new();
    for (index, node) in documents.iter().enumerate() {
        fields::refuse_tags(texts, node);
        fields::check_complete(texts, node, COMMAND);
        if let Some(fields) = fields::output(texts, node, COMMAND, &KEYS) {
            reader.index(texts, index, &fields);
            lists.push((index, fields));
        }
    }
    for (index, fields) in lists {
        reader.document = index;
        for user in fields.list(texts, "UserDetailList").unwrap_or_default() {
            if let Some(record) = reader.user(texts, user) {
                gathered.add_principal(texts, record);
            }
        }
        for role in fields.list(texts, "RoleDetailList").unwrap_or_default() {
            if let Some(record) = reader.role(texts, role) {
                gathered.add_principal(texts, record);
            }
        }
    }
}

/// Managed policies and groups by name, and what has been read of them.
#[derive(Default)]
struct Reader<'n> {
    /// The document that is being read.
    document: usize,
    managed: BTreeMap<&'n str, Vec<(usize, Fields<'n>)>>,
    /// By account and name.
    groups: BTreeMap<(String, &'n str), Fields<'n>>,
    policies: BTreeMap<(usize, &'n str, PolicyKind), Option<Arc<Policy>>>,
}

/// Policies under collection, or what is missing.
#[derive(Default)]
struct Collected {
    policies: Vec<Arc<Policy>>,
    /// What the documents do not contain: what it is, and where it is named.
    missing: Vec<(String, Span)>,
    /// Whether something could not be read; that is reported.
    is_broken: bool,
}

impl<'n> Reader<'n> {
    fn index(&mut self, texts: &mut Texts<'_>, document: usize, fields: &Fields<'n>) {
        for item in fields.list(texts, "Policies").unwrap_or_default() {
            if let Some(policy) = fields::output(texts, item, COMMAND, &POLICY_KEYS)
                && let Some(arn) = policy.require(texts, "a managed policy", "Arn")
                && let Some((arn, _)) = fields::text(texts, arn, "Arn")
            {
                let entries = self.managed.entry(arn).or_default();
                entries.push((document, policy));
            }
        }
        for item in fields.list(texts, "GroupDetailList").unwrap_or_default() {
            if let Some(group) = fields::output(texts, item, COMMAND, &GROUP_KEYS)
                && let Some(name) = group.require(texts, "a group", "GroupName")
                && let Some((name, _)) = fields::text(texts, name, "GroupName")
                && let Some(arn) = group.require(texts, "a group", "Arn")
                && let Some((arn, span)) = fields::text(texts, arn, "Arn")
            {
                let parsed = can_invoke_policy::Arn::parse(arn);
                let Some(account) = parsed.map(|arn| arn.account.to_owned()) else {
                    let message = format!("{} is not the ARN of a group", quote(arn));
                    texts.report(Diagnostic::error("invalid-group-arn", span, message));
                    continue;
                };
                match self.groups.entry((account, name)) {
                    Entry::Vacant(entry) => {
                        entry.insert(group);
                    }
                    Entry::Occupied(entry) => {
                        let message = format!("the group {} is described twice", quote(name));
                        texts.report(
                            Diagnostic::error("duplicate-group", span, message)
                                .label("again here")
                                .also(entry.get().span, "first here"),
                        );
                    }
                }
            }
        }
    }

    fn user(&mut self, texts: &mut Texts<'_>, node: &'n Node) -> Option<PrincipalRecord> {
        let fields = fields::output(texts, node, COMMAND, &USER_KEYS)?;
        let (arn, span, principal) = arn(texts, &fields, PrincipalKind::User)?;
        let mut collected = Collected::default();
        self.collect(
            texts,
            &fields,
            "UserPolicyList",
            &principal.title,
            &mut collected,
        );
        for item in fields.list(texts, "GroupList").unwrap_or_default() {
            let Some((name, span)) = fields::text(texts, item, "GroupList") else {
                collected.is_broken = true;
                continue;
            };
            let group = self.groups.get(&(principal.account.clone(), name)).copied();
            match group {
                None => collected
                    .missing
                    .push((format!("the group {}", quote(name)), span)),
                Some(group) => {
                    let title = format!("group/{name}");
                    self.collect(texts, &group, "GroupPolicyList", &title, &mut collected);
                }
            }
        }
        let policies = known(texts, collected, &arn);
        self.record(
            texts,
            &fields,
            (arn, span, principal),
            policies,
            Known::NotKnown,
        )
    }

    fn role(&mut self, texts: &mut Texts<'_>, node: &'n Node) -> Option<PrincipalRecord> {
        let fields = fields::output(texts, node, COMMAND, &ROLE_KEYS)?;
        let (arn, span, principal) = arn(texts, &fields, PrincipalKind::Role)?;
        let mut collected = Collected::default();
        self.collect(
            texts,
            &fields,
            "RolePolicyList",
            &principal.title,
            &mut collected,
        );
        let policies = known(texts, collected, &arn);
        let name = format!("trust policy of {}", principal.title);
        let trust = fields
            .require(texts, "a role", "AssumeRolePolicyDocument")
            .and_then(|node| policies::document(texts, node, PolicyKind::Trust, &name));
        let trust = match trust {
            Some(policy) => Known::Known(policy),
            None => Known::NotKnown,
        };
        self.record(texts, &fields, (arn, span, principal), policies, trust)
    }

    fn record(
        &mut self,
        texts: &mut Texts<'_>,
        fields: &Fields<'n>,
        (arn, span, principal): (String, Span, PrincipalArn),
        policies: Known<Vec<Arc<Policy>>>,
        trust: Known<Arc<Policy>>,
    ) -> Option<PrincipalRecord> {
        let id_key = match principal.kind {
            PrincipalKind::User => "UserId",
            PrincipalKind::Role => "RoleId",
        };
        let unique_id = fields.text(texts, id_key);
        Some(PrincipalRecord {
            boundary: self.boundary(texts, fields, &arn),
            // Most output lacks it; `aws iam get-role` has it.
            max_session_duration: match fields.text(texts, "MaxSessionDuration") {
                None => Known::NotKnown,
                Some((text, span)) => session_duration::read(texts, text, span, principal.kind),
            },
            tags: tags(texts, fields),
            unique_id: unique_id
                .and_then(|(id, span)| ids::unique_id(texts, id, span, principal.kind)),
            kind: principal.kind,
            account: principal.account,
            name: principal.name,
            arn,
            policies,
            trust,
            span,
        })
    }

    /// The inline and the managed policies of a user, group or role.
    fn collect(
        &mut self,
        texts: &mut Texts<'_>,
        fields: &Fields<'n>,
        inline_key: &str,
        title: &str,
        into: &mut Collected,
    ) {
        for item in fields.list(texts, inline_key).unwrap_or_default() {
            let policy = inline(texts, item, title);
            into.is_broken |= policy.is_none();
            into.policies.extend(policy);
        }
        let attached = fields.list(texts, "AttachedManagedPolicies");
        for item in attached.unwrap_or_default() {
            let keys = ["PolicyName", "PolicyArn"];
            let arn = fields::output(texts, item, COMMAND, &keys)
                .and_then(|fields| fields.require(texts, "an attached policy", "PolicyArn"))
                .and_then(|node| fields::text(texts, node, "PolicyArn"));
            let Some((arn, span)) = arn else {
                into.is_broken = true;
                continue;
            };
            if !self.managed.contains_key(arn) {
                into.missing
                    .push((format!("the policy {}", quote(arn)), span));
                continue;
            }
            match self.managed_policy(texts, arn, PolicyKind::Identity) {
                Some(policy) => into.policies.push(policy),
                None => into.is_broken = true,
            }
        }
    }

    /// The default version of a managed policy; that of the same document first.
    fn managed_policy(
        &mut self,
        texts: &mut Texts<'_>,
        arn: &'n str,
        kind: PolicyKind,
    ) -> Option<Arc<Policy>> {
        let entries = self.managed.get(arn)?;
        let own = entries.iter().find(|(index, _)| *index == self.document);
        let (document, fields) = *own.or(entries.first())?;
        let key = (document, arn, kind);
        if let Some(policy) = self.policies.get(&key) {
            return policy.clone();
        }
        let policy = default_version(texts, &fields, arn, kind);
        self.policies.insert(key, policy.clone());
        policy
    }

    fn boundary(
        &mut self,
        texts: &mut Texts<'_>,
        fields: &Fields<'n>,
        principal: &str,
    ) -> Known<Option<Arc<Policy>>> {
        let Some(node) = fields.get("PermissionsBoundary") else {
            return Known::Known(None);
        };
        let keys = ["PermissionsBoundaryType", "PermissionsBoundaryArn"];
        let arn = fields::output(texts, node, COMMAND, &keys)
            .and_then(|fields| {
                fields.require(texts, "a permissions boundary", "PermissionsBoundaryArn")
            })
            .and_then(|node| fields::text(texts, node, "PermissionsBoundaryArn"));
        let Some((arn, span)) = arn else {
            return Known::NotKnown;
        };
        if !self.managed.contains_key(arn) {
            let message = format!(
                "the permissions boundary of {} is not known: the policy {} is not in the output",
                quote(principal),
                quote(arn)
            );
            let diagnostic = Diagnostic::warning("boundary-not-known", span, message);
            texts.report(diagnostic.help(WITHOUT_FILTER));
            return Known::NotKnown;
        }
        match self.managed_policy(texts, arn, PolicyKind::PermissionsBoundary) {
            Some(policy) => Known::Known(Some(policy)),
            None => Known::NotKnown,
        }
    }
}

const WITHOUT_FILTER: &str =
    "run `aws iam get-account-authorization-details` again without `--filter`";

fn arn(
    texts: &mut Texts<'_>,
    fields: &Fields<'_>,
    kind: PrincipalKind,
) -> Option<(String, Span, PrincipalArn)> {
    let what = match kind {
        PrincipalKind::User => "a user",
        PrincipalKind::Role => "a role",
    };
    let node = fields.require(texts, what, "Arn")?;
    let (arn, span) = fields::text(texts, node, "Arn")?;
    let principal = ids::principal_arn(texts, arn, span)?;
    if principal.kind == kind {
        return Some((arn.to_owned(), span, principal));
    }
    let message = format!("{} is not the ARN of {what}", quote(arn));
    texts.report(Diagnostic::error("invalid-principal-arn", span, message));
    None
}

fn inline(texts: &mut Texts<'_>, node: &Node, title: &str) -> Option<Arc<Policy>> {
    let fields = fields::output(texts, node, COMMAND, &["PolicyName", "PolicyDocument"])?;
    let name = fields.text(texts, "PolicyName").map(|(name, _)| name);
    let name = match name {
        Some(name) => name.to_owned(),
        None => format!("inline policy of {title}"),
    };
    let document = fields.require(texts, "an inline policy", "PolicyDocument")?;
    policies::document(texts, document, PolicyKind::Identity, &name)
}

fn default_version(
    texts: &mut Texts<'_>,
    fields: &Fields<'_>,
    arn: &str,
    kind: PolicyKind,
) -> Option<Arc<Policy>> {
    let name = fields
        .text(texts, "PolicyName")
        .map_or(arn, |(name, _)| name);
    let default = fields.text(texts, "DefaultVersionId");
    let versions = fields.list(texts, "PolicyVersionList").unwrap_or_default();
    let mut found = None;
    for version in versions {
        let version = fields::output(texts, version, COMMAND, &VERSION_KEYS)?;
        let id = version.get("VersionId").and_then(Node::scalar_text);
        let says = version.get("IsDefaultVersion").and_then(Node::as_bool);
        let is_default = match default {
            Some((default, _)) => id == Some(default),
            None => says == Some(true),
        };
        if is_default {
            found = Some(version);
        }
    }
    let Some(version) = found else {
        let message = format!("the default version of {} is not in the output", quote(arn));
        let span = default.map_or(fields.span, |(_, span)| span);
        texts.report(Diagnostic::error("no-default-version", span, message));
        return None;
    };
    let document = version.require(texts, "a version of a policy", "Document")?;
    policies::document(texts, document, kind, name)
}

fn tags(texts: &mut Texts<'_>, fields: &Fields<'_>) -> Known<BTreeMap<String, String>> {
    let mut tags = BTreeMap::new();
    for item in fields.list(texts, "Tags").unwrap_or_default() {
        let pair = fields::output(texts, item, COMMAND, &["Key", "Value"]).and_then(|fields| {
            let key = fields.require(texts, "a tag", "Key")?;
            let value = fields.require(texts, "a tag", "Value")?;
            let (key, _) = fields::text(texts, key, "Key")?;
            let (value, _) = fields::text(texts, value, "Value")?;
            Some((key.to_owned(), value.to_owned()))
        });
        let Some((key, value)) = pair else {
            return Known::NotKnown;
        };
        tags.insert(key, value);
    }
    Known::Known(tags)
}

/// The policies, if all are there.
fn known(texts: &mut Texts<'_>, collected: Collected, principal: &str) -> Known<Vec<Arc<Policy>>> {
    if let Some((what, span)) = collected.missing.first() {
        let others = match collected.missing.len() {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        let message = format!(
            "the policies of {} are not known: {what}{others} is not in the output",
            quote(principal)
        );
        let mut diagnostic = Diagnostic::warning("policies-not-known", *span, message);
        for (what, span) in collected.missing.iter().skip(1) {
            diagnostic = diagnostic.also(*span, format!("{what} is not in the output either"));
        }
        texts.report(diagnostic.help(WITHOUT_FILTER));
        return Known::NotKnown;
    }
    if collected.is_broken {
        Known::NotKnown
    } else {
        Known::Known(collected.policies)
    }
}
