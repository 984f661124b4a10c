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

/// The operations of a definition.
#[derive(Default)]
pub(super) struct Operations<'n> {
    /// Each with its method and path, references of path items followed.
    pub(super) found: Vec<(String, &'n Member)>,
    /// What is in the place of paths or of operations and cannot be followed or worked out, so
    /// that there may be more operations than are found.
    pub(super) unknown: Vec<&'n Node>,
}

/// Every operation of the paths of a definition.
pub(super) fn operations<'n>(definition: &Definition<'n>, paths: &'n Node) -> Operations<'n> {
    let mut operations = Operations::default();
    let Some(members) = written(paths) else {
        operations.unknown.push(paths);
        return operations;
    };
    for path in members {
        if path.key.starts_with("x-") {
            continue;
        }
        if is_function(&path.key) {
            operations.unknown.push(&path.value);
            continue;
        }
        if path.value.is_null() {
            continue;
        }
        let Some(item) = definition.follow(&path.value).and_then(written) else {
            operations.unknown.push(&path.value);
            continue;
        };
        for operation in item {
            if is_function(&operation.key) {
                operations.unknown.push(&operation.value);
            }
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
            operations.found.push((key, operation));
        }
    }
    operations
}

/// The members of an object that is written out, and is none that a function makes.
fn written(node: &Node) -> Option<&[Member]> {
    node.as_object().filter(|_| node.tag.is_none())
}

/// Whether a key is a function of CloudFormation that nobody worked out, such as
/// `Fn::Transform`, which may make any number of members.
fn is_function(key: &str) -> bool {
    key.starts_with("Fn::")
}

/// The routes; nothing if there may be more than are found, as a list of routes is complete.
pub(super) fn read(definition: &Definition<'_>, paths: &Node) -> Option<Vec<Member>> {
    let operations = operations(definition, paths);
    if !operations.unknown.is_empty() {
        return None;
    }
    let routes = operations.found.into_iter().map(|(key, operation)| Member {
        key,
        key_span: operation.key_span,
        key_text_span: operation.key_text_span,
        value: object(operation.value.span, route(definition, operation)),
    });
    Some(routes.collect())
}

fn route(definition: &Definition<'_>, operation: &Member) -> Vec<Member> {
    let node = &operation.value;
    // Of an operation that is not written out here nothing is known but that it is there.
    let is_written = written(node).is_some_and(|all| {
        let is_elsewhere = |one: &Member| is_function(&one.key) || one.key == "$ref";
        !all.iter().any(is_elsewhere)
    });
    if !is_written {
        return Vec::new();
    }
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
