//! Texts with policy variables: `${key}` and `${key, 'default'}`.
//!
//! Source: IAM user guide, `reference_policies_variables`.

use can_invoke_source::{Diagnostic, Text};

use super::{
    glob::{Token, matches_characters, matches_tokens},
    wildcard::{FilledText, WildcardText},
};
use crate::{
    assumption::{Assumption, Assumptions, Readings},
    context::{Context, Lookup, is_multivalued},
};

/// From so many bytes on a text is compared with a pattern that was put together in memory,
/// because step by step the time grows with the product of both lengths.
pub(crate) const LONG_TEXT: usize = 512;

/// A text split at its policy variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Text in which `*` and `?` may be wildcards.
    Text(WildcardText),
    /// Text from an escape such as `${*}`: always itself.
    Escaped(&'static str),
    /// What would be an escape in a document with policy variables: as it is written, and
    /// what it would stand for.
    OldEscape(&'static str, &'static str),
    /// A variable.
    Variable(Variable),
}

/// A policy variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The context key as written.
    pub key: String,
    /// The key in lower case, as contexts are searched by.
    pub lowercase_key: String,
    /// The text to use when the key has no value.
    pub default: Option<String>,
    /// The whole as written, `${key}`.
    written: String,
    /// Whether the document is one of which AWS does not say whether it has variables.
    is_in_doubt: bool,
}

/// A template with its variables filled in.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved<'t> {
    /// All variables have a value.
    Filled {
        /// The pattern.
        pattern: Filled<'t>,
        /// Readings that the filling leans on.
        assumptions: Assumptions,
    },
    /// This variable has no value and no default, by these readings.
    NoValue(&'t str, Assumptions),
    /// Of some variables it is not known whether they have a value, or which. In the
    /// pattern each of them is a run of any text: what does not match that, by these
    /// readings, matches for no value.
    Unknown(Filled<'t>, Assumptions),
}

/// A template together with the context that fills it in. Nothing is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled<'t> {
    template: &'t Template,
    context: &'t Context,
    /// Whether `*` and `?` of the text are wildcards.
    has_wildcards: bool,
    readings: Readings,
}

impl Template {
    /// A template without variables, for documents whose version has none.
    pub fn plain(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut literal = text;
        let mut searched = 0;
        while let Some(found) = literal.get(searched..).and_then(|rest| rest.find("${")) {
            let (before, after) = literal.split_at(searched + found);
            let escape = ESCAPES
                .iter()
                .find(|(written, _)| after.starts_with(written));
            match escape {
                Some((written, meaning)) => {
                    if !before.is_empty() {
                        pieces.push(Piece::Text(WildcardText::new(before)));
                    }
                    pieces.push(Piece::OldEscape(written, meaning));
                    literal = after.get(written.len()..).unwrap_or_default();
                    searched = 0;
                }
                None => searched += found + "${".len(),
            }
        }
        if !literal.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Text(WildcardText::new(literal)));
        }
        Template { pieces }
    }

    /// Reads the variables of a text. A malformed one stays literal text and is reported.
    pub fn parse(text: &Text, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let source = text.decoded.as_str();
        let mut pieces = Vec::new();
        let mut rest = source;
        let mut offset = 0;
        let mut literal = String::new();
        while let Some(start) = rest.find("${") {
            let (before, from_dollar) = rest.split_at(start);
            literal.push_str(before);
            let at = offset + start;
            let Some(end) = from_dollar.find('}') else {
                diagnostics.push(
                    Diagnostic::warning(
                        "malformed-variable",
                        text.map.span(at, source.len()),
                        "policy variable is not closed, so it stays literal text",
                    )
                    .help("write `${key}` or `${key, 'default'}`"),
                );
                literal.push_str(from_dollar);
                rest = "";
                break;
            };
            let (whole, after) = from_dollar.split_at(end + 1);
            let inner = whole
                .strip_prefix("${")
                .and_then(|inner| inner.strip_suffix('}'))
                .unwrap_or_default();
            match read_variable(inner) {
                Some(piece) => {
                    if !literal.is_empty() {
                        pieces.push(Piece::Text(WildcardText::new(&literal)));
                        literal.clear();
                    }
                    pieces.push(piece);
                }
                None => {
                    diagnostics.push(
                        Diagnostic::warning(
                            "malformed-variable",
                            text.map.span(at, at + whole.len()),
                            format!("`{whole}` is not a policy variable, so it stays literal text"),
                        )
                        .help("write `${key}` or `${key, 'default'}`, without blanks in the key"),
                    );
                    literal.push_str(whole);
                }
            }
            offset = at + whole.len();
            rest = after;
        }
        literal.push_str(rest);
        if !literal.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Text(WildcardText::new(&literal)));
        }
        Template { pieces }
    }

    /// Says that AWS does not say whether the document has variables.
    pub(crate) fn doubt_variables(&mut self) {
        for piece in &mut self.pieces {
            if let Piece::Variable(variable) = piece {
                variable.is_in_doubt = true;
            }
        }
    }

    /// Whether there is a variable to fill in (escapes such as `${*}` do not count).
    pub fn has_variables(&self) -> bool {
        self.pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Variable(_)))
    }

    /// The variables, in order.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Variable(variable) => Some(variable),
            Piece::Text(_) | Piece::Escaped(_) | Piece::OldEscape(..) => None,
        })
    }

    /// Fills in the variables. With `wildcards`, `*` and `?` of the text are wildcards.
    pub fn resolve<'t>(
        &'t self,
        context: &'t Context,
        wildcards: bool,
        readings: Readings,
    ) -> Resolved<'t> {
        let mut assumptions = Assumptions::NONE;
        let mut is_unknown = false;
        for piece in &self.pieces {
            let variable = match piece {
                Piece::Text(_) | Piece::Escaped(_) => continue,
                Piece::OldEscape(..) => {
                    assumptions.push(Assumption::EscapesInOldDocuments);
                    continue;
                }
                Piece::Variable(variable) => variable,
            };
            if variable.is_in_doubt
                && assumptions.lean(Assumption::VariablesInResourceControl, readings)
            {
                continue;
            }
            let lookup = look_up(variable, context);
            if matches!(lookup, Lookup::Known([value]) if value.is_empty()) {
                assumptions.push(Assumption::EmptyVariableIsNoValue);
            }
            match content_of(variable, lookup, readings) {
                Content::Value(value) => {
                    if wildcards && value.contains(['*', '?']) {
                        assumptions.push(Assumption::VariableValueIsLiteral);
                    }
                }
                // One without a value settles the matter, whatever the others are.
                Content::Nothing => return Resolved::NoValue(&variable.key, assumptions),
                Content::Unknown => is_unknown = true,
            }
        }
        let pattern = Filled {
            template: self,
            context,
            has_wildcards: wildcards,
            readings,
        };
        if is_unknown {
            return Resolved::Unknown(pattern, assumptions);
        }
        Resolved::Filled {
            pattern,
            assumptions,
        }
    }
}

/// What is known of the key of a variable.
fn look_up<'t>(variable: &Variable, context: &'t Context) -> Lookup<'t> {
    // A key with several values never resolves as a variable.
    if is_multivalued(&variable.key) {
        return Lookup::Absent;
    }
    context.get_lowercase(&variable.lowercase_key)
}

/// What stands in the place of a variable.
enum Content<'t> {
    /// This text: the value of its key, or else its default.
    Value(&'t str),
    /// It has neither.
    Nothing,
    /// Nobody said.
    Unknown,
}

fn content_of<'t>(variable: &'t Variable, lookup: Lookup<'t>, readings: Readings) -> Content<'t> {
    let value = match lookup {
        Lookup::Unknown { .. } => return Content::Unknown,
        Lookup::Known([value])
            if !value.is_empty() || readings.is_alternative(Assumption::EmptyVariableIsNoValue) =>
        {
            Some(value.as_str())
        }
        Lookup::Known(_) | Lookup::Absent => None,
    };
    value
        .or(variable.default.as_deref())
        .map_or(Content::Nothing, Content::Value)
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

/// The escapes, as they are written and what they stand for.
const ESCAPES: [(&str, &str); 3] = [("${*}", "*"), ("${?}", "?"), ("${$}", "$")];

/// Reads what stands between `${` and `}`.
fn read_variable(inner: &str) -> Option<Piece> {
    if let Some((_, meaning)) = ESCAPES.iter().find(|(_, meaning)| *meaning == inner) {
        return Some(Piece::Escaped(meaning));
    }
    let (key, default) = match inner.split_once(',') {
        Some((key, default)) => {
            let default = default
                .trim_start_matches(' ')
                .strip_prefix('\'')?
                .strip_suffix('\'')?;
            (key, Some(default.to_owned()))
        }
        None => (inner, None),
    };
    let malformed = key.is_empty() || key.contains([' ', '{', '$', '\'']) || !key.contains(':');
    (!malformed).then(|| {
        Piece::Variable(Variable {
            key: key.to_owned(),
            lowercase_key: key.to_ascii_lowercase(),
            default,
            written: format!("${{{inner}}}"),
            is_in_doubt: false,
        })
    })
}
