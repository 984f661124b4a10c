//! Policy variables filled in, and the texts that this matches.

use super::{
    Template, Variable,
    glob::{Token, matches_characters, matches_tokens},
    template::{Content, Piece, content_of, look_up},
    wildcard::FilledText,
};
use crate::{
    assumption::{Assumption, Readings},
    context::{Context, Lookup},
};

/// From so many bytes on a text is compared with a pattern that was put together in memory,
/// because step by step the time grows with the product of both lengths.
pub(crate) const LONG_TEXT: usize = 512;

/// A template together with the context that fills it in. Nothing is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled<'t> {
    pub(super) template: &'t Template,
    pub(super) context: &'t Context,
    /// Whether `*` and `?` of the text are wildcards.
    pub(super) has_wildcards: bool,
    pub(super) readings: Readings,
}

impl<'t> Filled<'t> {
    fn is_alternative(self, assumption: Assumption) -> bool {
        self.readings.is_alternative(assumption)
    }

    /// The pattern as it is written, if nothing had to be filled in.
    pub(crate) fn as_written(self) -> Option<&'t str> {
        match self.template.pieces.as_slice() {
            [Piece::Text(only)] => Some(only.as_str()),
            _ => None,
        }
    }

    /// The pattern with everything filled in.
    pub(crate) fn as_text(self) -> FilledText {
        let mut filled = FilledText::default();
        for (text, has_wildcards) in self.parts(&self.template.pieces) {
            if has_wildcards {
                filled.push_wildcards(text);
            } else {
                filled.push_literal(text);
            }
        }
        filled
    }

    /// The variables of which nobody said whether they have a value, or which.
    pub fn unknown_variables(self) -> impl Iterator<Item = &'t Variable> {
        let pieces = self.template.pieces.iter();
        pieces.filter_map(move |piece| self.unknown_variable(piece))
    }

    /// The variable that a piece is, if it is one that is not known.
    fn unknown_variable(self, piece: &'t Piece) -> Option<&'t Variable> {
        let Piece::Variable(variable) = piece else {
            return None;
        };
        let lookup = look_up(variable, self.context);
        let is_unknown = matches!(lookup, Lookup::Unknown { .. }) && !self.is_literal(variable);
        is_unknown.then_some(variable)
    }

    /// Whether a variable is the text that it is written as.
    fn is_literal(self, variable: &Variable) -> bool {
        variable.is_in_doubt && self.is_alternative(Assumption::VariablesInResourceControl)
    }

    /// Whether an unknown variable may turn out to have no value.
    pub(crate) fn may_lack_value(self) -> bool {
        // A key that is surely there may have several values, which fill in nothing.
        self.unknown_variables()
            .any(|variable| variable.default.is_none())
    }

    /// The steps before the first place of an unknown variable, and those behind it.
    pub(crate) fn around(self, key: &str) -> Option<(Vec<Token>, Vec<Token>)> {
        let is_it = |piece: &'t Piece| {
            self.unknown_variable(piece)
                .is_some_and(|variable| variable.key.eq_ignore_ascii_case(key))
        };
        let at = self.template.pieces.iter().position(is_it)?;
        let (before, after) = self.template.pieces.split_at_checked(at)?;
        let tokens = |pieces: &'t [Piece]| self.tokens_of(pieces).collect();
        Some((tokens(before), tokens(after.get(1..)?)))
    }

    /// The pieces with everything filled in, and whether `*` and `?` are wildcards in them.
    /// A variable of which nothing is known is a run.
    fn parts(self, pieces: &'t [Piece]) -> impl Iterator<Item = (&'t str, bool)> + Clone + 't {
        pieces.iter().map(move |piece| match piece {
            Piece::Text(text) => (text.as_str(), self.has_wildcards),
            Piece::Escaped(text) => (*text, false),
            Piece::OldEscape(written, meaning) => {
                if self.is_alternative(Assumption::EscapesInOldDocuments) {
                    (*meaning, false)
                } else {
                    (*written, self.has_wildcards)
                }
            }
            Piece::Variable(variable) if self.is_literal(variable) => {
                (variable.written.as_str(), self.has_wildcards)
            }
            Piece::Variable(variable) => {
                let lookup = look_up(variable, self.context);
                match content_of(variable, lookup, self.readings) {
                    Content::Value(value) => (
                        value,
                        self.has_wildcards
                            && self.is_alternative(Assumption::VariableValueIsLiteral),
                    ),
                    Content::Nothing => ("", false),
                    Content::Unknown => ("*", true),
                }
            }
        })
    }

    /// The steps of the pattern. A variable of which nothing is known is a run.
    pub fn tokens(self) -> impl Iterator<Item = Token> + Clone + 't {
        self.tokens_of(&self.template.pieces)
    }

    fn tokens_of(self, pieces: &'t [Piece]) -> impl Iterator<Item = Token> + Clone + 't {
        self.parts(pieces).flat_map(|(text, has_wildcards)| {
            text.chars().map(move |character| match character {
                '*' if has_wildcards => Token::Run,
                '?' if has_wildcards => Token::One,
                other => Token::Char(other),
            })
        })
    }

    /// Whether the whole text matches, case-sensitively.
    pub fn matches(self, text: &str) -> bool {
        match self.template.pieces.as_slice() {
            [Piece::Text(only)] if self.has_wildcards => only.matches(text),
            [Piece::Text(only)] => only.as_str() == text,
            _ if text.len() > LONG_TEXT => self.as_text().matches(text),
            _ => matches_tokens(self.tokens(), text),
        }
    }

    /// Whether the pattern is this text, without regard to the case of ASCII letters.
    pub fn eq_ignore_ascii_case(self, text: &str) -> bool {
        if let Some(written) = self.as_written().filter(|_| !self.has_wildcards) {
            return written.eq_ignore_ascii_case(text);
        }
        let mut characters = text.chars();
        self.tokens().all(|token| match token {
            Token::Char(own) => characters
                .next()
                .is_some_and(|other| own.eq_ignore_ascii_case(&other)),
            Token::One | Token::Run => false,
        }) && characters.next().is_none()
    }

    /// Whether the pattern is this text, without regard to the case of any letter.
    pub fn eq_ignore_case(self, text: &str) -> bool {
        let is_ascii = |token| !matches!(token, Token::Char(own) if !own.is_ascii());
        if text.is_ascii() && self.tokens().all(is_ascii) {
            return self.eq_ignore_ascii_case(text);
        }
        let own: String = self
            .tokens()
            .filter_map(|token| match token {
                Token::Char(own) => Some(own),
                // The operators that ignore case have no wildcards.
                Token::One | Token::Run => None,
            })
            .collect();
        own.to_lowercase() == text.to_lowercase()
    }

    /// Like [`Filled::eq_ignore_ascii_case`], for a pattern with runs in it.
    pub fn matches_ignore_ascii_case(self, text: &str) -> bool {
        self.matches_lowered(text, |character| {
            std::iter::once(character.to_ascii_lowercase())
        })
    }

    /// Whether a text can match without regard to the case of any letter, for a pattern with
    /// runs in it. A sigma is the same at the end of a word, as it is not known where the
    /// words of the runs end.
    pub fn may_match_ignore_case(self, text: &str) -> bool {
        self.matches_lowered(text, |character| {
            let lowered = character.to_lowercase();
            lowered.map(|one| if one == 'ς' { 'σ' } else { one })
        })
    }

    /// Whether the whole text matches, each character of both in lower case.
    fn matches_lowered<L>(self, text: &str, lowered: impl Fn(char) -> L + Copy) -> bool
    where
        L: Iterator<Item = char> + Clone,
    {
        let characters = text.chars().flat_map(lowered);
        if text.len() > LONG_TEXT {
            let mut filled = FilledText::default();
            let mut buffer = [0; 4];
            for token in self.tokens() {
                match token {
                    Token::Char(own) => lowered(own)
                        .for_each(|one| filled.push_literal(one.encode_utf8(&mut buffer))),
                    Token::One => filled.push_wildcards("?"),
                    Token::Run => filled.push_wildcards("*"),
                }
            }
            return filled.matches(&characters.collect::<String>());
        }
        let tokens = self.tokens().flat_map(move |token| {
            let (own, wildcard) = match token {
                Token::Char(own) => (Some(own), None),
                Token::One | Token::Run => (None, Some(token)),
            };
            let own = own.into_iter().flat_map(lowered).map(Token::Char);
            own.chain(wildcard)
        });
        matches_characters(tokens, characters)
    }
}
