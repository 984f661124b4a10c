//! Small parts of trees that the transform makes again and again, and edits of objects.

use can_invoke_source::{Member, Node, Span, Value};

use crate::tree::{list, member, object, text};

/// A reference to a resource or a pseudo parameter.
pub(super) fn reference(name: &str, span: Span) -> Node {
    object(span, vec![member("Ref", text(name, span))])
}

/// A text with variables, without values of its own.
pub(super) fn substitution(template: &str, span: Span) -> Node {
    object(span, vec![member("Fn::Sub", text(template, span))])
}

/// A text with variables and the values of some.
pub(super) fn substitution_with(template: &str, values: &[(&str, &Node)], span: Span) -> Node {
    let values = values
        .iter()
        .map(|(name, value)| member(name, (*value).clone()))
        .collect();
    let arguments = vec![text(template, span), object(span, values)];
    object(span, vec![member("Fn::Sub", list(span, arguments))])
}

/// A truth value.
pub(super) fn truth(value: bool, span: Span) -> Node {
    Node {
        span,
        tag: None,
        value: Value::Bool(value),
    }
}

/// A key whose own place is known.
pub(super) fn member_at(key: &str, key_span: Span, value: Node) -> Member {
    Member {
        key: key.to_owned(),
        key_span,
        key_text_span: key_span,
        value,
    }
}

/// A resource of plain CloudFormation under its logical id.
pub(super) fn resource(
    logical_id: &str,
    kind: &str,
    properties: Vec<Member>,
    condition: Option<&Node>,
    span: Span,
) -> Member {
    let mut members = vec![
        member("Type", text(kind, span)),
        member("Properties", object(span, properties)),
    ];
    if let Some(condition) = condition {
        members.push(member("Condition", condition.clone()));
    }
    member_at(logical_id, span, object(span, members))
}

/// Takes properties over under the names that plain CloudFormation has for them.
pub(super) fn carry(from: Option<&Node>, names: &[(&str, &str)]) -> Vec<Member> {
    let mut carried = Vec::new();
    for one in from.and_then(Node::as_object).unwrap_or_default() {
        let wanted = names.iter().find(|(name, _)| *name == one.key);
        if let Some((_, new)) = wanted {
            carried.push(Member {
                key: (*new).to_owned(),
                ..one.clone()
            });
        }
    }
    carried
}

/// Puts a value under a key of an object, in place of the one that is there.
pub(super) fn set(node: &mut Node, key: &str, value: Node) {
    let Value::Object(members) = &mut node.value else {
        return;
    };
    match members.iter_mut().find(|one| one.key == key) {
        Some(there) => there.value = value,
        None => members.push(member(key, value)),
    }
}

/// The value of a key of an object, which is made an empty object if there is none.
pub(super) fn entry<'n>(node: &'n mut Node, key: &str, key_span: Span) -> Option<&'n mut Node> {
    let Value::Object(members) = &mut node.value else {
        return None;
    };
    let position = match members.iter().position(|one| one.key == key) {
        Some(position) => position,
        None => {
            members.push(member_at(key, key_span, object(key_span, Vec::new())));
            members.len() - 1
        }
    };
    members.get_mut(position).map(|one| &mut one.value)
}

/// Whether a value is worked out by CloudFormation: a function in its long or its short form.
pub(super) fn is_function(node: &Node) -> bool {
    if node.tag.is_some() {
        return true;
    }
    matches!(
        node.as_object(),
        Some([only]) if only.key == "Ref" || only.key == "Condition" || only.key.starts_with("Fn::")
    )
}

/// What a reference names: the argument of `Ref`, or the text itself.
pub(super) fn referred(node: &Node) -> Option<&str> {
    match &node.tag {
        Some(tag) if tag == "!Ref" => node.as_str(),
        Some(_) => None,
        None => match node.as_object() {
            Some([only]) if only.key == "Ref" => only.value.as_str(),
            Some(_) => None,
            None => node.as_str(),
        },
    }
}

/// The text of a value that is no function.
pub(super) fn literal(node: &Node) -> Option<&str> {
    node.tag.is_none().then(|| node.scalar_text()).flatten()
}

/// Whether a value is given as true, also as a text, as CloudFormation reads it.
pub(super) fn is_true(node: Option<&Node>) -> bool {
    node.and_then(literal)
        .is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// Whether a value is given as false.
pub(super) fn is_false(node: Option<&Node>) -> bool {
    node.and_then(literal)
        .is_some_and(|text| text.eq_ignore_ascii_case("false"))
}

/// What a value may come to: both branches of `Fn::If`, or the value itself.
pub(super) fn branches(node: &mut Node) -> Vec<&mut Node> {
    if !is_choice(node) {
        return vec![node];
    }
    let argument = match node.tag {
        Some(_) => &mut node.value,
        None => match &mut node.value {
            Value::Object(members) => match members.first_mut() {
                Some(only) => &mut only.value.value,
                None => return Vec::new(),
            },
            _ => return Vec::new(),
        },
    };
    match argument {
        Value::Array(items) => items.iter_mut().skip(1).collect(),
        _ => Vec::new(),
    }
}

fn is_choice(node: &Node) -> bool {
    match &node.tag {
        Some(tag) => tag == "!If",
        None => matches!(node.as_object(), Some([only]) if only.key == "Fn::If"),
    }
}
