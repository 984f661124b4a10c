//! `PV208`.

use can_invoke_policy::document::Effect;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// `aws:VpcSourceIp` is compared without `aws:SourceVpc` or `aws:SourceVpce`.
    ///
    /// # Why
    ///
    /// Private addresses repeat in every VPC, also in those of other accounts. Without the
    /// VPC or the VPC endpoint beside it, the condition is fulfilled by anybody who chooses
    /// the address.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "IpAddress": { "aws:VpcSourceIp": "10.0.1.0/24" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": {
    ///   "IpAddress": { "aws:VpcSourceIp": "10.0.1.0/24" },
    ///   "StringEquals": { "aws:SourceVpc": "vpc-0a1b2c3d" }
    /// }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    VpcAddressWithoutVpc = "PV208" "vpc-address-without-vpc" Medium Regular since "0.2.0"
        access_analyzer ["MISSING_PAIRED_CONDITION_KEYS"]
}

impl Rule for VpcAddressWithoutVpc {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let is_paired = place.conditions().any(|condition| {
                matches!(
                    condition.lowercase_key.as_str(),
                    "aws:sourcevpc" | "aws:sourcevpce"
                )
            });
            if place.statement.effect == Effect::Deny || is_paired {
                continue;
            }
            for condition in place.conditions() {
                if condition.lowercase_key == "aws:vpcsourceip" {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            condition.span,
                            model.subject(place, &condition.key),
                            "private addresses repeat in every VPC, and no VPC is named beside them",
                        )
                        .help("add a condition on `aws:SourceVpc` or `aws:SourceVpce`"),
                    );
                }
            }
        }
    }
}
