//! Documents inside strings.
//!
//! AWS hands policies around as strings, and in more than one form: as they are; with all
//! quotes still escaped by backslashes (API Gateway `GetRestApi`); percent-encoded (IAM).
//! A position in what was decoded leads back, through all levels, to the exact bytes of
//! the file that the outermost text stands in.

use std::ops::Range;

use crate::collector::order;
use crate::escapes::{self, BadEscape};
use crate::{Diagnostic, Limits, Node, OffsetMap, Parsed, Text, Value, json};

/// How often a document may be encoded. More than two levels have not been seen.
const MOST_LEVELS: usize = 3;

/// Reads the JSON document that a string holds: as it is, backslash-escaped,
/// percent-encoded, or once more inside a string; up to three levels.
pub fn parse_embedded(text: &Text, limits: &Limits) -> Parsed<Option<Node>> {
    parse_document_text(&text.decoded, &text.map, limits)
}

/// [`parse_embedded`] for a text that is not a value of a tree, such as a whole file which
/// holds what the AWS CLI printed.
pub fn parse_document_text(text: &str, map: &OffsetMap, limits: &Limits) -> Parsed<Option<Node>> {
    parse_level(text, map, limits, 0)
}

fn parse_level(text: &str, map: &OffsetMap, limits: &Limits, level: usize) -> Parsed<Option<Node>> {
    if text.len() > limits.bytes {
        return json::parse(text, map, limits);
    }
    let decoded = match Form::of(text) {
        Form::Plain => return parse_plain(text, map, limits, level),
        _ if level >= MOST_LEVELS => return failed(encoded_too_often(text, map)),
        Form::Escaped => {
            escapes::decode(text, 0, map.file()).map_err(|bad| Box::new(bad.tell(text, map)))
        }
        Form::Percent => percent_decode(text, map),
    };
    match decoded {
        Err(diagnostic) => failed(*diagnostic),
        Ok((decoded, inner)) => {
            let map = map.compose_within(&inner, decoded.len());
            parse_level(&decoded, &map, limits, level + 1)
        }
    }
}

/// A JSON text; if it is one string that holds a document, then that document.
fn parse_plain(text: &str, map: &OffsetMap, limits: &Limits, level: usize) -> Parsed<Option<Node>> {
    let mut parsed = json::parse(text, map, limits);
    let Some(Value::String(inner)) = parsed.value.as_ref().map(|node| &node.value) else {
        return parsed;
    };
    if !is_document(&inner.decoded) {
        return parsed;
    }
    let mut document = if level >= MOST_LEVELS {
        failed(encoded_too_often(text, map))
    } else {
        parse_level(&inner.decoded, &inner.map, limits, level + 1)
    };
    parsed.diagnostics.append(&mut document.diagnostics);
    parsed.diagnostics.sort_by_key(order);
    Parsed {
        value: document.value,
        diagnostics: parsed.diagnostics,
    }
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As JSON, or as nothing known.
    Plain,
    /// As JSON whose quotes and line breaks are escaped by backslashes.
    Escaped,
    /// As JSON, percent-encoded.
    Percent,
}

impl Form {
    fn of(text: &str) -> Self {
        // In JSON no backslash stands outside of a string, so one among the first brackets
        // and white space gives the form away.
        let opening = |c: char| matches!(c, '{' | '[') || is_blank(c);
        match text.trim_start_matches(opening).chars().next() {
            Some('\\') => Form::Escaped,
            Some('%') if is_percent_encoded(text) => Form::Percent,
            _ => Form::Plain,
        }
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// Whether the text begins with an encoded bracket or quote, after white space at most.
pub(crate) fn is_percent_encoded(text: &str) -> bool {
    let mut rest = text.trim_start_matches(is_blank);
    loop {
        let code = rest.get(..3).map(str::to_ascii_uppercase);
        match code.as_deref() {
            Some("%7B" | "%5B" | "%22") => return true,
            Some("%20" | "%0A" | "%0D" | "%09") => rest = rest.get(3..).unwrap_or_default(),
            _ => return false,
        }
    }
}

/// Whether the text looks like an object or an array, in any form.
pub(crate) fn is_document(text: &str) -> bool {
    let text = text.trim_start_matches(is_blank);
    text.starts_with(['{', '[', '"', '\\']) || is_percent_encoded(text)
}

/// Decodes `%7B` and the like. A plus sign is itself: AWS encodes after RFC 3986.
fn percent_decode(text: &str, map: &OffsetMap) -> Result<(String, OffsetMap), Box<Diagnostic>> {
    let mut decoded = String::with_capacity(text.len());
    let mut inner = OffsetMap::identity(map.file(), 0);
    let mut position = 0;
    while let Some(rest) = text.get(position..) {
        let Some(plain) = rest.find('%') else {
            decoded.push_str(rest);
            break;
        };
        decoded.push_str(rest.get(..plain).unwrap_or_default());
        let start = position + plain;
        let character = percent_character(rest.get(plain..).unwrap_or_default());
        let (character, length) =
            character.map_err(|length| bad_percent(start..start + length, map))?;
        position = start + length;
        let at = decoded.len();
        decoded.push(character);
        inner.escape(at..decoded.len(), start..position);
    }
    Ok((decoded, inner))
}

/// Reads the character, one to four encoded bytes, that `text` begins with; `Err` with the
/// length of what is not one.
fn percent_character(text: &str) -> Result<(char, usize), usize> {
    let byte = |index: usize| {
        let digits = text.get(index * 3..index * 3 + 3)?.strip_prefix('%')?;
        let digits = Some(digits).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u8::from_str_radix(digits, 16).ok()
    };
    let first = byte(0).ok_or(1_usize)?;
    let count = match first {
        0x00..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    let bytes: Vec<u8> = (0..count).map_while(byte).collect();
    let character = std::str::from_utf8(&bytes)
        .ok()
        .and_then(|text| text.chars().next());
    character
        .map(|character| (character, bytes.len() * 3))
        .ok_or(bytes.len() * 3)
}

fn bad_percent(range: Range<usize>, map: &OffsetMap) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            "percent-encoding",
            map.span(range.start, range.end),
            "the percent-encoding gives no character here",
        )
        .help("write `%25` for a percent sign"),
    )
}

fn encoded_too_often(text: &str, map: &OffsetMap) -> Diagnostic {
    Diagnostic::error(
        "encoded-too-often",
        map.span(0, text.len()),
        format!("the document is encoded more than {MOST_LEVELS} times"),
    )
}

fn failed(diagnostic: Diagnostic) -> Parsed<Option<Node>> {
    Parsed {
        value: None,
        diagnostics: vec![diagnostic],
    }
}

impl BadEscape {
    /// The diagnostic for a bad escape in `text`.
    fn tell(&self, text: &str, map: &OffsetMap) -> Diagnostic {
        let written = text.get(self.range.clone()).unwrap_or_default();
        escapes::tell(
            self.kind,
            written,
            map.span(self.range.start, self.range.end),
        )
    }
}
