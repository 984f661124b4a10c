//! `GR137`.

use can_invoke_policy::{
    Effect,
    condition::{OperatorBase, Qualifier},
};

use crate::{
    catalogued::{BY_NAME, conditions, known_key},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// `ForAllValues` stands before a key with one value, so that its absence fulfils the condition.
    ///
    /// # Why
    ///
    /// A condition with `ForAllValues` holds for a request that does not carry the key at
    /// all. On a key with one value it asks nothing more than the plain operator, and lets in
    /// whoever does not carry the key.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-exampleorg1" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-exampleorg1" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
    ForAllValuesOnSingleValue = "GR137" "for-all-values-on-single-value" High Regular since "0.2.0"
        access_analyzer ["FORALLVALUES_WITH_SINGLE_VALUED_KEY"]
}

impl Rule for ForAllValuesOnSingleValue {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let is_one = known_key(&condition.key).is_some_and(|key| !key.is_multivalued);
            if !is_one || condition.operator.qualifier != Some(Qualifier::ForAllValues) {
                continue;
            }
            let key = &condition.lowercase_key;
            // The pair that AWS recommends: the key is there, and all of its values match.
            let is_guarded = place.conditions().any(|other| {
                other.operator.base == OperatorBase::Null
                    && other.lowercase_key == *key
                    && other
                        .values
                        .iter()
                        .any(|value| value.text.eq_ignore_ascii_case("false"))
            });
            if is_guarded || place.statement.effect == Effect::Deny {
                continue;
            }
            findings.add(
                Finding::new(
                    &Self::META,
                    BY_NAME,
                    condition.span,
                    model.subject(place, &condition.key),
                    format!(
                        "`{}` has one value, and a request without it fulfils `ForAllValues`",
                        condition.key
                    ),
                )
                .help(format!("write `{}`", condition.operator.base.name())),
            );
        }
    }
}
