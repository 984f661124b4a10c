//! An inventory in our own words: `can-invoke: 1`.

mod apis;
mod organization;
mod principals;

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node};

use super::{
    apis::Draft,
    fields::{self, Fields},
    gathered::Gathered,
    ids,
    texts::Texts,
};

pub(super) use apis::facts;

const KEYS: [&str; 5] = [
    "can-invoke",
    "principals",
    "apis",
    "organization",
    "standalone-accounts",
];

/// Reads one document. Its APIs are not finished here: what the AWS CLI says of them may
/// be in other documents.
pub(super) fn read<'n>(
    texts: &mut Texts<'_>,
    node: &'n Node,
    gathered: &mut Gathered,
    drafts: &mut Vec<Draft<'n>>,
) {
    fields::refuse_tags(texts, node);
    let Some(fields) = Fields::strict(texts, node, "an inventory", &KEYS) else {
        return;
    };
    if let Some((version, span)) = fields.text(texts, "can-invoke")
        && version != "1"
    {
        texts.report(
            Diagnostic::error(
                "unsupported-version",
                span,
                format!("version {} of inventories is not known", quote(version)),
            )
            .help("write `can-invoke: 1`"),
        );
        return;
    }
    for item in fields.list(texts, "principals").unwrap_or_default() {
        if let Some(record) = principals::read(texts, item) {
            gathered.add_principal(texts, record);
        }
    }
    for item in fields.list(texts, "apis").unwrap_or_default() {
        drafts.extend(apis::draft(texts, item));
    }
    if let Some(node) = fields.get("organization")
        && !fields::is_none(node)
    {
        organization::read(texts, node, gathered);
    }
    let accounts = fields.list(texts, "standalone-accounts");
    for item in accounts.unwrap_or_default() {
        if let Some((account, span)) = ids::account(texts, item, "standalone-accounts")
            && gathered.place_account(texts, &account, span)
        {
            gathered.standalone_accounts.push(account);
        }
    }
}
