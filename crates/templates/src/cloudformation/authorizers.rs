//! Authorizers of both versions of API Gateway.

use can_invoke_source::{Member, Node, Span};

use super::resources::{Resource, Resources, copy, elements, named, put};
use crate::tree::{boolean, list, member, object, text};

/// The authorizers of a REST API, by their names.
///
/// Source: template reference, `aws-resource-apigateway-authorizer`.
pub(super) fn of_rest_api(id: &str, span: Span, resources: &mut Resources<'_>) -> Node {
    let all = resources.with("AWS::ApiGateway::Authorizer", "RestApiId", id);
    let members = all.iter().map(|one| {
        let node = version_1(one, resources);
        by_name(one, node)
    });
    let members = members.collect();
    object(span, members)
}

fn by_name(authorizer: &Resource, node: Node) -> Member {
    let name = authorizer.get("Name");
    let key = name.and_then(Node::scalar_text);
    let key = key.unwrap_or(&authorizer.logical_id);
    named(key, authorizer.key_span, node)
}

fn version_1(authorizer: &Resource, resources: &mut Resources<'_>) -> Node {
    let span = authorizer.key_span;
    let id = resources.id(authorizer);
    let mut members = vec![member("id", text(id, span))];
    let kind = resources.word(authorizer.get("Type"));
    let kind_text = kind.as_ref().and_then(Node::scalar_text).unwrap_or("?");
    let is_pool = kind_text == "COGNITO_USER_POOLS";
    let is_token = kind_text == "TOKEN";
    let is_lambda = is_token || kind_text == "REQUEST";
    put(&mut members, "type", kind);
    if let Some(source) = resources.word(authorizer.get("IdentitySource")) {
        let source = if is_lambda && !is_token {
            several(&source)
        } else {
            source
        };
        members.push(member("identity-sources", source));
    }
    if is_token {
        let expression = authorizer.get("IdentityValidationExpression");
        let nothing = text("none", span);
        let expression = expression.filter(|one| one.as_str() != Some(""));
        let expression = expression.unwrap_or(&nothing);
        copy(&mut members, "identity-validation", Some(expression));
    }
    match authorizer.get("AuthorizerResultTtlInSeconds") {
        Some(time) => {
            let time = resources.word(Some(time));
            put(&mut members, "result-ttl", time);
        }
        // Source: API reference, `API_CreateAuthorizer`: the default.
        None => members.push(member("result-ttl", text("300", span))),
    }
    if is_lambda {
        function(authorizer, "AuthorizerCredentials", &mut members);
    }
    if is_pool && let Some(pools) = authorizer.get("ProviderARNs") {
        let pools = list(pools.span, elements(pools).to_vec());
        members.push(member("user-pools", pools));
    }
    object(span, members)
}

/// Identity sources with commas between them.
fn several(source: &Node) -> Node {
    let all = source.scalar_text().unwrap_or_default().split(',');
    let all = all.map(|one| text(one.trim(), source.span));
    list(source.span, all.collect())
}

/// The function and the role to call it with.
fn function(authorizer: &Resource, credentials: &str, members: &mut Vec<Member>) {
    if let Some(uri) = authorizer.get("AuthorizerUri")
        && let Some(arn) = uri.scalar_text().and_then(function_of)
    {
        members.push(member("function", text(arn, uri.span)));
    }
    match authorizer.get(credentials) {
        Some(role) => copy(members, "credentials", Some(role)),
        None => members.push(member("credentials", text("none", authorizer.key_span))),
    }
}

/// The function of a URI such as
/// `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/…/invocations`.
fn function_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("/functions/")?;
    let arn = rest.strip_suffix("/invocations")?;
    (arn.starts_with("arn:") && !arn.contains("${")).then_some(arn)
}

/// The authorizers of an HTTP or WebSocket API, by their names.
///
/// Source: template reference, `aws-resource-apigatewayv2-authorizer`.
pub(super) fn of_api(id: &str, is_http: bool, span: Span, resources: &mut Resources<'_>) -> Node {
    let all = resources.with("AWS::ApiGatewayV2::Authorizer", "ApiId", id);
    let members = all.iter().map(|one| {
        let node = version_2(one, is_http, resources);
        by_name(one, node)
    });
    let members = members.collect();
    object(span, members)
}

fn version_2(authorizer: &Resource, is_http: bool, resources: &mut Resources<'_>) -> Node {
    let span = authorizer.key_span;
    let id = resources.id(authorizer);
    let mut members = vec![member("id", text(id, span))];
    let kind = resources.word(authorizer.get("AuthorizerType"));
    let is_lambda = kind.as_ref().and_then(Node::scalar_text) == Some("REQUEST");
    put(&mut members, "type", kind);
    let sources = authorizer.get("IdentitySource").map(|sources| {
        let known = elements(sources).iter();
        let known: Option<Vec<Node>> = known.map(|one| resources.word(Some(one))).collect();
        Some(list(sources.span, known?))
    });
    put(&mut members, "identity-sources", sources.flatten());
    if is_lambda && is_http {
        let time = resources.word(authorizer.get("AuthorizerResultTtlInSeconds"));
        put(&mut members, "result-ttl", time);
        let format = resources.word(authorizer.get("AuthorizerPayloadFormatVersion"));
        put(&mut members, "payload-format", format);
        let simple = match authorizer.get("EnableSimpleResponses") {
            Some(simple) => resources.word(Some(simple)),
            // Source: version 2 API reference, `apis-apiid-authorizers`: by default a policy.
            None => Some(boolean(false, span)),
        };
        put(&mut members, "simple-responses", simple);
    }
    if is_lambda {
        function(authorizer, "AuthorizerCredentialsArn", &mut members);
    }
    if let Some(token) = authorizer.get("JwtConfiguration") {
        copy(&mut members, "issuer", token.get("Issuer"));
        if let Some(audience) = token.get("Audience") {
            let audience = list(audience.span, elements(audience).to_vec());
            members.push(member("audience", audience));
        }
    }
    object(span, members)
}
