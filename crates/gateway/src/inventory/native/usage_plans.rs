//! `usage-plans:` of an inventory.

use can_invoke_source::Node;

use crate::inventory::{UsagePlan, fields::Fields, texts::Texts};

const KEYS: [&str; 1] = ["name"];

/// a usage plan.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<UsagePlan> {
    Fields::strict(texts, node, "a usage plan", &KEYS)?;
    None
}
