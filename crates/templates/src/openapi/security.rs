//! What an operation asks of its callers.
//!
//! Source: `api-gateway-swagger-extensions-auth`, `-authtype`, `-authorizer`;
//! `api-key-usage-plan-oas`; `apigateway-enable-cognito-user-pool` (scopes of a requirement).

use can_invoke_source::{Member, Node, Span};

use super::{DefinitionOf, authorizers, plain, references::Definition};
use crate::tree::{list, member, text};

/// What a security scheme means to API Gateway.
enum Meaning {
    /// Requests are signed.
    AwsIam,
    /// An authorizer decides; the authorization type of its routes.
    Authorizer(&'static str),
    /// An API key, which is no authorization.
    ApiKey,
    /// Not understood.
    NotKnown,
}

/// The key that says the authorization type of an operation.
const AUTH: &str = "x-amazon-apigateway-auth";

/// The members of a route that say who may call it.
///
/// REST APIs do not use what stands at the root, so that an operation without `security` asks
/// nobody who calls; of HTTP APIs nothing is said about it, so that it is not known then.
///
/// Source: API Gateway developer guide, `api-gateway-known-issues`, important notes for REST
/// APIs: security has to be defined at an operation.
pub(super) fn read(definition: &Definition<'_>, operation: &Node, span: Span) -> Vec<Member> {
    let security = operation.get("security");
    let mut members = security.map_or_else(Vec::new, |node| required(definition, node));
    if let Some(auth) = operation.get(AUTH) {
        // Which of two that differ counts is not said.
        let said = authorization_type(auth).filter(|said| !contradicts(&members, said));
        members.retain(|one| one.key == "api-key-required");
        members.extend(said.map(|said| member("authorization", said)));
        return members;
    }
    if security.is_none() && !is_root_in_doubt(definition) {
        members.push(member("authorization", text("NONE", span)));
    }
    members
}

/// Whether the root says something about callers of which it is not known whether it counts.
fn is_root_in_doubt(definition: &Definition<'_>) -> bool {
    let asks = |key: &str| definition.root.get(key).is_some_and(asks_something);
    definition.of == DefinitionOf::Http && (asks("security") || asks(AUTH))
}

/// Whether a list of requirements asks for anything.
pub(super) fn asks_something(security: &Node) -> bool {
    let is_empty = security.as_array().is_some_and(<[Node]>::is_empty);
    !is_empty && !security.is_null()
}

/// `NONE` or `AWS_IAM`, which stand in either case.
///
/// Source: `api-gateway-swagger-extensions-auth`.
fn authorization_type(auth: &Node) -> Option<Node> {
    let said = auth.get("type")?;
    Some(text(plain(said)?.to_ascii_uppercase(), said.span))
}

/// Whether `security` asks for another authorization than `x-amazon-apigateway-auth` says; an
/// API key is none, so it stands beside any.
fn contradicts(required: &[Member], said: &Node) -> bool {
    let asked = required.iter().find(|one| one.key == "authorization");
    let asked = asked.and_then(|one| one.value.as_str());
    asked.is_some_and(|asked| asked != "NONE" && said.as_str() != Some(asked))
}

/// Whether an operation asks for two things that exclude each other.
pub(super) fn is_contradictory(definition: &Definition<'_>, operation: &Node) -> bool {
    let (Some(auth), Some(security)) = (operation.get(AUTH), operation.get("security")) else {
        return false;
    };
    let said = authorization_type(auth);
    said.is_some_and(|said| contradicts(&required(definition, security), &said))
}

/// The members for a list of requirements.
fn required(definition: &Definition<'_>, security: &Node) -> Vec<Member> {
    let Some(requirements) = security.as_array() else {
        return Vec::new();
    };
    let mut members: Vec<Member> = Vec::new();
    let mut found: Option<(&Member, &'static str)> = None;
    let is_written = |one: &Node| one.as_object().is_some() && one.tag.is_none();
    let mut is_known = security.tag.is_none() && requirements.iter().all(is_written);
    let mut is_key_required = false;
    for one in requirements
        .iter()
        .flat_map(|requirement| requirement.as_object().unwrap_or_default())
    {
        let authorization = match meaning(definition, &one.key) {
            Meaning::AwsIam => "AWS_IAM",
            Meaning::Authorizer(authorization) => authorization,
            Meaning::ApiKey => {
                is_key_required = true;
                continue;
            }
            Meaning::NotKnown => {
                is_known = false;
                continue;
            }
        };
        // A method has one authorization type; which of several counts is not said.
        is_known &= found.is_none_or(|(other, _)| other.key == one.key);
        found = Some((one, authorization));
    }
    if is_key_required && definition.of == DefinitionOf::Rest {
        let node = Node {
            span: security.span,
            tag: None,
            value: can_invoke_source::Value::Bool(true),
        };
        members.push(member("api-key-required", node));
    }
    match found {
        _ if !is_known => {}
        None => members.push(member("authorization", text("NONE", security.span))),
        Some((one, authorization)) => {
            members.push(member("authorization", text(authorization, one.key_span)));
            if authorization != "AWS_IAM" {
                members.push(member("authorizer", text(one.key.clone(), one.key_span)));
            }
            if matches!(authorization, "JWT" | "COGNITO_USER_POOLS") {
                let scopes = one.value.as_array().unwrap_or_default();
                members.push(member("scopes", list(one.value.span, scopes.to_vec())));
            }
        }
    }
    members
}

fn meaning(definition: &Definition<'_>, name: &str) -> Meaning {
    let Some(scheme) = definition.scheme(name) else {
        return Meaning::NotKnown;
    };
    if let Some((_, authorization)) = authorizers::of_scheme(definition, scheme) {
        return Meaning::Authorizer(authorization);
    }
    let is = |key: &str, value: &str| {
        let word = scheme.get(key).and_then(plain);
        word.is_some_and(|word| word.eq_ignore_ascii_case(value))
    };
    let has_extension = |key: &str| scheme.get(key).is_some();
    if is("x-amazon-apigateway-authtype", "awsSigv4") {
        Meaning::AwsIam
    // Source: `api-key-usage-plan-oas`: this header is where API Gateway looks for keys.
    } else if is("type", "apiKey")
        && is("name", "x-api-key")
        && is("in", "header")
        && !has_extension("x-amazon-apigateway-authtype")
        && !has_extension("x-amazon-apigateway-authorizer")
    {
        Meaning::ApiKey
    } else {
        Meaning::NotKnown
    }
}

/// Whether API Gateway's meaning of a requirement is known.
pub(super) fn is_understood(definition: &Definition<'_>, name: &str) -> bool {
    !matches!(meaning(definition, name), Meaning::NotKnown)
}
