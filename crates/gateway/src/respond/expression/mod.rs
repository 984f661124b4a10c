//! Mapping expressions: where the value of a parameter comes from.
//!
//! REST and WebSocket APIs know one source or a static value in single quotes; HTTP APIs
//! know text with variables in it. Reading never fails: what AWS would refuse becomes a
//! [`Finding`] at its bytes.
//!
//! Source: API Gateway developer guide, `http-api-parameter-mapping`,
//! `websocket-api-data-mapping`, `request-response-data-mappings`.

mod classic;
mod http;

use std::ops::Range;

use can_invoke_source::words::{nearest, quote};

use super::{JsonPath, variables};
use crate::inventory::{ApiKind, placeholder};

/// What is mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The request, on its way to the backend.
    Request,
    /// The answer, on its way to the client.
    Response,
}

/// Which expressions are possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grammar {
    /// The kind of API.
    pub kind: ApiKind,
    /// What is mapped.
    pub side: Side,
    /// Of a WebSocket API: whether the route is `$connect`, where that is known.
    pub is_connect: Option<bool>,
    /// Of an HTTP API: whether a variable without braces inside a longer text is filled in.
    pub fills_unbraced: bool,
}

/// A mapping expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// Its pieces, no two texts after one another; none is the empty text.
    pub parts: Vec<Part>,
}

/// A piece of a mapping expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text as it is.
    Text(String),
    /// What a variable stands for.
    Source(Source),
}

/// Where a value comes from. Header and body are those of the side that is mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A header.
    Header(String),
    /// All values of a header.
    MultiHeader(String),
    /// A parameter of the query string.
    Query(String),
    /// All values of a parameter of the query string.
    MultiQuery(String),
    /// The path of the request, without the stage.
    Path,
    /// A path parameter.
    PathParameter(String),
    /// The body, or what a path leads to in it.
    Body(Option<JsonPath>),
    /// A context variable.
    Context(String),
    /// A stage variable.
    StageVariable(String),
}

/// Something to say about an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable name.
    pub code: &'static str,
    /// The bytes of the expression.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// What the whole expression should be, where that is certain.
    pub corrected: Option<String>,
    /// Whether AWS takes the expression all the same.
    pub is_taken: bool,
}

/// What could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The expression, also where it was first corrected; none if it is not certain what was
    /// meant.
    pub expression: Option<Expression>,
    /// What is to be said.
    pub findings: Vec<Finding>,
}

/// Reads an expression.
pub fn parse(text: &str, grammar: Grammar) -> Reading {
    let mut findings = Vec::new();
    if let Some(marker) = marker(text, grammar.kind) {
        findings.push(Finding::new(
            "placeholder",
            marker.clone(),
            format!(
                "the placeholder {} was never filled in",
                quote(text.get(marker).unwrap_or_default())
            ),
            "write the value in its place",
        ));
        return Reading {
            expression: None,
            findings,
        };
    }
    let expression = match grammar.kind {
        ApiKind::Http => http::parse(text, grammar, &mut findings),
        ApiKind::Rest | ApiKind::WebSocket => classic::parse(text, grammar, &mut findings),
    };
    Reading {
        expression,
        findings,
    }
}

impl Expression {
    /// A text and nothing else.
    pub(super) fn of_text(text: &str) -> Self {
        let part = Part::Text(text.to_owned());
        Expression {
            parts: if text.is_empty() {
                Vec::new()
            } else {
                vec![part]
            },
        }
    }

    /// One variable.
    pub(super) fn of_source(source: Source) -> Self {
        Expression {
            parts: vec![Part::Source(source)],
        }
    }

    /// The text, if nothing in it is a variable.
    pub fn fixed(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The expression as it is written.
    pub fn text(&self, grammar: Grammar) -> String {
        match grammar.kind {
            ApiKind::Http => http::print(self, grammar.side),
            ApiKind::Rest | ApiKind::WebSocket => classic::print(self, grammar),
        }
    }
}

impl Finding {
    fn new(
        code: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Finding {
            code,
            range,
            message: message.into(),
            help: help.into(),
            corrected: None,
            is_taken: false,
        }
    }

    fn corrected(mut self, text: impl Into<String>) -> Self {
        self.corrected = Some(text.into());
        self
    }

    fn taken(mut self) -> Self {
        self.is_taken = true;
        self
    }
}

/// The first marker that somebody forgot to replace: `<header-key>`, or `{name}` that is not
/// the braces of a variable.
pub(super) fn marker(text: &str, kind: ApiKind) -> Option<Range<usize>> {
    if let Some(found) = placeholder(text) {
        let start = text.find(found)?;
        return Some(start..start + found.len());
    }
    let mut from = 0;
    while let Some(open) = text.get(from..)?.find('{').map(|open| open + from) {
        let end = text.get(open..)?.find('}')? + open + 1;
        let is_variable = kind == ApiKind::Http && text.get(..open)?.ends_with('$');
        let name = text.get(open + 1..end - 1)?;
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' '));
        if is_name && !is_variable {
            return Some(open..end);
        }
        from = end;
    }
    None
}

/// A context variable; one that there is not is told, with the nearest that there is.
fn context(
    name: &str,
    start: usize,
    grammar: Grammar,
    findings: &mut Vec<Finding>,
) -> Option<Source> {
    if variables::is_context(grammar.kind, name) {
        return Some(Source::Context(name.to_owned()));
    }
    let help = match nearest(name, variables::context(grammar.kind)) {
        Some(known) => format!("did you mean {}?", quote(known)),
        None => "the variables are in the API Gateway developer guide".to_owned(),
    };
    let message = format!(
        "{} is no context variable of a {}",
        quote(name),
        grammar.kind.name()
    );
    findings.push(Finding::new(
        "unknown-context-variable",
        start..start + name.len(),
        message,
        help,
    ));
    None
}

/// What follows `body`: nothing, or a dot and a path.
fn body(rest: &str, start: usize, findings: &mut Vec<Finding>) -> Option<Source> {
    if rest.is_empty() {
        return Some(Source::Body(None));
    }
    let path = rest
        .strip_prefix('.')
        .or_else(|| rest.starts_with('[').then_some(rest))?;
    let offset = start + rest.len() - path.len();
    match JsonPath::parse(path) {
        Ok(path) => Some(Source::Body(Some(path))),
        Err(error) => {
            // A dot right at the start makes two with that before it.
            let back = usize::from(path.starts_with('.'));
            let range = offset + error.range.start - back..offset + error.range.end;
            findings.push(Finding::new(
                "invalid-json-path",
                range,
                error.message,
                error.help,
            ));
            None
        }
    }
}

/// The name of a parameter: `^[a-zA-Z0-9._$-]+$`.
fn name(text: &str, start: usize, findings: &mut Vec<Finding>) -> Option<String> {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '$' | '-');
    match text.char_indices().find(|(_, c)| !is_fine(*c)) {
        None if !text.is_empty() => Some(text.to_owned()),
        None => {
            findings.push(Finding::new(
                "invalid-parameter-name",
                start..start,
                "the name of a parameter is missing",
                "write it after the last dot",
            ));
            None
        }
        Some((at, c)) => {
            findings.push(Finding::new(
                "invalid-parameter-name",
                start + at..start + at + c.len_utf8(),
                format!(
                    "{} cannot stand in the name of a parameter",
                    quote(&c.to_string())
                ),
                "names are letters, digits, `.`, `_`, `$` and `-`",
            ));
            None
        }
    }
}

/// A path behind a word: `body.name`, `body['a name']`.
fn dotted(word: &str, path: &JsonPath) -> String {
    let path = path.text();
    let dot = if path.starts_with('[') { "" } else { "." };
    format!("{word}{dot}{path}")
}
