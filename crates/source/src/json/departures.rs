//! Departures from strict JSON, each with its correction.

use std::ops::Range;

use crate::collector::Collector;
use crate::quote::{code_point, quote};
use crate::{Diagnostic, Edit, OffsetMap};

/// Writes down the departures of one text.
pub(super) struct Departures<'a> {
    text: &'a str,
    map: &'a OffsetMap,
    pub(super) out: Collector,
}

impl<'a> Departures<'a> {
    pub(super) fn new(text: &'a str, map: &'a OffsetMap) -> Self {
        Departures {
            text,
            map,
            out: Collector::default(),
        }
    }

    pub(super) fn trailing_comma(&mut self, comma: usize) {
        let span = self.map.span(comma, comma + 1);
        self.out.push(
            Diagnostic::warning(
                "json-trailing-comma",
                span,
                "JSON has no comma after the last element",
            )
            .label("nothing follows this comma")
            .fix("remove the trailing comma", vec![Edit::delete(span)]),
        );
    }

    /// `end` is the end of the value after which the comma is missing.
    pub(super) fn missing_comma(&mut self, end: usize) {
        let span = self.map.span(end, end);
        self.out.push(
            Diagnostic::warning(
                "json-missing-comma",
                span,
                "there is no comma between two elements",
            )
            .label("expected `,`")
            .fix("insert a comma", vec![Edit::replace(span, ",")]),
        );
    }

    pub(super) fn comment(&mut self, start: usize, end: usize) {
        let (range, replacement) = self.without_comment(start, end);
        let edit = Edit::replace(self.map.span(range.start, range.end), replacement);
        self.out.push(
            Diagnostic::warning(
                "json-comment",
                self.map.span(start, end),
                "JSON has no comments",
            )
            .fix("remove the comment", vec![edit]),
        );
    }

    /// What to replace, and by what, so that nothing is left of a comment: neither an
    /// empty line nor white space at the end of one, nor two tokens grown together.
    fn without_comment(&self, start: usize, end: usize) -> (Range<usize>, &'static str) {
        let before = self.text.get(..start).unwrap_or_default();
        let after = self.text.get(end..).unwrap_or_default();
        let blank_start = before.trim_end_matches([' ', '\t']).len();
        let blank_end = end + (after.len() - after.trim_start_matches([' ', '\t', '\r']).len());
        let begins_line =
            blank_start == 0 || before.get(blank_start - 1..blank_start) == Some("\n");
        let rest = self.text.get(blank_end..).unwrap_or_default();
        let ends_line = rest.is_empty() || rest.starts_with('\n');
        if begins_line && ends_line {
            let line_break = usize::from(!rest.is_empty());
            (blank_start..blank_end + line_break, "")
        } else if ends_line {
            (blank_start..end, "")
        } else if before.ends_with(char::is_whitespace) || after.starts_with(char::is_whitespace) {
            (start..end, "")
        } else {
            (start..end, " ")
        }
    }

    /// Looks at what stands between two tokens.
    pub(super) fn white_space(&mut self, start: usize, end: usize) {
        let gap = self.text.get(start..end).unwrap_or_default();
        if gap
            .bytes()
            .all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
        {
            return;
        }
        let is_foreign = |character: char| !matches!(character, ' ' | '\t' | '\n' | '\r');
        let mut position = start;
        while let Some(rest) = self.text.get(position..end)
            && let Some((from, first)) = rest.char_indices().find(|(_, c)| is_foreign(*c))
        {
            let foreign = rest.get(from..).unwrap_or_default();
            let length = foreign.len() - foreign.trim_start_matches(is_foreign).len();
            let span = self.map.span(position + from, position + from + length);
            position += from + length;
            self.out.push(
                Diagnostic::warning(
                    "json-whitespace",
                    span,
                    format!("`{}` is no white space in JSON", code_point(first)),
                )
                .label("looks like a space")
                .fix("replace it by a space", vec![Edit::replace(span, " ")]),
            );
        }
    }

    /// Looks at a string with its quotes.
    pub(super) fn string(&mut self, start: usize, end: usize) {
        let literal = self.text.get(start..end).unwrap_or_default();
        if literal.starts_with('\'') {
            self.single_quotes(literal, start, end);
        }
        // Also true for all bytes of longer characters: they are 0x80 and above.
        if literal.bytes().any(|byte| byte < b' ') {
            self.control_characters(literal, start);
        }
    }

    fn single_quotes(&mut self, literal: &str, start: usize, end: usize) {
        let span = self.map.span(start, end);
        let mut diagnostic = Diagnostic::warning(
            "json-single-quotes",
            span,
            "JSON strings stand in double quotes",
        );
        if self.map.is_verbatim() {
            let edit = Edit::replace(span, in_double_quotes(literal));
            diagnostic = diagnostic.fix("use double quotes", vec![edit]);
        } else {
            diagnostic = diagnostic.help("use double quotes");
        }
        self.out.push(diagnostic);
    }

    /// One diagnostic for all control characters of a string.
    fn control_characters(&mut self, literal: &str, start: usize) {
        let controls = || literal.char_indices().filter(|(_, c)| *c < ' ');
        let Some((first_at, first)) = controls().next() else {
            return;
        };
        let span = |at: usize| self.map.span(start + at, start + at + 1);
        let name = match first {
            '\n' | '\r' => "a line break".to_owned(),
            '\t' => "a tab".to_owned(),
            _ => format!("the control character `{}`", code_point(first)),
        };
        let mut diagnostic = Diagnostic::error(
            "json-control-character",
            span(first_at),
            format!("{name} stands unescaped in a string"),
        )
        .also(self.map.span(start, start + 1), "the string begins here");
        if self.map.is_verbatim() {
            let edits = controls()
                .map(|(at, control)| Edit::replace(span(at), escaped(control)))
                .collect();
            diagnostic = diagnostic.fix("write it as an escape", edits);
        }
        if matches!(first, '\n' | '\r') {
            diagnostic = diagnostic.help("is a closing quote missing on this line?");
        }
        self.out.push(diagnostic);
    }

    /// Something that begins like a number at `start` and goes on like nothing known.
    pub(super) fn not_a_number(&self, start: usize) -> Diagnostic {
        not_a_number(self.text, self.map, start)
    }
}

/// See [`Departures::not_a_number`].
pub(super) fn not_a_number(text: &str, map: &OffsetMap, start: usize) -> Diagnostic {
    let rest = text.get(start..).unwrap_or_default();
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '.' | '+' | '-' | '_');
    let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len()).max(1);
    let word = rest.get(..length).unwrap_or(rest);
    let span = map.span(start, start + word.len());
    let digits = word.trim_start_matches(['-', '+']);
    let leading_zero = digits
        .strip_prefix('0')
        .and_then(|rest| rest.chars().next());
    let label = match (word.chars().next(), leading_zero) {
        (_, Some('0'..='9')) => "a number does not begin with zero",
        (_, Some('x' | 'X')) => "hexadecimal",
        (Some('+'), _) => "a number does not begin with plus",
        (Some('.'), _) => "a digit is missing before the point",
        _ if digits.ends_with('.') => "a digit is missing after the point",
        _ => "",
    };
    Diagnostic::error(
        "json-number",
        span,
        format!("{} is not a JSON number", quote(word)),
    )
    .label(label)
    .help("put it in double quotes if it is meant as text")
}

/// A single-quoted literal rewritten with double quotes; escapes stay as they are.
fn in_double_quotes(literal: &str) -> String {
    let inner = literal
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
        .unwrap_or(literal);
    let mut result = String::from("\"");
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => match characters.next() {
                Some('\'') => result.push('\''),
                other => {
                    result.push('\\');
                    result.extend(other);
                }
            },
            // Reported as a control character too; one correction must do for both.
            control if control < ' ' => result.push_str(&escaped(control)),
            other => result.push(other),
        }
    }
    result.push('"');
    result
}

/// The JSON escape of a control character.
fn escaped(control: char) -> String {
    match control {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        _ => format!("\\u{:04x}", u32::from(control)),
    }
}
