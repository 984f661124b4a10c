//! Texts with policy variables: `${key}` and `${key, 'default'}`.
//!
//! Source: IAM user guide, `reference_policies_variables`.

use can_invoke_source::{Diagnostic, Text};

use super::glob::{Token, matches_runs, matches_tokens};
use crate::{
    assumption::{Assumption, Assumptions},
    context::{Context, Lookup, is_multivalued},
};

/// A text split at its policy variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Text in which `*` and `?` may be wildcards.
    Text(String),
    /// Text from an escape such as `${*}`: always itself.
    Escaped(&'static str),
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
    /// This variable has no value and no default.
    NoValue(&'t str),
    /// Of some variables it is not known whether they have a value, or which. In the
    /// pattern each of them is a run of any text: what does not match that, matches for no
    /// value.
    Unknown(Filled<'t>),
}

/// A template together with the context that fills it in. Nothing is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled<'t> {
    template: &'t Template,
    context: &'t Context,
    /// Whether `*` and `?` of the text are wildcards; those of a filled-in value never are.
    has_wildcards: bool,
}

impl Template {
    /// A template without variables, for documents whose version has none.
    pub fn plain(text: &str) -> Self {
        Template {
            pieces: vec![Piece::Text(text.to_owned())],
        }
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
                        pieces.push(Piece::Text(std::mem::take(&mut literal)));
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
            pieces.push(Piece::Text(literal));
        }
        Template { pieces }
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
            Piece::Text(_) | Piece::Escaped(_) => None,
        })
    }

    /// Fills in the variables. With `wildcards`, `*` and `?` of the text are wildcards;
    /// those inside a filled-in value never are.
    pub fn resolve<'t>(&'t self, context: &'t Context, wildcards: bool) -> Resolved<'t> {
        let mut assumptions = Assumptions::NONE;
        let mut is_unknown = false;
        for variable in self.variables() {
            match content_of(variable, context) {
                Content::Value(value) => {
                    if wildcards && value.contains(['*', '?']) {
                        assumptions.push(Assumption::VariableValueIsLiteral);
                    }
                }
                // One without a value settles the matter, whatever the others are.
                Content::Nothing => return Resolved::NoValue(&variable.key),
                Content::Unknown => is_unknown = true,
            }
            if is_empty_value(variable, context) {
                assumptions.push(Assumption::EmptyVariableIsNoValue);
            }
        }
        let pattern = Filled {
            template: self,
            context,
            has_wildcards: wildcards,
        };
        if is_unknown {
            return Resolved::Unknown(pattern);
        }
        Resolved::Filled {
            pattern,
            assumptions,
        }
    }
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

fn content_of<'t>(variable: &'t Variable, context: &'t Context) -> Content<'t> {
    let value = match context.get(&variable.lowercase_key) {
        // A key with several values never resolves as a variable.
        _ if is_multivalued(&variable.key) => None,
        Lookup::Unknown { .. } => return Content::Unknown,
        Lookup::Known([value]) if !value.is_empty() => Some(value.as_str()),
        Lookup::Known(_) | Lookup::Absent => None,
    };
    value
        .or(variable.default.as_deref())
        .map_or(Content::Nothing, Content::Value)
}

/// Whether the key of a variable has an empty text for its value.
fn is_empty_value(variable: &Variable, context: &Context) -> bool {
    matches!(context.get(&variable.lowercase_key), Lookup::Known([value]) if value.is_empty())
        && !is_multivalued(&variable.key)
}

impl<'t> Filled<'t> {
    /// The variables of which nobody said whether they have a value, or which.
    pub fn unknown_variables(self) -> impl Iterator<Item = &'t Variable> {
        let is_unknown = move |variable: &&Variable| {
            matches!(content_of(variable, self.context), Content::Unknown)
        };
        self.template.variables().filter(is_unknown)
    }

    /// The steps before the first place of an unknown variable, and those behind it.
    pub(crate) fn around(self, key: &str) -> Option<(Vec<Token>, Vec<Token>)> {
        let is_it = |piece: &Piece| matches!(piece, Piece::Variable(variable) if variable.key.eq_ignore_ascii_case(key));
        let at = self.template.pieces.iter().position(is_it)?;
        let (before, after) = self.template.pieces.split_at_checked(at)?;
        let tokens = |pieces: &'t [Piece]| self.tokens_of(pieces).collect();
        Some((tokens(before), tokens(after.get(1..)?)))
    }

    /// The steps of the pattern. A variable of which nothing is known is a run.
    pub fn tokens(self) -> impl Iterator<Item = Token> + Clone + 't {
        self.tokens_of(&self.template.pieces)
    }

    fn tokens_of(self, pieces: &'t [Piece]) -> impl Iterator<Item = Token> + Clone + 't {
        pieces.iter().flat_map(move |piece| {
            let (text, has_wildcards) = match piece {
                Piece::Text(text) => (text.as_str(), self.has_wildcards),
                Piece::Escaped(text) => (*text, false),
                Piece::Variable(variable) => match content_of(variable, self.context) {
                    Content::Value(value) => (value, false),
                    Content::Nothing => ("", false),
                    Content::Unknown => ("*", true),
                },
            };
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
            [Piece::Text(only)] if !self.has_wildcards => only == text,
            [Piece::Text(only)] if !only.contains('?') => matches_runs(only, text),
            _ => matches_tokens(self.tokens(), text),
        }
    }

    /// Whether the pattern is this text, without regard to the case of ASCII letters.
    pub fn eq_ignore_ascii_case(self, text: &str) -> bool {
        let mut characters = text.chars();
        self.tokens().all(|token| match token {
            Token::Char(own) => characters
                .next()
                .is_some_and(|other| own.eq_ignore_ascii_case(&other)),
            Token::One | Token::Run => false,
        }) && characters.next().is_none()
    }

    /// The same for a pattern with runs in it.
    pub fn matches_ignore_ascii_case(self, text: &str) -> bool {
        let lowered = |token| match token {
            Token::Char(own) => Token::Char(own.to_ascii_lowercase()),
            Token::One | Token::Run => token,
        };
        matches_tokens(self.tokens().map(lowered), &text.to_ascii_lowercase())
    }
}

/// Reads what stands between `${` and `}`.
fn read_variable(inner: &str) -> Option<Piece> {
    match inner {
        "*" => return Some(Piece::Escaped("*")),
        "?" => return Some(Piece::Escaped("?")),
        "$" => return Some(Piece::Escaped("$")),
        _ => {}
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
        })
    })
}
