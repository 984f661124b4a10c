//! Long lists of values come out as their values do one by one.

use can_invoke_policy::{
    Context, PolicyKind, Truth,
    condition::{ConditionOutcome, evaluate},
};
use proptest::prelude::*;

use super::strategies::any_of;
use crate::support::*;

const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "ArnLike",
    "ArnNotEquals",
    "NumericEquals",
    "NumericLessThan",
    "DateNotEquals",
    "IpAddress",
    "Bool",
];

/// Texts that meet one another now and then, under every operator.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[abA]{0,2}",
        2 => "[ab*?]{0,4}",
        1 => "(ab)?\\$\\{(k:b|k:unknown|k:absent|\\*|k:absent, 'b')\\}[ab]{0,2}",
        3 => "arn:aws:[ab*]:[ab*]?:[1*]?:[ab*?:]{0,3}",
        1 => "[ab]\\$\\{k:b\\}:aws:[ab]:::",
        1 => "(1|2|1\\.0|2026-01-01|2026-01-01T00:00:00Z|10\\.0\\.0\\.[01](/24)?|true|no)",
    ]
}

fn context(value: &str) -> Context {
    let mut context = Context::closed();
    context.set_value("k:a", value);
    context.set_value("k:b", "b");
    context.set("k:unknown", UNKNOWN);
    context
}

fn outcome(operator: &str, values: &[String], context: &Context) -> ConditionOutcome {
    let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"{operator}":{{"k:a":[{}]}}}}}}}}"#,
        values.join(",")
    );
    let policy = document(PolicyKind::Identity, &text)
        .policy
        .expect("a policy");
    evaluate(&policy.statements[0].conditions[0], context)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn a_long_list_comes_out_as_its_values_do(
        operator in any_of(OPERATORS),
        values in prop::collection::vec(text(), 16..24),
        request in prop_oneof![2 => text(), 1 => Just("arn:aws:a:b:1:ab".to_owned())],
        takes_from_list in any::<prop::sample::Index>(),
        is_from_list in any::<bool>(),
    ) {
        let request = if is_from_list { takes_from_list.get(&values) } else { &request };
        let context = context(request);
        let whole = outcome(operator, &values, &context);
        let is_negated = operator.contains("Not");
        let mut truth = Truth::from(is_negated);
        let mut keys = Vec::new();
        let mut assumptions = Vec::new();
        for value in &values {
            let one = outcome(operator, std::slice::from_ref(value), &context);
            truth = if is_negated { truth.and(one.truth) } else { truth.or(one.truth) };
            keys.extend(one.unknown_keys);
            assumptions.extend(one.assumptions.iter());
        }
        prop_assert_eq!(whole.truth, truth);
        prop_assert_eq!(whole.unknown_keys, if truth.is_unknown() { keys } else { Vec::new() });
        assumptions.sort_unstable();
        assumptions.dedup();
        prop_assert_eq!(whole.assumptions.iter().collect::<Vec<_>>(), assumptions);
    }

    /// A text of more than 512 bytes is compared in another way.
    #[test]
    fn a_long_text_comes_out_as_a_short_one_does(
        operator in any_of(&["StringLike", "StringNotEquals", "ArnLike"]),
        pattern in "(arn:aws:)?[ab*?:]{0,4}(\\$\\{(k:b|k:star)\\}[ab*?:]{0,3}){1,3}",
        request in "(arn:aws:)?[ab:*é]{0,10}",
        is_filled_in in any::<bool>(),
    ) {
        let begin = "ü".repeat(300);
        let mut context = context(&request);
        context.set_value("k:star", "a*");
        context.set_value("k:begin", begin.as_str());
        let short = outcome(operator, std::slice::from_ref(&pattern), &context);
        // What both begin with changes nothing.
        context.set_value("k:a", format!("{begin}{request}"));
        let begin = if is_filled_in { "${k:begin}" } else { begin.as_str() };
        let long = outcome(operator, &[format!("{begin}{pattern}")], &context);
        prop_assert_eq!(long, short);
    }
}
