//! JSON: strict first, then forgiving.
//!
//! The text is read once as tokens, which finds every departure from strict JSON and keeps
//! hostile input away from the parser, and once by `jsonc-parser`, which builds the tree.
//!
//! A departure whose meaning is beyond doubt (a comment, a trailing or missing comma,
//! single quotes, white space that JSON does not know) is a warning with a correction. All
//! else is an error.
//!
//! Nesting is limited to [`Limits::depth`] and, whatever that says, to 256 levels: up to
//! there the recursion of the library is known to be safe.

mod build;
mod departures;
mod scan;
mod syntax;

use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::collector::Collector;
use crate::{Diagnostic, Limits, Node, OffsetMap, Parsed};

/// Reads a text as one JSON document. The map says where the bytes of the text stand in
/// the file; for a plain file it is [`OffsetMap::identity`] from zero.
///
/// There is no value if the text could not be read to its end.
pub fn parse(text: &str, map: &OffsetMap, limits: &Limits) -> Parsed<Option<Node>> {
    if text.len() > limits.bytes {
        return failed(Collector::default(), too_large(text.len(), map, limits));
    }
    let scan = scan::scan(text, map, limits, usize::MAX);
    if let Some(diagnostic) = scan.beyond_limits {
        return failed(scan.out, diagnostic);
    }
    match parse_to_ast(text, &CollectOptions::default(), &options()) {
        Err(error) => {
            // Past the error the tokens mean nothing: what they seemed to say is dropped.
            let before = scan::scan(text, map, limits, syntax::position(&error));
            let diagnostic = match before.not_a_number {
                Some(diagnostic) => diagnostic,
                None => syntax::explain(text, map, &error, &before.place),
            };
            failed(before.out, diagnostic)
        }
        Ok(result) => match (scan.not_a_number, result.value) {
            (Some(diagnostic), _) => failed(scan.out, diagnostic),
            (None, None) => failed(scan.out, empty_document(map)),
            (None, Some(value)) => {
                let mut out = scan.out;
                let node = build::Builder::new(text, map, &mut out).node(value);
                Parsed {
                    value: Some(node),
                    diagnostics: out.finish(),
                }
            }
        },
    }
}

/// What is accepted: only departures that [`departures`] can report and correct.
fn options() -> ParseOptions {
    ParseOptions {
        allow_comments: true,
        allow_loose_object_property_names: false,
        allow_trailing_commas: true,
        allow_missing_commas: true,
        allow_single_quoted_strings: true,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

fn failed(mut out: Collector, diagnostic: Diagnostic) -> Parsed<Option<Node>> {
    out.push(diagnostic);
    Parsed {
        value: None,
        diagnostics: out.finish(),
    }
}

/// The text has more bytes than the limit.
pub(crate) fn too_large(length: usize, map: &OffsetMap, limits: &Limits) -> Diagnostic {
    Diagnostic::error(
        "too-large",
        map.span(0, 0),
        format!(
            "the text has {length} bytes; at most {} are read",
            limits.bytes
        ),
    )
}

/// There is nothing in the text.
pub(crate) fn empty_document(map: &OffsetMap) -> Diagnostic {
    Diagnostic::error("empty-document", map.span(0, 0), "the document is empty")
}

/// A value is nested deeper than the limit.
pub(crate) fn too_deep(map: &OffsetMap, start: usize, end: usize, depth: usize) -> Diagnostic {
    Diagnostic::error(
        "too-deep",
        map.span(start, end),
        format!("values are nested more than {depth} levels deep"),
    )
    .label("one level too many")
}

/// The text holds more values than the limit.
pub(crate) fn too_many_values(
    map: &OffsetMap,
    start: usize,
    end: usize,
    limits: &Limits,
) -> Diagnostic {
    Diagnostic::error(
        "too-many-values",
        map.span(start, end),
        format!("the document holds more than {} values", limits.nodes),
    )
    .label("one value too many")
}
