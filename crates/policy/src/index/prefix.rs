//! Values under texts, found by a text that they begin.

use std::collections::BTreeMap;

use crate::word::{first_long_word, last_long_word};

/// The bytes of a text in the order in which a table compares them.
pub(super) trait Bytes: Copy {
    /// The first sixteen in that order.
    fn word(self) -> u128;

    fn at(self, index: usize) -> Option<u8>;
}

#[derive(Clone, Copy)]
pub(super) struct Forward<'t>(pub(super) &'t str);

impl Bytes for Forward<'_> {
    fn word(self) -> u128 {
        first_long_word(self.0.as_bytes())
    }

    fn at(self, index: usize) -> Option<u8> {
        self.0.as_bytes().get(index).copied()
    }
}

#[derive(Clone, Copy)]
pub(super) struct Backward<'t>(pub(super) &'t str);

impl Bytes for Backward<'_> {
    fn word(self) -> u128 {
        last_long_word(self.0.as_bytes())
    }

    fn at(self, index: usize) -> Option<u8> {
        let from_end = self.0.len().checked_sub(index + 1)?;
        self.0.as_bytes().get(from_end).copied()
    }
}

/// Values under texts, found by all texts that begin another text.
#[derive(Clone, Debug)]
pub(super) struct PrefixTable<T> {
    /// In order of the text.
    entries: Vec<Entry<T>>,
    /// The first sixteen bytes of each, which mostly decide.
    words: Vec<u128>,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    prefix: Box<[u8]>,
    value: T,
    /// The entry with the longest text that begins this one's.
    parent: Option<usize>,
}

impl<T> PrefixTable<T> {
    pub(super) fn new<V>(values: BTreeMap<Vec<u8>, V>, make: impl Fn(V) -> T) -> Self {
        let mut entries: Vec<Entry<T>> = Vec::with_capacity(values.len());
        // Entries whose text begins the texts that come next, the longest last.
        let mut open: Vec<(usize, Vec<u8>)> = Vec::new();
        for (at, (prefix, value)) in values.into_iter().enumerate() {
            while open.pop_if(|(_, last)| !prefix.starts_with(last)).is_some() {}
            entries.push(Entry {
                prefix: prefix.clone().into_boxed_slice(),
                value: make(value),
                parent: open.last().map(|(at, _)| *at),
            });
            open.push((at, prefix));
        }
        let words = entries.iter().map(|entry| first_long_word(&entry.prefix));
        PrefixTable {
            words: words.collect(),
            entries,
        }
    }

    /// Calls `visit` for the value of every text that begins `text`, until it answers
    /// `false`. Tells whether it never did.
    pub(super) fn visit(&self, text: impl Bytes, visit: &mut impl FnMut(&T) -> bool) -> bool {
        let mut next = self.last_before(text);
        let mut begins = false;
        while let Some(entry) = next.and_then(|at| self.entries.get(at)) {
            // What begins an entry that begins the text begins the text as well.
            begins = begins || compare(&entry.prefix, text) == Order::Begins;
            if begins && !visit(&entry.value) {
                return false;
            }
            next = entry.parent;
        }
        true
    }

    /// The last entry that is the text or lies before it. All entries that begin the text
    /// begin this one, or are it.
    fn last_before(&self, text: impl Bytes) -> Option<usize> {
        let word = text.word();
        let start = self.words.partition_point(|own| *own < word);
        let same = self.words.get(start..)?.partition_point(|own| *own == word);
        let undecided = self.entries.get(start..start + same)?;
        let before =
            undecided.partition_point(|entry| compare(&entry.prefix, text) != Order::After);
        (start + before).checked_sub(1)
    }
}

/// How an entry stands to a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// It begins the text, or is it.
    Begins,
    /// It comes before the text in the order, and does not begin it.
    Before,
    /// It comes after the text in the order.
    After,
}

fn compare(prefix: &[u8], text: impl Bytes) -> Order {
    for (index, own) in prefix.iter().enumerate() {
        match text.at(index) {
            None => return Order::After,
            Some(other) if *own < other => return Order::Before,
            Some(other) if *own > other => return Order::After,
            Some(_) => {}
        }
    }
    Order::Begins
}
