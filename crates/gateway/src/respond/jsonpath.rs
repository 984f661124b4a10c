//! The part of JSONPath that mapping expressions know: names, indexes and all elements.
//!
//! It is written by hand, because a library for JSONPath knows what API Gateway refuses
//! (recursive descent and filters) and does not say at which column it stands.
//!
//! Source: API Gateway developer guide, `http-api-parameter-mapping` (request body) and
//! `request-response-data-mappings` (the prefix `$.` is left out).

use std::ops::Range;

use can_invoke_source::{Node, Value};

/// A path into a JSON document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonPath {
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(usize),
    All,
}

/// Why a text is no path, and which bytes of it are to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathError {
    pub(super) range: Range<usize>,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

const RECURSIVE: (&str, &str) = (
    "recursive descent is not supported in a mapping",
    "write the names on the way, one after the other",
);
const FILTER: (&str, &str) = (
    "filter expressions are not supported in a mapping",
    "name the element by its index: `[0]`",
);
const NAME: (&str, &str) = (
    "a name is expected here",
    "write names parted by dots, `[0]` for an element, `['a name']` for other names",
);
const PREFIX: (&str, &str) = (
    "the prefix `$` is left out in a mapping",
    "begin with the first name",
);

impl JsonPath {
    /// Reads what follows `body.`; not empty.
    pub(super) fn parse(text: &str) -> Result<JsonPath, PathError> {
        if text == "$" || text.starts_with("$.") || text.starts_with("$[") {
            return Err(error(0..1, PREFIX));
        }
        let mut steps = Vec::new();
        let mut at = 0;
        let mut needs_name = true;
        while let Some(rest) = text.get(at..)
            && let Some(first) = rest.chars().next()
        {
            match first {
                '.' if needs_name => return Err(error(at.saturating_sub(1)..at + 1, RECURSIVE)),
                '.' => {
                    at += 1;
                    needs_name = true;
                }
                '[' => {
                    let (step, length) = bracket(rest, at)?;
                    steps.push(step);
                    at += length;
                    needs_name = false;
                }
                '*' if needs_name => {
                    steps.push(Step::All);
                    at += 1;
                    needs_name = false;
                }
                '?' => return Err(error(at..at + 1, FILTER)),
                _ if needs_name => {
                    let end = rest.find(|c| !is_plain(c)).unwrap_or(rest.len());
                    let name = rest.get(..end).filter(|name| !name.is_empty());
                    let name = name.ok_or_else(|| error(at..at + first.len_utf8(), NAME))?;
                    steps.push(Step::Name(name.to_owned()));
                    at += end;
                    needs_name = false;
                }
                _ => return Err(error(at..at + first.len_utf8(), NAME)),
            }
        }
        if needs_name {
            return Err(error(at..at, NAME));
        }
        Ok(JsonPath { steps })
    }

    /// The path as it is written, without a prefix.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for step in &self.steps {
            match step {
                Step::Name(name)
                    if name.chars().all(is_plain) && !name.is_empty() && name != "$" =>
                {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
                Step::Name(name) if name.contains('\'') => {
                    text.push_str(&format!("[\"{name}\"]"));
                }
                Step::Name(name) => text.push_str(&format!("['{name}']")),
                Step::Index(index) => text.push_str(&format!("[{index}]")),
                Step::All => text.push_str("[*]"),
            }
        }
        text
    }

    /// Whether it leads to one place at most.
    pub(super) fn is_definite(&self) -> bool {
        !self.steps.contains(&Step::All)
    }

    /// The places that it leads to.
    pub(super) fn find<'n>(&self, root: &'n Node) -> Vec<&'n Node> {
        let mut found = vec![root];
        for step in &self.steps {
            found = found
                .into_iter()
                .flat_map(|node| match (step, &node.value) {
                    (Step::Name(name), Value::Object(_)) => node.get(name).into_iter().collect(),
                    (Step::Index(index), Value::Array(items)) => {
                        items.get(*index).into_iter().collect()
                    }
                    (Step::All, Value::Array(items)) => items.iter().collect(),
                    (Step::All, Value::Object(members)) => {
                        members.iter().map(|member| &member.value).collect()
                    }
                    _ => Vec::new(),
                })
                .collect();
        }
        found
    }
}

/// What stands in brackets at the start of `text`, and how many bytes it takes; `at` is
/// where `text` stands.
fn bracket(text: &str, at: usize) -> Result<(Step, usize), PathError> {
    let inner = text.get(1..).unwrap_or_default();
    if inner.starts_with('?') || inner.starts_with('(') {
        let end = text.find(']').map_or(text.len(), |end| end + 1);
        return Err(error(at..at + end, FILTER));
    }
    if let Some(quote) = inner.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        let name = inner.get(1..).unwrap_or_default();
        let end = name.find(&format!("{quote}]")).filter(|end| *end > 0);
        let name = end.and_then(|end| name.get(..end));
        return match name {
            Some(name) if !name.contains(quote) => {
                Ok((Step::Name(name.to_owned()), name.len() + 4))
            }
            _ => Err(error(at..at + text.len(), NAME)),
        };
    }
    let end = inner.find(']').unwrap_or(inner.len());
    let step = match inner.get(..end).unwrap_or_default() {
        "*" => Some(Step::All),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().ok().map(Step::Index)
        }
        _ => None,
    };
    let is_closed = inner.get(end..).is_some_and(|rest| rest.starts_with(']'));
    match step {
        Some(step) if is_closed => Ok((step, end + 2)),
        _ => Err(error(at..at + (end + 2).min(text.len()), NAME)),
    }
}

/// Whether a character may stand in a name without quotation marks.
fn is_plain(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '$' | '@')
}

fn error(range: Range<usize>, (message, help): (&'static str, &'static str)) -> PathError {
    PathError {
        range,
        message,
        help,
    }
}
