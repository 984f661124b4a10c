//! The texts that an inventory is read from, each read once however often it is named, and
//! what is to be said about them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use can_invoke_policy::Policy;
use can_invoke_source::{
    Diagnostic, FileId, Limits, Member, Node, Parsed, Sources, Span, Text, embedded, parse_bytes,
};

use can_invoke_source::words::quote;

use super::{Files, secrets, shared_policies::SharedPolicies};

/// What a document of a foreign kind comes to.
#[derive(Clone, Debug, Default)]
pub struct Lowered {
    /// What people call the kind, such as `OpenAPI definition`.
    pub kind: &'static str,
    /// A tree of an inventory in its native format, whose spans lead into the document.
    pub inventory: Option<Node>,
    /// What is to be said about the document.
    pub diagnostics: Vec<Diagnostic>,
}

/// All texts of one run.
pub(super) struct Texts<'a> {
    files: &'a dyn Files,
    limits: &'a Limits,
    given: &'a [(String, Vec<u8>)],
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    /// The given documents, then those referred to.
    entries: Vec<Entry>,
    /// What a path in a file has led to.
    references: BTreeMap<(FileId, String), Result<usize, String>>,
    /// Keys of the output of commands that have been called unknown.
    unknown_keys: BTreeSet<(FileId, String)>,
    /// Policies that inventories hold for several principals.
    pub(super) shared_policies: SharedPolicies,
    /// The policies with their trees, if somebody wants them.
    policies: Option<Vec<PolicyTree>>,
}

/// A policy with the tree that it was read from, of which the policy does not keep everything:
/// unknown elements, the order of keys, what was left out because it is wrong.
#[derive(Clone, Debug)]
pub struct PolicyTree {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The tree.
    pub node: Node,
}

struct Entry {
    name: String,
    document: Document,
    is_referred_to: bool,
}

/// A text as a tree; nothing, if it could not be read, which is reported.
pub(super) type Document = Option<Arc<Node>>;

impl<'a> Texts<'a> {
    /// Reads the given documents.
    pub(super) fn new(
        given: &'a [(String, Vec<u8>)],
        files: &'a dyn Files,
        limits: &'a Limits,
    ) -> Self {
        let mut texts = Texts {
            files,
            limits,
            given,
            sources: Sources::new(),
            diagnostics: Vec::new(),
            entries: Vec::new(),
            references: BTreeMap::new(),
            unknown_keys: BTreeSet::new(),
            shared_policies: SharedPolicies::default(),
            policies: None,
        };
        for (name, bytes) in given {
            texts.add(name, bytes);
        }
        texts
    }

    /// The given documents, in their order.
    pub(super) fn given(&self) -> Vec<Document> {
        let given = self.entries.iter().take(self.given.len());
        given.map(|entry| entry.document.clone()).collect()
    }

    /// Whether some document refers to the given document `index`.
    pub(super) fn is_referred_to(&self, index: usize) -> bool {
        self.entries
            .get(index)
            .is_some_and(|entry| entry.is_referred_to)
    }

    /// The document that `path`, which is written at `span`, leads to.
    pub(super) fn refer(&mut self, path: &str, span: Span) -> Document {
        let key = (span.file, path.to_owned());
        if !self.references.contains_key(&key) {
            let found = self.find(path, span.file);
            self.references.insert(key.clone(), found);
        }
        match self.references.get(&key) {
            Some(Ok(index)) => {
                let entry = self.entries.get_mut(*index)?;
                entry.is_referred_to = true;
                entry.document.clone()
            }
            Some(Err(reason)) => {
                let diagnostic = Diagnostic::error(
                    "cannot-read-file",
                    span,
                    format!("{} cannot be read: {reason}", quote(path)),
                )
                .help("paths are relative to the file that they stand in");
                self.report(diagnostic);
                None
            }
            None => None,
        }
    }

    fn find(&mut self, path: &str, from: FileId) -> Result<usize, String> {
        let from = self.sources.name(from).to_owned();
        let (name, bytes) = self.files.read(path, &from)?;
        let same = |(index, entry): (usize, &Entry)| {
            let is_same_text = match self.given.get(index) {
                Some((_, given)) => *given == bytes,
                None => true,
            };
            (plain(&entry.name) == plain(&name) && is_same_text).then_some(index)
        };
        let known = self.entries.iter().enumerate().find_map(same);
        Ok(match known {
            Some(index) => index,
            None => self.add(&name, &bytes),
        })
    }

    /// Goes on with texts that were read before.
    pub(super) fn set_sources(&mut self, sources: Sources) {
        self.sources = sources;
    }

    /// A document that nothing refers to.
    pub(super) fn read_alone(&mut self, name: &str, bytes: &[u8]) -> Option<Node> {
        let (_, parsed) = parse_bytes(&mut self.sources, name, bytes, self.limits);
        self.take(parsed)
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> usize {
        let masked = secrets::masked(name, bytes, self.limits);
        let bytes = masked.as_ref().map_or(bytes, String::as_bytes);
        let (_, parsed) = parse_bytes(&mut self.sources, name, bytes, self.limits);
        let document = self.take(parsed).map(Arc::new);
        self.entries.push(Entry {
            name: name.to_owned(),
            document,
            is_referred_to: false,
        });
        self.entries.len() - 1
    }

    /// A text that no file holds, such as the document of a policy of AWS's own.
    pub(super) fn synthetic(&mut self, name: &str, text: &str) -> Option<Node> {
        let (_, parsed) = parse_bytes(&mut self.sources, name, text.as_bytes(), self.limits);
        self.take(parsed)
    }

    /// The document inside a string.
    pub(super) fn embedded(&mut self, text: &Text) -> Option<Node> {
        let parsed = embedded::parse_embedded(text, self.limits);
        self.take(parsed)
    }

    /// Whether the key is called unknown for the first time in its file.
    pub(super) fn is_new_key(&mut self, member: &Member) -> bool {
        self.unknown_keys
            .insert((member.key_span.file, member.key.clone()))
    }

    /// The value; the diagnostics are kept.
    pub(super) fn take<T>(&mut self, parsed: Parsed<T>) -> T {
        self.diagnostics.extend(parsed.diagnostics);
        parsed.value
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The text at a place.
    pub(super) fn slice(&self, span: Span) -> &str {
        self.sources.slice(span)
    }

    /// The name of the file that a place is in.
    pub(super) fn file_name(&self, span: Span) -> &str {
        self.sources.name(span.file)
    }

    /// From now on policies are kept with their trees.
    pub(super) fn keep_policies(&mut self) {
        self.policies = Some(Vec::new());
    }

    /// Keeps a policy with its tree, if somebody wants that.
    pub(super) fn keep_policy(&mut self, policy: &Arc<Policy>, node: &Node) {
        if let Some(policies) = &mut self.policies {
            policies.push(PolicyTree {
                policy: Arc::clone(policy),
                node: node.clone(),
            });
        }
    }

    /// The policies that were kept.
    pub(super) fn take_policies(&mut self) -> Vec<PolicyTree> {
        self.policies.take().unwrap_or_default()
    }

    /// Replaces the trees of given documents by others, such as templates by the inventories
    /// that they describe.
    pub(super) fn lower(&mut self, lower: &super::Lower<'_>) {
        for index in 0..self.entries.len() {
            let Some(entry) = self.entries.get_mut(index) else {
                continue;
            };
            let Some(lowered) = entry
                .document
                .as_deref()
                .and_then(|node| lower(&entry.name, node))
            else {
                continue;
            };
            entry.document = lowered.inventory.map(Arc::new);
            self.diagnostics.extend(lowered.diagnostics);
        }
    }

    /// All texts, and all diagnostics in order of position, none twice.
    pub(super) fn finish(self) -> (Sources, Vec<Diagnostic>) {
        let mut diagnostics = self.diagnostics;
        diagnostics.sort_by(|left, right| {
            let order = |diagnostic: &Diagnostic| (diagnostic.primary.span, diagnostic.code);
            order(left)
                .cmp(&order(right))
                .then_with(|| left.message.cmp(&right.message))
        });
        diagnostics.dedup();
        (self.sources, diagnostics)
    }
}

/// A path without the detours that a person may write: `./a/../b` is `b`.
pub(super) fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match (part, parts.last()) {
            (".", _) => {}
            ("..", Some(last)) if !matches!(*last, "" | "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lose_their_detours() {
        assert_eq!(plain("./a/../b/./c.json"), "b/c.json");
        assert_eq!(plain("../a/../../b"), "../../b");
        assert_eq!(plain("/../a"), "/../a");
        assert_eq!(plain(r"x\y"), plain("x/y"));
    }
}
