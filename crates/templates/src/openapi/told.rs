//! What there is to say of a definition that is no fact about its API.

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node};

use super::{
    authorizers, plain, references::Definition, routes::operations, security::is_understood,
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
    for path in paths.and_then(Node::as_object).unwrap_or_default() {
        reference(definition, &path.value, &mut told);
    }
    security(definition, definition.root, &mut told);
    let operations = paths.map_or_else(Vec::new, |paths| operations(definition, paths));
    for (_, operation) in operations {
        security(definition, &operation.value, &mut told);
        let integration = operation.value.get("x-amazon-apigateway-integration");
        if let Some(integration) = integration {
            reference(definition, integration, &mut told);
        }
    }
    told
}

/// Tells of a reference that leads to nothing in this document.
fn reference(definition: &Definition<'_>, node: &Node, told: &mut Vec<Diagnostic>) {
    let Some(reference) = node.get("$ref") else {
        return;
    };
    if definition.follow(node).is_some() {
        return;
    }
    let message = match plain(reference) {
        Some(text) => format!("{} leads to nothing in this document", quote(text)),
        None => "this reference is not a plain text".to_owned(),
    };
    told.push(
        Diagnostic::warning("not-understood", reference.span, message)
            .help("references to other files are not followed; put what they hold in here"),
    );
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
