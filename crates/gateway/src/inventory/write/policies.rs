//! Policies, each in place, or once for all principals that have it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use can_invoke_policy::Policy;
use can_invoke_source::{JsonWriter, Span};

use crate::inventory::{Known, policies::ELEMENTS};

use super::{
    fields::{NONE, text},
    originals::Originals,
};

/// Policies that more than one principal has, such as managed ones.
pub(super) struct Shared<'i> {
    /// Their keys, by the places of the documents.
    keys: BTreeMap<Span, String>,
    /// One policy of each document, in the order in which they occur.
    firsts: Vec<&'i Policy>,
}

impl<'i> Shared<'i> {
    /// Of these policies those whose document occurs more than once. The key is the name,
    /// with a number where another document has it too.
    pub(super) fn of(policies: impl Iterator<Item = &'i Policy>) -> Self {
        let mut counts: BTreeMap<Span, usize> = BTreeMap::new();
        let mut firsts = Vec::new();
        for policy in policies {
            let count = counts.entry(policy.span).or_default();
            *count += 1;
            if *count == 1 {
                firsts.push(policy);
            }
        }
        firsts.retain(|policy| counts.get(&policy.span).is_some_and(|count| *count > 1));
        let mut keys = BTreeMap::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for policy in &firsts {
            let number = numbers.entry(policy.name.as_str()).or_default();
            let key = loop {
                *number += 1;
                let key = match *number {
                    1 => policy.name.clone(),
                    number => format!("{} ({number})", policy.name),
                };
                if taken.insert(key.clone()) {
                    break key;
                }
            };
            keys.insert(policy.span, key);
        }
        Shared { keys, firsts }
    }

    /// `policies:` of the inventory, unless there are none.
    pub(super) fn write(&self, writer: &mut JsonWriter, originals: &Originals<'_>) {
        if self.firsts.is_empty() {
            return;
        }
        writer.key("policies");
        writer.object(|writer| {
            for policy in &self.firsts {
                if let Some(key) = self.keys.get(&policy.span) {
                    writer.key(key);
                    writer.node(&originals.document(policy));
                }
            }
        });
    }

    /// A policy of a principal: by its key if it is shared, else as [`policy`] writes it.
    pub(super) fn policy(
        &self,
        writer: &mut JsonWriter,
        policy: &Policy,
        own: &str,
        originals: &Originals<'_>,
    ) {
        let Some(key) = self.keys.get(&policy.span) else {
            return self::policy(writer, policy, own, originals);
        };
        writer.object(|writer| {
            text(writer, "shared", key);
            if policy.name != *key {
                text(writer, "name", &policy.name);
            }
        });
    }
}

/// A policy: its document, and its name where that is not `own`, which it would have without
/// one.
pub(super) fn policy(
    writer: &mut JsonWriter,
    policy: &Policy,
    own: &str,
    originals: &Originals<'_>,
) {
    let document = originals.document(policy);
    let is_clear = ELEMENTS.iter().any(|key| document.get(key).is_some());
    if is_clear && policy.name == own {
        return writer.node(&document);
    }
    writer.object(|writer| {
        if policy.name != own {
            text(writer, "name", &policy.name);
        }
        writer.key("document");
        writer.node(&document);
    });
}

/// A policy that there may be; `nothing` is what says that there is none.
pub(super) fn optional(
    writer: &mut JsonWriter,
    key: &str,
    known: &Known<Option<Arc<Policy>>>,
    (own, nothing): (&str, &str),
    originals: &Originals<'_>,
) {
    if let Known::Known(known) = known {
        writer.key(key);
        match known {
            Some(one) => policy(writer, one, own, originals),
            None => writer.string(nothing),
        }
    }
}

/// A policy that there may be, or `none`.
pub(super) fn or_none(
    writer: &mut JsonWriter,
    key: &str,
    known: &Known<Option<Arc<Policy>>>,
    own: &str,
    originals: &Originals<'_>,
) {
    optional(writer, key, known, (own, NONE), originals);
}
