//! Which statements of a layer can apply to a request at all.
//!
//! A layer is indexed once by what its statements literally say: how action and resource
//! part of the ARN begin and end, and whom they name. A decision then evaluates only the
//! statements that an index entry of the request leads to. The index leaves out nothing that
//! could apply; that it lists too much costs time and nothing else.
//!
//! Partition, service, Region and account of a resource are not looked at: they hardly tell
//! statements apart, and a wildcard in them would hide what comes after.

mod callers;
mod keys;
mod node;
mod outline;
mod prefix;

use std::cell::OnceCell;

use crate::{Policy, request::RequestView};

use self::{
    callers::CallerHashes,
    keys::{Key, TextPlace},
    node::Node,
    outline::RequestOutline,
};

/// The statements of one layer, findable by request.
#[derive(Clone, Debug, Default)]
pub(crate) struct StatementIndex {
    /// By the resource part of the ARN.
    parts: Node,
    /// Those whose last segment may begin at a later colon of the resource, because a
    /// wildcard before it reaches that far.
    later: Option<Node>,
    /// Abbreviated resources.
    own_api: Option<Node>,
}

/// Where a statement is: the document, and the statement in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    document: u32,
    statement: u32,
}

/// What a request is searched by, worked out once for all layers.
pub(crate) struct Search<'r> {
    view: &'r RequestView<'r>,
    outline: RequestOutline,
    /// Whether the resource part of the ARN holds a colon.
    has_later: bool,
    /// Only a long list of those whom statements name needs them.
    callers: OnceCell<CallerHashes>,
}

impl<'r> Search<'r> {
    pub(crate) fn new(view: &'r RequestView<'r>) -> Self {
        Search {
            view,
            outline: RequestOutline::new(view),
            has_later: view.resource_part().contains(':'),
            callers: OnceCell::new(),
        }
    }

    fn callers(&self) -> &CallerHashes {
        self.callers
            .get_or_init(|| CallerHashes::new(&self.view.request.caller))
    }
}

impl StatementIndex {
    /// Indexes the documents of a layer.
    pub(crate) fn new(policies: &[&Policy]) -> Self {
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut parts = Vec::new();
        let mut later = Vec::new();
        let mut own_api = Vec::new();
        for (document, policy) in policies.iter().enumerate() {
            for (statement, content) in policy.statements.iter().enumerate() {
                let place = Place {
                    document: small(document),
                    statement: small(statement),
                };
                for (at, key) in keys::of(content, place) {
                    match at {
                        TextPlace::Whole => parts.push(key),
                        TextPlace::WholeOrLater => {
                            later.push(key.beginning_anywhere());
                            parts.push(key);
                        }
                        TextPlace::OwnApi => own_api.push(key.beginning_anywhere()),
                    }
                }
            }
        }
        let unless_empty = |keys: Vec<Key>| (!keys.is_empty()).then(|| Node::new(keys));
        StatementIndex {
            parts: Node::new(parts),
            later: unless_empty(later),
            own_api: unless_empty(own_api),
        }
    }

    /// Calls `visit` for every statement that could apply, some perhaps more than once, until
    /// it answers `false`.
    pub(crate) fn visit(&self, search: &Search<'_>, mut visit: impl FnMut(usize, usize) -> bool) {
        let mut visit = |place: Place| visit(place.document as usize, place.statement as usize);
        let later = self.later.as_ref().filter(|_| search.has_later);
        // Mostly there is nothing but the parts.
        let _ = self.parts.visit(search, &mut visit)
            && self
                .own_api
                .as_ref()
                .is_none_or(|node| node.visit(search, &mut visit))
            && later.is_none_or(|node| node.visit(search, &mut visit));
    }
}
