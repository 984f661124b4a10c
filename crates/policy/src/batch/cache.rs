//! Policies that were read before, found by their text.

use std::{hash::BuildHasher as _, mem, sync::Arc};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::{Policy, PolicyKind, prepared::Group};

/// The most bytes of text in one generation of a table.
const MOST_BYTES: usize = 2 << 20;

/// The most entries in one generation of a table.
const MOST_ENTRIES: usize = 8192;

/// How many texts a table knows to have met once.
const MOST_MET: usize = 1 << 14;

/// How many entries are tried before a text is measured out and hashed.
const MOST_RECENT: usize = 8;

/// The longest text that is tried so.
const LONGEST_RECENT: usize = 64 << 10;

/// What was read from a text.
#[derive(Debug)]
pub(super) struct Entry<V> {
    pub(super) kind: PolicyKind,
    pub(super) text: Box<str>,
    pub(super) value: V,
}

/// The documents of one member of a line, prepared: one group, or one for each level of an
/// organization.
pub(super) type Groups = Arc<Entry<Vec<Group>>>;

/// What was read of all lines so far, as far as the bounds allow.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// Whole members of lines.
    pub(super) members: Table<Vec<Group>>,
    /// Single documents.
    pub(super) policies: Table<Arc<Policy>>,
}

/// Entries under their texts, in two generations: when the younger one is full, it becomes
/// the older one, and what nobody asked for since the last time is forgotten.
///
/// Only what is met twice gets in, so that texts that are met once cost little.
#[derive(Debug)]
pub(super) struct Table<V> {
    /// Hashes of texts, each at a place that depends on the hash.
    met: Vec<u64>,
    young: HashTable<Arc<Entry<V>>>,
    old: HashTable<Arc<Entry<V>>>,
    /// The bytes of text in the younger generation.
    bytes: usize,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Table {
            met: vec![0; MOST_MET],
            young: HashTable::new(),
            old: HashTable::new(),
            bytes: 0,
        }
    }
}

fn hash(kind: PolicyKind, text: &str) -> u64 {
    FixedState::default().hash_one((kind, text))
}

/// What a table says of a text.
#[derive(Debug)]
pub(super) enum Lookup<V> {
    /// It was read before.
    Known(Arc<Entry<V>>),
    /// It was met before: what is read from it should be kept.
    Met,
    /// It is new.
    New,
}

impl<V> Table<V> {
    /// Looks for a text as a document of this kind.
    pub(super) fn get(&mut self, kind: PolicyKind, text: &str) -> Lookup<V> {
        let hash = hash(kind, text);
        let is_it = |entry: &Arc<Entry<V>>| entry.kind == kind && *entry.text == *text;
        if let Some(entry) = self.young.find(hash, is_it) {
            return Lookup::Known(Arc::clone(entry));
        }
        if let Ok(entry) = self.old.find_entry(hash, is_it) {
            let (entry, _) = entry.remove();
            self.keep(hash, Arc::clone(&entry));
            return Lookup::Known(entry);
        }
        let place = usize::try_from(hash % MOST_MET as u64).unwrap_or_default();
        match self.met.get_mut(place) {
            Some(met) if *met == hash => Lookup::Met,
            Some(met) => {
                *met = hash;
                Lookup::New
            }
            None => Lookup::New,
        }
    }

    /// Keeps what was read from a text, unless the text is very long.
    pub(super) fn insert(&mut self, kind: PolicyKind, text: &str, value: V) -> Arc<Entry<V>> {
        let entry = Arc::new(Entry {
            kind,
            text: text.into(),
            value,
        });
        if text.len() <= MOST_BYTES / 2 {
            self.keep(hash(kind, text), Arc::clone(&entry));
        }
        entry
    }

    fn keep(&mut self, own: u64, entry: Arc<Entry<V>>) {
        if self.young.len() >= MOST_ENTRIES || self.bytes + entry.text.len() > MOST_BYTES {
            self.old = mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += entry.text.len();
        self.young
            .insert_unique(own, entry, |entry| hash(entry.kind, &entry.text));
    }
}

/// The members of lines that were asked for last, the last one first.
#[derive(Debug, Default)]
pub(super) struct Recent {
    entries: Vec<Groups>,
}

impl Recent {
    /// The entry whose text begins this one. A text that ends with its own bracket or quote
    /// begins no other value, so that it is the value at the beginning of this one.
    pub(super) fn find(&mut self, rest: &str) -> Option<Groups> {
        let is_it = |entry: &Groups| rest.as_bytes().starts_with(entry.text.as_bytes());
        let at = self.entries.iter().position(is_it)?;
        if let Some(before) = at.checked_sub(1) {
            self.entries.swap(at, before);
            return self.entries.get(before).map(Arc::clone);
        }
        self.entries.get(at).map(Arc::clone)
    }

    /// Puts an entry before the others.
    pub(super) fn push(&mut self, entry: &Groups) {
        let is_there = || {
            let mut others = self.entries.iter();
            others.any(|other| Arc::ptr_eq(other, entry))
        };
        if entry.text.len() > LONGEST_RECENT || is_there() {
            return;
        }
        self.entries.truncate(MOST_RECENT - 1);
        self.entries.insert(0, Arc::clone(entry));
    }

    /// How many there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}
