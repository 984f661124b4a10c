//! `vpc-endpoints:` of an inventory.

use can_invoke_source::JsonWriter;

use crate::inventory::VpcEndpoint;

use super::{fields, originals::Originals, policies};

/// A VPC endpoint with everything that is known of it.
pub(super) fn vpc_endpoint(writer: &mut JsonWriter, one: &VpcEndpoint, originals: &Originals<'_>) {
    writer.object(|writer| {
        fields::text(writer, "id", &one.id);
        fields::known(writer, "vpc", &one.vpc);
        fields::known(writer, "account", &one.account);
        fields::known(writer, "region", &one.region);
        let own = format!("policy of VPC endpoint {}", one.id);
        let words = (own.as_str(), "full-access");
        policies::optional(writer, "policy", &one.policy, words, originals);
        fields::known_flag(writer, "private-dns", &one.has_private_dns);
    });
}
