//! Who is asked before a route answers: authorizers and API keys, as `security` of operations.
//!
//! Source: SAM developer guide, `sam-property-api-apiauth` and `sam-property-function-apifunctionauth`.

use can_invoke_source::{Node, Span};

use super::build::{is_false, is_true, literal, set};
use crate::tree::{list, member, object, text};

/// The name of the authorizer that SAM has built in.
pub(super) const AWS_IAM: &str = "AWS_IAM";
/// The name that says a route has no authorizer.
pub(super) const NONE: &str = "NONE";
/// The name of a required API key.
const API_KEY: &str = "api_key";
/// The name that says a route needs no API key; it stands only until the default was applied.
const NO_API_KEY: &str = "api_key_false";

/// A requirement: a name with its scopes.
pub(super) fn requirement(name: &str, scopes: Option<&Node>, span: Span) -> Node {
    let scopes = scopes.cloned().unwrap_or_else(|| list(span, Vec::new()));
    object(span, vec![member(name, scopes)])
}

/// The requirements that an event's `Auth` says.
pub(super) fn of_event(auth: &Node, authorizers: Option<&Node>, knows_keys: bool) -> Vec<Node> {
    let mut all = Vec::new();
    if let Some(authorizer) = auth.get("Authorizer")
        && let Some(name) = literal(authorizer)
    {
        let of_authorizer = || authorizers?.get(name)?.get("AuthorizationScopes");
        let scopes = auth.get("AuthorizationScopes").or_else(of_authorizer);
        all.push(requirement(name, scopes, authorizer.span));
    }
    if let Some(required) = auth.get("ApiKeyRequired").filter(|_| knows_keys) {
        let name = if is_false(Some(required)) {
            NO_API_KEY
        } else {
            API_KEY
        };
        all.push(requirement(name, None, required.span));
    }
    all
}

/// Gives an operation the authorizer of its API, unless it says one, or `NONE`, itself.
pub(super) fn apply_default_authorizer(
    operation: &mut Node,
    default: &Node,
    scopes: Option<&Node>,
    names: &[&str],
) {
    let Some(name) = literal(default) else {
        return;
    };
    let mut all = requirements(operation);
    if all.iter().any(|one| one.get(NONE).is_some()) {
        return;
    }
    let is_authorizer =
        |one: &Node| one.get(AWS_IAM).is_some() || names.iter().any(|name| one.get(name).is_some());
    if !all.iter().any(is_authorizer) {
        all.push(requirement(name, scopes, default.span));
    }
    put(operation, all);
}

/// Makes an operation require an API key, unless it says that it needs none.
pub(super) fn apply_default_key(operation: &mut Node, span: Span) {
    let mut all = requirements(operation);
    let is_said = |one: &Node| one.get(API_KEY).is_some() || one.get(NO_API_KEY).is_some();
    if !all.iter().any(is_said) {
        all.push(requirement(API_KEY, None, span));
    }
    put(operation, all);
}

/// Takes out what stood only until the defaults were applied.
pub(super) fn drop_markers(operation: &mut Node) {
    let all = requirements(operation);
    let is_marker = |one: &Node| one.get(NONE).is_some() || one.get(NO_API_KEY).is_some();
    if all.iter().any(is_marker) {
        put(
            operation,
            all.into_iter().filter(|one| !is_marker(one)).collect(),
        );
    }
}

fn requirements(operation: &Node) -> Vec<Node> {
    let security = operation.get("security").and_then(Node::as_array);
    security.unwrap_or_default().to_vec()
}

fn put(operation: &mut Node, all: Vec<Node>) {
    let place = all.first().map_or(operation.span, |first| first.span);
    set(operation, "security", list(place, all));
}

/// What `AWS_IAM` means.
pub(super) fn iam_definition(span: Span) -> Node {
    let mut members = header("Authorization", span);
    members.push(member(
        "x-amazon-apigateway-authtype",
        text("awsSigv4", span),
    ));
    object(span, members)
}

/// What `api_key` means.
pub(super) fn key_definition(span: Span) -> Node {
    object(span, header("x-api-key", span))
}

/// The name that an API key has in `security`.
pub(super) fn key_name() -> &'static str {
    API_KEY
}

fn header(name: &str, span: Span) -> Vec<can_invoke_source::Member> {
    vec![
        member("type", text("apiKey", span)),
        member("name", text(name, span)),
        member("in", text("header", span)),
    ]
}

/// What an authorizer of a REST API means; nothing if it is neither one of Cognito nor a
/// function.
pub(super) fn rest_authorizer(authorizer: &Node) -> Option<Node> {
    let span = authorizer.span;
    let mut members = header("Authorization", span);
    let mut inside = Vec::new();
    if let Some(pools) = authorizer.get("UserPoolArn") {
        let pools = match pools.as_array() {
            Some(_) if pools.tag.is_none() => pools.clone(),
            _ => list(pools.span, vec![pools.clone()]),
        };
        inside.push(member("type", text("cognito_user_pools", pools.span)));
        inside.push(member("providerARNs", pools));
    } else {
        let function = authorizer.get("FunctionArn")?;
        let payload = authorizer.get("FunctionPayloadType");
        let is_request = payload
            .and_then(literal)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("REQUEST"));
        let kind = if is_request { "request" } else { "token" };
        inside.push(member(
            "type",
            text(kind, payload.map_or(span, |payload| payload.span)),
        ));
        inside.push(member("authorizerUri", function_uri(function)));
        if let Some(role) = invoke_role(authorizer) {
            inside.push(member("authorizerCredentials", role.clone()));
        }
    }
    let kind = match authorizer.get("UserPoolArn") {
        Some(_) => "cognito_user_pools",
        None => "custom",
    };
    members.push(member("x-amazon-apigateway-authtype", text(kind, span)));
    members.push(member(
        "x-amazon-apigateway-authorizer",
        object(span, inside),
    ));
    Some(object(span, members))
}

/// What an authorizer of an HTTP API means; nothing if it is neither one of JWT nor a function.
pub(super) fn http_authorizer(authorizer: &Node) -> Option<Node> {
    let span = authorizer.span;
    let configuration = authorizer
        .get("JwtConfiguration")
        .or_else(|| authorizer.get("OpenIdConnectUrl"));
    let mut inside = Vec::new();
    let mut members = match configuration {
        Some(configuration) => {
            inside.push(member("type", text("jwt", configuration.span)));
            inside.push(member("jwtConfiguration", configuration.clone()));
            if let Some(source) = authorizer.get("IdentitySource") {
                inside.push(member("identitySource", source.clone()));
            }
            vec![member("type", text("oauth2", span))]
        }
        None => {
            let function = authorizer.get("FunctionArn")?;
            inside.push(member("type", text("request", span)));
            inside.push(member("authorizerUri", function_uri(function)));
            if let Some(version) = authorizer.get("AuthorizerPayloadFormatVersion") {
                inside.push(member("authorizerPayloadFormatVersion", version.clone()));
            }
            if let Some(simple) = authorizer.get("EnableSimpleResponses") {
                inside.push(member("enableSimpleResponses", simple.clone()));
            }
            if let Some(role) = invoke_role(authorizer) {
                inside.push(member("authorizerCredentials", role.clone()));
            }
            header("Unused", span)
        }
    };
    members.push(member(
        "x-amazon-apigateway-authorizer",
        object(span, inside),
    ));
    Some(object(span, members))
}

/// The role by which an authorizer's function is called; `NONE` is none.
pub(super) fn invoke_role(authorizer: &Node) -> Option<&Node> {
    let role = authorizer.get("FunctionInvokeRole")?;
    (!role.is_null() && literal(role) != Some(NONE)).then_some(role)
}

/// The URI by which API Gateway calls a function.
fn function_uri(function: &Node) -> Node {
    let template = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations";
    super::build::substitution_with(template, &[("__FunctionArn__", function)], function.span)
}

/// Whether preflight requests get what all other routes get: yes, unless it is said that not.
pub(super) fn holds_for_preflight(auth: &Node, property: &str) -> bool {
    !is_false(auth.get(property))
}

/// Whether an API requires API keys.
pub(super) fn requires_key(auth: Option<&Node>) -> bool {
    is_true(auth.and_then(|auth| auth.get("ApiKeyRequired")))
}
