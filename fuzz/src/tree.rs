//! What must hold for a tree, and comparing trees without their places.

use can_invoke_source::{Node, Sources, Value};

use crate::holds;

/// How the places of a tree lie in each other.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Nesting {
    /// Everything stands inside what it is part of.
    All,
    /// Values do; the last line break of a block of text in YAML is outside the value.
    Values,
    /// Some values are copies, whose place is elsewhere.
    None,
}

/// Every span of the tree lies in the text, every position in a string leads back into it,
/// and parts stand inside what they are part of.
pub(crate) fn spans(sources: &Sources, node: &Node, nesting: Nesting) {
    holds::span(sources, node.span);
    let inside = |child: can_invoke_source::Span| {
        let within = node.span.start <= child.start && child.end <= node.span.end;
        assert!(
            nesting == Nesting::None || (child.file == node.span.file && within),
            "{child:?} is not inside {:?}",
            node.span
        );
    };
    match &node.value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => assert!(!number.0.is_empty()),
        Value::String(text) => {
            let decoded = &text.decoded;
            let mut previous = 0;
            for (at, character) in decoded.char_indices() {
                let span = text.map.span(at, at + character.len_utf8());
                holds::span(sources, span);
                if nesting == Nesting::All {
                    inside(span);
                }
                assert!(previous <= span.start, "positions run backwards");
                previous = span.start;
            }
            holds::span(sources, text.map.span(0, decoded.len()));
        }
        Value::Array(items) => {
            for item in items {
                inside(item.span);
                spans(sources, item, nesting);
            }
        }
        Value::Object(members) => {
            for member in members {
                holds::span(sources, member.key_span);
                inside(member.key_span);
                inside(member.value.span);
                spans(sources, &member.value, nesting);
            }
        }
    }
}

/// Whether two trees say the same, wherever they say it.
pub(crate) fn says_the_same(one: &Node, other: &Node) -> bool {
    one.tag == other.tag
        && match (&one.value, &other.value) {
            (Value::String(one), Value::String(other)) => one.decoded == other.decoded,
            (Value::Array(one), Value::Array(other)) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other)
                        .all(|(one, other)| says_the_same(one, other))
            }
            (Value::Object(one), Value::Object(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| {
                        one.key == other.key && says_the_same(&one.value, &other.value)
                    })
            }
            (one, other) => one == other,
        }
}

/// Whether a tree says what another reader of JSON read. Numbers are compared as far as
/// that reader keeps them.
pub(crate) fn is_json(node: &Node, other: &serde_json::Value) -> bool {
    match (&node.value, other) {
        (Value::Null, serde_json::Value::Null) => true,
        (Value::Bool(one), serde_json::Value::Bool(other)) => one == other,
        (Value::Number(one), serde_json::Value::Number(other)) => {
            let one: Result<f64, _> = one.0.parse();
            one.is_ok_and(|one| other.as_f64() == Some(one))
        }
        (Value::String(one), serde_json::Value::String(other)) => one.decoded == *other,
        (Value::Array(one), serde_json::Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_json(one, other))
        }
        (Value::Object(one), serde_json::Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|member| {
                    let value = other.get(&member.key);
                    value.is_some_and(|value| is_json(&member.value, value))
                })
        }
        _ => false,
    }
}
