//! OpenAPI 2.0 and 3 with the extensions of API Gateway.
//!
//! Source: API Gateway developer guide, `api-gateway-swagger-extensions`.

use can_invoke_source::{Member, Node};

/// Of which kind the API is that a definition describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DefinitionOf {
    /// A REST API.
    Rest,
    /// An HTTP API.
    Http,
}

/// What a definition says of an API, as members of an entry of `apis:` of an inventory: never
/// `id`, `kind`, `account`, `region`, `partition`, `stages`, which the definition does not hold.
pub(crate) fn members(_definition: &Node, _of: DefinitionOf) -> Vec<Member> {
    Vec::new()
}
