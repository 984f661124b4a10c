//! What there is to say of a definition that is no fact about its API.

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Member, Node};

use super::{
    DefinitionOf, authorizers, plain,
    references::Definition,
    routes::{Operations, operations},
    security::{asks_something, is_contradictory, is_understood},
};

/// Gateway responses that answer those who were refused.
///
/// Source: API Gateway developer guide, `supported-gateway-response-types`.
const DENIALS: [&str; 10] = [
    "DEFAULT_4XX",
    "ACCESS_DENIED",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "EXPIRED_TOKEN",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "UNAUTHORIZED",
    "WAF_FILTERED",
];

pub(super) fn read(definition: &Definition<'_>) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    gateway_responses(definition, &mut told);
    schemes(definition, &mut told);
    let paths = definition.root.get("paths");
    let operations = paths.map_or_else(Operations::default, |paths| operations(definition, paths));
    let unknown = operations.unknown.iter();
    told.extend(unknown.map(|node| not_written(definition, node)));
    root_security(definition, &operations, &mut told);
    for (key, operation) in &operations.found {
        let node = &operation.value;
        if node.as_object().is_none() || node.tag.is_some() {
            let message = format!("what {key} asks for and does is not known");
            told.push(Diagnostic::warning("not-understood", node.span, message));
            continue;
        }
        security(definition, node, &mut told);
        if is_contradictory(definition, node) {
            let message = format!(
                "{key} has another authorization in `security` than in `x-amazon-apigateway-auth`"
            );
            told.push(
                Diagnostic::warning("not-understood", operation.key_span, message)
                    .help("which of them counts is not documented; keep one of the two"),
            );
        }
        let integration = node.get("x-amazon-apigateway-integration");
        for node in [Some(node), integration].into_iter().flatten() {
            reference(definition, node, &mut told);
        }
    }
    told
}

/// Tells of something in the place of paths or operations that hides how many there are.
fn not_written(definition: &Definition<'_>, node: &Node) -> Diagnostic {
    let unresolved = unresolved(definition, node).unwrap_or_else(|| {
        let message = "which operations are here is not known";
        Diagnostic::warning("not-understood", node.span, message)
    });
    unresolved.help("put the operations in here; until then no route of this API is looked at")
}

/// Tells of requirements at the root, if there is an operation without its own.
///
/// Source: `api-gateway-known-issues`, important notes for REST APIs.
fn root_security(
    definition: &Definition<'_>,
    operations: &Operations<'_>,
    told: &mut Vec<Diagnostic>,
) {
    let members = definition.root.as_object().unwrap_or_default();
    let security = members.iter().find(|one| one.key == "security");
    let Some(security) = security.filter(|one| asks_something(&one.value)) else {
        return;
    };
    let is_without = |one: &&(String, &Member)| {
        let value = &one.1.value;
        let keys = ["security", "x-amazon-apigateway-auth", "$ref"];
        value.as_object().is_some() && keys.iter().all(|key| value.get(key).is_none())
    };
    let Some((key, operation)) = operations.found.iter().find(is_without) else {
        return;
    };
    let span = security.key_span;
    let diagnostic = match definition.of {
        DefinitionOf::Rest => {
            let message = format!(
                "a REST API does not use the `security` of the root, so {key} does not ask who calls"
            );
            Diagnostic::warning("root-security-not-used", span, message)
        }
        DefinitionOf::Http => {
            let message = format!(
                "whether an HTTP API uses the `security` of the root for {key} is not documented"
            );
            Diagnostic::warning("not-understood", span, message)
        }
    };
    told.push(
        diagnostic
            .also(operation.key_span, "there is no `security` here")
            .help("write `security` at every operation"),
    );
}

/// Tells of a reference that leads to nothing in this document.
fn reference(definition: &Definition<'_>, node: &Node, told: &mut Vec<Diagnostic>) {
    let help = "references to other files are not followed; put what they hold in here";
    told.extend(unresolved(definition, node).map(|unresolved| unresolved.help(help)));
}

fn unresolved(definition: &Definition<'_>, node: &Node) -> Option<Diagnostic> {
    let reference = node.get("$ref")?;
    if definition.follow(node).is_some() {
        return None;
    }
    let message = match plain(reference) {
        Some(text) => format!("{} leads to nothing in this document", quote(text)),
        None => "this reference is not a plain text".to_owned(),
    };
    let span = reference.span;
    Some(Diagnostic::warning("not-understood", span, message))
}

fn schemes(definition: &Definition<'_>, told: &mut Vec<Diagnostic>) {
    let schemes = definition.schemes().and_then(Node::as_object);
    for one in schemes.unwrap_or_default() {
        reference(definition, &one.value, told);
        let scheme = definition.follow(&one.value);
        let held = scheme.filter(|scheme| scheme.get("x-amazon-apigateway-authorizer").is_some());
        if held.is_some_and(|scheme| authorizers::of_scheme(definition, scheme).is_none()) {
            let message = format!("the authorizer {} is not understood", quote(&one.key));
            told.push(
                Diagnostic::warning("not-understood", one.key_span, message)
                    .help("its type is none that this kind of API has, or is not known"),
            );
        }
    }
}

fn security(definition: &Definition<'_>, holder: &Node, told: &mut Vec<Diagnostic>) {
    let requirements = holder.get("security").and_then(Node::as_array);
    for one in requirements
        .unwrap_or_default()
        .iter()
        .flat_map(|requirement| requirement.as_object().unwrap_or_default())
    {
        if !is_understood(definition, &one.key) {
            let message = format!(
                "what {} asks of callers of API Gateway is not understood",
                quote(&one.key)
            );
            told.push(
                Diagnostic::warning("not-understood", one.key_span, message).help(
                    "a scheme needs `x-amazon-apigateway-authorizer`, or \
                     `x-amazon-apigateway-authtype: awsSigv4`",
                ),
            );
        }
    }
}

fn gateway_responses(definition: &Definition<'_>, told: &mut Vec<Diagnostic>) {
    let key = "x-amazon-apigateway-gateway-responses";
    let all = definition.root.get(key).and_then(Node::as_object);
    for one in all.unwrap_or_default() {
        let Some(status) = one.value.get("statusCode") else {
            continue;
        };
        let is_success = plain(status).is_some_and(|text| text.len() == 3 && text.starts_with('2'));
        if is_success && DENIALS.contains(&one.key.as_str()) {
            let message = format!("clients that are refused with {} see success", one.key);
            told.push(
                Diagnostic::warning("gateway-response-hides-denial", status.span, message)
                    .help("answer with a status code from 400 to 499"),
            );
        }
    }
}
