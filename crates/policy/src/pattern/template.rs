//! Texts with policy variables: `${key}` and `${key, 'default'}`.
//!
//! Source: IAM user guide, `reference_policies_variables`.

use can_invoke_source::{Diagnostic, Text};

use super::{
    glob::{Token, matches_tokens},
    wildcard::{FilledText, WildcardText},
};
use crate::{
    assumption::{Assumption, Assumptions},
    context::{Context, Lookup, is_multivalued},
};

/// From so many bytes on a text is compared with a pattern that was put together in memory,
/// because step by step the time grows with the product of both lengths.
pub(crate) const LONG_TEXT: usize = 512;

/// A text split at its policy variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// Text in which `*` and `?` may be wildcards.
    Text(WildcardText),
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
    /// It is not known whether this variable has a value, or which.
    Unknown(&'t str),
}

/// A template together with the context that fills it in. Nothing is copied.
#[derive(Clone, Copy, Debug, PartialEq)]
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
            pieces: vec![Piece::Text(WildcardText::new(text))],
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
        for variable in self.variables() {
            if !is_multivalued(&variable.key) {
                match context.get_lowercase(&variable.lowercase_key) {
                    Lookup::Unknown { .. } => return Resolved::Unknown(&variable.key),
                    Lookup::Known([value]) if value.is_empty() => {
                        assumptions.push(Assumption::EmptyVariableIsNoValue);
                    }
                    Lookup::Known(_) | Lookup::Absent => {}
                }
            }
            let Some(value) = value_of(variable, context) else {
                return Resolved::NoValue(&variable.key);
            };
            if wildcards && value.contains(['*', '?']) {
                assumptions.push(Assumption::VariableValueIsLiteral);
            }
        }
        Resolved::Filled {
            pattern: Filled {
                template: self,
                context,
                has_wildcards: wildcards,
            },
            assumptions,
        }
    }
}

/// The text that fills in a variable: the value of its key, or else its default.
fn value_of<'t>(variable: &'t Variable, context: &'t Context) -> Option<&'t str> {
    let value = match context.get_lowercase(&variable.lowercase_key) {
        // A key with several values never resolves as a variable.
        _ if is_multivalued(&variable.key) => None,
        Lookup::Known([value]) if !value.is_empty() => Some(value.as_str()),
        Lookup::Known(_) | Lookup::Absent | Lookup::Unknown { .. } => None,
    };
    value.or(variable.default.as_deref())
}

impl<'t> Filled<'t> {
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
        for piece in &self.template.pieces {
            match piece {
                Piece::Text(text) if self.has_wildcards => filled.push_wildcards(text.as_str()),
                Piece::Text(text) => filled.push_literal(text.as_str()),
                Piece::Escaped(text) => filled.push_literal(text),
                Piece::Variable(variable) => {
                    filled.push_literal(value_of(variable, self.context).unwrap_or_default());
                }
            }
        }
        filled
    }

    /// The steps of the pattern.
    pub fn tokens(self) -> impl Iterator<Item = Token> + Clone + 't {
        self.template.pieces.iter().flat_map(move |piece| {
            let (text, has_wildcards) = match piece {
                Piece::Text(text) => (text.as_str(), self.has_wildcards),
                Piece::Escaped(text) => (*text, false),
                Piece::Variable(variable) => {
                    (value_of(variable, self.context).unwrap_or_default(), false)
                }
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
