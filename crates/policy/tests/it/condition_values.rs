//! Which texts the operators accept, and what becomes of those that they do not.

use can_invoke_policy::{PolicyKind, Truth};
use can_invoke_source::Severity;

use crate::support::*;

fn test(operator: &str, policy: &str, request: &str) -> Truth {
    let condition = format!(r#"{{"{operator}":{{"k:k":"{policy}"}}}}"#);
    holds(&condition, &context(&[("k:k", values(&[request]))]))
}

/// A positive operator, its negation if there is one, a good value and malformed ones.
const FAMILIES: &[(&str, Option<&str>, &str, &[&str])] = &[
    (
        "NumericEquals",
        Some("NumericNotEquals"),
        "5",
        &[
            "", "five", "1_000", "0x5", "1,5", " 5", "5 ", "+-5", "--5", ".", "e5", "1e", "NaN",
        ],
    ),
    ("NumericLessThan", None, "5", &["", "five"]),
    ("NumericGreaterThanEquals", None, "5", &["", "five"]),
    (
        "DateEquals",
        Some("DateNotEquals"),
        "2026-01-01T00:00:00Z",
        &[
            "",
            "today",
            "2026-13-01",
            "2026-02-30",
            "2026-1-1",
            "01-01-2026",
            "2026-01-01T25:00:00Z",
            "2026-01-01T00Z",
            "2026-01-01 00:00:00Z",
            "2026-01-01T00:00:00Z[UTC]",
            "-2026-01-01",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+0100",
            "1.5",
            "99999999999999999999",
        ],
    ),
    ("DateLessThan", None, "2026-01-01", &["", "soon"]),
    ("DateGreaterThan", None, "2026-01-01", &["", "soon"]),
    ("Bool", None, "true", &["", "yes", "1", "true "]),
    ("BinaryEquals", None, "AAE=", &["AAE", "A", "====", "*"]),
    (
        "IpAddress",
        Some("NotIpAddress"),
        "203.0.113.5",
        &[
            "",
            "203.0.113",
            "203.0.113.0/33",
            "203.0.113.0/",
            "203.0.113.0/+8",
            "010.0.0.1",
            "203.0.113.*",
            "2001:db8::/129",
            "localhost",
            "*",
        ],
    ),
    (
        "ArnEquals",
        Some("ArnNotEquals"),
        "arn:aws:sns:r:1:t",
        &["", "*", "arn:aws:sns:r:1", "arn:*"],
    ),
    (
        "ArnLike",
        Some("ArnNotLike"),
        "arn:aws:sns:r:1:t",
        &["", "*", "arn:aws:sns:r:1"],
    ),
];

#[test]
fn a_malformed_policy_value_matches_nothing_and_is_reported() {
    for (positive, negated, good, malformed) in FAMILIES {
        for bad in *malformed {
            assert_eq!(test(positive, bad, good), Truth::False, "{positive} {bad}");
            report(positive, bad, Severity::Warning);
            if let Some(negated) = negated {
                assert_eq!(test(negated, bad, good), Truth::False, "{negated} {bad}");
                report(negated, bad, Severity::Error);
            }
        }
    }
}

#[track_caller]
fn report(operator: &str, value: &str, severity: Severity) {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*",
            "Condition":{{"{operator}":{{"k:k":["{value}"]}}}}}}}}"#
    );
    let told = document(PolicyKind::Identity, &text).told;
    let place = format!("\"{value}\"");
    assert_eq!(told, [(severity, "condition-value-type", place)], "{text}");
}

#[test]
fn a_malformed_request_value_equals_nothing() {
    for (positive, negated, good, malformed) in FAMILIES {
        for bad in *malformed {
            // What is a pattern in the policy can be no more than text in the request.
            if !bad.contains('*') {
                assert_eq!(test(positive, good, bad), Truth::False, "{positive} {bad}");
                if let Some(negated) = negated {
                    assert_eq!(test(negated, good, bad), Truth::True, "{negated} {bad}");
                }
            }
        }
    }
}

#[test]
fn one_malformed_value_spoils_a_negated_list_only() {
    let context = context(&[("k:k", values(&["198.51.100.1"]))]);
    let both = |operator: &str, first: &str| {
        let condition = format!(r#"{{"{operator}":{{"k:k":["{first}","garbage"]}}}}"#);
        holds(&condition, &context)
    };
    assert_eq!(both("IpAddress", "198.51.100.0/24"), Truth::True);
    assert_eq!(both("IpAddress", "203.0.113.0/24"), Truth::False);
    assert_eq!(both("NotIpAddress", "203.0.113.0/24"), Truth::False);
}

#[test]
fn numbers() {
    for (policy, request) in [
        ("10", "10.0"),
        ("+10", "10"),
        ("-0.5", "-.5"),
        ("1e3", "1000"),
        ("1.5E-2", "0.015"),
        ("0", "-0"),
        (
            "79228162514264337593543950335",
            "79228162514264337593543950335",
        ),
    ] {
        assert_eq!(
            test("NumericEquals", policy, request),
            Truth::True,
            "{policy}"
        );
        assert_eq!(
            test("NumericNotEquals", policy, request),
            Truth::False,
            "{policy}"
        );
        assert_eq!(
            test("NumericLessThan", policy, request),
            Truth::False,
            "{policy}"
        );
    }
    // Texts compare as numbers, not as texts.
    assert_eq!(test("NumericLessThan", "10", "9"), Truth::True);
    assert_eq!(test("NumericGreaterThan", "-10", "-9"), Truth::True);
    // Digits beyond what a float holds count.
    assert_eq!(
        test("NumericEquals", "9007199254740993", "9007199254740992"),
        Truth::False
    );
}

#[test]
fn dates() {
    let equal = |policy: &str, request: &str| test("DateEquals", policy, request);
    for (policy, request) in [
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2026-01", "2026-01-01T00:00:00Z"),
        ("2026-01-31T10:20Z", "2026-01-31T10:20:00Z"),
        ("2026-01-31T10:20:30.5Z", "2026-01-31T10:20:30.500Z"),
        ("2026-01-31T10:20:30-01:30", "2026-01-31T11:50:30Z"),
        ("2026-01-31T10:20:30", "2026-01-31T10:20:30Z"),
        ("1767225600", "2026-01-01T00:00:00Z"),
        // Four digits are seconds, not a year.
        ("2026", "1970-01-01T00:33:46Z"),
        ("0", "1970-01-01"),
    ] {
        assert_eq!(equal(policy, request), Truth::True, "{policy}");
        assert_eq!(equal(request, policy), Truth::True, "{policy}");
    }
    assert_eq!(equal("2026", "2026-01-01"), Truth::False);
}

#[test]
fn readings_of_dates_are_told() {
    let world = |value: &str| {
        call(UB)
            .with("aws:CurrentTime", values(&["2026-06-01T00:00:00Z"]))
            .identity(&format!(
                r#"{{"Effect":"Allow","Action":"*","Resource":"*",
                    "Condition":{{"DateGreaterThan":{{"aws:CurrentTime":"{value}"}}}}}}"#
            ))
    };
    assert_eq!(world("2026-01-01T00:00:00Z").assumptions(), [""; 0]);
    assert_eq!(world("2026-01-01").assumptions(), ["date-without-zone"]);
    assert_eq!(
        world("2026-01-01T00:00").assumptions(),
        ["date-without-zone"]
    );
    assert_eq!(world("2026").assumptions(), ["date-digits-are-epoch"]);
}

#[test]
fn addresses() {
    let inside = |policy: &str, request: &str| {
        let is_inside = test("IpAddress", policy, request);
        assert_eq!(test("NotIpAddress", policy, request), is_inside.negate());
        is_inside.is_true()
    };
    assert!(inside("0.0.0.0/0", "255.255.255.255"));
    assert!(inside("10.1.2.3/8", "10.255.0.1"));
    assert!(!inside("10.1.2.3/32", "10.1.2.4"));
    assert!(inside("2001:db8::5", "2001:0db8:0:0::5"));
    assert!(!inside("2001:db8::5", "2001:db8::6"));
    assert!(inside("::/0", "2001:db8::6"));
    // Never across the versions, mapped addresses included.
    assert!(!inside("::/0", "203.0.113.5"));
    assert!(!inside("0.0.0.0/0", "2001:db8::6"));
    assert!(!inside("203.0.113.0/24", "::ffff:203.0.113.5"));
}

#[test]
fn arns_are_compared_part_by_part() {
    let like = |policy: &str, request: &str| {
        let found = test("ArnLike", policy, request);
        assert_eq!(test("ArnEquals", policy, request), found);
        assert_eq!(test("ArnNotLike", policy, request), found.negate());
        assert_eq!(test("ArnNotEquals", policy, request), found.negate());
        found.is_true()
    };
    assert!(like("*:*:*:*:*:*", "arn:aws:sns:r:1:t"));
    assert!(like("arn:a?s:s*s:r:1:t", "arn:aws:sns:r:1:t"));
    assert!(like("arn:aws:sns:r:1:t*:c", "arn:aws:sns:r:1:ta:b:c"));
    assert!(!like("arn:aws:sns:r:1:t", "arn:aws:sns:r:1:T"));
    assert!(!like("arn:aws:*:1:t:*", "arn:aws:sns:r:1:t"));
    assert!(!like("arn:aws:sns:r?:1:t", "arn:aws:sns:r:1:t"));
    assert!(like("arn:aws:iam::1:role/*", "arn:aws:iam::1:role/a/b"));
}

#[test]
fn an_operator_of_the_wrong_family_compares_by_its_own_rules() {
    assert_eq!(test("StringEquals", "1.0", "1"), Truth::False);
    assert_eq!(test("NumericEquals", "1.0", "1"), Truth::True);
    assert_eq!(
        test("StringLike", "203.0.113.*", "203.0.113.9"),
        Truth::True
    );
    assert_eq!(
        test("StringEquals", "arn:aws:sns:*:1:t", "arn:aws:sns:r:1:t"),
        Truth::False
    );
    assert_eq!(test("NumericEquals", "5", "text"), Truth::False);
}

#[test]
fn a_character_is_one_whatever_its_bytes() {
    assert_eq!(test("StringLike", "?", "é"), Truth::True);
    assert_eq!(test("StringLike", "??", "é"), Truth::False);
    assert_eq!(test("StringLike", "a?c", "a\u{1f600}c"), Truth::True);
    // Only ASCII letters have a case that is ignored.
    assert_eq!(test("StringEqualsIgnoreCase", "É", "é"), Truth::False);
    assert_eq!(test("StringEqualsIgnoreCase", "éA", "éa"), Truth::True);
}

#[test]
fn json_numbers_and_booleans_stand_for_their_text() {
    let truth =
        |condition: &str, value: &str| holds(condition, &context(&[("k:k", values(&[value]))]));
    assert_eq!(truth(r#"{"StringEquals":{"k:k":10}}"#, "10"), Truth::True);
    assert_eq!(
        truth(r#"{"StringEquals":{"k:k":1.50}}"#, "1.50"),
        Truth::True
    );
    assert_eq!(
        truth(r#"{"StringEquals":{"k:k":true}}"#, "true"),
        Truth::True
    );
    assert_eq!(truth(r#"{"Bool":{"k:k":false}}"#, "FALSE"), Truth::True);
    assert_eq!(
        truth(r#"{"NumericEquals":{"k:k":[1e1, "x"]}}"#, "10"),
        Truth::True
    );
}
