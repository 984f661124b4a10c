//! Integrations of both versions of API Gateway.

use can_invoke_source::{Member, Node, Span};

use super::resources::{Resource, Resources, copy, elements, named, pairs, put};
use crate::tree::{list, member, object, text};

/// `Integration` of a method.
///
/// Source: template reference, `aws-properties-apigateway-method-integration`.
pub(super) fn of_method(node: &Node, resources: &mut Resources<'_>) -> Node {
    let mut members = Vec::new();
    let words = [
        ("type", "Type"),
        ("connection-type", "ConnectionType"),
        ("passthrough-behavior", "PassthroughBehavior"),
        ("content-handling", "ContentHandling"),
        ("timeout", "TimeoutInMillis"),
    ];
    let mut is_complete = true;
    for (key, property) in words {
        let value = resources.word(node.get(property));
        is_complete &= value.is_some() || node.get(property).is_none();
        put(&mut members, key, value);
    }
    let texts = [
        ("uri", "Uri"),
        ("target", "IntegrationTarget"),
        ("method", "IntegrationHttpMethod"),
        ("connection-id", "ConnectionId"),
        ("credentials", "Credentials"),
        ("request-parameters", "RequestParameters"),
        ("request-templates", "RequestTemplates"),
    ];
    for (key, property) in texts {
        copy(&mut members, key, node.get(property));
    }
    let tls = node.get("TlsConfig");
    if let Some(tls) = tls {
        let mut parts = Vec::new();
        let skips = resources.word(tls.get("InsecureSkipVerification"));
        put(&mut parts, "insecure-skip-verification", skips);
        members.push(member("tls", object(tls.span, parts)));
    }
    if let Some(responses) = node.get("IntegrationResponses") {
        let all = elements(responses).iter();
        let all = all.map(|one| response(one, resources));
        members.push(member("responses", list(responses.span, all.collect())));
    }
    complete(is_complete, node.span, members)
}

/// An integration response.
fn response(node: &Node, resources: &mut Resources<'_>) -> Node {
    let mut members = Vec::new();
    copy(&mut members, "status", node.get("StatusCode"));
    copy(
        &mut members,
        "selection-pattern",
        node.get("SelectionPattern"),
    );
    copy(&mut members, "parameters", node.get("ResponseParameters"));
    copy(&mut members, "templates", node.get("ResponseTemplates"));
    let handling = resources.word(node.get("ContentHandling"));
    put(&mut members, "content-handling", handling);
    object(node.span, members)
}

/// An integration of which nothing is left out that there is, unless some of it is not known.
fn complete(is_complete: bool, span: Span, mut members: Vec<Member>) -> Node {
    if is_complete {
        members.push(member("left-out", text("none", span)));
    }
    object(span, members)
}

/// The integrations of an HTTP or WebSocket API, by what refers to them.
///
/// Source: template reference, `aws-resource-apigatewayv2-integration`.
pub(super) fn of_api(id: &str, resources: &mut Resources<'_>) -> Vec<Member> {
    let all = resources.with("AWS::ApiGatewayV2::Integration", "ApiId", id);
    all.iter()
        .map(|one| {
            let name = resources.id(one);
            named(name, one.key_span, version_2(one, resources))
        })
        .collect()
}

fn version_2(integration: &Resource, resources: &mut Resources<'_>) -> Node {
    let span = integration.key_span;
    let mut members = Vec::new();
    let words = [
        ("type", "IntegrationType"),
        ("connection-type", "ConnectionType"),
        ("payload-format-version", "PayloadFormatVersion"),
        ("passthrough-behavior", "PassthroughBehavior"),
        ("content-handling", "ContentHandlingStrategy"),
        ("timeout", "TimeoutInMillis"),
    ];
    let mut is_complete = true;
    for (key, property) in words {
        let value = resources.word(integration.get(property));
        is_complete &= value.is_some() || integration.get(property).is_none();
        put(&mut members, key, value);
    }
    let texts = [
        ("uri", "IntegrationUri"),
        ("subtype", "IntegrationSubtype"),
        ("method", "IntegrationMethod"),
        ("connection-id", "ConnectionId"),
        ("credentials", "CredentialsArn"),
        ("request-parameters", "RequestParameters"),
        ("request-templates", "RequestTemplates"),
        (
            "template-selection-expression",
            "TemplateSelectionExpression",
        ),
    ];
    for (key, property) in texts {
        copy(&mut members, key, integration.get(property));
    }
    if let Some(tls) = integration.get("TlsConfig") {
        let mut parts = Vec::new();
        let name = tls.get("ServerNameToVerify");
        copy(&mut parts, "server-name-to-verify", name);
        members.push(member("tls", object(tls.span, parts)));
    }
    if let Some(parameters) = integration.get("ResponseParameters") {
        let all = parameters.as_object().unwrap_or_default().iter();
        let all = all.map(|one| {
            let changes = match one.value.get("ResponseParameters") {
                Some(several) => pairs(several, "Destination", "Source"),
                None => one.value.clone(),
            };
            named(one.key.clone(), one.key_span, changes)
        });
        let all = object(parameters.span, all.collect());
        members.push(member("response-parameters", all));
    }
    complete(is_complete, span, members)
}
