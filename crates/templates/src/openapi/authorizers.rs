//! Security schemes that are authorizers.
//!
//! Source: `api-gateway-swagger-extensions-authorizer`.

use can_invoke_source::{Member, Node, Value};

use super::{DefinitionOf, plain, references::Definition, upper};
use crate::tree::{Pieces, list, member, object, text};

/// The authorizer that a scheme holds, if its type is one that the kind of API has; with the
/// authorization type of the routes that ask for it.
pub(super) fn of_scheme<'n>(
    definition: &Definition<'n>,
    scheme: &'n Node,
) -> Option<(&'n Node, &'static str)> {
    let authorizer = definition.get(scheme, "x-amazon-apigateway-authorizer")?;
    let kind = plain(authorizer.get("type")?)?.to_ascii_lowercase();
    let authorization = match (kind.as_str(), definition.of) {
        ("token", DefinitionOf::Rest) | ("request", _) => "CUSTOM",
        ("cognito_user_pools", DefinitionOf::Rest) => "COGNITO_USER_POOLS",
        ("jwt", DefinitionOf::Http) => "JWT",
        _ => return None,
    };
    Some((authorizer, authorization))
}

/// The authorizers by the names of their schemes.
pub(super) fn read(definition: &Definition<'_>) -> Vec<Member> {
    let schemes = definition.schemes().and_then(Node::as_object);
    let read = schemes.unwrap_or_default().iter().filter_map(|one| {
        let scheme = definition.follow(&one.value)?;
        let (authorizer, _) = of_scheme(definition, scheme)?;
        Some(Member {
            value: object(authorizer.span, details(scheme, authorizer, definition.of)),
            ..one.clone()
        })
    });
    read.collect()
}

fn details(scheme: &Node, authorizer: &Node, of: DefinitionOf) -> Vec<Member> {
    let kind = authorizer.get("type").and_then(upper);
    let word = kind.as_ref().and_then(Node::as_str).unwrap_or_default();
    let is_lambda = matches!(word, "TOKEN" | "REQUEST");
    let mut members = Vec::new();
    let mut copy = |key: &str, from: &str, is_meant: bool| {
        let node = authorizer.get(from).filter(|node| plain(node).is_some());
        if let Some(node) = node.filter(|_| is_meant) {
            members.push(member(key, node.clone()));
        }
    };
    copy(
        "identity-validation",
        "identityValidationExpression",
        word == "TOKEN",
    );
    copy("result-ttl", "authorizerResultTtlInSeconds", word != "JWT");
    copy(
        "payload-format",
        "authorizerPayloadFormatVersion",
        is_lambda && of == DefinitionOf::Http,
    );
    if is_lambda {
        if let Some(function) = authorizer.get("authorizerUri").and_then(function) {
            members.push(member("function", function));
        }
        match authorizer.get("authorizerCredentials") {
            Some(role) if plain(role).is_some() => {
                members.push(member("credentials", role.clone()));
            }
            Some(_) => {}
            None => members.push(member("credentials", text("none", authorizer.span))),
        }
        let simple = authorizer.get("enableSimpleResponses");
        let simple = simple.filter(|node| node.as_bool().is_some() && of == DefinitionOf::Http);
        members.extend(simple.map(|node| member("simple-responses", node.clone())));
    }
    if word == "COGNITO_USER_POOLS" {
        let pools = authorizer
            .get("providerARNs")
            .filter(|node| all_plain(node));
        members.extend(pools.map(|node| member("user-pools", node.clone())));
    }
    if word == "JWT" {
        let configuration = authorizer.get("jwtConfiguration");
        let issuer = configuration.and_then(|node| node.get("issuer"));
        let issuer = issuer.filter(|node| plain(node).is_some());
        members.extend(issuer.map(|node| member("issuer", node.clone())));
        let audience = configuration.and_then(|node| node.get("audience"));
        let audience = audience.filter(|node| all_plain(node));
        members.extend(audience.map(|node| member("audience", node.clone())));
    }
    if let Some(sources) = identity_sources(scheme, authorizer, word) {
        members.push(member("identity-sources", sources));
    }
    members.extend(kind.map(|kind| member("type", kind)));
    members
}

fn all_plain(node: &Node) -> bool {
    node.as_array()
        .is_some_and(|items| items.iter().all(|item| plain(item).is_some()))
}

/// The function of the URI `arn:aws:apigateway:…:lambda:path/…/functions/FUNCTION/invocations`.
fn function(uri: &Node) -> Option<Node> {
    let Value::String(uri_text) = &uri.value else {
        return None;
    };
    let whole = plain(uri)?;
    let begin = whole.find("/functions/")? + "/functions/".len();
    let end = whole.rfind("/invocations").filter(|end| *end > begin)?;
    let mut pieces = Pieces::new(uri.span);
    pieces.slice(uri_text, begin..end);
    Some(pieces.finish())
}

/// Where the authorizer looks: `identitySource`, several with commas between them; else the
/// header that the scheme names.
fn identity_sources(scheme: &Node, authorizer: &Node, word: &str) -> Option<Node> {
    let Some(node) = authorizer.get("identitySource") else {
        let name = scheme.get("name").filter(|_| word != "REQUEST")?;
        let header = plain(name)?;
        let is_header = scheme.get("in").and_then(plain) == Some("header");
        let source = text(format!("method.request.header.{header}"), name.span);
        return (is_header && word != "JWT").then_some(source);
    };
    if all_plain(node) {
        return Some(node.clone());
    }
    let Value::String(sources) = &node.value else {
        return None;
    };
    let whole = plain(node)?;
    let mut items = Vec::new();
    let mut start = 0;
    for part in whole.split(',') {
        let name = part.trim();
        if !name.is_empty() {
            let first = start + (part.len() - part.trim_start().len());
            let mut pieces = Pieces::new(node.span);
            pieces.slice(sources, first..first + name.len());
            items.push(pieces.finish());
        }
        start += part.len() + 1;
    }
    Some(list(node.span, items))
}
