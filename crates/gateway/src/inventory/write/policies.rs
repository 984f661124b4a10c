//! Policies, each in place.

use can_invoke_policy::Policy;
use can_invoke_source::JsonWriter;

use crate::inventory::{Known, policies::ELEMENTS};

use super::{
    fields::{NONE, text},
    originals::Originals,
};
use std::sync::Arc;

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
