//! `PV203`.

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The id of a VPC stands where that of a VPC endpoint belongs, or the other way round.
    ///
    /// # Why
    ///
    /// Ids of VPCs begin with `vpc-`, ids of VPC endpoints with `vpce-`. Compared with the
    /// other key, no request has the value: an `Allow` never applies, and a `Deny` with a
    /// negated operator denies everybody.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:SourceVpc": "vpce-0a1b2c3d" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-0a1b2c3d" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    VpcIdUnderWrongKey = "PV203" "vpc-id-under-wrong-key" Error Regular since "0.2.0"
}

impl Rule for VpcIdUnderWrongKey {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for condition in place.conditions() {
                let (wrong, right) = match condition.lowercase_key.as_str() {
                    "aws:sourcevpc" => ("vpce-", "aws:SourceVpce"),
                    "aws:sourcevpce" => ("vpc-", "aws:SourceVpc"),
                    _ => continue,
                };
                for value in condition
                    .values
                    .iter()
                    .filter(|value| value.text.starts_with(wrong))
                {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            value.span,
                            model.subject(place, &value.text),
                            format!(
                                "no request has `{}` as its `{}`",
                                model.unknowns.shown(&value.text),
                                condition.key
                            ),
                        )
                        .also(condition.span, "compared with this key")
                        .help(format!("compare it with `{right}`")),
                    );
                }
            }
        }
    }
}
