//! `GR135`.

use can_invoke_policy::{condition::OperatorBase, keys::ValueType};

use crate::{
    catalogued::{conditions, known_key},
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A pattern for ARNs stands under `StringLike`, whose wildcards go past colons.
    ///
    /// # Why
    ///
    /// Under `ArnLike` each part of an ARN is compared with its own part. Under `StringLike`
    /// a `*` in one part also takes the parts after it, and so matches ARNs of other accounts
    /// and services.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringLike": { "aws:SourceArn": "arn:aws:execute-api:*:a1b2c3d4e5/*" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "ArnLike": { "aws:SourceArn": "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    StringLikeOnArnKey = "GR135" "string-like-on-arn-key" Medium Regular since "0.2.0"
        access_analyzer ["STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"]
}

impl Rule for StringLikeOnArnKey {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let like = match condition.operator.base {
                OperatorBase::StringLike => "ArnLike",
                OperatorBase::StringNotLike => "ArnNotLike",
                _ => continue,
            };
            let is_arn =
                known_key(&condition.key).is_some_and(|key| key.value_type == ValueType::Arn);
            // Only a wildcard before the last part goes past a colon.
            let crosses = |text: &str| {
                let start = text.rfind(':').and_then(|colon| text.get(..colon));
                start.is_some_and(|start| start.contains(['*', '?']))
            };
            let values = &condition.values;
            if !is_arn || !values.iter().any(|value| crosses(&value.text)) {
                continue;
            }
            findings.add(
                Finding::new(
                    &Self::META,
                    Confidence::Likely,
                    condition.span,
                    model.subject(place, &condition.key),
                    format!(
                        "wildcards for `{}` go past the colons of an ARN",
                        condition.key
                    ),
                )
                .help(format!("use `{like}`, with a value of six parts")),
            );
        }
    }
}
