//! What the library cannot read, told to a person.

use jsonc_parser::ParseStringErrorKind as StringError;
use jsonc_parser::errors::{ParseError, ParseErrorKind as Kind};

use super::departures::not_a_number;
use super::scan::{Place, Previous};
use super::too_deep;
use crate::escapes::{self, BadEscapeKind};
use crate::quote::quote;
use crate::{Diagnostic, Edit, OffsetMap, Span};

/// Words of other languages for what JSON calls otherwise.
const FOREIGN_WORDS: [(&str, &str); 9] = [
    ("True", "true"),
    ("TRUE", "true"),
    ("False", "false"),
    ("FALSE", "false"),
    ("None", "null"),
    ("nil", "null"),
    ("NULL", "null"),
    ("Null", "null"),
    ("undefined", "null"),
];

/// Up to where the text was in order: an error about a bracket that is never closed points
/// at the bracket, but all that follows it could be read.
pub(super) fn position(error: &ParseError) -> usize {
    match error.kind() {
        Kind::UnterminatedObject | Kind::UnterminatedArray => usize::MAX,
        _ => error.range().start,
    }
}

/// The diagnostic for an error of the library; `place` is where the grammar stood.
pub(super) fn explain(
    text: &str,
    map: &OffsetMap,
    error: &ParseError,
    place: &Place,
) -> Diagnostic {
    let range = error.range();
    let explainer = Explainer {
        text,
        map,
        place,
        start: range.start,
        end: range.end,
    };
    match error.kind() {
        Kind::UnterminatedObject | Kind::UnterminatedArray => explainer.end_of_text(),
        Kind::String(StringError::UnterminatedStringLiteral) => explainer.unterminated(
            "json-unterminated-string",
            "the string is never closed",
            "the string begins here",
        ),
        Kind::UnterminatedCommentBlock => explainer.unterminated(
            "json-unterminated-comment",
            "the comment is never closed",
            "the comment begins here",
        ),
        Kind::String(_) => explainer.bad_escape(),
        Kind::NestingDepthExceeded => too_deep(map, range.start, range.end, place.open.len()),
        Kind::BareDecimalPointNumbersNotAllowed
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::NonFiniteNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed => explainer.number(),
        _ if explainer.is_at_end() => explainer.end_of_text(),
        Kind::ExpectedColonAfterObjectKey => explainer.expected_colon(),
        _ => explainer.token(),
    }
}

struct Explainer<'a> {
    text: &'a str,
    map: &'a OffsetMap,
    place: &'a Place,
    start: usize,
    end: usize,
}

impl Explainer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.start..).unwrap_or_default()
    }

    fn is_at_end(&self) -> bool {
        self.rest().trim_start().is_empty()
    }

    fn span(&self, start: usize, length: usize) -> Span {
        self.map.span(start, start + length)
    }

    /// The empty place after the last thing that is there.
    fn end_span(&self) -> Span {
        self.span(self.text.trim_end().len(), 0)
    }

    /// Where the innermost open bracket is, and how it is called.
    fn bracket(&self) -> Option<(Span, &'static str, &'static str)> {
        self.place.open.last().map(|bracket| {
            let (opening, closing) = if bracket.is_object {
                ("{", "}")
            } else {
                ("[", "]")
            };
            (self.span(bracket.offset, 1), opening, closing)
        })
    }

    fn end_of_text(&self) -> Diagnostic {
        let at = self.end_span();
        let Some((opened, opening, closing)) = self.bracket() else {
            return Diagnostic::error("json-unterminated", at, "the text ends too early");
        };
        let expected = match self.place.previous {
            Previous::Key(..) => "expected `:` and a value".to_owned(),
            Previous::Colon => "expected a value".to_owned(),
            _ => format!("expected `{closing}`"),
        };
        Diagnostic::error(
            "json-unterminated",
            at,
            format!("the text ends before `{opening}` is closed"),
        )
        .label(expected)
        .also(opened, format!("this `{opening}` is still open"))
    }

    fn unterminated(
        &self,
        code: &'static str,
        message: &'static str,
        opened: &'static str,
    ) -> Diagnostic {
        let length = if code == "json-unterminated-string" {
            1
        } else {
            2
        };
        Diagnostic::error(code, self.end_span(), message)
            .label("the text ends here")
            .also(self.span(self.start, length), opened)
    }

    /// The library says where a bad escape begins; how far it goes we see ourselves.
    fn bad_escape(&self) -> Diagnostic {
        let rest = self.rest();
        let (kind, length) = match escapes::escape(rest) {
            Err(bad) => bad,
            Ok((_, length)) => (BadEscapeKind::Unknown, length),
        };
        let written = rest.get(..length).unwrap_or_default();
        escapes::tell(kind, written, self.span(self.start, length))
    }

    fn number(&self) -> Diagnostic {
        // The library points at the place where it got stuck, not at the beginning.
        let before = self.text.get(..self.start).unwrap_or_default();
        let belongs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-');
        not_a_number(self.text, self.map, before.trim_end_matches(belongs).len())
    }

    fn expected_colon(&self) -> Diagnostic {
        let first = self.rest().chars().next().map_or(0, char::len_utf8);
        let mut diagnostic = Diagnostic::error(
            "json-expected-colon",
            self.span(self.start, first),
            "there is no colon after a key",
        )
        .label("expected `:`");
        if let Previous::Key(start, end) = self.place.previous {
            diagnostic = diagnostic.also(self.span(start, end - start), "the key");
        }
        diagnostic
    }

    /// A token that cannot stand where it stands.
    fn token(&self) -> Diagnostic {
        if let Previous::Value {
            start,
            end,
            is_number: true,
        } = self.place.previous
            && end == self.start
            && self
                .rest()
                .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_'))
        {
            return not_a_number(self.text, self.map, start);
        }
        match self.rest().chars().next() {
            Some(closing @ ('}' | ']')) => self.closing(closing),
            Some(character) if character.is_alphanumeric() || matches!(character, '_' | '$') => {
                self.word()
            }
            _ if self.place.open.is_empty()
                && !matches!(self.place.previous, Previous::Nothing) =>
            {
                self.trailing_text()
            }
            Some(',') => self.unexpected(match self.place.previous {
                Previous::Colon => "expected a value",
                Previous::Comma(_) => "one comma too many",
                _ if self.place.expects_key() => "expected a key",
                _ => "expected a value",
            }),
            Some(':') if self.place.expects_key() => self.unexpected("expected a key before it"),
            Some(':') => self
                .unexpected("no key stands before it")
                .help("keys and values stand in `{` and `}`"),
            Some('{' | '[' | '"' | '\'') => self.unexpected("expected a key in double quotes"),
            _ => self.character(),
        }
    }

    fn unexpected(&self, label: &'static str) -> Diagnostic {
        let first = self.rest().chars().next().unwrap_or(' ');
        Diagnostic::error(
            "json-unexpected",
            self.span(self.start, first.len_utf8()),
            format!(
                "{} cannot stand here",
                quote(first.encode_utf8(&mut [0; 4]))
            ),
        )
        .label(label)
    }

    fn closing(&self, closing: char) -> Diagnostic {
        match (self.place.previous, self.bracket()) {
            (Previous::Colon, _) => self.unexpected("expected a value"),
            (_, Some((opened, opening, expected))) if !expected.starts_with(closing) => self
                .unexpected("")
                .label(format!("expected `{expected}`"))
                .also(opened, format!("this `{opening}` is still open")),
            (_, None) => self.unexpected("no bracket is open"),
            _ => self.unexpected(""),
        }
    }

    fn trailing_text(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(
            "json-trailing-text",
            self.span(self.start, self.end.saturating_sub(self.start)),
            "more text follows after the end of the document",
        )
        .help("a file holds one document");
        if let Previous::Value { end, .. } = self.place.previous {
            diagnostic = diagnostic.also(self.span(end.saturating_sub(1), 1), "it ends here");
        }
        diagnostic
    }

    fn word(&self) -> Diagnostic {
        let rest = self.rest();
        let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '.');
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or(rest);
        let span = self.span(self.start, length);
        if self.place.expects_key() {
            let diagnostic = Diagnostic::error(
                "json-unquoted-key",
                span,
                format!("the key {} does not stand in double quotes", quote(word)),
            );
            return if self.map.is_verbatim() {
                let edit = Edit::replace(span, format!("\"{word}\""));
                diagnostic.fix("put it in double quotes", vec![edit])
            } else {
                diagnostic.help("put it in double quotes")
            };
        }
        if self.place.open.is_empty() && !matches!(self.place.previous, Previous::Nothing) {
            return self.trailing_text();
        }
        let diagnostic = Diagnostic::error(
            "json-unexpected-word",
            span,
            format!("{} is not a JSON value", quote(word)),
        );
        match FOREIGN_WORDS.iter().find(|(foreign, _)| *foreign == word) {
            Some((_, ours)) => diagnostic
                .help(format!("JSON writes it `{ours}`"))
                .fix(format!("write `{ours}`"), vec![Edit::replace(span, *ours)]),
            None => diagnostic.help("put it in double quotes if it is meant as text"),
        }
    }

    fn character(&self) -> Diagnostic {
        match self.rest().chars().next() {
            Some('“' | '”' | '„' | '‘' | '’') => self
                .unexpected("a typographic quotation mark")
                .help("use the straight quotation mark `\"`"),
            Some('/') => self.unexpected("").help("a string stands in double quotes"),
            _ => self.unexpected(""),
        }
    }
}
