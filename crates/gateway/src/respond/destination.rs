//! The keys of mappings: what is changed, and how.
//!
//! Source: API Gateway developer guide, `http-api-parameter-mapping` (keys, reserved
//! headers), `websocket-api-data-mapping`, `request-response-data-mappings`.

use std::ops::Range;

use can_invoke_source::words::{enumerate, nearest, quote};

use super::{
    expression::{Grammar, Side, marker},
    variables::is_reserved,
};
use crate::inventory::ApiKind;

/// How something is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Append,
    Overwrite,
    Remove,
}

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    Header(String),
    Query(String),
    Path,
    PathParameter(String),
    StatusCode,
    /// A parameter of the action of an AWS service.
    Parameter(String),
}

impl Destination {
    /// As people say it: `header x`.
    pub(super) fn shown(&self) -> String {
        match self {
            Destination::Header(name) => format!("header {name}"),
            Destination::Query(name) => format!("query {name}"),
            Destination::Path => "path".to_owned(),
            Destination::PathParameter(name) => format!("path parameter {name}"),
            Destination::StatusCode => "status code".to_owned(),
            Destination::Parameter(name) => format!("parameter {name}"),
        }
    }

    /// Whether both change the same; names of headers have no case.
    pub(super) fn is(&self, other: &Destination) -> bool {
        match (self, other) {
            (Destination::Header(one), Destination::Header(other)) => {
                one.eq_ignore_ascii_case(other)
            }
            _ => self == other,
        }
    }
}

/// Why a key is no destination, and which bytes of it are to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyError {
    pub(super) code: &'static str,
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

/// Reads a key. `is_action` is whether the parameters are those of an AWS service's action,
/// which have names of their own.
pub(super) fn parse(
    text: &str,
    grammar: Grammar,
    is_action: bool,
) -> Result<(Change, Destination), KeyError> {
    if let Some(range) = marker(text, grammar.kind) {
        let found = text.get(range.clone()).unwrap_or_default();
        let message = format!("the placeholder {} was never filled in", quote(found));
        return Err(error(
            "placeholder",
            range,
            message,
            "write the name in its place",
        ));
    }
    match grammar.kind {
        ApiKind::Http if is_action => {
            Ok((Change::Overwrite, Destination::Parameter(text.to_owned())))
        }
        ApiKind::Http => http(text, grammar.side),
        ApiKind::Rest | ApiKind::WebSocket => classic(text, grammar.side),
    }
}

fn http(text: &str, side: Side) -> Result<(Change, Destination), KeyError> {
    const CHANGES: [(&str, Change); 3] = [
        ("append", Change::Append),
        ("overwrite", Change::Overwrite),
        ("remove", Change::Remove),
    ];
    let form = match side {
        Side::Request => {
            "write `append:header.name`, `overwrite:querystring.name`, `remove:header.name` or `overwrite:path`"
        }
        Side::Response => {
            "write `append:header.name`, `remove:header.name` or `overwrite:statuscode`"
        }
    };
    let Some((word, place)) = text.split_once(':') else {
        let message = format!("{} does not say what to do", quote(text));
        return Err(error("invalid-mapping-key", 0..text.len(), message, form));
    };
    let Some((_, change)) = CHANGES.iter().find(|(known, _)| *known == word) else {
        let help = match nearest(word, &CHANGES.map(|(known, _)| known)) {
            Some(known) => format!("did you mean `{known}`?"),
            None => form.to_owned(),
        };
        let message = format!("{} is nothing that a mapping can do", quote(word));
        return Err(error("invalid-mapping-key", 0..word.len(), message, help));
    };
    let start = word.len() + 1;
    let named = |kind: &str| place.strip_prefix(kind).filter(|name| !name.is_empty());
    if let Some(name) = named("header.") {
        let at = start + "header.".len()..text.len();
        if is_reserved(name) {
            let message = format!("the header {} is reserved", quote(name));
            let help = "an HTTP API has no mappings for this header; use another name";
            return Err(error("reserved-header", at, message, help));
        }
        if !is_token(name) {
            let message = format!("{} is no name of a header", quote(name));
            return Err(error("invalid-mapping-key", at, message, form));
        }
        return Ok((*change, Destination::Header(name.to_owned())));
    }
    match (side, named("querystring."), place, change) {
        (Side::Request, Some(name), ..) => Ok((*change, Destination::Query(name.to_owned()))),
        (Side::Request, _, "path", Change::Overwrite) => Ok((*change, Destination::Path)),
        (Side::Response, _, "statuscode", Change::Overwrite) => {
            Ok((*change, Destination::StatusCode))
        }
        (Side::Request, _, "path", _) | (Side::Response, _, "statuscode", _) => {
            let message = format!("`{place}` can be overwritten only");
            let help = format!("write `overwrite:{place}`");
            Err(error("invalid-mapping-key", 0..word.len(), message, help))
        }
        _ => {
            let message = format!("{} is nothing that a mapping can change here", quote(place));
            Err(error(
                "invalid-mapping-key",
                start..text.len(),
                message,
                form,
            ))
        }
    }
}

fn classic(text: &str, side: Side) -> Result<(Change, Destination), KeyError> {
    let (prefix, places): (&str, &[&str]) = match side {
        Side::Request => ("integration.request.", &["header", "querystring", "path"]),
        Side::Response => ("method.response.", &["header"]),
    };
    let Some(rest) = text.strip_prefix(prefix) else {
        let message = format!("{} is nothing that a mapping can change here", quote(text));
        let help = format!("write `{prefix}header.Name`");
        return Err(error("invalid-mapping-key", 0..text.len(), message, help));
    };
    let (place, name) = rest.split_once('.').unwrap_or((rest, ""));
    let at = prefix.len();
    if !places.contains(&place) {
        let message = format!("{} is nothing that a mapping can change here", quote(place));
        let help = match nearest(place, places) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("a mapping can change {}", enumerate(places)),
        };
        return Err(error(
            "invalid-mapping-key",
            at..at + place.len(),
            message,
            help,
        ));
    }
    if name.is_empty() || !is_token(name) {
        let message = format!("{} is no name of a parameter", quote(name));
        let at = (at + place.len() + 1).min(text.len());
        let help = "names are letters, digits, `.`, `_`, `$` and `-`";
        return Err(error("invalid-mapping-key", at..text.len(), message, help));
    }
    let name = name.to_owned();
    let destination = match place {
        "header" => Destination::Header(name),
        "querystring" => Destination::Query(name),
        _ => Destination::PathParameter(name),
    };
    Ok((Change::Overwrite, destination))
}

/// Whether a text can be the name of a header.
///
/// Source: RFC 9110, section 5.6.2.
pub(super) fn is_token(name: &str) -> bool {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(is_fine)
}

fn error(
    code: &'static str,
    range: Range<usize>,
    message: impl Into<String>,
    help: impl Into<String>,
) -> KeyError {
    KeyError {
        code,
        range,
        message: message.into(),
        help: help.into(),
    }
}
