//! Policies, wherever and however they are written: in place, in a file, as text.

use can_invoke_source::words::quote;
use std::sync::Arc;

use can_invoke_policy::{Policy, PolicyKind, document};
use can_invoke_source::{Diagnostic, Node, Value};

use super::{
    Known,
    detect::looks_like_document,
    fields::{self, Fields, is_none, wrong_type},
    shared_policies,
    texts::Texts,
};

/// The document of AWS's own policy `FullAWSAccess`.
///
/// Source: Organizations user guide, `orgs_manage_policies_scps`.
pub(super) const FULL_AWS_ACCESS: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
  ]
}
"#;

/// The elements of a policy document.
pub(super) const ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];

/// What AWS wraps documents in, with the path to the document.
const WRAPPERS: [(&str, &str); 6] = [
    ("PolicyDocument", "PolicyDocument"),
    ("PolicyVersion", "PolicyVersion.Document"),
    ("AssumeRolePolicyDocument", "AssumeRolePolicyDocument"),
    ("Role", "Role.AssumeRolePolicyDocument"),
    ("Policy", "Policy.Content"),
    ("policy", "policy"),
];

/// A policy in an inventory. `name` is for one that is written in place.
pub(super) fn policy(
    texts: &mut Texts<'_>,
    node: &Node,
    kind: PolicyKind,
    name: &str,
) -> Option<Arc<Policy>> {
    if node.as_object().is_none() || ELEMENTS.iter().any(|key| node.get(key).is_some()) {
        return document(texts, node, kind, name);
    }
    let keys = ["file", "document", "shared", "name"];
    let fields = Fields::strict(texts, node, "a policy", &keys)?;
    let given = fields.text(texts, "name").map(|(name, _)| name);
    if let (Some(key), None, None) = (
        fields.get("shared"),
        fields.get("file"),
        fields.get("document"),
    ) {
        let (key, span) = fields::text(texts, key, "shared")?;
        return shared_policies::refer(texts, (key, span), kind, given.unwrap_or(key));
    }
    match (fields.get("file"), fields.get("document")) {
        (Some(file), None) => {
            let (path, span) = fields::text(texts, file, "file")?;
            let node = texts.refer(path, span)?;
            fields::refuse_tags(texts, &node);
            self::document(texts, &node, kind, given.unwrap_or(path))
        }
        (None, Some(document)) => self::document(texts, document, kind, given.unwrap_or(name)),
        (Some(_), Some(document)) => {
            texts.report(
                Diagnostic::error(
                    "file-and-document",
                    document.span,
                    "a policy has either `file` or `document`",
                )
                .help("remove one of the two"),
            );
            None
        }
        (None, None) => {
            texts.report(
                Diagnostic::error("missing-key", node.span, "this is not a policy document")
                    .help("write a document with `Statement`, or `{ file: path }`"),
            );
            None
        }
    }
}

/// A policy document, as an object or as text.
pub(super) fn document(
    texts: &mut Texts<'_>,
    node: &Node,
    kind: PolicyKind,
    name: &str,
) -> Option<Arc<Policy>> {
    match &node.value {
        Value::Object(_) => object(texts, node, kind, name),
        Value::String(text) if looks_like_document(&text.decoded) => {
            let inner = texts.embedded(text)?;
            object(texts, &inner, kind, name)
        }
        Value::String(text) => {
            let diagnostic = Diagnostic::error(
                "not-a-policy",
                node.span,
                format!("{} is not a policy document", quote(&text.decoded)),
            );
            texts.report(if text.decoded.trim().is_empty() {
                diagnostic.help("write `none` if there is no policy")
            } else {
                let path = text.decoded.trim();
                diagnostic.help(format!("to name a file, write `{{ file: {path} }}`"))
            });
            None
        }
        _ => {
            wrong_type(texts, node, "a policy", "a policy document");
            None
        }
    }
}

fn object(texts: &mut Texts<'_>, node: &Node, kind: PolicyKind, name: &str) -> Option<Arc<Policy>> {
    // Source: Lambda API reference, `API_GetPolicy`: the document is a string in `Policy`.
    if node.get("Statement").is_none()
        && let Some(Value::String(text)) = node.get("Policy").map(|policy| &policy.value)
        && looks_like_document(&text.decoded)
    {
        let inner = texts.embedded(text)?;
        return object(texts, &inner, kind, name);
    }
    if node.get("Statement").is_none()
        && let Some((_, path)) = WRAPPERS.iter().find(|(key, _)| node.get(key).is_some())
    {
        texts.report(
            Diagnostic::error(
                "wrapped-policy",
                node.span,
                "the policy document is inside the output of a command",
            )
            .help(format!(
                "take it out: run the command again with `--query {path}`"
            )),
        );
        return None;
    }
    let parsed = document::parse(node, kind, name);
    let policy = texts.take(parsed).map(Arc::new)?;
    texts.keep_policy(&policy, node);
    Some(policy)
}

/// A policy that there may be: `none` says that there is none.
pub(super) fn optional(
    texts: &mut Texts<'_>,
    node: Option<&Node>,
    kind: PolicyKind,
    name: &str,
) -> Known<Option<Arc<Policy>>> {
    match node {
        None => Known::NotKnown,
        Some(node) if is_none(node) => Known::Known(None),
        Some(node) => match policy(texts, node, kind, name) {
            Some(policy) => Known::Known(Some(policy)),
            None => Known::NotKnown,
        },
    }
}

/// Whether an entry of a list of policies says that there is one of which no more is known:
/// `{ not-known: name }`.
fn is_not_known(texts: &mut Texts<'_>, node: &Node) -> bool {
    if node.get("not-known").is_none() {
        return false;
    }
    if let Some(fields) = Fields::strict(texts, node, "a policy that is not known", &["not-known"])
    {
        // Its name is for people; whether it is a text is looked at all the same.
        let _name = fields.text(texts, "not-known");
    }
    true
}

/// Policies in a list; not known, if one of them is not known or cannot be read. The others are
/// read all the same, as something may be wrong with them.
pub(super) fn list(
    texts: &mut Texts<'_>,
    node: &Node,
    key: &str,
    kind: PolicyKind,
    name: impl Fn(usize) -> String,
) -> Known<Vec<Arc<Policy>>> {
    let Some(items) = fields::list(texts, node, key) else {
        return Known::NotKnown;
    };
    let policies: Vec<Option<Arc<Policy>>> = items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            if is_not_known(texts, item) {
                return None;
            }
            policy(texts, item, kind, &name(index + 1))
        })
        .collect();
    match policies.into_iter().collect::<Option<Vec<_>>>() {
        Some(policies) => Known::Known(policies),
        None => Known::NotKnown,
    }
}

/// AWS's own policy `FullAWSAccess`, which is in no file of the user's.
pub(super) fn full_aws_access(texts: &mut Texts<'_>) -> Option<Arc<Policy>> {
    let node = texts.synthetic("FullAWSAccess", FULL_AWS_ACCESS)?;
    object(texts, &node, PolicyKind::ServiceControl, "FullAWSAccess")
}
