//! `functions:` of an inventory.

use can_invoke_source::Node;

use crate::inventory::{Function, fields::Fields, texts::Texts};

const KEYS: [&str; 1] = ["arn"];

/// a Lambda function.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<Function> {
    Fields::strict(texts, node, "a Lambda function", &KEYS)?;
    None
}
