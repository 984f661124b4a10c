//! JSON: the body of a response, a line of an access log, an error as an SDK prints it.

use can_invoke_source::{Limits, Node, OffsetMap, Sources, Value, json};

use crate::why::symptom::Symptom;

use super::{fields, sentence};

/// Far above any error and any line of a log.
const LIMITS: Limits = Limits {
    bytes: super::MOST_BYTES,
    depth: 24,
    nodes: 100_000,
};

/// How many facts of one object are looked at.
const MOST_FACTS: usize = 2000;

/// The objects of a text that is nothing but JSON: one, those of an array, or the events
/// that CloudWatch Logs gives.
pub(super) fn documents(text: &str) -> Option<Vec<Node>> {
    let text = text.trim();
    if !text.starts_with(['{', '[', '"']) {
        return None;
    }
    let node = parse(text)?;
    match node.value {
        Value::String(inner) => object(inner.decoded.trim()).map(|node| vec![node]),
        Value::Array(items) => {
            let are_objects = items.iter().all(|item| item.as_object().is_some());
            (are_objects && !items.is_empty()).then_some(items)
        }
        Value::Object(_) => {
            let events = node.get("events").and_then(Node::as_array);
            match events {
                Some(events) if !events.is_empty() => Some(events.to_vec()),
                _ => Some(vec![node]),
            }
        }
        _ => None,
    }
}

/// What stands before an object, and the object: from the first brace to the last.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let start = text.find('{')?;
    let end = text.rfind('}')?;
    Some((text.get(..start)?, text.get(start..=end)?))
}

/// The text as one object.
pub(super) fn object(text: &str) -> Option<Node> {
    parse(text).filter(|node| node.as_object().is_some())
}

fn parse(text: &str) -> Option<Node> {
    let mut sources = Sources::new();
    let file = sources.add("", String::new());
    json::parse(text, &OffsetMap::identity(file, 0), &LIMITS).value
}

/// Takes over what an object says.
pub(super) fn fill(object: &Node, symptom: &mut Symptom) {
    let mut facts = Vec::new();
    flatten(object, "", &mut facts, true);
    // A message is told last, so that a field that names a fact counts more than a sentence.
    let is_message =
        |(name, _): &&(Vec<String>, String)| name.last().is_some_and(|name| name == "message");
    let (messages, others): (Vec<_>, Vec<_>) = facts.iter().partition(is_message);
    for (name, value) in others.into_iter().chain(messages) {
        if is_header(name) {
            if let Some(header) = name.last() {
                fields::response_header(header, value, symptom);
            }
            continue;
        }
        let plain: String = name.iter().map(|part| plain(part)).collect();
        let plain = plain.strip_prefix("context").unwrap_or(&plain);
        let is_known = fields::log_field(plain, value, symptom);
        if !is_known && let Some(last) = name.last() {
            // A name at some depth, where it can mean one thing only.
            let last = self::plain(last);
            if !AMBIGUOUS.contains(&last.as_str()) {
                fields::log_field(&last, value, symptom);
            }
        }
    }
    if let Some(body) = body_of(&facts) {
        sentence::circumstances(body, symptom);
    }
}

/// Names that mean something else below another name: `integration.status`.
const AMBIGUOUS: &[&str] = &[
    "status",
    "error",
    "type",
    "code",
    "name",
    "message",
    "path",
    "method",
    "stage",
    "resource",
    "requestid",
    "body",
    "msg",
    "ip",
    "caller",
    "url",
];

fn is_header(name: &[String]) -> bool {
    let [.., parent, last] = name else {
        return name
            .last()
            .is_some_and(|name| name.to_ascii_lowercase().starts_with("x-amz"));
    };
    plain(parent).ends_with("headers") || last.to_ascii_lowercase().starts_with("x-amz")
}

fn body_of(facts: &[(Vec<String>, String)]) -> Option<&str> {
    let is_body = |name: &[String]| name.last().is_some_and(|name| name == "body");
    facts
        .iter()
        .find(|(name, _)| is_body(name))
        .map(|(_, value)| value.as_str())
}

/// Letters and digits only, in lower case: `$context.error.message` and `error_message` come
/// to the same but for `context`.
fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// All scalars with the names that lead to them. A string that holds an object is gone into
/// once: bodies and events of logs are written so.
fn flatten(node: &Node, name: &str, facts: &mut Vec<(Vec<String>, String)>, goes_inside: bool) {
    let mut names = Vec::new();
    if !name.is_empty() {
        names.push(name.to_owned());
    }
    walk(node, &mut names, facts, goes_inside);
}

fn walk(
    node: &Node,
    names: &mut Vec<String>,
    facts: &mut Vec<(Vec<String>, String)>,
    goes_inside: bool,
) {
    if facts.len() >= MOST_FACTS {
        return;
    }
    match &node.value {
        Value::Object(members) => {
            for member in members {
                names.push(member.key.clone());
                walk(&member.value, names, facts, goes_inside);
                names.pop();
            }
        }
        Value::Array(items) => {
            for item in items {
                walk(item, names, facts, goes_inside);
            }
        }
        _ => {
            // A failing authorizer is answered with a message that is null.
            let is_message = names.last().is_some_and(|name| name == "message");
            let null = (node.is_null() && is_message).then_some("null");
            let Some(text) = node.scalar_text().or(null) else {
                return;
            };
            let inside = text.trim();
            let inner = (goes_inside && inside.starts_with('{')).then(|| object(inside));
            match inner.flatten() {
                Some(inner) => flatten(&inner, "", facts, false),
                None => facts.push((names.clone(), text.to_owned())),
            }
        }
    }
}
