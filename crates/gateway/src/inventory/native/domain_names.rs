//! `domain-names:` of an inventory.

use can_invoke_source::Node;

use crate::inventory::{DomainName, fields::Fields, texts::Texts};

const KEYS: [&str; 1] = ["name"];

/// a custom domain name.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<DomainName> {
    Fields::strict(texts, node, "a custom domain name", &KEYS)?;
    None
}
