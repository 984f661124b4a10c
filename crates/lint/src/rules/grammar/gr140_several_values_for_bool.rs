//! `GR140`.

use can_invoke_policy::{condition::Family, keys::ValueType};

use crate::{
    catalogued::{BY_NAME, conditions, known_key},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A key that is `true` or `false` is compared with both.
    ///
    /// # Why
    ///
    /// One of the values always matches, so that the condition asks nothing; AWS refuses the
    /// policy.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "Bool": { "aws:SecureTransport": ["true", "false"] } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "Bool": { "aws:SecureTransport": "true" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    SeveralValuesForBool = "GR140" "several-values-for-bool" Error Regular since "0.2.0"
        access_analyzer ["INVALID_CONDITION_MULTIPLE_BOOLEAN"]
}

impl Rule for SeveralValuesForBool {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let is_bool = known_key(&condition.key)
                .is_some_and(|key| key.value_type == ValueType::Bool && !key.is_multivalued);
            let takes_one = matches!(
                condition.operator.base.family(),
                Family::Bool | Family::Null
            );
            if condition.values.len() < 2 || !(takes_one || is_bool) {
                continue;
            }
            findings.add(Finding::new(
                &Self::META,
                BY_NAME,
                condition.span,
                model.subject(place, &condition.key),
                format!("`{}` is compared with several values", condition.key),
            ));
        }
    }
}
