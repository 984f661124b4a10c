//! Keys of a case, its group and its file: what the inner one does not say, the outer one
//! does.

use can_invoke_source::{
    Diagnostic, Member, Node, Span,
    words::{nearest, quote},
};

use super::Reader;

/// A case with the groups around it, the innermost last.
pub(super) struct Scope<'n> {
    nodes: Vec<&'n Node>,
}

impl<'n> Scope<'n> {
    pub(super) fn new(file: &'n Node) -> Self {
        Scope { nodes: vec![file] }
    }

    /// The scope of a case or group within this one.
    pub(super) fn inner(&self, node: &'n Node) -> Self {
        let mut nodes = self.nodes.clone();
        nodes.push(node);
        Scope { nodes }
    }

    /// What the innermost says itself.
    pub(super) fn own(&self, key: &str) -> Option<&'n Node> {
        self.nodes.last()?.get(key)
    }

    /// What the innermost that speaks of it says.
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.nodes.iter().rev().find_map(|node| node.get(key))
    }

    /// The innermost that speaks of a key.
    pub(super) fn holder(&self, key: &str) -> Option<&'n Node> {
        self.innermost_first().find(|node| node.get(key).is_some())
    }

    /// Whether somebody meant to say a key, and wrote it otherwise. What is missing for that
    /// reason is not told a second time.
    pub(super) fn is_mistyped(&self, key: &str) -> bool {
        let known = [super::FILE, super::CASE, super::QUESTION].concat();
        let mut nodes = self.nodes.iter();
        nodes.any(|node| is_mistyped(node, key, &known))
    }

    /// All that speak, the innermost first.
    pub(super) fn innermost_first(&self) -> impl Iterator<Item = &'n Node> {
        self.nodes.iter().rev().copied()
    }

    /// All that speak, the outermost first.
    pub(super) fn outermost_first(&self) -> impl Iterator<Item = &'n Node> {
        self.nodes.iter().copied()
    }

    /// The innermost.
    pub(super) fn node(&self) -> Option<&'n Node> {
        self.nodes.last().copied()
    }
}

/// A key of an object with its value.
pub(super) fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Member> {
    let mut members = node.as_object()?.iter();
    members.find(|member| member.key == key)
}

/// Whether an unknown key of an object is taken for this one.
pub(super) fn is_mistyped(node: &Node, key: &str, known: &[&str]) -> bool {
    let mut members = node.as_object().unwrap_or_default().iter();
    members.any(|member| {
        !known.contains(&member.key.as_str()) && nearest(&member.key, known) == Some(key)
    })
}

/// Reports every key that is not known.
pub(super) fn check_keys(reader: &mut Reader<'_>, node: &Node, known: &[&[&str]], what: &str) {
    let Some(members) = node.as_object() else {
        let message = format!("{what} is an object, not {}", node.kind_name());
        reader.error("wrong-type", node.span, message);
        return;
    };
    let known: Vec<&str> = known.concat();
    for member in members {
        if known.contains(&member.key.as_str()) {
            continue;
        }
        let message = format!("{} is not a key of {what}", quote(&member.key));
        let diagnostic = Diagnostic::error("unknown-key", member.key_span, message);
        reader.report(match nearest(&member.key, &known) {
            Some(key) => diagnostic.help(format!("did you mean `{key}`?")),
            None => diagnostic.help(format!("its keys are {}", known.join(", "))),
        });
    }
}

/// A text under a key.
pub(super) fn text<'n>(reader: &mut Reader<'_>, node: &'n Node, what: &str) -> Option<&'n str> {
    let text = node.scalar_text();
    if text.is_none() {
        let message = format!("`{what}` is a text, not {}", node.kind_name());
        reader.error("wrong-type", node.span, message);
    }
    text
}

/// `true` or `false` under a key; `false` where nothing is said.
pub(super) fn flag(reader: &mut Reader<'_>, scope: &Scope<'_>, key: &str) -> bool {
    let Some(node) = scope.get(key) else {
        return false;
    };
    if node.as_bool().is_none() {
        let message = format!("`{key}` is `true` or `false`");
        reader.error("wrong-type", node.span, message);
    }
    node.as_bool().unwrap_or_default()
}

/// One text or a list of texts under a key of a node.
pub(super) fn texts(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<Vec<String>> {
    list(reader, node.get(key)?, key)
}

/// One text or a list of texts.
pub(super) fn list(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<Vec<String>> {
    let entries = entries(reader, node, what)?;
    Some(entries.into_iter().map(|(text, _)| text).collect())
}

/// One text or a list of texts, each with its place.
pub(super) fn entries(
    reader: &mut Reader<'_>,
    node: &Node,
    what: &str,
) -> Option<Vec<(String, Span)>> {
    let one = |node: &Node| Some((node.scalar_text()?.to_owned(), node.span));
    let texts = match node.as_array() {
        Some(items) => items.iter().map(one).collect(),
        None => one(node).map(|entry| vec![entry]),
    };
    if texts.is_none() {
        let message = format!("`{what}` is a text or a list of texts");
        reader.error("wrong-type", node.span, message);
    }
    texts
}

/// The members of an object under a key.
pub(super) fn members<'n>(
    reader: &mut Reader<'_>,
    node: &'n Node,
    what: &str,
) -> Option<&'n [Member]> {
    let members = node.as_object();
    if members.is_none() {
        let message = format!("`{what}` is an object, not {}", node.kind_name());
        reader.error("wrong-type", node.span, message);
    }
    members
}
