//! `usage-plans:` of an inventory.

use can_invoke_source::JsonWriter;

use crate::inventory::{Known, UsagePlan};

use super::fields;

/// A usage plan with the names of its API keys.
pub(super) fn usage_plan(writer: &mut JsonWriter, one: &UsagePlan) {
    writer.object(|writer| {
        fields::text(writer, "name", &one.name);
        fields::optional(writer, "id", one.id.as_ref());
        if let Known::Known(stages) = &one.stages {
            writer.key("stages");
            writer.array(|writer| {
                for (api, stage) in stages {
                    writer.string(&format!("{api}/{stage}"));
                }
            });
        }
        fields::known_texts(writer, "keys", &one.keys);
    });
}
