//! `GR138`.

use can_invoke_policy::condition::OperatorBase;

use crate::{
    catalogued::conditions,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// `Null` has a set qualifier.
    ///
    /// # Why
    ///
    /// `Null` asks whether the key is there, which is no question about its values, so that
    /// `ForAnyValue` and `ForAllValues` add nothing but doubt.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "ForAnyValue:Null": { "aws:TagKeys": "false" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "Null": { "aws:TagKeys": "false" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    NullWithQualifier = "GR138" "null-with-qualifier" Low Regular since "0.2.0"
        access_analyzer ["NULL_WITH_QUALIFIER"]
}

impl Rule for NullWithQualifier {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let operator = condition.operator;
            if operator.base != OperatorBase::Null || operator.qualifier.is_none() {
                continue;
            }
            findings.add(
                Finding::new(
                    &Self::META,
                    Confidence::Proven,
                    condition.span,
                    model.subject(place, &condition.key),
                    format!("`{}` asks the same as `Null`", condition.operator_text),
                )
                .help("write `Null`"),
            );
        }
    }
}
