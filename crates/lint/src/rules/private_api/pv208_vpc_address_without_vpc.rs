//! `PV208`.

use can_invoke_policy::{
    PolicyKind,
    condition::OperatorBase,
    document::{Condition, Effect},
};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// Whether a condition says of which network requests come.
fn names_network(condition: &Condition) -> bool {
    let key = condition.lowercase_key.as_str();
    key.starts_with("aws:sourcevpc") || key.starts_with("aws:vpce")
}

rule! {
    /// `aws:VpcSourceIp` is compared without `aws:SourceVpc` or `aws:SourceVpce`.
    ///
    /// # Why
    ///
    /// Private addresses repeat in every VPC, also in those of other accounts. Without the
    /// VPC or the VPC endpoint beside it, the condition is fulfilled by anybody who chooses
    /// the address. A `Deny` of the same policy may name the VPC as well, and the policy of a VPC
    /// endpoint is about its own VPC.
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
            let mut statements = place.document.policy.statements.iter();
            let is_narrowed = statements.any(|statement| {
                statement.effect == Effect::Deny && statement.conditions.iter().any(names_network)
            });
            if place.statement.effect == Effect::Deny
                || place.document.policy.kind == PolicyKind::VpcEndpoint
                || is_narrowed
                || place.conditions().any(names_network)
            {
                continue;
            }
            for condition in place.conditions() {
                if condition.lowercase_key == "aws:vpcsourceip"
                    && condition.operator.base != OperatorBase::Null
                {
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
