//! `x-amazon-apigateway-integration`.
//!
//! Source: `api-gateway-swagger-extensions-integration` and the pages below it.

use can_invoke_source::{Member, Node};

use super::{DefinitionOf, plain, references::Definition, upper};
use crate::tree::{list, member, object, text};

/// The keys whose texts are taken as they are, with ours.
const TEXTS: [(&str, &str); 8] = [
    ("uri", "uri"),
    ("integrationTarget", "target"),
    ("integrationSubtype", "subtype"),
    ("httpMethod", "method"),
    ("connectionId", "connection-id"),
    ("credentials", "credentials"),
    ("payloadFormatVersion", "payload-format-version"),
    ("timeoutInMillis", "timeout"),
];

/// The keys whose words stand in either case, with ours.
const WORDS: [(&str, &str); 4] = [
    ("type", "type"),
    ("connectionType", "connection-type"),
    ("passthroughBehavior", "passthrough-behavior"),
    ("contentHandling", "content-handling"),
];

/// The keys that hold texts by names, with ours.
const MAPS: [(&str, &str); 2] = [
    ("requestParameters", "request-parameters"),
    ("requestTemplates", "request-templates"),
];

/// An integration in the words of inventories.
pub(super) fn read(definition: &Definition<'_>, node: &Node) -> Node {
    let mut members = Vec::new();
    let mut is_complete = true;
    let mut keep = |key: &str, found: Option<Node>| match found {
        Some(found) => members.push(member(key, found)),
        None => is_complete = false,
    };
    for (theirs, ours) in TEXTS {
        if let Some(value) = node.get(theirs) {
            keep(ours, plain(value).map(|_| value.clone()));
        }
    }
    for (theirs, ours) in WORDS {
        if let Some(value) = node.get(theirs) {
            keep(ours, upper(value));
        }
    }
    for (theirs, ours) in MAPS {
        if let Some(value) = node.get(theirs) {
            keep(ours, map(value));
        }
    }
    if let Some(value) = node.get("tlsConfig") {
        keep("tls", tls(value));
    }
    if definition.of == DefinitionOf::Rest {
        if let Some(value) = node.get("responses") {
            keep("responses", responses(definition, value));
        }
    } else if let Some(value) = node.get("responseParameters") {
        keep("response-parameters", by_status(value));
    }
    if is_complete {
        members.push(member("left-out", text("none", node.span)));
    }
    object(node.span, members)
}

/// Texts by names; nothing if one of them is not known.
fn map(node: &Node) -> Option<Node> {
    let members = node.as_object().filter(|_| node.tag.is_none())?;
    let all_known = members
        .iter()
        .all(|one| plain(&one.value).is_some() || one.value.is_null());
    all_known.then(|| node.clone())
}

fn tls(node: &Node) -> Option<Node> {
    node.as_object()?;
    let mut members = Vec::new();
    if let Some(name) = node.get("serverNameToVerify") {
        plain(name)?;
        members.push(member("server-name-to-verify", name.clone()));
    }
    if let Some(flag) = node.get("insecureSkipVerification") {
        flag.as_bool()?;
        members.push(member("insecure-skip-verification", flag.clone()));
    }
    Some(object(node.span, members))
}

/// The integration responses of a REST API by their patterns; `default` has none.
fn responses(definition: &Definition<'_>, node: &Node) -> Option<Node> {
    let read = node.as_object()?.iter().map(|one| {
        let value = definition.follow(&one.value)?;
        let status = value.get("statusCode")?;
        plain(status)?;
        let mut members = vec![member("status", status.clone())];
        if one.key != "default" {
            members.push(member(
                "selection-pattern",
                text(one.key.clone(), one.key_span),
            ));
        }
        for (theirs, ours) in [
            ("responseParameters", "parameters"),
            ("responseTemplates", "templates"),
        ] {
            if let Some(value) = value.get(theirs) {
                members.push(member(ours, map(value)?));
            }
        }
        if let Some(handling) = value.get("contentHandling") {
            members.push(member("content-handling", upper(handling)?));
        }
        Some(object(value.span, members))
    });
    Some(list(node.span, read.collect::<Option<Vec<Node>>>()?))
}

/// What an HTTP API changes about answers, by their status codes.
fn by_status(node: &Node) -> Option<Node> {
    let read = node.as_object()?.iter().map(|one| {
        Some(Member {
            value: map(&one.value)?,
            ..one.clone()
        })
    });
    Some(object(node.span, read.collect::<Option<Vec<Member>>>()?))
}
