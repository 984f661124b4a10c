//! References to resources that SAM makes: `MyApi.Stage`, `MyFunction.Alias`.
//!
//! Source: SAM developer guide, `sam-specification-generated-resources`.

use std::collections::BTreeMap;

use can_invoke_source::{Member, Node, Text, Value};

use crate::tree::{Pieces, text};

/// What is written, and the logical id it stands for.
pub(super) type References = BTreeMap<String, String>;

/// A tree in which references of SAM are those of plain CloudFormation.
pub(super) fn rewrite(node: Node, references: &References) -> Node {
    if references.is_empty() {
        return node;
    }
    match node.tag.as_deref() {
        Some("!Ref") => return reference(node, references),
        Some("!Sub") => return substitution(node, references),
        _ => {}
    }
    let value = match node.value {
        Value::Array(items) => {
            let items = items.into_iter().map(|item| rewrite(item, references));
            Value::Array(items.collect())
        }
        Value::Object(members) => {
            let is_single = members.len() == 1;
            let members = members.into_iter().map(|one| Member {
                value: match one.key.as_str() {
                    "Ref" if is_single => reference(one.value, references),
                    "Fn::Sub" if is_single => substitution(one.value, references),
                    _ => rewrite(one.value, references),
                },
                ..one
            });
            Value::Object(members.collect())
        }
        other => other,
    };
    Node { value, ..node }
}

fn reference(node: Node, references: &References) -> Node {
    let known = node.as_str().and_then(|name| references.get(name.trim()));
    match known {
        Some(known) => Node {
            tag: node.tag,
            ..text(known.clone(), node.span)
        },
        None => node,
    }
}

/// The argument of `Fn::Sub`: a text, or a list of a text and the values of some variables.
fn substitution(node: Node, references: &References) -> Node {
    match node.value {
        Value::String(template) => Node {
            tag: node.tag,
            ..template_of(&template, node.span, references)
        },
        Value::Array(items) => {
            let mut items = items.into_iter();
            let first = items.next().map(|first| substitution(first, references));
            let rest = items.map(|item| rewrite(item, references));
            Node {
                value: Value::Array(first.into_iter().chain(rest).collect()),
                ..node
            }
        }
        value => Node { value, ..node },
    }
}

fn template_of(template: &Text, span: can_invoke_source::Span, references: &References) -> Node {
    let mut pieces = Pieces::new(span);
    let mut rest = 0;
    while let Some((before, name, after)) = next_variable(&template.decoded, rest) {
        match references.get(name.trim()) {
            Some(known) => {
                pieces.slice(template, rest..before);
                pieces.whole(&format!("${{{known}}}"), template.map.span(before, after));
            }
            None => pieces.slice(template, rest..after),
        }
        rest = after;
    }
    pieces.slice(template, rest..template.decoded.len());
    pieces.finish()
}

fn next_variable(text: &str, from: usize) -> Option<(usize, &str, usize)> {
    let begin = from + text.get(from..)?.find("${")?;
    let inside = text.get(begin + 2..)?;
    let name = inside.get(..inside.find('}')?)?;
    Some((begin, name, begin + 2 + name.len() + 1))
}
