//! `principals:` of an inventory.

use std::collections::BTreeMap;

use can_invoke_policy::PolicyKind;
use can_invoke_source::{Diagnostic, Node};

use crate::inventory::{
    Known, PrincipalKind, PrincipalRecord,
    fields::{self, Fields},
    ids, policies, session_duration,
    texts::Texts,
};

const KEYS: [&str; 7] = [
    "arn",
    "unique-id",
    "policies",
    "permissions-boundary",
    "trust-policy",
    "tags",
    "max-session-duration",
];

pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<PrincipalRecord> {
    let fields = Fields::strict(texts, node, "a principal", &KEYS)?;
    let arn = fields.require(texts, "a principal", "arn")?;
    let (arn, span) = fields::text(texts, arn, "arn")?;
    let principal = ids::principal_arn(texts, arn, span)?;
    let title = &principal.title;
    let unique_id = fields.text(texts, "unique-id");
    let unique_id =
        unique_id.and_then(|(text, span)| ids::unique_id(texts, text, span, principal.kind));
    let policies = match fields.get("policies") {
        None => Known::NotKnown,
        Some(node) => policies::list(texts, node, "policies", PolicyKind::Identity, |number| {
            format!("inline policy {number} of {title}")
        }),
    };
    let boundary = policies::optional(
        texts,
        fields.get("permissions-boundary"),
        PolicyKind::PermissionsBoundary,
        &format!("permissions boundary of {title}"),
    );
    Some(PrincipalRecord {
        kind: principal.kind,
        arn: arn.to_owned(),
        unique_id,
        policies,
        boundary,
        tags: match fields.get("tags") {
            None => Known::NotKnown,
            Some(node) => tags(texts, node),
        },
        trust: match fields.get("trust-policy") {
            None => Known::NotKnown,
            Some(node) => trust(texts, node, principal.kind, title),
        },
        max_session_duration: match fields.text(texts, "max-session-duration") {
            None => Known::NotKnown,
            Some((text, span)) => session_duration::read(texts, text, span, principal.kind),
        },
        span,
        account: principal.account,
        name: principal.name,
    })
}

fn trust(
    texts: &mut Texts<'_>,
    node: &Node,
    kind: PrincipalKind,
    title: &str,
) -> Known<std::sync::Arc<can_invoke_policy::Policy>> {
    if kind == PrincipalKind::User {
        texts.report(
            Diagnostic::error(
                "trust-policy-of-user",
                node.span,
                "a user has no trust policy",
            )
            .help("only roles are assumed; remove the key"),
        );
        return Known::NotKnown;
    }
    if fields::is_none(node) {
        texts.report(
            Diagnostic::error(
                "missing-trust-policy",
                node.span,
                "a role has a trust policy",
            )
            .help("leave the key out if the trust policy is not known"),
        );
        return Known::NotKnown;
    }
    let name = format!("trust policy of {title}");
    match policies::policy(texts, node, PolicyKind::Trust, &name) {
        Some(policy) => Known::Known(policy),
        None => Known::NotKnown,
    }
}

fn tags(texts: &mut Texts<'_>, node: &Node) -> Known<BTreeMap<String, String>> {
    let Some(members) = fields::members(texts, node, "tags") else {
        return Known::NotKnown;
    };
    let mut tags = BTreeMap::new();
    let mut is_complete = true;
    for member in members {
        match member.value.scalar_text() {
            Some(value) => {
                tags.insert(member.key.clone(), value.to_owned());
            }
            None => {
                fields::wrong_type(texts, &member.value, "the value of a tag", "a string");
                is_complete = false;
            }
        }
    }
    if is_complete {
        Known::Known(tags)
    } else {
        Known::NotKnown
    }
}
