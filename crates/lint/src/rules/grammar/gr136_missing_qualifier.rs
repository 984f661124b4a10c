//! `GR136`.

use can_invoke_policy::condition::OperatorBase;

use crate::{
    catalogued::{BY_NAME, conditions, known_key},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A key that can have several values is compared without `ForAnyValue` or `ForAllValues`.
    ///
    /// # Why
    ///
    /// Without a qualifier AWS does not say which of the values has to match.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringLike": { "aws:PrincipalOrgPaths": "o-exampleorg1/*" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-exampleorg1/*" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
    MissingQualifier = "GR136" "missing-qualifier" Medium Regular since "0.2.0"
        access_analyzer ["MISSING_QUALIFIER"]
}

impl Rule for MissingQualifier {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let operator = condition.operator;
            let is_many = known_key(&condition.key).is_some_and(|key| key.is_multivalued);
            if !is_many || operator.qualifier.is_some() || operator.base == OperatorBase::Null {
                continue;
            }
            findings.add(
                Finding::new(
                    &Self::META,
                    BY_NAME,
                    condition.span,
                    model.subject(place, &condition.key),
                    format!("`{}` can have several values", condition.key),
                )
                .help(format!(
                    "`ForAnyValue:{name}` asks that one of them matches, `ForAllValues:{name}` that \
                     every one does or there is none",
                    name = operator.base.name()
                )),
            );
        }
    }
}
