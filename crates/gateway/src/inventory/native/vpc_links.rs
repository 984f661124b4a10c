//! `vpc-links:` of an inventory.

use can_invoke_source::Node;

use crate::inventory::{VpcLink, fields::Fields, texts::Texts};

const KEYS: [&str; 1] = ["id"];

/// a VPC link.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<VpcLink> {
    Fields::strict(texts, node, "a VPC link", &KEYS)?;
    None
}
