//! What an operation asks of its callers.
//!
//! Source: `api-gateway-swagger-extensions-auth`, `-authtype`, `-authorizer`.

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

/// The members of a route that say who may call it.
pub(super) fn read(definition: &Definition<'_>, operation: &Node, span: Span) -> Vec<Member> {
    let auth = "x-amazon-apigateway-auth";
    // What an operation says counts before what the definition says for all of them.
    for holder in [operation, definition.root] {
        let said = holder.get(auth).and_then(|auth| auth.get("type"));
        let security = holder.get("security");
        let mut members = security.map_or_else(Vec::new, |node| required(definition, node));
        if let Some(said) = said {
            members.retain(|one| one.key == "api-key-required");
            let word = plain(said).map(str::to_ascii_uppercase);
            members.extend(word.map(|word| member("authorization", text(word, said.span))));
        }
        if said.is_some() || security.is_some() {
            return members;
        }
    }
    vec![member("authorization", text("NONE", span))]
}

/// The members for a list of requirements.
fn required(definition: &Definition<'_>, security: &Node) -> Vec<Member> {
    let Some(requirements) = security.as_array() else {
        return Vec::new();
    };
    let mut members: Vec<Member> = Vec::new();
    let mut found: Option<(&Member, &'static str)> = None;
    let mut is_known = true;
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
    } else if is("type", "apiKey")
        && is("name", "x-api-key")
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
