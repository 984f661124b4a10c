//! `not-readable:` of an inventory: what somebody tried to read and could not.

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node};

use crate::inventory::{
    NotReadable,
    fields::{self, Fields},
    ids,
    texts::Texts,
};

const WHAT: &str = "what could not be read";

const KEYS: [&str; 7] = [
    "of",
    "fact",
    "operation",
    "account",
    "action",
    "resource",
    "error",
];

/// One entry. What it is about need not be in the inventory: it may be missing for just this
/// reason.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<NotReadable> {
    let fields = Fields::strict(texts, node, WHAT, &KEYS)?;
    let [of, fact, operation, error] =
        ["of", "fact", "operation", "error"].map(|key| required(texts, &fields, key));
    let account = fields.get("account");
    let account = account.and_then(|node| ids::account(texts, node, "account"));
    let mut optional = |key: &str| fields.text(texts, key).map(|(text, _)| text.to_owned());
    let (action, resource) = (optional("action"), optional("resource"));
    Some(NotReadable {
        of: of?,
        fact: fact?,
        operation: operation.filter(|operation| is_operation(texts, &fields, operation))?,
        account: account.map(|(account, _)| account),
        action,
        resource,
        error: error?,
        span: fields.span,
    })
}

fn required(texts: &mut Texts<'_>, fields: &Fields<'_>, key: &str) -> Option<String> {
    let node = fields.require(texts, WHAT, key)?;
    let (text, span) = fields::text(texts, node, key)?;
    if text.trim().is_empty() {
        let message = format!("`{key}` of {WHAT} says nothing");
        texts.report(
            Diagnostic::error("invalid-not-readable", span, message)
                .help("remove the entry if nothing was refused"),
        );
        return None;
    }
    Some(text.to_owned())
}

/// A service and the name of an operation: `iam:ListRolePolicies`.
fn is_operation(texts: &mut Texts<'_>, fields: &Fields<'_>, operation: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_one = operation
        .split_once(':')
        .is_some_and(|(service, name)| is_word(service) && is_word(name));
    if !is_one {
        let span = fields
            .get("operation")
            .map_or(fields.span, |node| node.span);
        let message = format!("{} is not an operation of a service", quote(operation));
        texts.report(
            Diagnostic::error("invalid-not-readable", span, message)
                .help("write it with its service: `iam:ListRolePolicies`"),
        );
    }
    is_one
}
