//! The truth tables of the condition operators, and how conditions combine.

use can_invoke_policy::{Context, Truth, context::Fact};

use crate::support::*;

/// One comparison: two policy values, request values that equal the first and the second,
/// and two that equal neither.
struct Comparison {
    operator: &'static str,
    policy: [&'static str; 2],
    matching: [&'static str; 2],
    other: [&'static str; 2],
}

const fn comparison(
    operator: &'static str,
    policy: [&'static str; 2],
    matching: [&'static str; 2],
    other: [&'static str; 2],
) -> Comparison {
    Comparison {
        operator,
        policy,
        matching,
        other,
    }
}

const POSITIVE: &[Comparison] = &[
    comparison("StringEquals", ["a", "b"], ["a", "b"], ["A", "c"]),
    comparison(
        "StringEqualsIgnoreCase",
        ["a", "b"],
        ["A", "b"],
        ["c", "ab"],
    ),
    comparison("StringLike", ["a*", "?b"], ["abc", "xb"], ["ba", "b"]),
    comparison("NumericEquals", ["1", "2.50"], ["1.0", "2.5"], ["3", "-1"]),
    comparison("NumericLessThan", ["1", "2"], ["0.5", "1.9"], ["2", "3"]),
    comparison(
        "NumericLessThanEquals",
        ["1", "2"],
        ["1", "2"],
        ["2.01", "3"],
    ),
    comparison("NumericGreaterThan", ["5", "7"], ["5.1", "8"], ["5", "-9"]),
    comparison(
        "NumericGreaterThanEquals",
        ["5", "7"],
        ["5", "7"],
        ["4.9", "0"],
    ),
    comparison(
        "DateEquals",
        ["2026-01-01T00:00:00Z", "2026-02-01"],
        ["2026-01-01T01:00:00+01:00", "2026-02-01T00:00:00Z"],
        ["2026-01-01T00:00:01Z", "2026-02-02"],
    ),
    comparison(
        "DateLessThan",
        ["2026-01-01", "2026-02-01"],
        ["2025-12-31", "2026-01-31T23:59:59Z"],
        ["2026-02-01", "2027-01-01"],
    ),
    comparison(
        "DateLessThanEquals",
        ["2026-01-01", "2026-02-01"],
        ["2026-01-01", "2026-02-01"],
        ["2026-02-01T00:00:01Z", "2027-01-01"],
    ),
    comparison(
        "DateGreaterThan",
        ["2026-01-01", "2026-02-01"],
        ["2026-01-02", "2026-03-01"],
        ["2026-01-01", "2025-01-01"],
    ),
    comparison(
        "DateGreaterThanEquals",
        ["2026-01-01", "2026-02-01"],
        ["2026-01-01", "2026-03-01"],
        ["2025-12-31", "2025-01-01"],
    ),
    comparison(
        "BinaryEquals",
        ["AAE=", "AAI="],
        ["AAE=", "AAI="],
        ["AAM=", ""],
    ),
    comparison(
        "IpAddress",
        ["203.0.113.0/24", "2001:db8::/32"],
        ["203.0.113.7", "2001:db8::7"],
        ["198.51.100.1", "2001:db9::1"],
    ),
    comparison(
        "ArnEquals",
        ["arn:aws:sns:*:1:t", "arn:aws:sns:r:2:*"],
        ["arn:aws:sns:r:1:t", "arn:aws:sns:r:2:a:b"],
        ["arn:aws:sns:r:3:t", "arn:aws:sns:r:1:T"],
    ),
    comparison(
        "ArnLike",
        ["arn:aws:sns:*:1:t", "arn:aws:sns:r:2:?"],
        ["arn:aws:sns::1:t", "arn:aws:sns:r:2:x"],
        ["arn:aws:sns:r:3:t", "arn:aws:sns:r:2:xy"],
    ),
];

const NEGATED: &[Comparison] = &[
    comparison("StringNotEquals", ["a", "b"], ["a", "b"], ["A", "c"]),
    comparison(
        "StringNotEqualsIgnoreCase",
        ["a", "b"],
        ["A", "B"],
        ["c", "ab"],
    ),
    comparison("StringNotLike", ["a*", "?b"], ["abc", "xb"], ["ba", "b"]),
    comparison(
        "NumericNotEquals",
        ["1", "2.50"],
        ["1.0", "2.5"],
        ["3", "-1"],
    ),
    comparison(
        "DateNotEquals",
        ["2026-01-01", "2026-02-01"],
        ["2026-01-01", "2026-02-01T00:00Z"],
        ["2026-01-02", "2026-02-02"],
    ),
    comparison(
        "NotIpAddress",
        ["203.0.113.0/24", "2001:db8::/32"],
        ["203.0.113.7", "2001:db8::7"],
        ["198.51.100.1", "2001:db9::1"],
    ),
    comparison(
        "ArnNotEquals",
        ["arn:aws:sns:*:1:t", "arn:aws:sns:r:2:*"],
        ["arn:aws:sns:r:1:t", "arn:aws:sns:r:2:a:b"],
        ["arn:aws:sns:r:3:t", "arn:aws:sns:r:1:T"],
    ),
    comparison(
        "ArnNotLike",
        ["arn:aws:sns:*:1:t", "arn:aws:sns:r:2:?"],
        ["arn:aws:sns::1:t", "arn:aws:sns:r:2:x"],
        ["arn:aws:sns:r:3:t", "arn:aws:sns:r:2:xy"],
    ),
];

/// The columns of the tables.
const FORMS: [(&str, &str); 6] = [
    ("", ""),
    ("", "IfExists"),
    ("ForAnyValue:", ""),
    ("ForAllValues:", ""),
    ("ForAnyValue:", "IfExists"),
    ("ForAllValues:", "IfExists"),
];

/// What the request has for the key.
#[derive(Clone, Copy, Debug)]
enum Has {
    Nothing,
    EmptyList,
    OneMatching,
    OneOther,
    ManyMatching,
    Mixed,
    ManyOther,
}

fn fact(comparison: &Comparison, has: Has) -> Fact {
    let Comparison {
        matching: [first, second],
        other: [third, fourth],
        ..
    } = comparison;
    match has {
        Has::Nothing => Fact::Absent,
        Has::EmptyList => values(&[]),
        Has::OneMatching => values(&[second]),
        Has::OneOther => values(&[third]),
        Has::ManyMatching => values(&[first, second]),
        Has::Mixed => values(&[third, second]),
        Has::ManyOther => values(&[third, fourth]),
    }
}

/// `T` and `F` by column.
fn check_table(comparisons: &[Comparison], rows: &[(Has, &str)]) {
    for one in comparisons {
        let [first, second] = one.policy;
        for (has, expected) in rows {
            let found: String = FORMS
                .iter()
                .map(|(prefix, suffix)| {
                    let condition = format!(
                        r#"{{"{prefix}{}{suffix}":{{"k:k":["{first}","{second}"]}}}}"#,
                        one.operator
                    );
                    match holds(&condition, &context(&[("k:k", fact(one, *has))])) {
                        Truth::True => 'T',
                        Truth::False => 'F',
                        Truth::Unknown => '?',
                    }
                })
                .collect();
            assert_eq!(found, *expected, "{} {has:?}", one.operator);
        }
    }
}

#[test]
fn the_table_of_the_positive_operators() {
    check_table(
        POSITIVE,
        &[
            (Has::Nothing, "FTFTTT"),
            (Has::EmptyList, "FFFTFT"),
            (Has::OneMatching, "TTTTTT"),
            (Has::OneOther, "FFFFFF"),
            (Has::ManyMatching, "FFTTTT"),
            (Has::Mixed, "FFTFTF"),
            (Has::ManyOther, "FFFFFF"),
        ],
    );
}

#[test]
fn the_table_of_the_negated_operators() {
    check_table(
        NEGATED,
        &[
            (Has::Nothing, "TTFTTT"),
            (Has::EmptyList, "TTFTFT"),
            (Has::OneMatching, "FFFFFF"),
            (Has::OneOther, "TTTTTT"),
            (Has::ManyOther, "FFTTTT"),
            (Has::Mixed, "FFTFTF"),
            (Has::ManyMatching, "FFFFFF"),
        ],
    );
}

#[test]
fn bool_has_the_table_of_a_positive_operator_with_one_value() {
    let table = [
        (Fact::Absent, "FTFTTT"),
        (values(&[]), "FFFTFT"),
        (values(&["TRUE"]), "TTTTTT"),
        (values(&["false"]), "FFFFFF"),
        (values(&["true", "True"]), "FFTTTT"),
        (values(&["false", "true"]), "FFTFTF"),
        (values(&["false", "false"]), "FFFFFF"),
    ];
    for (fact, expected) in table {
        let found: String = FORMS
            .iter()
            .map(|(prefix, suffix)| {
                let condition = format!(r#"{{"{prefix}Bool{suffix}":{{"k:k":"true"}}}}"#);
                let truth = holds(&condition, &context(&[("k:k", fact.clone())]));
                if truth.is_true() { 'T' } else { 'F' }
            })
            .collect();
        assert_eq!(found, expected, "{fact:?}");
    }
}

#[test]
fn an_unknown_key_makes_every_form_unknown() {
    for one in POSITIVE.iter().chain(NEGATED) {
        for (prefix, suffix) in FORMS {
            for fact in [UNKNOWN, PRESENT] {
                let condition = format!(
                    r#"{{"{prefix}{}{suffix}":{{"k:k":"{}"}}}}"#,
                    one.operator, one.policy[0]
                );
                let truth = holds(&condition, &context(&[("k:k", fact)]));
                assert_eq!(truth, Truth::Unknown, "{condition}");
            }
        }
    }
}

#[test]
fn an_empty_text_is_a_value_alone_and_nothing_in_a_set() {
    let empty = || context(&[("k:k", values(&[""]))]);
    let rows = [
        (r#"{"StringEquals":{"k:k":""}}"#, Truth::True),
        (r#"{"StringEquals":{"k:k":"a"}}"#, Truth::False),
        (r#"{"StringNotEquals":{"k:k":"a"}}"#, Truth::True),
        (r#"{"StringNotEquals":{"k:k":""}}"#, Truth::False),
        (r#"{"StringLike":{"k:k":"*"}}"#, Truth::True),
        (r#"{"ForAllValues:StringEquals":{"k:k":"a"}}"#, Truth::True),
        (
            r#"{"ForAllValues:StringNotEquals":{"k:k":""}}"#,
            Truth::True,
        ),
        (r#"{"ForAnyValue:StringEquals":{"k:k":""}}"#, Truth::False),
        (
            r#"{"ForAnyValue:StringNotEquals":{"k:k":"a"}}"#,
            Truth::False,
        ),
        (r#"{"Null":{"k:k":"true"}}"#, Truth::True),
        (r#"{"Null":{"k:k":"false"}}"#, Truth::False),
    ];
    for (condition, expected) in rows {
        assert_eq!(holds(condition, &empty()), expected, "{condition}");
    }
    // Beside a value it is one more value.
    let beside = context(&[("k:k", values(&["", "a"]))]);
    assert_eq!(
        holds(r#"{"ForAllValues:StringEquals":{"k:k":"a"}}"#, &beside),
        Truth::False
    );
}

#[test]
fn the_table_of_null() {
    let rows = [
        (Fact::Absent, Truth::True),
        (values(&["a"]), Truth::False),
        (values(&["a", "b"]), Truth::False),
        (values(&["", "b"]), Truth::False),
        (values(&[""]), Truth::True),
        (values(&[]), Truth::True),
        (UNKNOWN, Truth::Unknown),
        (PRESENT, Truth::False),
    ];
    for (fact, absent) in rows {
        let context = context(&[("k:k", fact.clone())]);
        for (text, expected) in [
            (r#""true""#, absent),
            ("true", absent),
            (r#""TRUE""#, absent),
            (r#""false""#, absent.negate()),
            (r#"["true","false"]"#, Truth::True),
            (r#"["false","true"]"#, Truth::True),
            ("[]", Truth::False),
            (r#""yes""#, Truth::False),
        ] {
            let condition = format!(r#"{{"Null":{{"k:k":{text}}}}}"#);
            assert_eq!(holds(&condition, &context), expected, "{text} {fact:?}");
        }
        let all = r#"{"ForAllValues:Null":{"k:k":"false"}}"#;
        assert_eq!(holds(all, &context), Truth::True);
        let any = r#"{"ForAnyValue:Null":{"k:k":"false"}}"#;
        assert_eq!(holds(any, &context), Truth::False, "vector 71");
    }
}

#[test]
fn an_empty_list_of_policy_values() {
    // Columns as in the tables; rows: absent, a value, an empty list.
    let rows = [
        ("StringEquals", Fact::Absent, "FTFTTT"),
        ("StringEquals", values(&["a"]), "FFFFFF"),
        ("StringEquals", values(&[]), "FFFTFT"),
        ("StringNotEquals", Fact::Absent, "TTFTTT"),
        ("StringNotEquals", values(&["a"]), "TFFFFF"),
        ("StringNotEquals", values(&[]), "TFFTFT"),
    ];
    for (operator, fact, expected) in rows {
        let found: String = FORMS
            .iter()
            .map(|(prefix, suffix)| {
                let condition = format!(r#"{{"{prefix}{operator}{suffix}":{{"k:k":[]}}}}"#);
                let truth = holds(&condition, &context(&[("k:k", fact.clone())]));
                if truth.is_true() { 'T' } else { 'F' }
            })
            .collect();
        assert_eq!(found, expected, "{operator} {fact:?}");
    }
}

#[test]
fn operators_and_keys_are_joined_by_and() {
    let condition = r#"{"StringEquals":{"k:a":"1"},"StringNotEquals":{"k:a":"2","k:b":"2"}}"#;
    let truth = |a: Fact, b: Fact| holds(condition, &context(&[("k:a", a), ("k:b", b)]));
    assert_eq!(truth(values(&["1"]), values(&["1"])), Truth::True);
    assert_eq!(truth(values(&["1"]), values(&["2"])), Truth::False);
    // False wins over unknown, unknown over true.
    assert_eq!(truth(UNKNOWN, values(&["2"])), Truth::False);
    assert_eq!(truth(UNKNOWN, values(&["1"])), Truth::Unknown);
    assert_eq!(truth(values(&["3"]), UNKNOWN), Truth::False);
}

#[test]
fn no_condition_is_no_restriction() {
    for condition in ["{}", r#"{"StringEquals":{}}"#] {
        assert_eq!(holds(condition, &Context::closed()), Truth::True);
    }
}

#[test]
fn names_of_operators_are_read_in_any_case() {
    let context = context(&[("k:k", values(&["a"]))]);
    for operator in [
        "stringequals",
        "STRINGEQUALSIFEXISTS",
        "foranyvalue:StringLike",
        "FORALLVALUES:stringequalsifexists",
    ] {
        let matching = format!(r#"{{"{operator}":{{"k:k":"a"}}}}"#);
        assert_eq!(holds(&matching, &context), Truth::True, "{operator}");
        let other = format!(r#"{{"{operator}":{{"k:k":"b"}}}}"#);
        assert_eq!(holds(&other, &context), Truth::False, "{operator}");
    }
}

#[test]
fn context_families_stand_behind_single_keys() {
    let mut context = Context::open();
    context.set_family("aws:PrincipalTag/", Fact::Absent);
    context.set_family("aws:principaltag/TEAM", values(&["blue"]));
    context.set_value("aws:PrincipalTag/cost", "7");
    let truth = |key: &str| holds(&format!(r#"{{"StringLike":{{"{key}":"*"}}}}"#), &context);
    assert_eq!(truth("AWS:PrincipalTag/Cost"), Truth::True);
    assert_eq!(truth("aws:PrincipalTag/other"), Truth::False);
    assert_eq!(truth("aws:PrincipalTag/teams"), Truth::True);
    assert_eq!(truth("aws:SourceIp"), Truth::Unknown);
}
