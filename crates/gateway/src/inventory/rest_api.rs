//! What the AWS CLI says of REST APIs: `aws apigateway …`.
//!
//! Source: API Gateway API reference, `API_RestApi`, `API_Resource`, `API_Method`,
//! `API_Stage`.

use std::sync::Arc;

use can_invoke_policy::PolicyKind;
use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node, Span};

use super::{
    ApiKeySource, ApiKind, EndpointType, Known, MethodResponse, Route, Stage,
    facts::{Facts, Said},
    fields::{self, Fields},
    integrations::{self, REST},
    policies, routes,
    texts::Texts,
};

const API_KEYS: [&str; 22] = [
    "id",
    "name",
    "description",
    "createdDate",
    "version",
    "warnings",
    "binaryMediaTypes",
    "minimumCompressionSize",
    "apiKeySource",
    "endpointConfiguration",
    "policy",
    "tags",
    "disableExecuteApiEndpoint",
    "rootResourceId",
    "importInfo",
    "securityPolicy",
    "endpointAccessMode",
    "apiStatus",
    "apiStatusMessage",
    "apiGatewayManaged",
    "ipAddressType",
    "ResponseMetadata",
];

const RESOURCE_KEYS: [&str; 5] = ["id", "parentId", "pathPart", "path", "resourceMethods"];

const METHOD_KEYS: [&str; 11] = [
    "httpMethod",
    "authorizationType",
    "authorizerId",
    "apiKeyRequired",
    "requestValidatorId",
    "operationName",
    "requestParameters",
    "requestModels",
    "methodResponses",
    "methodIntegration",
    "authorizationScopes",
];

const STAGE_KEYS: [&str; 17] = [
    "deploymentId",
    "clientCertificateId",
    "stageName",
    "description",
    "cacheClusterEnabled",
    "cacheClusterSize",
    "cacheClusterStatus",
    "methodSettings",
    "variables",
    "documentationVersion",
    "accessLogSettings",
    "canarySettings",
    "tracingEnabled",
    "webAclArn",
    "tags",
    "createdDate",
    "lastUpdatedDate",
];

/// `get-rest-api`, or an item of `get-rest-apis`.
pub(super) fn api(texts: &mut Texts<'_>, node: &Node, command: &str) -> Facts {
    let Some(fields) = fields::output(texts, node, command, &API_KEYS) else {
        return Facts::default();
    };
    let name = fields.text(texts, "name");
    Facts {
        name: name.map(|(name, span)| Said::new(name.to_owned(), span)),
        endpoint: fields
            .get("endpointConfiguration")
            .and_then(|node| endpoint(texts, node, command)),
        is_default_endpoint_disabled: fields.flag(texts, "disableExecuteApiEndpoint"),
        policy: resource_policy(texts, &fields),
        api_key_source: fields
            .text(texts, "apiKeySource")
            .and_then(|(text, span)| Some(Said::new(ApiKeySource::parse(text)?, span))),
        ..Facts::default()
    }
}

/// The scopes of a method or route; output that is complete and names none has none.
pub(super) fn scopes(texts: &mut Texts<'_>, fields: &Fields<'_>, key: &str) -> Known<Vec<String>> {
    let Some(items) = fields.list(texts, key) else {
        return Known::Known(Vec::new());
    };
    let scopes = items.iter().map(|item| fields::text(texts, item, key));
    match scopes.map(|scope| Some(scope?.0.to_owned())).collect() {
        Some(scopes) => Known::Known(scopes),
        None => Known::NotKnown,
    }
}

fn endpoint(texts: &mut Texts<'_>, node: &Node, command: &str) -> Option<Said<EndpointType>> {
    let keys = ["types", "vpcEndpointIds", "ipAddressType"];
    let fields = fields::output(texts, node, command, &keys)?;
    let types = fields.list(texts, "types")?;
    let found = match types {
        [only] => [
            EndpointType::Regional,
            EndpointType::Edge,
            EndpointType::Private,
        ]
        .into_iter()
        .find(|endpoint| only.as_str() == Some(endpoint.name())),
        _ => None,
    };
    if found.is_none() {
        texts.report(
            Diagnostic::error(
                "invalid-endpoint-type",
                fields.get("types").map_or(node.span, |types| types.span),
                "this is not one endpoint type",
            )
            .help("an API has one of `REGIONAL`, `EDGE` and `PRIVATE`"),
        );
    }
    found.map(|endpoint| Said::new(endpoint, node.span))
}

/// The policy stands in a string, in which all quotes are still escaped; an API without
/// one has no such key, or an empty string.
fn resource_policy(
    texts: &mut Texts<'_>,
    fields: &Fields<'_>,
) -> Option<Said<Option<std::sync::Arc<can_invoke_policy::Policy>>>> {
    let Some(node) = fields.get("policy") else {
        return Some(Said::new(None, fields.span));
    };
    if node.is_null() || node.as_str().is_some_and(|text| text.trim().is_empty()) {
        return Some(Said::new(None, node.span));
    }
    let id = fields.get("id").and_then(Node::scalar_text);
    let name = format!("resource policy of {}", id.unwrap_or("the API"));
    let policy = policies::document(texts, node, PolicyKind::Resource, &name)?;
    Some(Said::new(Some(policy), node.span))
}

/// `get-resources`.
pub(super) fn resources(texts: &mut Texts<'_>, node: &Node) -> Facts {
    let command = "aws apigateway get-resources";
    let mut found = Vec::new();
    let mut is_complete = true;
    let mut without_type: Vec<Span> = Vec::new();
    let keys = ["items", "position", "NextToken"];
    let items = fields::output(texts, node, command, &keys)
        .and_then(|fields| fields.list(texts, "items"))
        .unwrap_or_default();
    for item in items {
        let Some(fields) = fields::output(texts, item, command, &RESOURCE_KEYS) else {
            is_complete = false;
            continue;
        };
        let path = fields.require(texts, "a resource", "path");
        let Some((path, span)) = path.and_then(|node| fields::text(texts, node, "path")) else {
            is_complete = false;
            continue;
        };
        let Some(methods) = fields.get("resourceMethods") else {
            continue;
        };
        let Some(methods) = fields::members(texts, methods, "resourceMethods") else {
            is_complete = false;
            continue;
        };
        for member in methods {
            let text = format!("{} {path}", member.key);
            let Some(key) = routes::key(texts, &text, span, ApiKind::Rest) else {
                is_complete = false;
                continue;
            };
            let Some(method) = fields::output(texts, &member.value, command, &METHOD_KEYS) else {
                is_complete = false;
                continue;
            };
            let said = method.text(texts, "authorizationType");
            let authorization = said.and_then(|(text, span)| {
                routes::authorization(texts, text, span, ApiKind::Rest, &key)
            });
            if said.is_none() {
                without_type.push(member.key_span);
            }
            let authorization = match authorization {
                Some(authorization) => Known::Known(authorization),
                None => Known::NotKnown,
            };
            let span = said.map_or(member.key_span, |(_, span)| span);
            found.push(Route {
                authorizer: match method.text(texts, "authorizerId") {
                    Some((id, _)) => Known::Known(id.to_owned()),
                    None => Known::NotKnown,
                },
                scopes: scopes(texts, &method, "authorizationScopes"),
                is_api_key_required: match method.flag(texts, "apiKeyRequired") {
                    Some(said) => Known::Known(said.value),
                    None => Known::NotKnown,
                },
                // API Gateway deploys no method without an integration, so one that is left
                // out is not shown, and not missing.
                integration: match method.get("methodIntegration") {
                    Some(node) => match integrations::read(texts, node, &REST) {
                        Some(integration) => Known::Known(Some(Arc::new(integration))),
                        None => Known::NotKnown,
                    },
                    None => Known::NotKnown,
                },
                method_responses: method_responses(texts, &method, command),
                resource: fields.text(texts, "id").map(|(id, _)| id.to_owned()),
                ..Route::new(key, authorization, span)
            });
        }
    }
    if let Some(first) = without_type.first() {
        texts.report(
            Diagnostic::warning(
                "authorization-not-known",
                *first,
                match without_type.len() {
                    1 => "the output does not say how this method authorizes".to_owned(),
                    count => format!("the output does not say how {count} methods authorize"),
                },
            )
            .help("run `aws apigateway get-resources` again with `--embed methods`"),
        );
    }
    Facts {
        routes: is_complete.then(|| Said::new(found, node.span)),
        ..Facts::default()
    }
}

/// Output that shows the integration of a method shows its responses too.
fn method_responses(
    texts: &mut Texts<'_>,
    method: &Fields<'_>,
    command: &str,
) -> Known<Vec<MethodResponse>> {
    let responses = match method.get("methodResponses") {
        Some(node) => integrations::method_responses(texts, node, Some(command)),
        None => method.get("methodIntegration").map(|_| Vec::new()),
    };
    match responses {
        Some(responses) => Known::Known(responses),
        None => Known::NotKnown,
    }
}

/// `get-stages`.
pub(super) fn stages(texts: &mut Texts<'_>, node: &Node) -> Facts {
    let command = "aws apigateway get-stages";
    let items = fields::output(texts, node, command, &["item"])
        .and_then(|fields| fields.list(texts, "item"));
    let mut stages = stage_names(texts, items, command, &STAGE_KEYS, "stageName");
    for item in items.unwrap_or_default() {
        let name = item.get("stageName").and_then(Node::scalar_text);
        let mut stages = stages.iter_mut().flatten();
        if let Some(stage) = stages.find(|stage| Some(stage.name.as_str()) == name) {
            stage.web_acl = web_acl(texts, item);
        }
    }
    Facts {
        stages: stages.map(|stages| Said::new(stages, node.span)),
        ..Facts::default()
    }
}

/// The web ACL of a stage; one without has no such key, or an empty text.
fn web_acl(texts: &mut Texts<'_>, stage: &Node) -> Known<Option<String>> {
    match stage.get("webAclArn") {
        None => Known::Known(None),
        Some(node) if node.is_null() => Known::Known(None),
        Some(node) => match fields::text(texts, node, "webAclArn") {
            Some((arn, _)) => Known::Known((!arn.is_empty()).then(|| arn.to_owned())),
            None => Known::NotKnown,
        },
    }
}

/// The names of stages in a list; nothing, if one cannot be read.
pub(super) fn stage_names(
    texts: &mut Texts<'_>,
    items: Option<&[Node]>,
    command: &str,
    keys: &[&str],
    key: &str,
) -> Option<Vec<Stage>> {
    let mut stages: Option<Vec<Stage>> = Some(Vec::new());
    for item in items? {
        let fields = fields::output(texts, item, command, keys);
        let name = fields.and_then(|fields| fields.require(texts, "a stage", key));
        let name = name.and_then(|node| fields::text(texts, node, key));
        let Some((name, span)) = name else {
            stages = None;
            continue;
        };
        let known = stages.as_deref().unwrap_or_default();
        if known.iter().any(|known| known.name == name) {
            let message = format!("the stage {} is listed twice", quote(name));
            texts.report(Diagnostic::error("duplicate-stage", span, message));
        } else if let Some(stages) = &mut stages {
            stages.push(Stage::named(name, span));
        }
    }
    stages
}
