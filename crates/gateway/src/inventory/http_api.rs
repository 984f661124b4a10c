//! What the AWS CLI says of HTTP and WebSocket APIs: `aws apigatewayv2 …`.
//!
//! Source: API Gateway version 2 API reference, `apis-apiid`, `apis-apiid-routes`,
//! `apis-apiid-stages`.

use std::sync::Arc;

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node, Span};

use super::{
    ApiKeySource, ApiKind, Integration, Known, Route,
    facts::{Facts, Said},
    fields::{self, Fields},
    ids,
    integrations::{self, VERSION_2},
    rest_api::{scopes, stage_names},
    routes as route_keys,
    texts::Texts,
};

const API_KEYS: [&str; 18] = [
    "ApiEndpoint",
    "ApiGatewayManaged",
    "ApiId",
    "ApiKeySelectionExpression",
    "CorsConfiguration",
    "CreatedDate",
    "Description",
    "DisableSchemaValidation",
    "DisableExecuteApiEndpoint",
    "ImportInfo",
    "IpAddressType",
    "Name",
    "ProtocolType",
    "RouteSelectionExpression",
    "Tags",
    "Version",
    "Warnings",
    "ResponseMetadata",
];

const ROUTE_KEYS: [&str; 13] = [
    "ApiGatewayManaged",
    "ApiKeyRequired",
    "AuthorizationScopes",
    "AuthorizationType",
    "AuthorizerId",
    "ModelSelectionExpression",
    "OperationName",
    "RequestModels",
    "RequestParameters",
    "RouteId",
    "RouteKey",
    "RouteResponseSelectionExpression",
    "Target",
];

const STAGE_KEYS: [&str; 14] = [
    "AccessLogSettings",
    "ApiGatewayManaged",
    "AutoDeploy",
    "ClientCertificateId",
    "CreatedDate",
    "DefaultRouteSettings",
    "DeploymentId",
    "Description",
    "LastDeploymentStatusMessage",
    "LastUpdatedDate",
    "RouteSettings",
    "StageName",
    "StageVariables",
    "Tags",
];

const LIST_KEYS: [&str; 2] = ["Items", "NextToken"];

/// `get-api`, or an item of `get-apis`.
pub(super) fn api(texts: &mut Texts<'_>, node: &Node, command: &str) -> Facts {
    let Some(fields) = fields::output(texts, node, command, &API_KEYS) else {
        return Facts::default();
    };
    let name = fields.text(texts, "Name");
    Facts {
        name: name.map(|(name, span)| Said::new(name.to_owned(), span)),
        region: region(texts, &fields),
        is_default_endpoint_disabled: fields.flag(texts, "DisableExecuteApiEndpoint"),
        api_key_source: fields
            .text(texts, "ApiKeySelectionExpression")
            .and_then(|(text, span)| Some(Said::new(ApiKeySource::parse(text)?, span))),
        ..Facts::default()
    }
}

/// The Region, from `https://{id}.execute-api.{region}.amazonaws.com`.
fn region(texts: &mut Texts<'_>, fields: &Fields<'_>) -> Option<Said<String>> {
    let (endpoint, span) = fields.text(texts, "ApiEndpoint")?;
    let host = endpoint
        .split_once("://")
        .map_or(endpoint, |(_, rest)| rest);
    let mut labels = host.split(['.', '/', ':']);
    let id = labels.next();
    let is_own = id == fields.get("ApiId").and_then(Node::scalar_text);
    match (labels.next(), labels.next()) {
        (Some("execute-api"), Some(region)) if is_own && ids::is_region(region) => {
            Some(Said::new(region.to_owned(), span))
        }
        _ => {
            texts.report(
                Diagnostic::warning(
                    "region-not-known",
                    span,
                    format!("{} does not show the Region of this API", quote(endpoint)),
                )
                .help("write the `region` of the API in an inventory"),
            );
            None
        }
    }
}

/// `get-routes`.
pub(super) fn routes(texts: &mut Texts<'_>, node: &Node, kind: ApiKind) -> Facts {
    let command = "aws apigatewayv2 get-routes";
    let mut found: Vec<Route> = Vec::new();
    let mut is_complete = true;
    let items = fields::output(texts, node, command, &LIST_KEYS)
        .and_then(|fields| fields.list(texts, "Items"))
        .unwrap_or_default();
    for item in items {
        match route(texts, item, command, kind) {
            Some(route) => found.push(route),
            None => is_complete = false,
        }
    }
    Facts {
        routes: is_complete.then(|| Said::new(found, node.span)),
        ..Facts::default()
    }
}

fn route(texts: &mut Texts<'_>, node: &Node, command: &str, kind: ApiKind) -> Option<Route> {
    let fields = fields::output(texts, node, command, &ROUTE_KEYS)?;
    let key = fields.require(texts, "a route", "RouteKey")?;
    let (key, key_span) = fields::text(texts, key, "RouteKey")?;
    let key = route_keys::key(texts, key, key_span, kind)?;
    let said = fields.text(texts, "AuthorizationType");
    if said.is_none() {
        not_known(texts, key_span);
    }
    let authorization =
        said.and_then(|(text, span)| route_keys::authorization(texts, text, span, kind, &key));
    let authorization = match authorization {
        Some(authorization) => Known::Known(authorization),
        None => Known::NotKnown,
    };
    let span = said.map_or(key_span, |(_, span)| span);
    Some(Route {
        authorizer: match fields.text(texts, "AuthorizerId") {
            Some((id, _)) => Known::Known(id.to_owned()),
            None => Known::NotKnown,
        },
        scopes: scopes(texts, &fields, "AuthorizationScopes"),
        is_api_key_required: match fields.flag(texts, "ApiKeyRequired") {
            Some(said) => Known::Known(said.value),
            None => Known::NotKnown,
        },
        target: fields
            .text(texts, "Target")
            .map(|(target, span)| integrations::target(target, span)),
        ..Route::new(key, authorization, span)
    })
}

fn not_known(texts: &mut Texts<'_>, span: Span) {
    texts.report(
        Diagnostic::warning(
            "authorization-not-known",
            span,
            "the output does not say how this route authorizes",
        )
        .help("run `aws apigatewayv2 get-routes` again without `--query`"),
    );
}

/// `get-integrations`.
pub(super) fn integrations(texts: &mut Texts<'_>, node: &Node) -> Facts {
    let command = "aws apigatewayv2 get-integrations";
    let items = fields::output(texts, node, command, &LIST_KEYS)
        .and_then(|fields| fields.list(texts, "Items"))
        .unwrap_or_default();
    let found: Option<Vec<Arc<Integration>>> = items
        .iter()
        .map(|item| integrations::read(texts, item, &VERSION_2).map(Arc::new))
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    Facts {
        integrations: found.map(|found| Said::new(found, node.span)),
        ..Facts::default()
    }
}

/// `get-integration`.
pub(super) fn integration(texts: &mut Texts<'_>, node: &Node) -> Facts {
    let found = integrations::read(texts, node, &VERSION_2);
    Facts {
        integrations: found.map(|found| Said::new(vec![Arc::new(found)], node.span)),
        ..Facts::default()
    }
}

/// `get-stages`.
pub(super) fn stages(texts: &mut Texts<'_>, node: &Node) -> Facts {
    let command = "aws apigatewayv2 get-stages";
    let items = fields::output(texts, node, command, &LIST_KEYS)
        .and_then(|fields| fields.list(texts, "Items"));
    let stages = stage_names(texts, items, command, &STAGE_KEYS, "StageName");
    Facts {
        stages: stages.map(|stages| Said::new(stages, node.span)),
        ..Facts::default()
    }
}
