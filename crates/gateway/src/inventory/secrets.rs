//! The values of API keys are secrets. Output of the AWS CLI may hold them; they are masked
//! before anything is read, so that no answer and no message can show them.

use can_invoke_source::{Limits, Node, Sources, parse_bytes};

use super::detect::{DocumentKind, detect};

/// The text of a document with every value of an API key replaced by the letter x, as long as
/// the value is, so that all positions stay; nothing, if there is none.
pub(super) fn masked(name: &str, bytes: &[u8], limits: &Limits) -> Option<String> {
    if !bytes.windows(VALUE.len()).any(|part| part == VALUE) {
        return None;
    }
    let mut sources = Sources::new();
    let (file, parsed) = parse_bytes(&mut sources, name, bytes, limits);
    let node = parsed.value?;
    let spans: Vec<_> = values(&node).map(|value| value.span).collect();
    if spans.is_empty() {
        return None;
    }
    let text = sources.text(file);
    let mut masked = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let is_secret = spans
            .iter()
            .any(|span| (span.start as usize..span.end as usize).contains(&at));
        if is_secret && !(character.is_whitespace() || matches!(character, '"' | '\'')) {
            masked.extend(std::iter::repeat_n('x', character.len_utf8()));
        } else {
            masked.push(character);
        }
    }
    Some(masked)
}

const VALUE: &[u8] = b"value";

/// The values of API keys in a document.
pub(super) fn values(node: &Node) -> impl Iterator<Item = &Node> {
    let kind = detect(node);
    let is_of_keys = matches!(kind, DocumentKind::UsagePlanKeys | DocumentKind::ApiKeys);
    let items = node.get("items").filter(|_| is_of_keys);
    let items = items.and_then(Node::as_array).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item.get("value"))
        .filter(|value| !value.is_null())
}
