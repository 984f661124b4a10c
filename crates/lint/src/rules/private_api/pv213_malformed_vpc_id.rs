//! `PV213`.

use can_invoke_policy::condition::OperatorBase;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|digits| {
        matches!(digits.len(), 8 | 17) && digits.chars().all(|digit| digit.is_ascii_hexdigit())
    })
}

rule! {
    /// The id of a VPC or a VPC endpoint has a form that no id has.
    ///
    /// # Why
    ///
    /// Ids have 8 or 17 hexadecimal digits after `vpc-` or `vpce-`. A word from an example,
    /// such as `vpce-id`, or a cut id, is the id of nothing.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-123" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-0a1b2c3d4e5f60718" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    MalformedVpcId = "PV213" "malformed-vpc-id" Error Regular since "0.2.0"
        access_analyzer ["INVALID_VPC_FORMAT", "INVALID_VPCE_FORMAT"]
}

impl Rule for MalformedVpcId {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for condition in place.conditions() {
                let prefix = match condition.lowercase_key.as_str() {
                    "aws:sourcevpc" => "vpc-",
                    "aws:sourcevpce" => "vpce-",
                    _ => continue,
                };
                if matches!(condition.operator.base, OperatorBase::Null) {
                    continue;
                }
                for value in &condition.values {
                    let is_pattern = value.text.contains(['*', '?', '$']);
                    let is_of_other_kind =
                        value.text.starts_with("vpc-") || value.text.starts_with("vpce-");
                    // CloudFormation puts in a value that it looks up elsewhere.
                    let is_reference = value.text.starts_with("{{resolve:");
                    if is_pattern
                        || is_reference
                        || model.unknowns.is_in(&value.text)
                        || is_id(&value.text, prefix)
                        // What has the other prefix is told by the rule about the wrong key.
                        || (is_of_other_kind && !value.text.starts_with(prefix))
                    {
                        continue;
                    }
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            value.span,
                            model.subject(place, &value.text),
                            format!("`{}` is no id: `{prefix}` and 8 or 17 hexadecimal digits", value.text),
                        )
                        .help("write the id as the console or `aws ec2 describe-vpc-endpoints` shows it"),
                    );
                }
            }
        }
    }
}
