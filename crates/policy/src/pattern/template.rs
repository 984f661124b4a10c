//! Texts with policy variables: `${key}` and `${key, 'default'}`.
//!
//! Source: IAM user guide, `reference_policies_variables`.

use can_invoke_source::{Diagnostic, Text};

use super::{Filled, wildcard::WildcardText};
use crate::{
    assumption::{Assumption, Assumptions, Readings},
    context::{Context, Lookup, is_multivalued},
};

/// A text split at its policy variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub(super) pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
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
    pub(super) written: String,
    /// Whether the document is one of which AWS does not say whether it has variables.
    pub(super) is_in_doubt: bool,
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
pub(super) fn look_up<'t>(variable: &Variable, context: &'t Context) -> Lookup<'t> {
    // A key with several values never resolves as a variable.
    if is_multivalued(&variable.key) {
        return Lookup::Absent;
    }
    context.get_lowercase(&variable.lowercase_key)
}

/// What stands in the place of a variable.
pub(super) enum Content<'t> {
    /// This text: the value of its key, or else its default.
    Value(&'t str),
    /// It has neither.
    Nothing,
    /// Nobody said.
    Unknown,
}

/// What the key of a variable, and its default, put in its place.
pub(super) fn content_of<'t>(
    variable: &'t Variable,
    lookup: Lookup<'t>,
    readings: Readings,
) -> Content<'t> {
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
