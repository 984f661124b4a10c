//! `GR139`.

use can_invoke_policy::condition::OperatorBase;

use crate::{
    catalogued::conditions,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A condition with the value `*` asks only whether the key is there.
    ///
    /// # Why
    ///
    /// `StringLike` with `*` holds for every value, and not for a request without the key;
    /// with `IfExists` it always holds. Such a condition looks like a restriction. Where
    /// presence is meant, `Null` says so.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringLike": { "aws:SourceVpce": "*" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "Null": { "aws:SourceVpce": "false" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    EquivalentToNull = "GR139" "equivalent-to-null" Info Pedantic since "0.2.0"
        access_analyzer ["EQUIVALENT_TO_NULL_FALSE", "EQUIVALENT_TO_NULL_TRUE", "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION"]
}

impl Rule for EquivalentToNull {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let base = condition.operator.base;
            let is_negated = match base {
                OperatorBase::StringLike => false,
                OperatorBase::StringNotLike => true,
                _ => continue,
            };
            let is_every = |text: &str| !text.is_empty() && text.chars().all(|sign| sign == '*');
            if condition.operator.qualifier.is_some()
                || !condition.values.iter().any(|value| is_every(&value.text))
            {
                continue;
            }
            let key = &condition.key;
            let (message, meant) = match (is_negated, condition.operator.if_exists) {
                (false, false) => (
                    format!("the condition asks only that `{key}` is there"),
                    "false",
                ),
                (true, _) => (
                    format!("the condition asks only that `{key}` is not there"),
                    "true",
                ),
                (false, true) => ("the condition always holds".to_owned(), ""),
            };
            let finding = Finding::new(
                &Self::META,
                Confidence::Proven,
                condition.span,
                model.subject(place, key),
                message,
            );
            findings.add(if meant.is_empty() {
                finding.help("leave it out")
            } else {
                finding.help(format!("write `\"Null\": {{ \"{key}\": \"{meant}\" }}`"))
            });
        }
    }
}
