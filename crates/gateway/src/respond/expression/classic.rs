//! Expressions of REST and WebSocket APIs: one source, or a static value in single quotes.

use can_invoke_source::words::{nearest, quote};

use super::{Expression, Finding, Grammar, Part, Side, Source, body, context, name};
use crate::inventory::ApiKind;

/// The words with which a source of one side begins.
fn prefix(grammar: Grammar) -> &'static str {
    match (grammar.kind, grammar.side) {
        (ApiKind::WebSocket, Side::Request) => "route.request.",
        (_, Side::Request) => "method.request.",
        (_, Side::Response) => "integration.response.",
    }
}

/// The places of a request or an answer that have names in them.
const PLACES: [&str; 5] = [
    "header",
    "multivalueheader",
    "querystring",
    "multivaluequerystring",
    "path",
];

pub(super) fn parse(
    text: &str,
    grammar: Grammar,
    findings: &mut Vec<Finding>,
) -> Option<Expression> {
    if text.starts_with('\'') || text.ends_with('\'') {
        return quoted(text, findings);
    }
    if let Some(rest) = text.strip_prefix("stageVariables.") {
        return name(rest, text.len() - rest.len(), findings)
            .map(|name| Expression::of_source(Source::StageVariable(name)));
    }
    if let Some(rest) = text.strip_prefix("context.") {
        return context(rest, text.len() - rest.len(), grammar, findings)
            .map(Expression::of_source);
    }
    if let Some(rest) = text.strip_prefix(prefix(grammar)) {
        return source(rest, text.len() - rest.len(), grammar, findings).map(Expression::of_source);
    }
    unquoted(text, grammar, findings)
}

/// A static value: it is what stands between the first and the last quotation mark.
fn quoted(text: &str, findings: &mut Vec<Finding>) -> Option<Expression> {
    let inner = text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    if let Some(inner) = inner {
        return Some(Expression::of_text(inner));
    }
    let corrected = format!("'{}'", text.trim_matches('\''));
    findings.push(
        Finding::new(
            "unclosed-static-value",
            0..text.len(),
            "a quotation mark of the static value is missing",
            format!("write {}", quote(&corrected)),
        )
        .corrected(&corrected),
    );
    Some(Expression::of_text(text.trim_matches('\'')))
}

/// What follows `route.request.` and its like.
fn source(
    text: &str,
    start: usize,
    grammar: Grammar,
    findings: &mut Vec<Finding>,
) -> Option<Source> {
    if text == "body" || text.starts_with("body.") || text.starts_with("body[") {
        if text == "body" && grammar.kind == ApiKind::WebSocket {
            findings.push(Finding::new(
                "unknown-source",
                start..start + text.len(),
                "the whole body is no source of a WebSocket API",
                "name a field of it: `route.request.body.name`",
            ));
            return None;
        }
        return body(text.get(4..).unwrap_or_default(), start + 4, findings);
    }
    let (place, rest) = text.split_once('.').unwrap_or((text, ""));
    let is_known = PLACES.contains(&place)
        && match (grammar.kind, grammar.side) {
            (_, Side::Response) => place.ends_with("header"),
            (ApiKind::WebSocket, Side::Request) => place != "path",
            _ => true,
        };
    if !is_known {
        let help = match nearest(place, &[PLACES.as_slice(), &["body"]].concat()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "headers, query string and body are sources".to_owned(),
        };
        let message = format!("{} is no source of a mapping here", quote(place));
        let range = start..start + place.len();
        findings.push(Finding::new("unknown-source", range, message, help));
        return None;
    }
    if grammar.kind == ApiKind::WebSocket && grammar.is_connect == Some(false) {
        findings.push(Finding::new(
            "only-at-connect",
            start..start + place.len(),
            "headers and query string are there on the route `$connect` only",
            "take the value from the message: `route.request.body.name`; or keep what came \
             with `$connect` under the connection id",
        ));
        return None;
    }
    let name = name(rest, start + text.len() - rest.len(), findings)?;
    Some(match place {
        "header" => Source::Header(name),
        "multivalueheader" => Source::MultiHeader(name),
        "querystring" => Source::Query(name),
        "multivaluequerystring" => Source::MultiQuery(name),
        _ => Source::PathParameter(name),
    })
}

/// No source and no static value: a source with a slip in its first words, one of another
/// kind of API, or a static value that lacks its quotation marks.
fn unquoted(text: &str, grammar: Grammar, findings: &mut Vec<Finding>) -> Option<Expression> {
    let first = text.split('.').next().unwrap_or_default();
    let own = prefix(grammar);
    let words: Vec<&str> = [
        "context",
        "stageVariables",
        "method",
        "route",
        "integration",
    ]
    .to_vec();
    let bare = first.trim_start_matches(['$', '{']);
    if text.contains('.') && nearest(bare, &words).is_some() {
        let help = match nearest(bare, &["context", "stageVariables"]) {
            Some(word) => {
                let rest = text.get(first.len()..).unwrap_or_default();
                format!(
                    "did you mean {}?",
                    quote(&format!("{word}{}", rest.trim_end_matches('}')))
                )
            }
            None => format!(
                "sources of a {} begin with `{own}`, `context.` or `stageVariables.`",
                grammar.kind.name()
            ),
        };
        findings.push(Finding::new(
            "unknown-source",
            0..first.len(),
            format!(
                "{} is no source of a mapping of a {}",
                quote(text),
                grammar.kind.name()
            ),
            help,
        ));
        return None;
    }
    let corrected = format!("'{text}'");
    findings.push(
        Finding::new(
            "unquoted-static-value",
            0..text.len(),
            "a static value stands in single quotes",
            format!("write {}", quote(&corrected)),
        )
        .corrected(&corrected),
    );
    Some(Expression::of_text(text))
}

pub(super) fn print(expression: &Expression, grammar: Grammar) -> String {
    let source = match expression.parts.as_slice() {
        [Part::Source(source)] => source,
        _ => return format!("'{}'", expression.fixed().unwrap_or_default()),
    };
    let own = prefix(grammar);
    match source {
        Source::Header(name) => format!("{own}header.{name}"),
        Source::MultiHeader(name) => format!("{own}multivalueheader.{name}"),
        Source::Query(name) => format!("{own}querystring.{name}"),
        Source::MultiQuery(name) => format!("{own}multivaluequerystring.{name}"),
        Source::PathParameter(name) => format!("{own}path.{name}"),
        Source::Path => format!("{own}path"),
        Source::Body(None) => format!("{own}body"),
        Source::Body(Some(path)) => format!("{own}{}", super::dotted("body", path)),
        Source::Context(name) => format!("context.{name}"),
        Source::StageVariable(name) => format!("stageVariables.{name}"),
    }
}
