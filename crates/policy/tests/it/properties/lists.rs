//! Long lists of values come out as their values do one by one.

use can_invoke_policy::{
    Context, PolicyKind, Readings, Truth,
    condition::{ConditionOutcome, evaluate},
};
use proptest::prelude::*;

use super::strategies::any_of;
use crate::support::*;

const TEXTS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
];
const ARNS: &[&str] = &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"];
const NUMBERS: &[&str] = &[
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
];
const DATES: &[&str] = &[
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
];
const NETWORKS: &[&str] = &["IpAddress", "NotIpAddress"];

/// Texts that meet one another now and then, under every operator.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[abA]{0,2}",
        2 => "[ab*?]{0,4}",
        1 => "(ab)?\\$\\{(k:b|k:unknown|k:absent|\\*|k:absent, 'b')\\}[ab]{0,2}",
        3 => ARN,
        1 => "[ab]\\$\\{k:b\\}:aws:[ab]:::",
        1 => NUMBER,
        1 => DATE,
        1 => NETWORK,
        1 => "true|no",
    ]
}

const ARN: &str = "arn:aws:[ab*]:[ab*]?:[1*]?:[ab*?:]{0,3}";
const WORD: &str = "[ab]{1,3}";
const NUMBER: &str = "-?[1-9]{1,2}(\\.[0-9])?|900719925474099[0-5]";
const DATE: &str = "20[12][0-9]-0[1-9]-01(T00:00:00Z)?|1[5-7]00000000";
const SURE_DATE: &str = "2019-0[1-9]-01T00:00:00Z";
const NETWORK: &str = "10\\.[0-3]\\.[0-3]\\.[0-3](/(0|8|15|16|24|30|31))?|::ffff:10\\.0\\.0\\.[0-3]|2001:db8::[0-3](/(64|127))?";

/// An operator, values of the kind that it compares and now and then of any, and a value of
/// the request.
fn long_condition() -> impl Strategy<Value = (&'static str, Vec<String>, String)> {
    let of = |operators: &'static [&'static str], kind: &'static str| {
        let values = |odd: u32| {
            let one = prop_oneof![odd => text().boxed(), 20 => kind.boxed()];
            prop::collection::vec(one, 16..24)
        };
        let values = prop_oneof![4 => values(0).boxed(), 1 => values(1).boxed()];
        let request = prop_oneof![1 => text().boxed(), 8 => kind.boxed()];
        (any_of(operators), values, request)
    };
    prop_oneof![
        (any_of(TEXTS), prop::collection::vec(text(), 16..24), text()),
        // The reading that only the value of the request leans on.
        (
            any_of(DATES),
            prop::collection::vec(SURE_DATE, 16..24),
            DATE
        ),
        (any_of(ARNS), prop::collection::vec(ARN, 16..24), WORD),
        of(TEXTS, WORD),
        of(ARNS, ARN),
        of(NUMBERS, NUMBER),
        of(DATES, DATE),
        of(NETWORKS, NETWORK),
    ]
}

fn context(value: &str) -> Context {
    let mut context = Context::closed();
    context.set_value("k:a", value);
    context.set_value("k:b", "b");
    context.set("k:unknown", UNKNOWN);
    context
}

fn outcome(
    operator: &str,
    values: &[String],
    context: &Context,
    readings: Readings,
) -> ConditionOutcome {
    let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"{operator}":{{"k:a":[{}]}}}}}}}}"#,
        values.join(",")
    );
    let policy = document(PolicyKind::Identity, &text)
        .policy
        .expect("a policy");
    evaluate(&policy.statements[0].conditions[0], context, readings)
}

proptest! {
    #![proptest_config(crate::support::cases(2000))]

    #[test]
    fn a_long_list_comes_out_as_its_values_do(
        (operator, values, request) in long_condition(),
        place in any::<prop::sample::Index>(),
        is_from_list in any::<bool>(),
        bits in prop_oneof![Just(0), any::<u64>()],
    ) {
        let readings = readings_of(bits);
        let request = if is_from_list { place.get(&values) } else { &request };
        let context = context(request);
        let whole = outcome(operator, &values, &context, readings);
        let is_negated = operator.contains("Not");
        let mut truth = Truth::from(is_negated);
        let mut keys = Vec::new();
        let mut assumptions = Vec::new();
        for value in &values {
            let one = outcome(operator, std::slice::from_ref(value), &context, readings);
            truth = if is_negated { truth.and(one.truth) } else { truth.or(one.truth) };
            keys.extend(one.unknown_keys.into_iter().filter(|key| !keys.contains(key)).collect::<Vec<_>>());
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
        operator in any_of(&["StringLike", "StringNotEquals", "StringEqualsIgnoreCase", "ArnLike"]),
        pattern in "(arn:aws:)?[ab*?:]{0,4}(\\$\\{(k:b|k:star|k:unknown)\\}[abB*?:]{0,3}){1,3}",
        request in "(arn:aws:)?[ab:*é]{0,10}",
        is_filled_in in any::<bool>(),
        bits in prop_oneof![Just(0), any::<u64>()],
    ) {
        let readings = readings_of(bits);
        let begin = "ü".repeat(300);
        let mut context = context(&request);
        context.set_value("k:star", "a*");
        context.set_value("k:begin", begin.as_str());
        let short = outcome(operator, std::slice::from_ref(&pattern), &context, readings);
        // What both begin with changes nothing.
        context.set_value("k:a", format!("{begin}{request}"));
        let begin = if is_filled_in { "${k:begin}" } else { begin.as_str() };
        let long = outcome(operator, &[format!("{begin}{pattern}")], &context, readings);
        prop_assert_eq!(long, short);
    }
}
