//! `policies:` of an inventory: documents that several principals have, each written once.

use std::{collections::BTreeMap, sync::Arc};

use can_invoke_policy::{Policy, PolicyKind};
use can_invoke_source::words::{nearest, quote};
use can_invoke_source::{Diagnostic, FileId, Node, Span};

use super::{fields, policies, texts::Texts};

/// The documents of all inventories, and what has been read of them.
#[derive(Default)]
pub(super) struct SharedPolicies {
    documents: BTreeMap<(FileId, String), Arc<Node>>,
    read: BTreeMap<Use, Option<Arc<Policy>>>,
}

/// A document as it is used: its file and key, as what, and under which name.
type Use = (FileId, String, PolicyKind, String);

/// Takes the documents of one inventory, by their keys.
pub(super) fn take(texts: &mut Texts<'_>, node: &Node) {
    for member in fields::members(texts, node, "policies").unwrap_or_default() {
        let key = (node.span.file, member.key.clone());
        let document = Arc::new(member.value.clone());
        texts.shared_policies.documents.insert(key, document);
    }
}

/// The policy under a key of the inventory in which the key is written.
pub(super) fn refer(
    texts: &mut Texts<'_>,
    (key, span): (&str, Span),
    kind: PolicyKind,
    name: &str,
) -> Option<Arc<Policy>> {
    let used = (span.file, key.to_owned(), kind, name.to_owned());
    if let Some(policy) = texts.shared_policies.read.get(&used) {
        return policy.clone();
    }
    let place = (span.file, key.to_owned());
    let Some(document) = texts.shared_policies.documents.get(&place).cloned() else {
        let diagnostic = unknown(texts, key, span);
        texts.report(diagnostic);
        return None;
    };
    let policy = policies::document(texts, &document, kind, name);
    texts.shared_policies.read.insert(used, policy.clone());
    policy
}

fn unknown(texts: &Texts<'_>, key: &str, span: Span) -> Diagnostic {
    let documents = texts.shared_policies.documents.keys();
    let own = documents.filter(|(file, _)| *file == span.file);
    let keys: Vec<&str> = own.map(|(_, key)| key.as_str()).collect();
    let message = format!("there is no policy {} among `policies`", quote(key));
    let diagnostic = Diagnostic::error("unknown-policy", span, message);
    match nearest(key, &keys) {
        Some(key) => diagnostic.help(format!("did you mean `{key}`?")),
        None => diagnostic.help("it is for a key of `policies` in the same inventory"),
    }
}
