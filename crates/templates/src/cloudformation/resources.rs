//! The resources of a template, with their properties worked out.

use std::rc::Rc;

use can_invoke_source::{Diagnostic, Member, Node, Severity, Span, Value};

use super::{
    Intrinsics,
    iam::{unattached, with_name},
    intrinsics::is_macro,
    kinds,
};
use crate::{
    Environment,
    placeholder::Placeholders,
    tree::{member, object, text},
};

/// A resource whose properties hold no functions any more.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    /// Its logical id.
    pub(crate) logical_id: String,
    /// Where its logical id stands.
    pub(crate) key_span: Span,
    /// Its type.
    pub(crate) kind: String,
    /// Whether it may have more properties than are known, as a macro makes some.
    pub(crate) has_macro: bool,
    /// Whether its definition may have more routes than are known, for the same reason.
    pub(crate) has_macro_in_body: bool,
    /// Its properties.
    properties: Option<Node>,
    /// `Metadata`, as it is written.
    metadata: Option<Node>,
}

impl Resource {
    /// A property; one that is `null` is not there.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        let found = self.properties.as_ref()?.get(name)?;
        (!found.is_null()).then_some(found)
    }

    /// The text of a property.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.scalar_text()
    }

    /// The elements of a property: of a list, or the one that stands in its place.
    pub(crate) fn list(&self, name: &str) -> &[Node] {
        self.get(name).map_or(&[], elements)
    }

    /// Whether the metadata have a key.
    pub(crate) fn has_metadata(&self, key: &str) -> bool {
        self.metadata
            .as_ref()
            .is_some_and(|metadata| metadata.get(key).is_some())
    }
}

/// Whether a function stands among the members of an object.
fn has_function(node: &Node) -> bool {
    let members = node.as_object().unwrap_or_default();
    members.iter().any(|one| one.key.starts_with("Fn::"))
}

/// Whether a macro adds members to an object, in a node or below it; one that makes a whole
/// value is a value that is not known, and no member is missing there.
fn has_macro(node: &Node) -> bool {
    match &node.value {
        Value::Object(members) => {
            (members.len() > 1 && members.iter().any(|one| is_macro(&one.key)))
                || members.iter().any(|one| has_macro(&one.value))
        }
        Value::Array(items) => items.iter().any(has_macro),
        _ => false,
    }
}

/// The elements of a list, or the one that stands in its place.
pub(crate) fn elements(node: &Node) -> &[Node] {
    node.as_array().unwrap_or(std::slice::from_ref(node))
}

/// How many resources are read; CloudFormation takes 500 in a template.
///
/// Source: CloudFormation user guide, `cloudformation-limits`.
const MOST_RESOURCES: usize = 5_000;

/// All resources of a template that are read.
pub(crate) struct Resources<'a> {
    intrinsics: Intrinsics<'a>,
    all: Vec<Rc<Resource>>,
    partial: Vec<Node>,
}

impl<'a> Resources<'a> {
    /// Those of a template.
    pub(crate) fn new(
        template: &'a Node,
        environment: &'a Environment,
        placeholders: &'a mut Placeholders,
    ) -> Self {
        let mut intrinsics = Intrinsics::new(template, environment, placeholders);
        let members = template.get("Resources").and_then(Node::as_object);
        let mut all = Vec::new();
        for one in members.unwrap_or_default() {
            let Some(kind) = one.value.get("Type").and_then(Node::as_str) else {
                continue;
            };
            if !kinds::is_read(kind) || is_left_out(&mut intrinsics, &one.value) {
                continue;
            }
            if all.len() >= MOST_RESOURCES {
                let message = format!("only the first {MOST_RESOURCES} resources are read");
                intrinsics.not_understood(one.key_span, message);
                break;
            }
            let properties = one.value.get("Properties");
            all.push(Rc::new(Resource {
                logical_id: one.key.clone(),
                key_span: one.key_span,
                kind: kind.to_owned(),
                has_macro: properties.is_some_and(has_function),
                has_macro_in_body: properties
                    .and_then(|properties| properties.get("Body"))
                    .is_some_and(|body| {
                        has_function(body) || body.get("paths").is_some_and(has_macro)
                    }),
                properties: properties.and_then(|node| intrinsics.resolve(node)),
                metadata: one.value.get("Metadata").cloned(),
            }));
        }
        Resources {
            intrinsics,
            all,
            partial: Vec::new(),
        }
    }

    /// Those of a type, in the order of the template.
    pub(crate) fn of_type(&self, kind: &str) -> Vec<Rc<Resource>> {
        let all = self.all.iter();
        all.filter(|one| one.kind == kind).cloned().collect()
    }

    /// Those of a type that name something with one of their properties.
    pub(crate) fn with(&self, kind: &str, property: &str, text: &str) -> Vec<Rc<Resource>> {
        let mut found = self.of_type(kind);
        found.retain(|one| one.text(property) == Some(text));
        found
    }

    /// What works functions out.
    pub(crate) fn intrinsics(&mut self) -> &mut Intrinsics<'a> {
        &mut self.intrinsics
    }

    /// What `Ref` of a resource is.
    pub(crate) fn id(&mut self, resource: &Resource) -> String {
        self.intrinsics.id_of(&resource.logical_id)
    }

    /// Says something about the template.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.intrinsics.report(diagnostic);
    }

    /// Says that something is not understood.
    pub(crate) fn not_understood(&mut self, span: Span, message: impl Into<String>) {
        self.intrinsics.not_understood(span, message);
    }

    /// Whether a text is not known in full.
    pub(crate) fn is_unknown(&mut self, text: &str) -> bool {
        self.intrinsics.placeholders().is_in(text)
    }

    /// A text as people read it.
    pub(crate) fn shown(&mut self, text: &str) -> String {
        self.intrinsics.placeholders().shown(text)
    }

    /// A value that is one of few words or has a form of its own; nothing if it is not known,
    /// as a placeholder has no such form.
    pub(crate) fn word(&mut self, node: Option<&Node>) -> Option<Node> {
        let node = node?;
        let is_unknown = node.scalar_text().is_some_and(|text| self.is_unknown(text));
        (!is_unknown && !node.is_null()).then(|| node.clone())
    }

    /// A policy document, in place or as a text; nothing if it is known only after deployment, or
    /// not in full, which is said. What is known of it is kept among [`Self::take_partial`], as a
    /// policy of a kind of the native format.
    pub(crate) fn document(&mut self, node: Option<&Node>, of: &str, kind: &str) -> Option<Node> {
        let node = node?;
        let is_known = match node.scalar_text() {
            // A text that holds a document begins like one.
            Some(text) => {
                text.trim_start().starts_with(['{', '[', '%', '"']) || !self.is_unknown(text)
            }
            None => true,
        };
        if !is_known {
            self.not_known(node, of);
            return None;
        }
        let mut document = self.intrinsics.with_parts(node);
        let unknown = self.intrinsics.take_unknown_statements(&mut document);
        if unknown.is_empty() {
            return Some(document);
        }
        for statement in &unknown {
            self.not_known(statement, &format!("a statement of {of}"));
        }
        let document = with_name(of, document);
        self.partial.push(unattached(kind, document));
        None
    }

    fn not_known(&mut self, node: &Node, what: &str) {
        let text = self.shown(node.scalar_text().unwrap_or_default());
        let message = format!("{what} is known only after deployment: {text}");
        self.report(Diagnostic::new(
            Severity::Note,
            "policy-not-known",
            node.span,
            message,
        ));
    }

    /// What is known of policies that are not known in full, as entries of
    /// `unattached-policies`.
    pub(crate) fn take_partial(&mut self) -> Vec<Node> {
        std::mem::take(&mut self.partial)
    }

    /// Where things are: the account, the Region and the partition.
    pub(crate) fn place(&mut self, span: Span) -> Vec<Member> {
        let partition = self.intrinsics.partition();
        let mut place = self.account_and_region(span);
        place.push(member("partition", text(partition, span)));
        place
    }

    /// Where things are: the account and the Region.
    pub(crate) fn account_and_region(&mut self, span: Span) -> Vec<Member> {
        let account = self.intrinsics.account();
        let region = self.intrinsics.region();
        vec![
            member("account", text(account, span)),
            member("region", text(region, span)),
        ]
    }
}

/// Whether a resource is known not to be made, as its condition does not hold.
fn is_left_out(intrinsics: &mut Intrinsics<'_>, resource: &Node) -> bool {
    let Some(condition) = resource.get("Condition") else {
        return false;
    };
    let holds = intrinsics.holds(condition);
    if holds.is_none() {
        let what = "the resource is looked at";
        intrinsics.report_condition(condition, condition.span, what);
    }
    holds == Some(false)
}

/// Adds a property under a key of the native format.
pub(crate) fn copy(members: &mut Vec<Member>, key: &str, value: Option<&Node>) {
    if let Some(value) = value
        && !value.is_null()
    {
        members.push(member(key, value.clone()));
    }
}

/// Adds a value under a key of the native format.
pub(crate) fn put(members: &mut Vec<Member>, key: &str, value: Option<Node>) {
    if let Some(value) = value {
        members.push(member(key, value));
    }
}

/// A member whose key is the user's own, or is put together from what is the user's own.
pub(crate) fn named(key: impl Into<String>, key_span: Span, value: Node) -> Member {
    Member {
        key: key.into(),
        key_span,
        key_text_span: key_span,
        value,
    }
}

/// A list of `{ Key: …, Value: … }` as an object.
pub(crate) fn pairs(node: &Node, key: &str, value: &str) -> Node {
    let pairs = elements(node).iter().filter_map(|pair| {
        let name = pair.get(key)?;
        Some(named(
            name.scalar_text()?,
            name.span,
            pair.get(value)?.clone(),
        ))
    });
    object(node.span, pairs.collect())
}
