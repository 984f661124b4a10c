//! `GR154`.

use core::net::IpAddr;

use can_invoke_policy::{condition::Prepared, document::ConditionValue};

use crate::{
    catalogued::conditions,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// `aws:SourceIp` is compared with private ranges beside public ones.
    ///
    /// # Why
    ///
    /// A request to a public endpoint comes from a public address, so that the private ranges
    /// never count. In a private API the address of the caller is in `aws:VpcSourceIp`.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "IpAddress": { "aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"] } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    SomeRangesPrivate = "GR154" "some-ranges-private" Low Regular since "0.2.0"
        access_analyzer ["PRIVATE_IP_ADDRESS_SUBSET", "PRIVATE_NOT_IP_ADDRESS_SUBSET"]
}

impl Rule for SomeRangesPrivate {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            if condition.lowercase_key != "aws:sourceip" {
                continue;
            }
            let is_private = |value: &&ConditionValue| match &value.prepared {
                Prepared::Network(Some(network)) => match network.network() {
                    IpAddr::V4(four) => {
                        let shortest = match four.octets() {
                            [10, ..] => 8,
                            [172, ..] => 12,
                            _ => 16,
                        };
                        four.is_private() && network.prefix_len() >= shortest
                    }
                    IpAddr::V6(six) => six.is_unique_local() && network.prefix_len() >= 7,
                },
                _ => false,
            };
            let private: Vec<&ConditionValue> =
                condition.values.iter().filter(is_private).collect();
            // Where all of them are, another rule speaks.
            let Some(first) = private
                .first()
                .filter(|_| private.len() < condition.values.len())
            else {
                continue;
            };
            findings.add(
                Finding::new(
                    &Self::META,
                    Confidence::Likely,
                    first.span,
                    model.subject(place, &condition.key),
                    format!(
                        "no request of a public endpoint comes from `{}`",
                        first.text
                    ),
                )
                .help("leave it out, or compare `aws:VpcSourceIp` in a private API"),
            );
        }
    }
}
