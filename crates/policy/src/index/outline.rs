//! Few statements, each held against the request by a few machine words.
//!
//! A table costs more than it saves when there is little to choose from. Here every
//! statement has an outline of what action and resource must begin and end with; an outline
//! that misses is known by four comparisons, without a look at the statement.

use super::{Place, keys::Key};
use crate::{
    document::Effect,
    request::RequestView,
    word::{Word, first_word, last_word},
};

/// The outlines of a few statements.
#[derive(Clone, Debug, Default)]
pub(super) struct Outlines {
    /// Those that deny come first, because a sure deny ends the search; those of one
    /// statement stand together.
    outlines: Vec<Outline>,
}

/// One action and one resource of a statement.
#[derive(Clone, Copy, Debug)]
struct Outline {
    action_begins: Word,
    action_ends: Word,
    part_begins: Word,
    part_ends: Word,
    place: Place,
}

/// The same of a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestOutline {
    action_begins: u64,
    action_ends: u64,
    part_begins: u64,
    part_ends: u64,
}

impl Outlines {
    /// So many cost less than a table.
    pub(super) const MOST: usize = 64;

    pub(super) fn new(keys: &[Key]) -> Self {
        let mut keys: Vec<&Key> = keys.iter().collect();
        keys.sort_by_key(|key| key.effect != Effect::Deny);
        Outlines {
            outlines: keys.into_iter().map(Outline::new).collect(),
        }
    }

    /// Calls `visit` for every statement that could apply until it answers `false`. Tells
    /// whether it never did.
    pub(super) fn visit(
        &self,
        request: &RequestOutline,
        visit: &mut impl FnMut(Place) -> bool,
    ) -> bool {
        let mut last = None;
        for outline in &self.outlines {
            if outline.misses(request) || last == Some(outline.place) {
                continue;
            }
            last = Some(outline.place);
            if !visit(outline.place) {
                return false;
            }
        }
        true
    }
}

impl Outline {
    fn new(key: &Key) -> Self {
        Outline {
            action_begins: Word::begins(&key.action.begins),
            action_ends: Word::ends(&key.action.ends),
            part_begins: Word::begins(&key.part.begins),
            part_ends: Word::ends(&key.part.ends),
            place: key.place,
        }
    }

    fn misses(&self, request: &RequestOutline) -> bool {
        let difference = self.part_begins.difference(request.part_begins)
            | self.part_ends.difference(request.part_ends)
            | self.action_begins.difference(request.action_begins)
            | self.action_ends.difference(request.action_ends);
        difference != 0
    }
}

impl RequestOutline {
    pub(super) fn new(view: &RequestView<'_>) -> Self {
        let action = view.request.action.lowercase().as_bytes();
        let part = view.resource_part().as_bytes();
        RequestOutline {
            action_begins: first_word(action),
            action_ends: last_word(action),
            part_begins: first_word(part),
            part_ends: last_word(part),
        }
    }
}
