//! `principals:` of an inventory.

use can_invoke_policy::Arn;
use can_invoke_source::JsonWriter;

use crate::inventory::{Known, PrincipalRecord};

use super::{fields, originals::Originals, policies};

/// A user or role with everything that is known of it.
pub(super) fn principal(
    writer: &mut JsonWriter,
    record: &PrincipalRecord,
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
                    policies::policy(writer, policy, &own, originals);
                }
            });
        }
        let own = format!("permissions boundary of {title}");
        policies::or_none(
            writer,
            "permissions-boundary",
            &record.boundary,
            &own,
            originals,
        );
        if let Known::Known(policy) = &record.trust {
            writer.key("trust-policy");
            let own = format!("trust policy of {title}");
            policies::policy(writer, policy, &own, originals);
        }
        fields::known_map(writer, "tags", &record.tags);
        fields::known_number(writer, "max-session-duration", &record.max_session_duration);
    });
}
