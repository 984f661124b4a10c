//! `functions:` of an inventory.

use can_invoke_source::JsonWriter;

use crate::inventory::Function;

use super::{fields, originals::Originals, policies};

/// A Lambda function, or a version or alias of one, each by its own ARN.
pub(super) fn function(writer: &mut JsonWriter, one: &Function, originals: &Originals<'_>) {
    let name = one.arn.rsplit(":function:").next().unwrap_or(&one.arn);
    writer.object(|writer| {
        fields::text(writer, "arn", &one.arn);
        let own = format!("policy of {name}");
        policies::or_none(writer, "policy", &one.policy, &own, originals);
    });
}
