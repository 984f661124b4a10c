//! `routes:` of an API.

use std::sync::Arc;

use can_invoke_source::{Diagnostic, Member, Node};

use crate::inventory::{
    ApiKind, Known, Route, Written,
    facts::Said,
    fields::{self, Fields},
    integrations::method_responses,
    rest_api::scopes,
    routes,
    texts::Texts,
};

use super::integrations;

const KEYS: [&str; 7] = [
    "authorization",
    "authorizer",
    "scopes",
    "api-key-required",
    "integration",
    "method-responses",
    "resource",
];

/// Route keys with an authorization type, or with an object that says more.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node, kind: ApiKind) -> Option<Said<Vec<Route>>> {
    let mut found: Vec<Route> = Vec::new();
    let mut is_complete = true;
    for member in fields::members(texts, node, "routes")? {
        match route(texts, member, kind) {
            Some(route) => found.push(route),
            None => is_complete = false,
        }
    }
    is_complete.then(|| Said::new(found, node.span))
}

fn route(texts: &mut Texts<'_>, member: &Member, kind: ApiKind) -> Option<Route> {
    let key = routes::key(texts, &member.key, member.key_span, kind);
    let span = member.key_span.to(member.value.span);
    if member.value.as_object().is_none() {
        let (text, at) = fields::text(texts, &member.value, &member.key)?;
        let key = key?;
        let authorization = routes::authorization(texts, text, at, kind, &key)?;
        return Some(Route::new(key, Known::Known(authorization), span));
    }
    let fields = Fields::strict(texts, &member.value, "a route", &KEYS)?;
    let key = key?;
    let authorization = match fields.text(texts, "authorization") {
        Some((text, at)) => Known::Known(routes::authorization(texts, text, at, kind, &key)?),
        None => Known::NotKnown,
    };
    let mut route = Route::new(key, authorization, span);
    if let Some((name, _)) = fields.text(texts, "authorizer") {
        route.authorizer = Known::Known(name.to_owned());
    }
    if fields.get("scopes").is_some() {
        route.scopes = scopes(texts, &fields, "scopes");
    }
    if let Some(flag) = fields.flag(texts, "api-key-required") {
        if kind == ApiKind::Http && flag.value {
            texts.report(
                Diagnostic::error(
                    "api-key-not-supported",
                    flag.span,
                    "an HTTP API has no API keys",
                )
                .help("only REST and WebSocket APIs have them; remove the key"),
            );
        }
        route.is_api_key_required = Known::Known(flag.value);
    }
    if let Some(node) = fields.get("integration") {
        integration(texts, node, &mut route);
    }
    if let Some(node) = fields.get("method-responses")
        && let Some(responses) = method_responses(texts, node, None)
    {
        route.method_responses = Known::Known(responses);
    }
    route.resource = fields.text(texts, "resource").map(|(id, _)| id.to_owned());
    Some(route)
}

/// `none`, the name of one of the API's integrations, or an integration in place.
fn integration(texts: &mut Texts<'_>, node: &Node, route: &mut Route) {
    if fields::is_none(node) {
        route.integration = Known::Known(None);
    } else if node.as_object().is_some() {
        if let Some(integration) = integrations::one(texts, node) {
            route.integration = Known::Known(Some(Arc::new(integration)));
        }
    } else if let Some((name, span)) = fields::text(texts, node, "integration") {
        route.target = Some(Written::new(name.to_owned(), span));
    }
}
