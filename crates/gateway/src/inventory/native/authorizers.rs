//! `authorizers:` of an API.

use can_invoke_source::Node;

use crate::inventory::{ApiKind, Authorizer, facts::Said, fields, texts::Texts};

/// Authorizers by their names.
pub(super) fn read(
    texts: &mut Texts<'_>,
    node: &Node,
    _kind: ApiKind,
) -> Option<Said<Vec<Authorizer>>> {
    fields::members(texts, node, "authorizers")?;
    None
}
