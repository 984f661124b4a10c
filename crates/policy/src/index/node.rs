//! Statements split by what they say, until few are left to choose from.

use std::collections::BTreeMap;

use super::{
    Place, Search,
    keys::Key,
    outline::Outlines,
    prefix::{Backward, Forward, PrefixTable},
};

/// Some of the statements of a layer.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// So few that each is held against the request.
    Few(Outlines),
    /// By a text that the request's text begins with, in the direction of the split.
    Split(Split, PrefixTable<Node>),
    /// By the hash of a principal that they name, in order of the hash.
    ByCaller(Vec<(u64, Place)>),
}

/// By what statements are told apart, the most telling first.
#[derive(Clone, Copy, Debug)]
pub(super) enum Split {
    /// The literal beginning of the resource part of the ARN.
    PartBegins,
    /// Its literal end, read backwards.
    PartEnds,
    /// The literal beginning of the action.
    ActionBegins,
}

impl Split {
    /// All of them.
    const ALL: &'static [Split] = &[Split::PartBegins, Split::PartEnds, Split::ActionBegins];

    /// What a key says of it.
    fn prefix(self, key: &Key) -> Vec<u8> {
        match self {
            Split::PartBegins => key.part.begins.as_bytes().to_vec(),
            Split::PartEnds => key.part.ends.bytes().rev().collect(),
            Split::ActionBegins => key.action.begins.as_bytes().to_vec(),
        }
    }
}

impl Node {
    pub(super) fn new(keys: Vec<Key>) -> Self {
        Node::split(keys, Split::ALL)
    }

    fn split(keys: Vec<Key>, splits: &[Split]) -> Self {
        if keys.len() <= Outlines::MOST {
            return Node::Few(Outlines::new(&keys));
        }
        let Some((first, rest)) = splits.split_first() else {
            return Node::by_caller(&keys);
        };
        let mut groups: BTreeMap<Vec<u8>, Vec<Key>> = BTreeMap::new();
        for key in keys {
            groups.entry(first.prefix(&key)).or_default().push(key);
        }
        Node::Split(
            *first,
            PrefixTable::new(groups, |keys| Node::split(keys, rest)),
        )
    }

    fn by_caller(keys: &[Key]) -> Self {
        // One statement may be here under several of its resources.
        let statements: BTreeMap<Place, &Key> = keys.iter().map(|key| (key.place, key)).collect();
        let named = |(place, key): (Place, &Key)| -> Vec<(u64, Place)> {
            key.callers.iter().map(|caller| (*caller, place)).collect()
        };
        let mut list: Vec<(u64, Place)> = statements.into_iter().flat_map(named).collect();
        list.sort_unstable();
        list.dedup();
        Node::ByCaller(list)
    }

    /// Calls `visit` for every statement that could apply, some perhaps more than once, until
    /// it answers `false`. Tells whether it never did.
    pub(super) fn visit(&self, search: &Search<'_>, visit: &mut impl FnMut(Place) -> bool) -> bool {
        match self {
            Node::Few(outlines) => outlines.visit(&search.outline, visit),
            Node::ByCaller(list) => search.callers().visit(list, visit),
            Node::Split(split, table) => {
                let part = search.view.resource_part();
                let action = search.view.request.action.lowercase();
                let mut go_on = |node: &Node| node.visit(search, visit);
                match split {
                    Split::PartBegins => table.visit(Forward(part), &mut go_on),
                    Split::PartEnds => table.visit(Backward(part), &mut go_on),
                    Split::ActionBegins => table.visit(Forward(action), &mut go_on),
                }
            }
        }
    }
}

impl Default for Node {
    fn default() -> Self {
        Node::Few(Outlines::default())
    }
}
