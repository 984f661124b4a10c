//! `not-readable:` of an inventory.

use can_invoke_source::JsonWriter;

use crate::inventory::NotReadable;

use super::fields;

/// A fact that could not be read, and why.
pub(super) fn not_readable(writer: &mut JsonWriter, one: &NotReadable) {
    writer.object(|writer| {
        fields::text(writer, "of", &one.of);
        fields::text(writer, "fact", &one.fact);
        fields::text(writer, "operation", &one.operation);
        fields::optional(writer, "account", one.account.as_ref());
        fields::optional(writer, "action", one.action.as_ref());
        fields::optional(writer, "resource", one.resource.as_ref());
        fields::text(writer, "error", &one.error);
    });
}
