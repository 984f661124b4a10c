//! What the values of each family of operators have to be, and how it is said.

use can_invoke_policy::{
    PolicyKind,
    condition::{is_date, is_number},
    document,
};
use can_invoke_source::{Sources, parse_text};

/// What is said at the value of a condition.
fn label(operator: &str, value: &str) -> String {
    let mut sources = Sources::new();
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"{operator}":{{"k:k":"{value}"}}}}}}}}"#
    );
    let file = sources.add("policy.json", text);
    let tree = parse_text(&sources, file, &Default::default());
    let node = tree.value.expect("a document");
    let parsed = document::parse(&node, PolicyKind::Identity, "policy.json");
    let labels = parsed.diagnostics.into_iter().map(|one| one.primary.text);
    labels.collect()
}

#[test]
fn a_value_of_another_type_is_told_what_is_expected() {
    for (operator, expected) in [
        ("NumericEquals", "expected a number"),
        (
            "DateLessThan",
            "expected a date such as `2026-01-31T00:00:00Z`",
        ),
        ("BinaryEquals", "expected base64"),
        (
            "IpAddress",
            "expected an address or a CIDR range such as `203.0.113.0/24`",
        ),
        (
            "ArnLike",
            "expected an ARN of six parts, each of which may hold wildcards",
        ),
        ("Bool", "expected `true` or `false`"),
        ("Null", "expected `true` or `false`"),
        ("StringEquals", ""),
    ] {
        assert_eq!(label(operator, "!"), expected, "{operator}");
    }
}

/// Source: IAM user guide, `reference_policies_elements_condition_operators`.
#[test]
fn what_the_operators_read_as_a_number_and_as_a_date() {
    for (text, is_one) in [("5", true), ("-0.5e1", true), ("five", false), ("", false)] {
        assert_eq!(is_number(text), is_one, "{text:?}");
    }
    for (text, is_one) in [
        ("2026-11", true),
        ("2026-11-22", true),
        ("2026-11-22T10:00Z", true),
        ("2026-11-22T10:00:00.5+01:00", true),
        ("1795341600", true),
        // ISO 8601 has more forms than the profile that AWS names.
        ("+002026-11-22", false),
        ("+002026-11-22T10:00:00Z", false),
        ("20261122T10:00:00Z", false),
        ("2026-W47-7", false),
        ("2026-11-22T10", false),
        ("2026-11-22T10:00:00.Z", false),
        ("2026-11-22T10:00:00.xZ", false),
        ("2026-11-22T10:00:00+1", false),
        ("", false),
    ] {
        assert_eq!(is_date(text), is_one, "{text:?}");
    }
}
