//! One document that is looked at: a policy alone, an inventory, a template.

use std::{cell::Cell, sync::Arc};

use can_invoke_gateway::inventory::{Files, LoadOptions, Loaded, Lower, PolicyTree, load_with};
use can_invoke_policy::{PolicyKind, document};
use can_invoke_source::{
    Limits, Node, Parsed, Sources, Value, embedded::parse_embedded, parse_bytes,
};

/// A document, read for rules.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// What it was taken for.
    pub what: What,
    /// Its inventory, its texts, what is to be said about it.
    pub loaded: Loaded,
    /// Policies that are attached to nothing.
    pub alone: Vec<PolicyTree>,
    /// How many policies there were when the trees were let go.
    counted: Option<usize>,
}

/// What readers say of a document that is of no kind that they know, or that is a part of an
/// inventory and does not say of which; on its own there is nothing in it to look at.
pub const OF_NOTHING: [&str; 4] = [
    "unbound-answer",
    "unbound-output",
    "unbound-policy",
    "unknown-document",
];

/// What readers say of a part of a document that they did not look at; strictly, it fails.
pub const NOT_SEEN: [&str; 5] = [
    "condition-not-known",
    "not-understood",
    "policy-not-known",
    "unresolved-policy",
    "unresolved-route",
];

/// What a document was taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// A policy document.
    Policy(PolicyKind),
    /// An inventory, or what the AWS CLI prints.
    Inventory,
    /// A template, which describes an inventory; what people call its kind.
    Template(&'static str),
    /// Something else, in which there is nothing to look at.
    #[default]
    Other,
}

/// How documents are read.
#[derive(Clone, Copy, Default)]
pub struct ReadOptions<'a> {
    /// The kind of policies that stand alone, where the content shall not say it.
    pub kind: Option<PolicyKind>,
    /// Makes inventories of templates.
    pub lower: Option<&'a Lower<'a>>,
}

impl Unit {
    /// Reads a document by its content.
    pub fn read(
        name: &str,
        bytes: &[u8],
        files: &dyn Files,
        limits: &Limits,
        options: &ReadOptions<'_>,
    ) -> Unit {
        let mut sources = Sources::new();
        let (_, parsed) = parse_bytes(&mut sources, name, bytes, limits);
        let found = parsed.value.and_then(|tree| policy_of(tree, limits));
        if let Some((inner, further)) = found {
            let mut diagnostics = parsed.diagnostics;
            diagnostics.extend(further);
            let kind = options.kind.unwrap_or_else(|| inferred(&inner));
            let read = document::parse(&inner, kind, name);
            diagnostics.extend(read.diagnostics);
            let alone = read.value.map(|policy| PolicyTree {
                policy: Arc::new(policy),
                node: inner,
            });
            return Unit {
                what: What::Policy(kind),
                loaded: Loaded {
                    sources,
                    diagnostics,
                    ..Loaded::default()
                },
                alone: alone.into_iter().collect(),
                counted: None,
            };
        }
        let documents = [(name.to_owned(), bytes.to_vec())];
        let kind = Cell::new(None);
        let lower = options.lower.map(|lower| {
            |name: &str, node: &Node| {
                let lowered = lower(name, node)?;
                kind.set(Some(lowered.kind));
                Some(lowered)
            }
        });
        let loading = LoadOptions {
            keeps_policies: true,
            lower: lower.as_ref().map(|lower| lower as &Lower<'_>),
        };
        let loaded = load_with(&documents, files, limits, &loading);
        let is_other = loaded
            .diagnostics
            .iter()
            .any(|one| OF_NOTHING.contains(&one.code));
        Unit {
            what: if is_other {
                What::Other
            } else {
                kind.get().map_or(What::Inventory, What::Template)
            },
            loaded,
            alone: Vec::new(),
            counted: None,
        }
    }

    /// How many policies are in it.
    pub fn policies(&self) -> usize {
        let held = self.loaded.policies.len() + self.alone.len();
        self.counted.unwrap_or(held)
    }

    /// Lets go of everything but what it was taken for, the number of its policies, and, if
    /// asked, its texts; thousands of documents fit into memory then.
    pub fn let_go(&mut self, keeps_texts: bool) {
        self.counted = Some(self.policies());
        self.alone = Vec::new();
        let loaded = std::mem::take(&mut self.loaded);
        if keeps_texts {
            self.loaded.sources = loaded.sources;
        }
    }
}

/// The policy document that a tree is or holds as a text, and what is to be said of the text.
fn policy_in(tree: &Node, limits: &Limits) -> Option<(Node, Vec<can_invoke_source::Diagnostic>)> {
    match &tree.value {
        Value::Object(_) if tree.get("Statement").is_some() => Some((tree.clone(), Vec::new())),
        Value::Object(_) => policy_in(wrapped(tree)?, limits),
        Value::String(text) => {
            let Parsed { value, diagnostics } = parse_embedded(text, limits);
            let inner = value.filter(|inner| inner.get("Statement").is_some())?;
            Some((inner, diagnostics))
        }
        _ => None,
    }
}

/// The same of a whole document, whose tree is taken as it is if it is a policy.
fn policy_of(tree: Node, limits: &Limits) -> Option<(Node, Vec<can_invoke_source::Diagnostic>)> {
    match &tree.value {
        Value::Object(_) if tree.get("Statement").is_some() => Some((tree, Vec::new())),
        _ => policy_in(&tree, limits),
    }
}

/// The policy that the AWS CLI prints with something around it: `aws lambda get-policy`,
/// `aws iam get-role-policy`, `get-policy-version`, `aws organizations describe-policy`.
fn wrapped(tree: &Node) -> Option<&Node> {
    let ways: [&[&str]; 4] = [
        &["Policy", "Content"],
        &["PolicyVersion", "Document"],
        &["PolicyDocument"],
        &["Policy"],
    ];
    ways.into_iter()
        .find_map(|way| way.iter().try_fold(tree, |node, key| node.get(key)))
}

/// What a policy that stands alone is used as: a statement that names a principal makes it
/// resource-based also where others forget theirs, and one that is about `sts` only and names
/// no resource is a trust policy.
pub fn inferred(policy: &Node) -> PolicyKind {
    let statements = match policy.get("Statement") {
        Some(list) if list.as_array().is_some() => list.as_array().unwrap_or_default(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let has = |key: &str| {
        statements
            .iter()
            .any(|statement| statement.get(key).is_some())
    };
    let is_about_sts = |statement: &Node| {
        let action = statement
            .get("Action")
            .or_else(|| statement.get("NotAction"));
        let actions: Vec<&str> = match action {
            Some(node) => match node.as_array() {
                Some(list) => list.iter().filter_map(Node::as_str).collect(),
                None => node.as_str().into_iter().collect(),
            },
            None => Vec::new(),
        };
        !actions.is_empty()
            && actions
                .iter()
                .all(|action| action.to_ascii_lowercase().starts_with("sts:"))
    };
    let names_principals = has("Principal") || has("NotPrincipal");
    let names_resources = has("Resource") || has("NotResource");
    if !names_resources && statements.iter().any(is_about_sts) {
        PolicyKind::Trust
    } else if names_principals {
        PolicyKind::Resource
    } else {
        PolicyKind::Identity
    }
}
