//! Few statements, each held against the request by a few machine words.
//!
//! A table costs more than it saves when there is little to choose from. Here every
//! statement has an outline of what action and resource must begin and end with; an outline
//! that misses is known by four comparisons, without a look at the statement.

use super::{
    Place, Statements,
    keys::{Ends, TextPlace, action_keys, resource_keys},
    word::{first_word, last_word, mask},
};
use crate::{document::Effect, request::RequestView};

/// The outlines of the statements of one layer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outlines {
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
    /// Whether what the resource begins with may stand behind a later colon.
    begins_later: bool,
    place: Place,
}

/// Eight bytes at the beginning or end of a text, of which only those under the mask count.
#[derive(Clone, Copy, Debug)]
struct Word {
    bytes: u64,
    mask: u64,
}

/// The same of a request, where all bytes count.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestOutline {
    action_begins: u64,
    action_ends: u64,
    part_begins: u64,
    part_ends: u64,
    has_later_colon: bool,
}

impl Outlines {
    /// How many outlines still cost less than tables.
    const MOST: usize = 64;

    /// `None` if there would be too many of them.
    pub(super) fn new(statements: &Statements<'_>) -> Option<Self> {
        let mut outlines = Vec::new();
        let of_effect = |wanted: Effect| {
            let statements = statements.iter();
            statements.filter(move |(_, statement)| statement.effect == wanted)
        };
        for (place, statement) in of_effect(Effect::Deny).chain(of_effect(Effect::Allow)) {
            let resources = resource_keys(statement);
            for action in action_keys(statement) {
                for key in &resources {
                    if outlines.len() == Self::MOST {
                        return None;
                    }
                    outlines.push(Outline::new(&action, &key.text, key.place, *place));
                }
            }
        }
        Some(Outlines { outlines })
    }

    /// Calls `visit` for every statement that could apply until it answers `false`.
    pub(super) fn visit(&self, request: &RequestOutline, visit: &mut impl FnMut(Place) -> bool) {
        let mut last = None;
        for outline in &self.outlines {
            if outline.misses(request) || last == Some(outline.place) {
                continue;
            }
            last = Some(outline.place);
            if !visit(outline.place) {
                return;
            }
        }
    }
}

impl Outline {
    fn new(action: &Ends, part: &Ends, at: TextPlace, place: Place) -> Self {
        let part_begins = match at {
            TextPlace::Whole | TextPlace::WholeOrLater => part.begins.as_str(),
            // Before the path stands the id of any API.
            TextPlace::OwnApi => "",
        };
        Outline {
            action_begins: Word::begins(&action.begins),
            action_ends: Word::ends(&action.ends),
            part_begins: Word::begins(part_begins),
            part_ends: Word::ends(&part.ends),
            begins_later: at == TextPlace::WholeOrLater,
            place,
        }
    }

    fn misses(&self, request: &RequestOutline) -> bool {
        let part_begins = if self.begins_later && request.has_later_colon {
            0
        } else {
            self.part_begins.difference(request.part_begins)
        };
        let difference = part_begins
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
            has_later_colon: part.contains(&b':'),
        }
    }
}

impl Word {
    fn begins(text: &str) -> Self {
        Word {
            bytes: first_word(text.as_bytes()),
            mask: mask(text.len()),
        }
    }

    fn ends(text: &str) -> Self {
        Word {
            bytes: last_word(text.as_bytes()),
            mask: mask(text.len()),
        }
    }

    /// Zero if they are the same as far as they count.
    fn difference(self, other: u64) -> u64 {
        (self.bytes ^ other) & self.mask
    }
}
