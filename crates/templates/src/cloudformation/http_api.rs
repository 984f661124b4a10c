//! `AWS::ApiGatewayV2::Api`: HTTP and WebSocket APIs with their routes.

use std::collections::BTreeSet;

use can_invoke_source::{Member, Node};

use super::{
    authorizers, integrations,
    resources::{Resource, Resources, copy, named, put},
    rest_api, stages,
};
use crate::{
    openapi::DefinitionOf,
    tree::{list, member, object, text},
};

/// The HTTP and WebSocket APIs of a template.
pub(crate) fn read(resources: &mut Resources<'_>) -> Vec<Node> {
    let apis = resources.of_type("AWS::ApiGatewayV2::Api");
    let own: BTreeSet<String> = apis.iter().map(|api| resources.id(api)).collect();
    let mut told = BTreeSet::new();
    for route in resources.of_type("AWS::ApiGatewayV2::Route") {
        let api = route.text("ApiId").unwrap_or_default().to_owned();
        if !own.contains(&api) && told.insert(api.clone()) {
            let api = resources.shown(&api);
            let message =
                format!("the API {api} is not in this template, so its routes are not read");
            resources.not_understood(route.key_span, message);
        }
    }
    apis.iter().map(|one| api(one, resources)).collect()
}

fn api(api: &Resource, resources: &mut Resources<'_>) -> Node {
    let span = api.key_span;
    let id = resources.id(api);
    let protocol = resources.word(api.get("ProtocolType"));
    let is_http = protocol.as_ref().and_then(Node::scalar_text) != Some("WEBSOCKET");
    let mut members = vec![
        member("id", text(id.clone(), span)),
        member("kind", protocol.unwrap_or_else(|| text("HTTP", span))),
    ];
    members.extend(resources.place(span));
    copy(&mut members, "name", api.get("Name"));
    let disabled = resources.word(api.get("DisableExecuteApiEndpoint"));
    put(&mut members, "disable-execute-api-endpoint", disabled);
    if let Some(source) = api.get("ApiKeySelectionExpression")
        && !is_http
    {
        // Source: version 2 API reference, `apis`: the two that there are.
        let word = match source.scalar_text() {
            Some("$context.authorizer.usageIdentifierKey") => Some("AUTHORIZER"),
            Some("$request.header.x-api-key") => Some("HEADER"),
            _ => None,
        };
        let word = word.map(|word| text(word, source.span));
        put(&mut members, "api-key-source", word);
    }
    let body = rest_api::body(api, DefinitionOf::Http, resources);
    let is_described_elsewhere = api.get("Body").is_some() || api.get("BodyS3Location").is_some();
    let quick = quick(api);
    if let Some(body) = body {
        for one in body {
            if !members.iter().any(|known| known.key == one.key) {
                members.push(one);
            }
        }
    } else if !is_described_elsewhere {
        let mut routes = routes(&id, is_http, resources);
        let mut all = integrations::of_api(&id, resources);
        if let Some(quick) = &quick {
            routes.insert(0, quick.route.clone());
            all.insert(0, quick.integration.clone());
        }
        members.push(member("routes", object(span, routes)));
        let all = object(span, all);
        members.push(member("integrations", all));
        let all = authorizers::of_api(&id, is_http, span, resources);
        members.push(member("authorizers", all));
    }
    let mut stages = stages::of_api(&id, resources);
    if quick.is_some() && stages.is_none() {
        stages = Some(vec![text("$default", span)]);
    }
    put(&mut members, "stages", stages.map(|all| list(span, all)));
    object(span, members)
}

/// What a quick create makes: a route that leads to everything, and its integration.
///
/// Source: template reference, `aws-resource-apigatewayv2-api`, `Target`.
struct Quick {
    route: Member,
    integration: Member,
}

fn quick(api: &Resource) -> Option<Quick> {
    let target = api.get("Target")?;
    let address = target.scalar_text()?;
    let kind = if address.starts_with("arn:") {
        "AWS_PROXY"
    } else {
        "HTTP_PROXY"
    };
    let span = target.span;
    let credentials = match api.get("CredentialsArn") {
        Some(role) => role.clone(),
        None => text("none", span),
    };
    let mut integration = vec![
        member("type", text(kind, span)),
        member("uri", target.clone()),
        member("credentials", credentials),
    ];
    if kind == "AWS_PROXY" {
        // Nobody says the version here, and API Gateway takes the newest.
        integration.push(member("payload-format-version", text("2.0", span)));
    }
    integration.push(member("left-out", text("none", span)));
    let name = format!("{} Target", api.logical_id);
    let route = vec![
        member("authorization", text("NONE", span)),
        member("integration", text(name.clone(), span)),
    ];
    let key = api.text("RouteKey").unwrap_or("$default");
    Some(Quick {
        route: named(key, span, object(span, route)),
        integration: named(name, span, object(span, integration)),
    })
}

fn routes(id: &str, is_http: bool, resources: &mut Resources<'_>) -> Vec<Member> {
    let mut found: Vec<Member> = Vec::new();
    for route in resources.with("AWS::ApiGatewayV2::Route", "ApiId", id) {
        let Some(key) = route.get("RouteKey") else {
            continue;
        };
        let name = key.scalar_text().unwrap_or_default();
        // Of two that exclude each other by their conditions the first is looked at.
        if found.iter().any(|known| known.key == name) {
            continue;
        }
        let node = self::route(&route, is_http, resources);
        found.push(named(name, route.key_span, node));
    }
    found
}

fn route(route: &Resource, is_http: bool, resources: &mut Resources<'_>) -> Node {
    let span = route.key_span;
    let mut members = Vec::new();
    let authorization = match route.get("AuthorizationType") {
        Some(word) => resources.word(Some(word)),
        // Source: template reference, `aws-resource-apigatewayv2-route`: open by default.
        None => Some(text("NONE", span)),
    };
    put(&mut members, "authorization", authorization);
    copy(&mut members, "authorizer", route.get("AuthorizerId"));
    copy(&mut members, "scopes", route.get("AuthorizationScopes"));
    if !is_http {
        let required = resources.word(route.get("ApiKeyRequired"));
        put(&mut members, "api-key-required", required);
    }
    let integration = match route.get("Target") {
        Some(target) => {
            let address = target.scalar_text().unwrap_or_default();
            let name = address.strip_prefix("integrations/").unwrap_or(address);
            text(name, target.span)
        }
        None => text("none", span),
    };
    members.push(member("integration", integration));
    object(span, members)
}
