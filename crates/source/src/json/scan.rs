//! One pass over the tokens, before the parser: limits, and departures from strict JSON.
//!
//! The tokens come from the scanner of the library, so both passes see the same ones. The
//! pass does not judge the grammar; up to the first syntax error, which the parser finds,
//! what it says is right, and past it nobody listens.

use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};

use super::departures::Departures;
use super::{options, too_deep, too_many_values};
use crate::collector::Collector;
use crate::{Diagnostic, Limits, OffsetMap};

/// What the pass found.
pub(super) struct Scan {
    /// The departures.
    pub(super) out: Collector,
    /// The text is too deep or has too many values; the pass has stopped there.
    pub(super) beyond_limits: Option<Diagnostic>,
    /// The first thing that the library takes for two numbers and that is none, like
    /// `012`; the pass has stopped there.
    pub(super) not_a_number: Option<Diagnostic>,
    /// Where in the grammar the pass has stopped.
    pub(super) place: Place,
}

/// A place in the grammar: the brackets that are open, and what was read last.
#[derive(Debug, Default)]
pub(super) struct Place {
    pub(super) open: Vec<Bracket>,
    pub(super) previous: Previous,
}

/// An open bracket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bracket {
    pub(super) offset: usize,
    pub(super) is_object: bool,
}

/// What was read last, apart from comments.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Previous {
    #[default]
    Nothing,
    Open,
    Comma(usize),
    Colon,
    Key(usize, usize),
    Value {
        start: usize,
        end: usize,
        is_number: bool,
    },
}

impl Place {
    /// Whether a key, not a value, should come next.
    pub(super) fn expects_key(&self) -> bool {
        self.open.last().is_some_and(|bracket| bracket.is_object)
            && !matches!(self.previous, Previous::Colon)
    }
}

/// The deepest nesting that is safe with the library: it recurses, and counts an object
/// twice against its own limit of 512.
const SAFE_DEPTH: usize = 256;

/// Reads the tokens that begin before `until`.
pub(super) fn scan(text: &str, map: &OffsetMap, limits: &Limits, until: usize) -> Scan {
    let mut pass = Pass {
        departures: Departures::new(text, map),
        map,
        limits,
        depth: limits.depth.min(SAFE_DEPTH),
        place: Place::default(),
        values: 0,
        stop: None,
    };
    let mut scanner = Scanner::new(text, &scanner_options());
    let mut end = 0;
    while pass.stop.is_none() {
        // A token that cannot be read ends the pass; the parser will say why.
        let Ok(token) = scanner.scan() else { break };
        let start = scanner.token_start();
        if start >= until {
            pass.stop = token.and_then(|token| pass.glued_number(&token, start));
            break;
        }
        pass.departures.white_space(end, start);
        let Some(token) = token else { break };
        end = scanner.token_end();
        pass.token(&token, start, end);
    }
    let (beyond_limits, not_a_number) = match pass.stop {
        None => (None, None),
        Some(Stop::BeyondLimits(diagnostic)) => (Some(diagnostic), None),
        Some(Stop::NotANumber(diagnostic)) => (None, Some(diagnostic)),
    };
    Scan {
        out: pass.departures.out,
        beyond_limits,
        not_a_number,
        place: pass.place,
    }
}

fn scanner_options() -> ScannerOptions {
    let options = options();
    ScannerOptions {
        allow_single_quoted_strings: options.allow_single_quoted_strings,
        allow_hexadecimal_numbers: options.allow_hexadecimal_numbers,
        allow_unary_plus_numbers: options.allow_unary_plus_numbers,
        allow_bare_decimal_point_numbers: options.allow_bare_decimal_point_numbers,
        allow_non_finite_numbers: options.allow_non_finite_numbers,
        allow_extended_string_escapes: options.allow_extended_string_escapes,
    }
}

enum Stop {
    BeyondLimits(Diagnostic),
    NotANumber(Diagnostic),
}

struct Pass<'a> {
    departures: Departures<'a>,
    map: &'a OffsetMap,
    limits: &'a Limits,
    depth: usize,
    place: Place,
    values: usize,
    stop: Option<Stop>,
}

impl Pass<'_> {
    fn token(&mut self, token: &Token<'_>, start: usize, end: usize) {
        match token {
            Token::CommentLine(_) | Token::CommentBlock(_) => self.departures.comment(start, end),
            Token::Comma => self.place.previous = Previous::Comma(start),
            Token::Colon => self.place.previous = Previous::Colon,
            Token::CloseBrace | Token::CloseBracket => {
                if let Previous::Comma(comma) = self.place.previous {
                    self.departures.trailing_comma(comma);
                }
                let opened = self.place.open.pop();
                self.place.previous = Previous::Value {
                    start: opened.map_or(start, |bracket| bracket.offset),
                    end,
                    is_number: false,
                };
            }
            Token::OpenBrace | Token::OpenBracket => {
                self.missing_comma();
                self.count(start, end);
                if self.place.open.len() >= self.depth {
                    let diagnostic = too_deep(self.map, start, end, self.depth);
                    self.stop = Some(Stop::BeyondLimits(diagnostic));
                }
                self.place.open.push(Bracket {
                    offset: start,
                    is_object: matches!(token, Token::OpenBrace),
                });
                self.place.previous = Previous::Open;
            }
            Token::String(_) => {
                self.missing_comma();
                self.departures.string(start, end);
                self.key_or_value(start, end, false);
            }
            Token::Number(_) => {
                self.stop = self.glued_number(token, start);
                if self.stop.is_none() {
                    self.missing_comma();
                    self.key_or_value(start, end, true);
                }
            }
            Token::Boolean(_) | Token::Null => {
                self.missing_comma();
                self.key_or_value(start, end, false);
            }
            // Never valid, so no comma is missed before it.
            Token::Word(_) => self.key_or_value(start, end, false),
        }
    }

    /// Two numbers with nothing between them, as the library reads `012` or `2012-10-17`,
    /// are no numbers.
    fn glued_number(&self, token: &Token<'_>, start: usize) -> Option<Stop> {
        match (token, self.place.previous) {
            (
                Token::Number(_),
                Previous::Value {
                    start: first,
                    end,
                    is_number: true,
                },
            ) if end == start => Some(Stop::NotANumber(self.departures.not_a_number(first))),
            _ => None,
        }
    }

    fn key_or_value(&mut self, start: usize, end: usize, is_number: bool) {
        self.place.previous = if self.place.expects_key() {
            Previous::Key(start, end)
        } else {
            self.count(start, end);
            Previous::Value {
                start,
                end,
                is_number,
            }
        };
    }

    fn missing_comma(&mut self) {
        if let Previous::Value { end, .. } = self.place.previous
            && !self.place.open.is_empty()
        {
            self.departures.missing_comma(end);
        }
    }

    fn count(&mut self, start: usize, end: usize) {
        self.values += 1;
        if self.values > self.limits.nodes {
            let diagnostic = too_many_values(self.map, start, end, self.limits);
            self.stop = Some(Stop::BeyondLimits(diagnostic));
        }
    }
}
