//! `GR156`.

use std::collections::BTreeSet;

use can_invoke_catalogue as catalogue;
use can_invoke_source::words::nearest;

use crate::{
    catalogued::{BY_NAME, help, is_pattern, parts},
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Meta, Rule, rule},
};

rule! {
    /// An ARN names a partition that AWS does not have.
    ///
    /// # Why
    ///
    /// The partitions are `aws`, `aws-cn`, `aws-us-gov` and those of isolated Regions. An
    /// entry with any other matches no resource.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:amazon:execute-api:us-east-1:111122223333:a1b2c3d4e5/*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
    UnknownPartition = "GR156" "unknown-partition" Error Regular since "0.2.0"
        access_analyzer ["INVALID_PARTITION"]
}

impl Rule for UnknownPartition {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for resource in place.resources() {
                let Some([prefix, partition, service, ..]) = parts(&resource.text) else {
                    continue;
                };
                // Of an API that is known another rule says which partition it is in.
                let is_of_known_api = matches!(
                    place.document.attached,
                    Attached::Api(_) | Attached::Deployed(..)
                ) && service == "execute-api";
                if partition.is_empty()
                    || is_of_known_api
                    || is_pattern(partition)
                    || model.unknowns.is_in(partition)
                    || catalogue::regions().any(|region| region.partition == partition)
                {
                    continue;
                }
                let start = prefix.len() + 1;
                let names: BTreeSet<&str> = catalogue::regions()
                    .map(|region| region.partition)
                    .collect();
                let names: Vec<&str> = names.into_iter().collect();
                findings.add(help(
                    Finding::new(
                        &Self::META,
                        BY_NAME,
                        place.place(resource.text_span, start..start + partition.len()),
                        model.subject(place, &resource.text),
                        format!("there is no partition `{partition}`"),
                    ),
                    nearest(partition, &names),
                ));
            }
        }
    }
}
