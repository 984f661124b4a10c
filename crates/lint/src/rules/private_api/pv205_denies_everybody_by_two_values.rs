//! `PV205`.

use std::collections::BTreeSet;

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

/// Keys of which a request may have several values at once.
const OF_MANY_VALUES: [&str; 4] = [
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
    "aws:tagkeys",
];

/// The condition of a `Deny` that has one, and asks with it for one of some values. What a
/// variable stands for may be the value that the other `Deny` asks for.
fn only_condition(place: InPolicy<'_>) -> Option<&Condition> {
    let statement = place.statement;
    let [condition] = statement.conditions.as_slice() else {
        return None;
    };
    let asks = condition.operator.base == OperatorBase::StringNotEquals
        && condition.operator.qualifier.is_none()
        && !condition
            .values
            .iter()
            .any(|value| value.text.contains("${"))
        && !OF_MANY_VALUES.contains(&condition.lowercase_key.as_str())
        && !condition.lowercase_key.starts_with("aws:principaltag/");
    (statement.effect == Effect::Deny && asks).then_some(condition)
}

fn shares_a_value(one: &Condition, other: &Condition) -> bool {
    let is_in = |text: &str| other.values.iter().any(|value| value.text == text);
    one.values.iter().any(|value| is_in(&value.text))
}

/// Whether two statements speak of the same requests, apart from their conditions. The order
/// of what they list says nothing.
fn is_same(one: &Statement, other: &Statement) -> bool {
    let resources = |statement: &Statement| -> (bool, BTreeSet<String>) {
        let all = statement.resource.iter().flat_map(|all| &all.patterns);
        let negated = statement.resource.as_ref().is_some_and(|all| all.negated);
        (negated, all.map(|pattern| pattern.text.clone()).collect())
    };
    let actions = |statement: &Statement| -> (bool, BTreeSet<String>) {
        let all = statement.action.patterns.iter();
        let texts = all.map(|pattern| pattern.text.to_ascii_lowercase());
        (statement.action.negated, texts.collect())
    };
    let principals = |statement: &Statement| -> (bool, BTreeSet<String>) {
        let all = statement.principal.iter().flat_map(|all| &all.entries);
        let negated = statement.principal.as_ref().is_some_and(|all| all.negated);
        (negated, all.map(|entry| entry.text.clone()).collect())
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
    /// everybody whom they name. The values belong into one list.
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
                            "no request has both values of `{}`, so one of the two denies every request that they are about",
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
