//! `domain-names:` of an inventory.

use can_invoke_source::JsonWriter;

use crate::inventory::{BasePathMapping, DomainName, EndpointType, Known};

use super::{fields, originals::Originals, policies};

/// A custom domain name with everything that is known of it.
pub(super) fn domain_name(writer: &mut JsonWriter, one: &DomainName, originals: &Originals<'_>) {
    writer.object(|writer| {
        fields::text(writer, "name", &one.name);
        fields::optional(writer, "id", one.id.as_ref());
        fields::known(writer, "account", &one.account);
        fields::known(writer, "region", &one.region);
        if let Known::Known(endpoint) = &one.endpoint {
            fields::text(writer, "endpoint-type", endpoint.name());
        }
        // A public one never has a policy.
        if matches!(
            one.endpoint,
            Known::Known(EndpointType::Private) | Known::NotKnown
        ) {
            let own = format!("policy of {}", one.name);
            policies::or_none(writer, "policy", &one.policy, &own, originals);
        }
        fields::known_flag(writer, "mutual-tls", &one.has_mutual_tls);
        if let Known::Known(mappings) = &one.mappings {
            writer.key("mappings");
            writer.object(|writer| {
                for one in mappings {
                    mapping(writer, one);
                }
            });
        }
        fields::known_texts(writer, "access-associations", &one.access_associations);
    });
}

/// A base path with what it leads to.
fn mapping(writer: &mut JsonWriter, one: &BasePathMapping) {
    let path = if one.base_path.is_empty() {
        "(none)"
    } else {
        &one.base_path
    };
    match &one.stage {
        Some(stage) => fields::text(writer, path, &format!("{}/{stage}", one.api)),
        None => fields::text(writer, path, &one.api),
    }
}
