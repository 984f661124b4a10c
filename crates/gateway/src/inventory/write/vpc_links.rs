//! `vpc-links:` of an inventory.

use can_invoke_source::JsonWriter;

use crate::inventory::{Known, VpcLink};

use super::fields;

/// A VPC link with everything that is known of it.
pub(super) fn vpc_link(writer: &mut JsonWriter, one: &VpcLink) {
    writer.object(|writer| {
        fields::text(writer, "id", &one.id);
        fields::optional(writer, "name", one.name.as_ref());
        if let Known::Known(version) = &one.version {
            fields::text(writer, "version", version.name());
        }
        fields::known(writer, "account", &one.account);
        fields::known(writer, "region", &one.region);
        if let Known::Known(status) = &one.status {
            fields::text(writer, "status", &status.value);
        }
        fields::known_texts(writer, "targets", &one.targets);
        fields::known_texts(writer, "subnets", &one.subnets);
        fields::known_texts(writer, "security-groups", &one.security_groups);
    });
}
