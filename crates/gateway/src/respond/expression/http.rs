//! Expressions of HTTP APIs: text with variables in it.
//!
//! A variable that is the whole value may stand without braces; beside other text it stands
//! in braces.

use std::ops::Range;

use can_invoke_source::words::{nearest, quote};

use super::{Expression, Finding, Grammar, Part, Side, Source, body, context, dotted, name};

pub(super) fn parse(
    text: &str,
    grammar: Grammar,
    findings: &mut Vec<Finding>,
) -> Option<Expression> {
    if let Some(inner) = text.strip_prefix('$').filter(|rest| !rest.starts_with('{'))
        && is_variable(inner)
        && !inner.contains([' ', '$', '{'])
    {
        return source(inner, 1, grammar, findings).map(Expression::of_source);
    }
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..)?.find("${").map(|open| open + at) {
        let Some(close) = text.get(open..)?.find('}').map(|close| close + open) else {
            findings.push(Finding::new(
                "unclosed-variable",
                open..text.len(),
                "the variable is not closed",
                "write `}` after its name",
            ));
            return None;
        };
        literal(text, at..open, grammar, &mut parts, findings);
        let inner = text.get(open + 2..close)?;
        parts.push(Part::Source(source(inner, open + 2, grammar, findings)?));
        at = close + 1;
    }
    literal(text, at..text.len(), grammar, &mut parts, findings);
    if let [Part::Text(text)] = parts.as_slice() {
        check_text(text, grammar, findings)?;
    }
    Some(Expression { parts })
}

const WORDS: [&str; 4] = ["request", "response", "context", "stageVariables"];

fn is_variable(inner: &str) -> bool {
    WORDS.iter().any(|word| {
        inner
            .strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// Text between variables; a variable without braces in it is told.
fn literal(
    text: &str,
    range: Range<usize>,
    grammar: Grammar,
    parts: &mut Vec<Part>,
    findings: &mut Vec<Finding>,
) {
    let mut at = range.start;
    let mut plain = String::new();
    while let Some(found) = text.get(at..range.end).and_then(unbraced) {
        let (start, end) = (at + found.start, at + found.end);
        let variable = text.get(start..end).unwrap_or_default();
        let inner = variable.get(1..).unwrap_or_default();
        let before = text.get(..start).unwrap_or_default();
        let after = text.get(end..).unwrap_or_default();
        let reading = source(inner, start + 1, grammar, &mut Vec::new());
        findings.push(
            Finding::new(
                "variable-without-braces",
                start..end,
                format!(
                    "beside other text the variable {} needs braces",
                    quote(variable)
                ),
                format!("write `${{{inner}}}`"),
            )
            .corrected(format!("{before}${{{inner}}}{after}"))
            .taken(),
        );
        plain.push_str(text.get(at..start).unwrap_or_default());
        match reading.filter(|_| grammar.fills_unbraced) {
            Some(source) => {
                push_text(parts, std::mem::take(&mut plain));
                parts.push(Part::Source(source));
            }
            None => plain.push_str(variable),
        }
        at = end;
    }
    plain.push_str(text.get(at..range.end).unwrap_or_default());
    push_text(parts, plain);
}

fn push_text(parts: &mut Vec<Part>, text: String) {
    if text.is_empty() {
        return;
    }
    match parts.last_mut() {
        Some(Part::Text(last)) => last.push_str(&text),
        _ => parts.push(Part::Text(text)),
    }
}

/// The first variable without braces.
fn unbraced(text: &str) -> Option<Range<usize>> {
    let mut from = 0;
    loop {
        let start = text.get(from..)?.find('$')? + from;
        let inner = text.get(start + 1..)?;
        let end = inner
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')))
            .unwrap_or(inner.len());
        let inner = inner.get(..end)?.trim_end_matches('.');
        if is_variable(inner) {
            return Some(start..start + 1 + inner.len());
        }
        from = start + 1;
    }
}

/// Text alone: what is written in the words of another kind of API is not what was meant.
fn check_text(text: &str, grammar: Grammar, findings: &mut Vec<Finding>) -> Option<()> {
    let all = 0..text.len();
    if let Some(inner) = text.strip_prefix('$')
        && inner.contains('.')
        && let Some(first) = inner.split('.').next()
        && let Some(word) = nearest(first, &WORDS)
        && word != first
    {
        let rest = inner.get(first.len()..).unwrap_or_default();
        findings.push(Finding::new(
            "unknown-source",
            1..1 + first.len(),
            format!("{} is no variable of a mapping", quote(text)),
            format!("did you mean {}?", quote(&format!("${word}{rest}"))),
        ));
        return None;
    }
    if text.len() > 1 && text.starts_with('\'') && text.ends_with('\'') {
        let inner = text.trim_matches('\'');
        findings.push(
            Finding::new(
                "quoted-static-value",
                all,
                "a static value of an HTTP API stands without quotation marks; these are sent too",
                format!("write {}", quote(inner)),
            )
            .corrected(inner)
            .taken(),
        );
        return Some(());
    }
    let own = match grammar.side {
        Side::Request => ["context.", "stageVariables.", "request."],
        Side::Response => ["context.", "stageVariables.", "response."],
    };
    if own.iter().any(|start| text.starts_with(start)) && !text.contains(' ') {
        findings.push(
            Finding::new(
                "variable-without-dollar",
                all,
                "without `$` this is a static value, and sent as it is written",
                format!("write {}", quote(&format!("${text}"))),
            )
            .corrected(format!("${text}"))
            .taken(),
        );
    }
    Some(())
}

/// What stands behind `$` or between braces.
fn source(
    text: &str,
    start: usize,
    grammar: Grammar,
    findings: &mut Vec<Finding>,
) -> Option<Source> {
    if let Some(rest) = text.strip_prefix("context.") {
        return context(rest, start + text.len() - rest.len(), grammar, findings);
    }
    if let Some(rest) = text.strip_prefix("stageVariables.") {
        return name(rest, start + text.len() - rest.len(), findings).map(Source::StageVariable);
    }
    let (own, places): (&str, &[&str]) = match grammar.side {
        Side::Request => ("request.", &["header", "querystring", "path", "body"]),
        Side::Response => ("response.", &["header", "body"]),
    };
    let Some(rest) = text.strip_prefix(own) else {
        let help = match grammar.side {
            Side::Request => {
                "variables of a request are `$request.…`, `$context.…` and `$stageVariables.…`"
            }
            Side::Response => {
                "variables of an answer are `$response.…`, `$context.…` and `$stageVariables.…`"
            }
        };
        findings.push(Finding::new(
            "unknown-source",
            start..start + text.len(),
            format!("{} is no variable of a mapping here", quote(text)),
            help,
        ));
        return None;
    };
    let at = start + own.len();
    if rest == "path" && grammar.side == Side::Request {
        return Some(Source::Path);
    }
    if let Some(path) = rest.strip_prefix("body")
        && (path.is_empty() || path.starts_with(['.', '[']))
    {
        return body(path, at + 4, findings);
    }
    let (place, named) = rest.split_once('.').unwrap_or((rest, ""));
    if !places.contains(&place) {
        let help = match nearest(place, places) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!(
                "the places are {}",
                can_invoke_source::words::enumerate(places)
            ),
        };
        findings.push(Finding::new(
            "unknown-source",
            at..at + place.len(),
            format!("{} is no source of a mapping here", quote(place)),
            help,
        ));
        return None;
    }
    let name = name(named, at + rest.len() - named.len(), findings)?;
    Some(match place {
        "header" => Source::Header(name),
        "querystring" => Source::Query(name),
        _ => Source::PathParameter(name),
    })
}

pub(super) fn print(expression: &Expression, side: Side) -> String {
    if let [Part::Source(source)] = expression.parts.as_slice()
        && !variable(source, side).contains([' ', '$', '{'])
    {
        return format!("${}", variable(source, side));
    }
    let parts = expression.parts.iter();
    parts
        .map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Source(source) => format!("${{{}}}", variable(source, side)),
        })
        .collect()
}

fn variable(source: &Source, side: Side) -> String {
    let own = match side {
        Side::Request => "request",
        Side::Response => "response",
    };
    match source {
        Source::Header(name) | Source::MultiHeader(name) => format!("{own}.header.{name}"),
        Source::Query(name) | Source::MultiQuery(name) => format!("{own}.querystring.{name}"),
        Source::Path => format!("{own}.path"),
        Source::PathParameter(name) => format!("{own}.path.{name}"),
        Source::Body(None) => format!("{own}.body"),
        Source::Body(Some(path)) => format!("{own}.{}", dotted("body", path)),
        Source::Context(name) => format!("context.{name}"),
        Source::StageVariable(name) => format!("stageVariables.{name}"),
    }
}
