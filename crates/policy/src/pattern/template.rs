//! Texts with policy variables: `${key}` and `${key, 'default'}`.
//!
//! Source: IAM user guide, `reference_policies_variables`.

use can_invoke_source::{Diagnostic, Text};

use super::Glob;
use crate::{
    assumption::Assumption,
    context::{Context, Lookup, is_multivalued},
};

/// A text split at its policy variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// Text in which `*` and `?` may be wildcards.
    Text(String),
    /// Text from an escape such as `${*}`: always itself.
    Escaped(char),
    /// A variable.
    Variable(Variable),
}

/// A policy variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The context key as written.
    pub key: String,
    /// The text to use when the key has no value.
    pub default: Option<String>,
}

/// A template with its variables filled in.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    /// All variables have a value.
    Glob {
        /// The pattern.
        glob: Glob,
        /// Readings that the filling leans on.
        assumptions: Vec<Assumption>,
    },
    /// This variable has no value and no default.
    NoValue(String),
    /// It is not known whether this variable has a value, or which.
    Unknown(String),
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
    pub fn resolve(&self, context: &Context, wildcards: bool) -> Resolved {
        let mut glob = Glob::default();
        let mut assumptions = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) if wildcards => glob.push_wildcard(text),
                Piece::Text(text) => glob.push_literal(text),
                Piece::Escaped(character) => glob.push_literal(character.encode_utf8(&mut [0; 4])),
                Piece::Variable(variable) => {
                    let value = match context.get(&variable.key) {
                        _ if is_multivalued(&variable.key) => None,
                        Lookup::Unknown { .. } => {
                            return Resolved::Unknown(variable.key.clone());
                        }
                        Lookup::Known([value]) if !value.is_empty() => Some(value.as_str()),
                        Lookup::Known([_]) => {
                            assumptions.push(Assumption::EmptyVariableIsNoValue);
                            None
                        }
                        // A key with several values never resolves as a variable.
                        Lookup::Known(_) | Lookup::Absent => None,
                    };
                    let Some(value) = value.or(variable.default.as_deref()) else {
                        return Resolved::NoValue(variable.key.clone());
                    };
                    if wildcards && value.contains(['*', '?']) {
                        assumptions.push(Assumption::VariableValueIsLiteral);
                    }
                    glob.push_literal(value);
                }
            }
        }
        Resolved::Glob { glob, assumptions }
    }
}

/// Reads what stands between `${` and `}`.
fn read_variable(inner: &str) -> Option<Piece> {
    match inner {
        "*" => return Some(Piece::Escaped('*')),
        "?" => return Some(Piece::Escaped('?')),
        "$" => return Some(Piece::Escaped('$')),
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
            default,
        })
    })
}
