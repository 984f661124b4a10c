//! What rules ask of the catalogue of actions and keys, and where in the text it stands.

use can_invoke_catalogue as catalogue;
use can_invoke_policy::{
    document::Condition,
    keys::{self, ValueType},
};
use can_invoke_source::{Member, Node, Span, Value};

use crate::{elements::InPolicy, finding::Finding, model::Model, rule::Confidence};

/// What is known of a condition key.
#[derive(Clone, Copy)]
pub(crate) struct KnownKey {
    /// What its values are.
    pub(crate) value_type: ValueType,
    /// Whether a request can carry several values.
    pub(crate) is_multivalued: bool,
}

/// The key of this name, from the tables of the evaluator, else from the catalogue.
pub(crate) fn known_key(name: &str) -> Option<KnownKey> {
    if let Some(key) = keys::find(name) {
        return Some(KnownKey {
            value_type: key.value_type,
            is_multivalued: key.is_multivalued,
        });
    }
    let (prefix, _) = name.split_once(':')?;
    let key = catalogue::service(prefix)?.key(name)?;
    Some(KnownKey {
        value_type: match key.value_type {
            catalogue::KeyType::String => ValueType::String,
            catalogue::KeyType::Arn => ValueType::Arn,
            catalogue::KeyType::Numeric => ValueType::Numeric,
            catalogue::KeyType::Date => ValueType::Date,
            catalogue::KeyType::Bool => ValueType::Bool,
            catalogue::KeyType::IpAddress => ValueType::IpAddress,
        },
        is_multivalued: key.is_multivalued,
    })
}

/// Every condition of every policy.
pub(crate) fn conditions<'m>(
    model: &'m Model<'_>,
) -> impl Iterator<Item = (InPolicy<'m>, &'m Condition)> {
    model
        .statements()
        .flat_map(|place| place.conditions().map(move |condition| (place, condition)))
}

/// How sure a finding about names of the catalogue is: AWS adds names, so it is never more
/// than likely.
pub(crate) const BY_NAME: Confidence = Confidence::Likely;

/// Says what was probably meant, or of when the catalogue is.
pub(crate) fn help(finding: Finding, meant: Option<&str>) -> Finding {
    match meant {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help(format!(
            "what is known is of {}; a newer name may be right",
            catalogue::DATE
        )),
    }
}

/// The six parts of an ARN.
pub(crate) fn parts(arn: &str) -> Option<[&str; 6]> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let parts: [&str; 6] = parts.try_into().ok()?;
    let [prefix, ..] = parts;
    (prefix == "arn").then_some(parts)
}

/// Whether a text holds a wildcard or a policy variable, so that it is no name.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?']) || text.contains("${")
}

/// The same place without quotes.
pub(crate) fn text_span(place: InPolicy<'_>, span: Span) -> Span {
    node_at(place.document.node, span)
        .and_then(Node::text_span)
        .unwrap_or(span)
}

/// The node that stands at a place.
pub(crate) fn node_at(node: &Node, span: Span) -> Option<&Node> {
    if node.span == span {
        return Some(node);
    }
    match &node.value {
        Value::Array(items) => items.iter().find_map(|item| node_at(item, span)),
        Value::Object(members) => members
            .iter()
            .find_map(|member| node_at(&member.value, span)),
        _ => None,
    }
}

/// The statement as it is written.
pub(crate) fn written<'m>(place: InPolicy<'m>) -> Option<&'m Node> {
    node_at(place.document.node, place.statement.span)
}

/// The operator of a condition and its key, as they are written.
pub(crate) fn operator_and_key<'m>(
    place: InPolicy<'m>,
    condition: &Condition,
) -> Option<(&'m Member, &'m Member)> {
    let operators = written(place)?.get("Condition")?.as_object()?;
    operators.iter().find_map(|operator| {
        let keys = operator.value.as_object()?;
        let key = keys
            .iter()
            .find(|key| key.key_span.start == condition.span.start)?;
        Some((operator, key))
    })
}
