//! `GR131`.

use can_invoke_policy::{condition::Family, keys::ValueType};

use crate::{
    catalogued::{BY_NAME, conditions, known_key},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

/// Whether operators of a family compare values of a type.
fn fits(family: Family, value_type: ValueType, key: &str) -> bool {
    match value_type {
        // ARNs as texts have a rule of their own, and `true` is a text as well.
        ValueType::Arn => matches!(family, Family::Arn | Family::String),
        ValueType::Bool => matches!(family, Family::Bool | Family::String),
        ValueType::String => matches!(family, Family::String | Family::Binary | Family::Arn),
        ValueType::Date => matches!(family, Family::Date | Family::Numeric),
        ValueType::Numeric if key == "aws:epochtime" => {
            matches!(family, Family::Date | Family::Numeric)
        }
        ValueType::Numeric => family == Family::Numeric,
        ValueType::IpAddress => family == Family::Ip,
    }
}

fn words(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::String => "texts, such as `StringEquals`",
        ValueType::Arn => "ARNs, such as `ArnLike`",
        ValueType::Numeric => "numbers, such as `NumericEquals`",
        ValueType::Date => "dates, such as `DateLessThan`",
        ValueType::Bool => "`true` and `false`: `Bool`",
        ValueType::IpAddress => "addresses: `IpAddress` or `NotIpAddress`",
    }
}

rule! {
    /// An operator is not of the type of its condition key.
    ///
    /// # Why
    ///
    /// Each key has a type, and operators of another type read its values as what they are
    /// not: a text under a numeric operator never compares, and an address under `StringLike`
    /// is compared letter by letter, so that a range of addresses means nothing.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:SourceIp": "203.0.113.0/24" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
    OperatorDoesNotFitKey = "GR131" "operator-does-not-fit-key" Medium Regular since "0.2.0"
        access_analyzer ["TYPE_MISMATCH", "TYPE_MISMATCH_STRING"]
}

impl Rule for OperatorDoesNotFitKey {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let family = condition.operator.base.family();
            let Some(key) = known_key(&condition.key) else {
                continue;
            };
            if family == Family::Null || fits(family, key.value_type, &condition.lowercase_key) {
                continue;
            }
            findings.add(
                Finding::new(
                    &Self::META,
                    BY_NAME,
                    condition.span,
                    model.subject(place, &condition.key),
                    format!(
                        "`{}` is of type {}, and `{}` does not compare such values",
                        condition.key,
                        key.value_type.name(),
                        condition.operator_text
                    ),
                )
                .help(format!("use an operator for {}", words(key.value_type))),
            );
        }
    }
}
