//! OpenAPI 2.0 and 3 with the extensions of API Gateway.
//!
//! Source: API Gateway developer guide, `api-gateway-swagger-extensions`.

mod authorizers;
mod document;
mod integration;
mod references;
mod routes;
mod security;
mod told;

#[cfg(test)]
mod tests;

use can_invoke_source::{Diagnostic, Member, Node};

use crate::tree::{member, object, text};

pub(crate) use document::{is_definition, lower};
use references::Definition;

/// Of which kind the API is that a definition describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DefinitionOf {
    /// A REST API.
    Rest,
    /// An HTTP API.
    Http,
}

/// What a definition says of an API, as members of an entry of `apis:` of an inventory: never
/// `id`, `name`, `kind`, `account`, `region`, `partition`, `endpoint-type`, `stages`. What the
/// caller knows from elsewhere, say the property `Policy` of a resource, takes the place of
/// the member with the same key.
///
/// A value that is no plain text where one is expected, such as a function that nobody worked
/// out, is left out, so that it is not known.
pub(crate) fn members(definition: &Node, of: DefinitionOf) -> Vec<Member> {
    let definition = Definition::new(definition, of);
    let mut members = Vec::new();
    // An HTTP API has no resource policy; the reader of inventories says so where it stands.
    if let Some(policy) = definition.root.get("x-amazon-apigateway-policy") {
        members.push(member("resource-policy", policy.clone()));
    }
    if let Some(disabled) = definition.endpoint_setting("disableExecuteApiEndpoint") {
        let word = disabled.scalar_text().unwrap_or_default();
        let flag = word.parse::<bool>().ok();
        if let Some(flag) = flag.filter(|_| disabled.tag.is_none()) {
            let value = can_invoke_source::Value::Bool(flag);
            let node = Node {
                value,
                ..disabled.clone()
            };
            members.push(member("disable-execute-api-endpoint", node));
        }
    }
    let source = definition.root.get("x-amazon-apigateway-api-key-source");
    if let Some(word) = source.and_then(upper).filter(|_| of == DefinitionOf::Rest) {
        members.push(member("api-key-source", word));
    }
    let authorizers = authorizers::read(&definition);
    if !authorizers.is_empty() {
        members.push(member(
            "authorizers",
            object(definition.root.span, authorizers),
        ));
    }
    if let Some(paths) = definition.root.get("paths")
        && let Some(routes) = routes::read(&definition, paths)
    {
        members.push(member("routes", object(paths.span, routes)));
    }
    members
}

/// What there is to say of a definition besides: what is not understood, and gateway responses
/// that hide from clients that they were refused.
pub(crate) fn diagnostics(definition: &Node, of: DefinitionOf) -> Vec<Diagnostic> {
    told::read(&Definition::new(definition, of))
}

/// A text, number or flag that is not to be worked out first.
fn plain(node: &Node) -> Option<&str> {
    node.scalar_text().filter(|_| node.tag.is_none())
}

/// A plain text in capitals, as inventories write words that definitions write in either case.
fn upper(node: &Node) -> Option<Node> {
    Some(text(plain(node)?.to_ascii_uppercase(), node.span))
}
