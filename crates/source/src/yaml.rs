//! YAML: one document, the core schema of YAML 1.2, spans in bytes.
//!
//! - An alias is replaced by a copy of the value it stands for; the spans in the copy lead
//!   to where that value is written. What aliases expand to is bounded by [`Limits`].
//! - A tag such as `!Ref` is kept in [`Node::tag`], tags of the core schema (`!!str`) are
//!   obeyed. The span of a value takes in its tag and its anchor.
//! - Keys are scalars, and are compared as they are written after decoding: `404` and
//!   `"404"` are one key.
//! - Merge keys (`<<`) are an error: they are no part of YAML 1.2, and AWS CloudFormation
//!   does not support them.
//! - Nesting is limited to [`Limits::depth`]; that of brackets also to 255 levels, by the
//!   library.

mod aliases;
mod keys;
mod lexical;
mod load;
mod positions;
mod scalar;
mod schema;
mod syntax;

use saphyr_parser::Parser;

use crate::collector::Collector;
use crate::json::{empty_document, too_large, too_many_values};
use crate::{Diagnostic, Limits, Node, OffsetMap, Parsed};

/// Reads a text as one YAML document. The map says where the bytes of the text stand in
/// the file; for a plain file it is [`OffsetMap::identity`] from zero.
///
/// There is no value if the text could not be read to its end.
pub fn parse(text: &str, map: &OffsetMap, limits: &Limits) -> Parsed<Option<Node>> {
    let mut loader = load::Loader::new(text, map, limits);
    match run(&mut loader, text, map, limits) {
        Ok(()) => loader.finish(),
        Err(diagnostic) => {
            let mut out: Collector = loader.into_diagnostics();
            out.push(*diagnostic);
            Parsed {
                value: None,
                diagnostics: out.finish(),
            }
        }
    }
}

fn run<'a>(
    loader: &mut load::Loader<'a>,
    text: &'a str,
    map: &OffsetMap,
    limits: &Limits,
) -> Result<(), Box<Diagnostic>> {
    if text.len() > limits.bytes {
        return Err(Box::new(too_large(text.len(), map, limits)));
    }
    if let Some(directive) = lexical::foreign_directive(text) {
        return Err(Box::new(Diagnostic::error(
            "yaml-syntax",
            map.span(directive.start, directive.end),
            "a directive holds a character that is not ASCII",
        )));
    }
    // The library buffers the tokens of a flow collection to its end before it says a
    // word, so what could be too many values is refused before it begins. Twice the limit
    // leaves room for commas inside strings.
    let separators = text.bytes().enumerate();
    let separators = separators.filter(|(_, byte)| matches!(byte, b',' | b'[' | b'{'));
    if let Some((at, _)) = separators.clone().nth(limits.nodes.saturating_mul(2)) {
        return Err(Box::new(too_many_values(map, at, at + 1, limits)));
    }
    // After an error the library would repeat it for ever.
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => loader.event(event, span)?,
            Err(error) => return Err(Box::new(loader.explain(&error))),
        }
        if loader.is_done() {
            return Ok(());
        }
    }
    if loader.is_empty() {
        return Err(Box::new(empty_document(map)));
    }
    Ok(())
}
