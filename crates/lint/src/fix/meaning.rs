//! Whether two trees say the same, wherever it is written.

use can_invoke_source::{Limits, Node, Span, Value, embedded::parse_embedded};

/// Whether two trees have the same keys and values in the same order. A text that holds a
/// document says the same as another that holds the same document.
pub(super) fn is_same(one: &Node, other: &Node) -> bool {
    differs_only_in_policies(one, &[], other, &[])
}

/// Whether two trees are the same but for the policies that stand at these places.
pub(super) fn differs_only_in_policies(
    before: &Node,
    policies_before: &[Span],
    after: &Node,
    policies_after: &[Span],
) -> bool {
    if is_policy(before, policies_before) && is_policy(after, policies_after) {
        return true;
    }
    let is_same = |one: &Node, other: &Node| {
        differs_only_in_policies(one, policies_before, other, policies_after)
    };
    before.tag == after.tag
        && match (&before.value, &after.value) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (Value::Number(one), Value::Number(other)) => one == other,
            (Value::String(one), Value::String(other)) => {
                one.decoded == other.decoded || {
                    let limits = Limits::default();
                    let one = parse_embedded(one, &limits).value;
                    let other = parse_embedded(other, &limits).value;
                    one.zip(other)
                        .is_some_and(|(one, other)| is_same(&one, &other))
                }
            }
            (Value::Array(ones), Value::Array(others)) => {
                ones.len() == others.len()
                    && ones
                        .iter()
                        .zip(others)
                        .all(|(one, other)| is_same(one, other))
            }
            (Value::Object(ones), Value::Object(others)) => {
                ones.len() == others.len()
                    && ones.iter().zip(others).all(|(one, other)| {
                        one.key == other.key && is_same(&one.value, &other.value)
                    })
            }
            _ => false,
        }
}

/// Whether a policy was read from here. What only stands at its place, such as the properties
/// that a statement was made of, is no policy document.
fn is_policy(node: &Node, policies: &[Span]) -> bool {
    policies.contains(&node.span) && node.get("Statement").is_some()
}
