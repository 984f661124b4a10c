//! `principals:` of an inventory.

use can_invoke_policy::{Arn, Policy};
use can_invoke_source::JsonWriter;

use crate::inventory::{Known, PrincipalRecord};

use super::{
    fields::{self, NONE},
    originals::Originals,
    policies::{self, Shared},
};

/// The policies of principals that several of them may have.
pub(super) fn policies(records: &[PrincipalRecord]) -> impl Iterator<Item = &Policy> {
    records.iter().flat_map(|record| {
        let identity = record.policies.known().into_iter().flatten();
        let boundary = record.boundary.known().and_then(Option::as_ref);
        identity.chain(boundary).map(AsRef::as_ref)
    })
}

/// A user or role with everything that is known of it.
pub(super) fn principal(
    writer: &mut JsonWriter,
    record: &PrincipalRecord,
    shared: &Shared<'_>,
    originals: &Originals<'_>,
) {
    let title = Arn::parse(&record.arn).map_or(record.name.as_str(), |arn| arn.resource);
    writer.object(|writer| {
        fields::text(writer, "arn", &record.arn);
        fields::optional(writer, "unique-id", record.unique_id.as_ref());
        if let Known::Known(policies) = &record.policies {
            writer.key("policies");
            writer.array(|writer| {
                for (number, policy) in (1..).zip(policies) {
                    let own = format!("inline policy {number} of {title}");
                    shared.policy(writer, policy, &own, originals);
                }
            });
        }
        if let Known::Known(boundary) = &record.boundary {
            writer.key("permissions-boundary");
            let own = format!("permissions boundary of {title}");
            match boundary {
                Some(policy) => shared.policy(writer, policy, &own, originals),
                None => writer.string(NONE),
            }
        }
        if let Known::Known(policy) = &record.trust {
            writer.key("trust-policy");
            let own = format!("trust policy of {title}");
            policies::policy(writer, policy, &own, originals);
        }
        fields::known_map(writer, "tags", &record.tags);
        fields::known_number(writer, "max-session-duration", &record.max_session_duration);
    });
}
