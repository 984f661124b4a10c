//! `vpc-endpoints:` of an inventory.

use can_invoke_source::Node;

use crate::inventory::{VpcEndpoint, fields::Fields, texts::Texts};

const KEYS: [&str; 1] = ["id"];

/// a VPC endpoint.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<VpcEndpoint> {
    Fields::strict(texts, node, "a VPC endpoint", &KEYS)?;
    None
}
