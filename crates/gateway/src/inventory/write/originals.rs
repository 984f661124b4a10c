//! Policies as their documents have them, found again by their places.

use std::{borrow::Cow, collections::BTreeMap};

use can_invoke_policy::Policy;
use can_invoke_source::{
    FileId, Limits, Node, OffsetMap, SourceFile, Sources, Span, Text, Value, embedded, json,
    parse_text,
};

use crate::inventory::detect::looks_like_document;

/// The trees of all texts.
pub(super) fn trees(sources: &Sources) -> Vec<Node> {
    let read = |(file, source): (FileId, &SourceFile)| {
        parse_text(sources, file, &enough_for(source.text())).value
    };
    sources.iter().filter_map(read).collect()
}

/// Limits within which any text can be read that was read before, whatever limits were set
/// then; those that keep an alias of YAML from becoming the whole memory stay.
fn enough_for(text: &str) -> Limits {
    let usual = Limits::default();
    Limits {
        bytes: text.len().max(usual.bytes),
        nodes: text.len().max(usual.nodes),
        ..usual
    }
}

/// What stands where in the texts.
pub(super) struct Originals<'t> {
    /// Objects by their places.
    objects: BTreeMap<Span, &'t Node>,
    /// Strings that may hold a document, by where they begin.
    texts: BTreeMap<(FileId, u32), &'t Text>,
    /// Answers of authorizers by the places of their policies.
    answers: BTreeMap<Span, &'t Node>,
}

impl<'t> Originals<'t> {
    /// All objects and strings of the trees.
    pub(super) fn of(trees: &'t [Node]) -> Self {
        let mut originals = Originals {
            objects: BTreeMap::new(),
            texts: BTreeMap::new(),
            answers: BTreeMap::new(),
        };
        trees.iter().for_each(|tree| originals.add(tree));
        originals
    }

    /// The depth is bounded by that of the text.
    fn add(&mut self, node: &'t Node) {
        match &node.value {
            Value::Object(members) => {
                self.objects.insert(node.span, node);
                if let Some(policy) = node.get("policyDocument") {
                    self.answers.insert(policy.span, node);
                }
                members.iter().for_each(|member| self.add(&member.value));
            }
            Value::Array(items) => items.iter().for_each(|item| self.add(item)),
            Value::String(text) if looks_like_document(&text.decoded) => {
                let span = text.span();
                self.texts.insert((span.file, span.start), text);
            }
            _ => {}
        }
    }

    /// The document of a policy: as it is written, in place or inside a string, however that
    /// is encoded; or, where its text cannot be had, as it was understood.
    pub(super) fn document(&self, policy: &Policy) -> Cow<'t, Node> {
        let span = policy.span;
        if let Some(node) = self.objects.get(&span) {
            return Cow::Borrowed(node);
        }
        let mut before = self.texts.range(..=(span.file, span.start)).rev();
        let text = before.next().map(|(_, text)| *text);
        let inside = text.filter(|text| is_around(text.span(), span));
        let found = inside.and_then(|text| within(text, span));
        Cow::Owned(found.unwrap_or_else(|| understood(policy)))
    }

    /// The answer of an authorizer that holds a policy.
    pub(super) fn answer(&self, policy: &Policy) -> Option<&'t Node> {
        self.answers.get(&policy.span).copied()
    }
}

fn is_around(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

/// The object at a place inside of a string, or of a string in that.
fn within(text: &Text, span: Span) -> Option<Node> {
    let document = embedded::parse_embedded(text, &enough_for(&text.decoded)).value?;
    object_at(document, span)
}

fn object_at(node: Node, span: Span) -> Option<Node> {
    if node.span == span && node.as_object().is_some() {
        return Some(node);
    }
    let below: Vec<Node> = match node.value {
        Value::Object(members) => members.into_iter().map(|member| member.value).collect(),
        Value::Array(items) => items,
        Value::String(text) => return within(&text, span),
        _ => return None,
    };
    let around = below.into_iter().find(|node| is_around(node.span, span));
    object_at(around?, span)
}

/// The policy as it was understood.
fn understood(policy: &Policy) -> Node {
    let map = OffsetMap::identity(policy.span.file, 0);
    let text = policy.to_json();
    let parsed = json::parse(&text, &map, &enough_for(&text));
    parsed.value.unwrap_or(Node {
        span: policy.span,
        tag: None,
        value: Value::Null,
    })
}
