//! Whether a correction lets somebody in.

use can_invoke_policy::Policy;
use can_invoke_source::{Diagnostic, FileId, Limits, Node, Span, parse_text};

use super::{
    meaning::{differs_only_in_policies, is_same},
    requests::distinguishing,
    worlds::worlds,
};
use crate::unit::Unit;

/// A document before or after a correction.
#[derive(Clone, Copy)]
pub struct Version<'u> {
    /// The document as it was read.
    pub unit: &'u Unit,
    /// Its own file among its texts.
    pub file: FileId,
}

/// Says whether a request that was denied before would be allowed afterwards.
///
/// [`ByRequests`] tries requests; a prover that reasons about all of them takes its place behind
/// the same trait.
pub trait Prover {
    /// Compares two versions of a document.
    fn prove(&self, before: &Version<'_>, after: &Version<'_>) -> Proof;
}

/// What a prover says.
#[derive(Clone, Debug, PartialEq)]
pub enum Proof {
    /// Both versions hold the same keys and values: every request comes out as before. This
    /// holds for all requests.
    SameMeaning,
    /// Only policies differ, and of so many requests made from what they name none is newly
    /// allowed. This is an attempt to refute, and no proof for all requests.
    Tried(usize),
    /// This request was denied and would be allowed.
    Opens(Box<Opened>),
    /// It could not be shown.
    NotShown(&'static str),
}

/// A request that a correction would allow.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Who asks, for what, on which resource, in which context.
    pub request: String,
    /// The policy that allows it.
    pub policy: String,
}

impl Proof {
    /// Whether the correction may be applied without a look.
    pub fn holds(&self) -> bool {
        matches!(self, Proof::SameMeaning | Proof::Tried(_))
    }

    /// In words, about a correction.
    pub fn message(&self) -> String {
        match self {
            Proof::SameMeaning => "the document says the same as before".to_owned(),
            Proof::Tried(1) => "of 1 request tried none is newly allowed".to_owned(),
            Proof::Tried(number) => format!("of {number} requests tried none is newly allowed"),
            Proof::Opens(opened) => {
                format!("`{}` would newly allow {}", opened.policy, opened.request)
            }
            Proof::NotShown(why) => format!("it is not shown to open nothing: {why}"),
        }
    }
}

/// Compares the trees, and where only policies differ, decides requests under both versions.
///
/// A document with mistakes of syntax counts as what the parser makes of it, although AWS takes
/// no such document: whoever wrote it meant what it says.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByRequests;

impl Prover for ByRequests {
    fn prove(&self, before: &Version<'_>, after: &Version<'_>) -> Proof {
        let (Some(old), Some(new)) = (tree(before), tree(after)) else {
            return Proof::NotShown("the document cannot be read");
        };
        if is_same(&old, &new) {
            return Proof::SameMeaning;
        }
        let is_refused = |version: &Version<'_>| {
            let mut diagnostics = version.unit.loaded.diagnostics.iter();
            diagnostics.any(|one| one.is_error() && !is_of_syntax(one))
        };
        if is_refused(before) || is_refused(after) {
            return Proof::NotShown(
                "AWS refuses the document as it is, so that nothing of it is in force yet",
            );
        }
        let (olds, news) = (policies(before.unit), policies(after.unit));
        let spans = |of: &[(&Policy, &Node)]| -> Vec<Span> {
            of.iter().map(|(_, node)| node.span).collect()
        };
        if !differs_only_in_policies(&old, &spans(&olds), &new, &spans(&news)) {
            return Proof::NotShown("it changes more than policies");
        }
        let fits = |((old, _), (new, _)): (&(&Policy, &Node), &(&Policy, &Node))| {
            old.kind == new.kind && old.name == new.name
        };
        if olds.len() != news.len() || !olds.iter().zip(&news).all(fits) {
            return Proof::NotShown("the document holds other policies than before");
        }
        let mut tried = 0;
        for ((old, old_node), (new, new_node)) in olds.iter().zip(&news) {
            if is_same(old_node, new_node) {
                continue;
            }
            match compare(old, new) {
                Proof::Tried(number) => tried += number,
                other => return other,
            }
        }
        Proof::Tried(tried)
    }
}

/// Decides requests under two versions of a policy.
fn compare(old: &Policy, new: &Policy) -> Proof {
    let requests = match distinguishing(old, new) {
        Ok(requests) => requests,
        Err(why) => return Proof::NotShown(why),
    };
    let Some(worlds) = worlds(old.kind) else {
        return Proof::NotShown("its kind of policy is not understood");
    };
    for request in &requests {
        for world in &worlds {
            if world.decides(request, new) > world.decides(request, old) {
                return Proof::Opens(Box::new(Opened {
                    request: format!(
                        "`{}` on `{}` by {}",
                        request.action.as_str(),
                        request.resource.arn,
                        request.caller
                    ),
                    policy: new.name.clone(),
                }));
            }
        }
    }
    Proof::Tried(requests.len())
}

fn tree(version: &Version<'_>) -> Option<Node> {
    let sources = &version.unit.loaded.sources;
    parse_text(sources, version.file, &Limits::default()).value
}

fn policies(unit: &Unit) -> Vec<(&Policy, &Node)> {
    let trees = unit.loaded.policies.iter().chain(&unit.alone);
    trees.map(|tree| (&*tree.policy, &tree.node)).collect()
}

fn is_of_syntax(diagnostic: &Diagnostic) -> bool {
    diagnostic.code.starts_with("json-") || diagnostic.code.starts_with("yaml-")
}
