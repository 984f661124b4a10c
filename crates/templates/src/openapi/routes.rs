//! Paths and their operations.
//!
//! Source: `api-gateway-swagger-extensions-any-method`, `http-api-open-api`.

use can_invoke_source::{Member, Node};

use super::{DefinitionOf, integration, references::Definition, security};
use crate::tree::{list, member, object, text};

/// The key of an operation for every method.
pub(super) const ANY: &str = "x-amazon-apigateway-any-method";

const VERBS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// The method of a key of a path item, if it is one of an operation.
fn method(key: &str) -> Option<String> {
    let verb = key.to_ascii_uppercase();
    if key.eq_ignore_ascii_case(ANY) {
        Some("ANY".to_owned())
    } else {
        VERBS.contains(&verb.as_str()).then_some(verb)
    }
}

/// Every operation with its method and path, references of path items followed.
pub(super) fn operations<'n>(
    definition: &Definition<'n>,
    paths: &'n Node,
) -> Vec<(String, &'n Member)> {
    let mut found = Vec::new();
    for path in paths.as_object().unwrap_or_default() {
        if path.key.starts_with("x-") {
            continue;
        }
        let item = definition.follow(&path.value).and_then(Node::as_object);
        for operation in item.unwrap_or_default() {
            let Some(method) = method(&operation.key) else {
                continue;
            };
            let is_default = definition.of == DefinitionOf::Http
                && matches!(path.key.as_str(), "/$default" | "$default");
            let key = if is_default {
                "$default".to_owned()
            } else {
                format!("{method} {}", path.key)
            };
            found.push((key, operation));
        }
    }
    found
}

/// The routes.
pub(super) fn read(definition: &Definition<'_>, paths: &Node) -> Vec<Member> {
    let routes = operations(definition, paths).into_iter();
    routes
        .map(|(key, operation)| Member {
            key,
            key_span: operation.key_span,
            key_text_span: operation.key_text_span,
            value: object(operation.value.span, route(definition, operation)),
        })
        .collect()
}

fn route(definition: &Definition<'_>, operation: &Member) -> Vec<Member> {
    let node = &operation.value;
    let mut members = security::read(definition, node, operation.key_span);
    match node.get("x-amazon-apigateway-integration") {
        Some(integration) => {
            if let Some(found) = definition.follow(integration)
                && found.as_object().is_some()
            {
                members.push(member("integration", integration::read(definition, found)));
            }
        }
        None => members.push(member("integration", text("none", operation.key_span))),
    }
    if definition.of == DefinitionOf::Rest
        && let Some(responses) = node.get("responses")
    {
        let declared = method_responses(definition, responses);
        members.push(member("method-responses", object(responses.span, declared)));
    }
    members
}

/// The status codes that an operation declares, with the headers of each.
fn method_responses(definition: &Definition<'_>, responses: &Node) -> Vec<Member> {
    let declared = responses.as_object().unwrap_or_default().iter();
    declared
        .filter(|one| one.key.bytes().all(|byte| byte.is_ascii_digit()))
        .map(|one| {
            let response = definition.follow(&one.value);
            let headers = response.and_then(|node| node.get("headers")?.as_object());
            let names = headers.unwrap_or_default().iter().map(|header| {
                let name = format!("method.response.header.{}", header.key);
                text(name, header.key_span)
            });
            Member {
                value: list(one.value.span, names.collect()),
                ..one.clone()
            }
        })
        .collect()
}
