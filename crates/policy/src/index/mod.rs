//! Which statements of a layer can apply to a request at all.
//!
//! A layer is indexed once by what its statements literally say: how the action begins, how
//! the resource part of the ARN begins and ends, and whom they name. A decision then
//! evaluates only the statements that an index entry of the request leads to. The index
//! leaves out nothing that could apply; that it lists too much costs time and nothing else.
//!
//! Partition, service, Region and account of a resource are not looked at: they hardly tell
//! statements apart, and a wildcard in them would hide what comes after.

mod callers;
mod keys;
mod outline;
mod prefix;
mod tables;
mod word;

use std::cell::OnceCell;

use crate::{Policy, document::Statement, request::RequestView};

use self::{
    callers::CallerHashes,
    outline::{Outlines, RequestOutline},
    tables::Tables,
};

/// The statements of one layer, findable by request.
#[derive(Clone, Debug)]
pub(crate) enum StatementIndex {
    /// There are few.
    Few(Outlines),
    /// There are many.
    Many(Tables),
}

/// Where a statement is: the document, and the statement in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    document: u32,
    statement: u32,
}

/// All statements of a layer.
type Statements<'p> = [(Place, &'p Statement)];

/// What a request is searched by, worked out once for all layers.
pub(crate) struct Search<'r> {
    view: &'r RequestView<'r>,
    outline: RequestOutline,
    /// Only a long list of those whom statements name needs them.
    callers: OnceCell<CallerHashes>,
}

impl<'r> Search<'r> {
    pub(crate) fn new(view: &'r RequestView<'r>) -> Self {
        Search {
            view,
            outline: RequestOutline::new(view),
            callers: OnceCell::new(),
        }
    }

    fn callers(&self) -> &CallerHashes {
        self.callers
            .get_or_init(|| CallerHashes::new(&self.view.request.caller))
    }
}

impl Default for StatementIndex {
    fn default() -> Self {
        StatementIndex::Few(Outlines::default())
    }
}

impl StatementIndex {
    /// Indexes the documents of a layer.
    pub(crate) fn new(policies: &[&Policy]) -> Self {
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut statements = Vec::new();
        for (document, policy) in policies.iter().enumerate() {
            for (index, statement) in policy.statements.iter().enumerate() {
                let place = Place {
                    document: small(document),
                    statement: small(index),
                };
                statements.push((place, statement));
            }
        }
        match Outlines::new(&statements) {
            Some(outlines) => StatementIndex::Few(outlines),
            None => StatementIndex::Many(Tables::new(&statements)),
        }
    }

    /// Calls `visit` for every statement that could apply, some perhaps more than once, until
    /// it answers `false`.
    pub(crate) fn visit(&self, search: &Search<'_>, mut visit: impl FnMut(usize, usize) -> bool) {
        let mut visit = |place: Place| visit(place.document as usize, place.statement as usize);
        match self {
            StatementIndex::Few(outlines) => outlines.visit(&search.outline, &mut visit),
            StatementIndex::Many(tables) => tables.visit(search, &mut visit),
        }
    }
}
