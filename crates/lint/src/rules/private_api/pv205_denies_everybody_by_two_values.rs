//! `PV205`.

use can_invoke_policy::{
    condition::OperatorBase,
    document::{Condition, Effect, Statement},
};

use crate::{
    elements::InPolicy,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// The condition of a `Deny` that has one, and asks with it for one of some values.
fn only_condition(place: InPolicy<'_>) -> Option<&Condition> {
    let statement = place.statement;
    let [condition] = statement.conditions.as_slice() else {
        return None;
    };
    let asks = condition.operator.base == OperatorBase::StringNotEquals
        && !condition.lowercase_key.starts_with("aws:principaltag/");
    (statement.effect == Effect::Deny && asks).then_some(condition)
}

fn shares_a_value(one: &Condition, other: &Condition) -> bool {
    let is_in = |text: &str| other.values.iter().any(|value| value.text == text);
    one.values.iter().any(|value| is_in(&value.text))
}

/// Whether two statements speak of the same requests, apart from their conditions.
fn is_same(one: &Statement, other: &Statement) -> bool {
    let resources = |statement: &Statement| -> Vec<String> {
        let all = statement.resource.iter().flat_map(|all| &all.patterns);
        all.map(|pattern| pattern.text.clone()).collect()
    };
    let actions = |statement: &Statement| -> Vec<String> {
        let all = statement.action.patterns.iter();
        all.map(|pattern| pattern.text.to_ascii_lowercase())
            .collect()
    };
    let principals = |statement: &Statement| -> Vec<String> {
        let all = statement.principal.iter().flat_map(|all| &all.entries);
        all.map(|entry| entry.text.clone()).collect()
    };
    resources(one) == resources(other)
        && actions(one) == actions(other)
        && principals(one) == principals(other)
}

rule! {
    /// Two `Deny` statements ask for two different values of one key.
    ///
    /// # Why
    ///
    /// Each denies whoever has not its value, and nobody has both, so that together they deny
    /// everybody. The values belong into one list.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Deny", …, "Condition": { "StringNotEquals": { "aws:SourceVpce": "vpce-0a1b2c3d" } } },
    /// { "Effect": "Deny", …, "Condition": { "StringNotEquals": { "aws:SourceVpce": "vpce-5e6f7a8b" } } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Deny", …, "Condition": { "StringNotEquals": { "aws:SourceVpce": ["vpce-0a1b2c3d", "vpce-5e6f7a8b"] } } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    DeniesEverybodyByTwoValues = "PV205" "denies-everybody-by-two-values" Error Regular since "0.2.0"
}

impl Rule for DeniesEverybodyByTwoValues {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for document in &model.policies {
            let statements = document.policy.statements.iter();
            let asking: Vec<(InPolicy<'_>, &Condition)> = statements
                .filter_map(|statement| {
                    let place = InPolicy {
                        document,
                        statement,
                    };
                    Some((place, only_condition(place)?))
                })
                .collect();
            for (index, (place, condition)) in asking.iter().enumerate() {
                let earlier = asking.get(..index).unwrap_or_default();
                let Some((_, first)) = earlier.iter().find(|(other, first)| {
                    first.lowercase_key == condition.lowercase_key
                        && !shares_a_value(first, condition)
                        && is_same(other.statement, place.statement)
                }) else {
                    continue;
                };
                let is_known = !condition
                    .values
                    .iter()
                    .chain(&first.values)
                    .any(|value| model.unknowns.is_in(&value.text));
                findings.add(
                    Finding::new(
                        &Self::META,
                        if is_known {
                            Confidence::Proven
                        } else {
                            Confidence::Likely
                        },
                        condition.span,
                        model.subject(*place, &condition.key),
                        format!(
                            "no request has both values of `{}`, so everybody is denied",
                            condition.key
                        ),
                    )
                    .also(first.span, "the other value is asked for here")
                    .help("put all values into the list of one `Deny`"),
                );
            }
        }
    }
}
