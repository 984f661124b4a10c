//! `PV206`.

use can_invoke_policy::document::Effect;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A `Deny` asks for a VPC and a VPC endpoint in one condition.
    ///
    /// # Why
    ///
    /// The keys of one condition have to fail together: the `Deny` applies only to requests
    /// that have neither the VPC nor the VPC endpoint, so that one of the two is enough to
    /// pass. To ask for both, write two statements.
    ///
    /// # Bad
    ///
    /// ```json
    /// "StringNotEquals": { "aws:SourceVpc": "vpc-0a1b2c3d", "aws:SourceVpce": "vpce-0a1b2c3d" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// two statements, each with one of the keys
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>
    TwoKeysInOneDeny = "PV206" "two-keys-in-one-deny" Medium Regular since "0.2.0"
}

impl Rule for TwoKeysInOneDeny {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model
            .statements()
            .filter(|place| place.statement.effect == Effect::Deny)
        {
            let asked = |key: &str| {
                place
                    .conditions()
                    .find(|one| one.lowercase_key == key && one.operator.base.is_negated())
            };
            if let (Some(vpc), Some(endpoint)) = (asked("aws:sourcevpc"), asked("aws:sourcevpce")) {
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Likely,
                        endpoint.span,
                        model.subject(place, "Condition"),
                        "the VPC or the VPC endpoint is enough to pass this `Deny`, as both keys have to fail",
                    )
                    .also(vpc.span, "the other key")
                    .help("write two statements, if both are asked for"),
                );
            }
        }
    }
}
