//! `GR141`.

use can_invoke_policy::condition::Family;

use crate::{
    catalogued::conditions,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A policy variable stands under an operator that reads none.
    ///
    /// # Why
    ///
    /// Variables are read under the string and ARN operators. Under any other one the text
    /// stays as it is, and is no number, date or address.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "IpAddress": { "aws:VpcSourceIp": "${aws:PrincipalTag/address}" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:SourceVpce": "${aws:PrincipalTag/endpoint}" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
    VariableUnderWrongOperator = "GR141" "variable-under-wrong-operator" Error Regular since "0.2.0"
        access_analyzer ["INVALID_VARIABLE_FOR_OPERATOR"]
}

impl Rule for VariableUnderWrongOperator {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            if matches!(
                condition.operator.base.family(),
                Family::String | Family::Arn
            ) {
                continue;
            }
            for value in &condition.values {
                if !value.text.contains("${") || model.unknowns.is_in(&value.text) {
                    continue;
                }
                findings.add(Finding::new(
                    &Self::META,
                    Confidence::Proven,
                    value.span,
                    model.subject(place, &condition.key),
                    format!("`{}` reads no policy variables", condition.operator_text),
                ));
            }
        }
    }
}
