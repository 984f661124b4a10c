//! Policy variables: where they are read, and what an absent one does.

use can_invoke_policy::{Context, PolicyKind, Truth, Verdict, context::Fact};
use can_invoke_source::Severity;

use crate::support::*;

fn equals(operator: &str, value: &str, facts: &[(&str, Fact)]) -> Truth {
    let condition = format!(r#"{{"{operator}":{{"k:k":"{value}"}}}}"#);
    holds(&condition, &context(facts))
}

#[test]
fn a_variable_stands_for_the_value_of_its_key() {
    let facts = |own: &str| {
        [
            ("k:k", values(&[own])),
            ("aws:username", values(&["ann"])),
            ("aws:PrincipalTag/team", values(&["blue"])),
        ]
    };
    let rows = [
        ("${aws:username}", "ann", Truth::True),
        ("${AWS:UserName}", "ann", Truth::True),
        ("${aws:PrincipalTag/TEAM}", "blue", Truth::True),
        (
            "x-${aws:username}-${aws:principaltag/team}",
            "x-ann-blue",
            Truth::True,
        ),
        ("${aws:username}", "bob", Truth::False),
        ("${aws:username, 'bob'}", "ann", Truth::True),
        ("${aws:username, 'bob'}", "bob", Truth::False),
        // No nesting, and no variables in a filled-in value.
        ("${${aws:username}}", "ann", Truth::False),
    ];
    for (value, own, expected) in rows {
        assert_eq!(
            equals("StringEquals", value, &facts(own)),
            expected,
            "{value}"
        );
        assert_eq!(
            equals("StringNotEquals", value, &facts(own)),
            expected.negate(),
            "{value}"
        );
    }
}

/// The situations in which a key has no value to give.
#[test]
fn a_variable_without_a_value() {
    let missing: [(&str, Fact); 4] = [
        ("absent", Fact::Absent),
        ("empty", values(&[""])),
        ("no values", values(&[])),
        ("several values", values(&["ann", "bob"])),
    ];
    for (name, fact) in missing {
        let facts = |own: &str| [("k:k", values(&[own])), ("aws:username", fact.clone())];
        let of = |operator: &str, value: &str, own: &str| equals(operator, value, &facts(own));
        assert_eq!(
            of("StringEquals", "${aws:username}", ""),
            Truth::False,
            "{name}"
        );
        assert_eq!(
            of("StringLike", "*${aws:username}*", "ann"),
            Truth::False,
            "{name}"
        );
        assert_eq!(
            of("StringNotEquals", "${aws:username}", ""),
            Truth::True,
            "{name}"
        );
        assert_eq!(
            of("StringNotLike", "*${aws:username}", "x"),
            Truth::True,
            "{name}"
        );
        assert_eq!(
            of("ArnNotLike", "arn:a:b:c:d:${aws:username}", "x"),
            Truth::True,
            "{name}"
        );
        assert_eq!(
            of("StringEquals", "${aws:username, 'all'}", "all"),
            Truth::True,
            "{name}"
        );
        assert_eq!(
            of("StringNotEquals", "${aws:username, 'all'}", "all"),
            Truth::False,
            "{name}"
        );
    }
}

#[test]
fn a_multivalued_key_never_resolves() {
    let facts = [
        ("k:k", values(&["o-1/r-1/"])),
        ("aws:PrincipalOrgPaths", values(&["o-1/r-1/"])),
    ];
    let value = "${aws:PrincipalOrgPaths}";
    assert_eq!(equals("StringEquals", value, &facts), Truth::False);
    assert_eq!(equals("StringNotEquals", value, &facts), Truth::True);
    // So that it does not matter what it is.
    let unknown = [("k:k", values(&["a"])), ("aws:PrincipalOrgPaths", UNKNOWN)];
    assert_eq!(equals("StringEquals", value, &unknown), Truth::False);
}

#[test]
fn wildcards_in_a_filled_in_value_are_literal() {
    let facts = |own: &str| {
        [
            ("k:k", values(&[own])),
            ("aws:PrincipalTag/team", values(&["b*?"])),
        ]
    };
    let value = "*${aws:PrincipalTag/team}";
    assert_eq!(equals("StringLike", value, &facts("a-b*?")), Truth::True);
    assert_eq!(equals("StringLike", value, &facts("a-bxy")), Truth::False);
    // A whole ARN from one variable is cut at its colons all the same.
    let arn = [
        ("k:k", values(&["arn:aws:sns:r:1:t"])),
        ("aws:SourceArn", values(&["arn:aws:sns:r:1:t"])),
    ];
    assert_eq!(equals("ArnEquals", "${aws:SourceArn}", &arn), Truth::True);
    assert_eq!(
        equals("ArnNotEquals", "${aws:SourceArn}", &arn),
        Truth::False
    );
}

#[test]
fn escapes() {
    let rows = [
        ("StringLike", "a${*}", "a*", Truth::True),
        ("StringLike", "a${*}", "ab", Truth::False),
        ("StringLike", "a${?}*", "a?b", Truth::True),
        ("StringLike", "a${?}*", "axb", Truth::False),
        (
            "StringEquals",
            "${$}{aws:username}",
            "${aws:username}",
            Truth::True,
        ),
        ("ArnLike", "arn:a:b:c:d:${*}", "arn:a:b:c:d:*", Truth::True),
        ("ArnLike", "arn:a:b:c:d:${*}", "arn:a:b:c:d:x", Truth::False),
    ];
    for (operator, value, own, expected) in rows {
        let facts = [("k:k", values(&[own])), ("aws:username", values(&["ann"]))];
        assert_eq!(
            equals(operator, value, &facts),
            expected,
            "{operator} {value}"
        );
    }
}

#[test]
fn only_the_version_of_2012_reads_variables() {
    let context =
        |own: &str| context(&[("k:k", values(&[own])), ("aws:username", values(&["ann"]))]);
    let condition = r#"{"StringLike":{"k:k":"${aws:username}"}}"#;
    assert_eq!(
        holds_in("2012-10-17", condition, &context("ann")),
        Truth::True
    );
    assert_eq!(
        holds_in("2008-10-17", condition, &context("ann")),
        Truth::False
    );
    assert_eq!(
        holds_in("2008-10-17", condition, &context("${aws:username}")),
        Truth::True
    );
    // There, `${*}` is a dollar, a brace, anything, and a brace.
    let escape = r#"{"StringLike":{"k:k":"${*}"}}"#;
    assert_eq!(
        holds_in("2008-10-17", escape, &context("${x}")),
        Truth::True
    );
    assert_eq!(holds_in("2008-10-17", escape, &context("*")), Truth::False);
}

#[test]
fn a_document_without_version_has_literal_text_in_resources_too() {
    // Vector 2.
    let of = |version: &str, user: &str| {
        let text = format!(
            r#"{{{version}"Statement":{{"Effect":"Allow","Action":"iam:GetUser",
                "Resource":"arn:aws:iam::222222222222:user/${{aws:username}}"}}}}"#
        );
        let arn = format!("arn:aws:iam::222222222222:user/{user}");
        let mut world = ask(caller(UB), "iam:GetUser", &arn).with("aws:username", values(&["ann"]));
        world.identity = Some(vec![policy_of(PolicyKind::Identity, &text)]);
        world.verdict() == Verdict::Allowed
    };
    assert!(!of("", "ann"));
    assert!(of("", "${aws:username}"));
    assert!(of(r#""Version":"2012-10-17","#, "ann"));
    assert!(!of(r#""Version":"2012-10-17","#, "bob"));
}

#[test]
fn operators_without_variables_keep_the_text() {
    let facts = |own: &str, variable: &str| [("k:k", values(&[own])), ("k:v", values(&[variable]))];
    assert_eq!(
        equals("NumericEquals", "${k:v}", &facts("5", "5")),
        Truth::False
    );
    assert_eq!(
        equals("DateEquals", "${k:v}", &facts("5", "5")),
        Truth::False
    );
    assert_eq!(
        equals("IpAddress", "${k:v}", &facts("10.0.0.1", "10.0.0.1")),
        Truth::False
    );
    assert_eq!(
        equals("BinaryEquals", "${k:v}", &facts("AAE=", "AAE=")),
        Truth::False
    );
    assert_eq!(equals("Null", "${k:v}", &facts("x", "false")), Truth::False);
    // Only `Bool` is in dispute.
    assert_eq!(
        equals("Bool", "${k:v}", &facts("true", "true")),
        Truth::True
    );
    assert_eq!(
        equals("Bool", "${k:v}", &facts("true", "false")),
        Truth::False
    );
}

#[test]
fn a_not_resource_with_an_unresolved_variable_spares_nothing() {
    let deny = |effect: &str| {
        format!(
            r#"{{"Effect":"{effect}","Action":"*",
                "NotResource":"arn:aws:execute-api:*:*:*/${{aws:PrincipalTag/team}}/*"}}"#
        )
    };
    let world = call(UB).identity(ALLOW_INVOKE).identity(&deny("Deny"));
    assert_eq!(world.summary(), "explicitly-denied by identity 2.1");
    assert_eq!(world.assumptions(), ["unresolved-not-resource"]);
    let tagged = world.with("aws:PrincipalTag/team", values(&["prod"]));
    assert_eq!(tagged.summary(), "allowed by identity 1");
}

#[test]
fn an_unknown_variable_makes_a_resource_unknown_only_where_the_rest_fits() {
    let of = |arn: &str| {
        call(UB)
            .with("aws:PrincipalTag/team", UNKNOWN)
            .identity(&format!(
                r#"{{"Effect":"Allow","Action":"*","Resource":"{arn}"}}"#
            ))
            .verdict()
    };
    let variable = "${aws:PrincipalTag/team}";
    assert_eq!(
        of(&format!(
            "arn:aws:execute-api:us-east-1:222222222222:*/{variable}/*"
        )),
        Verdict::Depends
    );
    assert_eq!(
        of(&format!(
            "arn:aws:execute-api:eu-west-1:222222222222:*/{variable}/*"
        )),
        Verdict::ImplicitlyDenied
    );
}

#[test]
fn before_the_fifth_colon_a_variable_is_text_and_reported() {
    let arn = "arn:aws:execute-api:us-east-1:${aws:PrincipalAccount}:abcde12345/*";
    let text = |effect: &str, element: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}","Action":"*","{element}":"{arn}"}}}}"#
        )
    };
    let told =
        |effect: &str, element: &str| document(PolicyKind::Identity, &text(effect, element)).told;
    let place = format!("\"{arn}\"");
    for (effect, element, severity) in [
        ("Allow", "Resource", Severity::Warning),
        ("Deny", "Resource", Severity::Error),
        ("Allow", "NotResource", Severity::Error),
    ] {
        assert_eq!(
            told(effect, element),
            [(severity, "variable-before-resource", place.clone())]
        );
    }
    let mut world = call(UB).with("aws:PrincipalAccount", values(&[B]));
    world.identity = Some(vec![policy_of(
        PolicyKind::Identity,
        &text("Allow", "Resource"),
    )]);
    assert_eq!(world.verdict(), Verdict::ImplicitlyDenied);
}

#[test]
fn malformed_variables_stay_text_and_are_reported() {
    let rows = [
        ("${aws:username", "${aws:username"),
        ("a${}b", "${}"),
        ("${aws: username}", "${aws: username}"),
        ("${username}", "${username}"),
        ("${aws:username, all}", "${aws:username, all}"),
        ("${aws:username, 'all}", "${aws:username, 'all}"),
    ];
    for (value, place) in rows {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*",
                "Condition":{{"StringEquals":{{"k:k":"{value}"}}}}}}}}"#
        );
        let told = document(PolicyKind::Identity, &text).told;
        assert_eq!(
            told,
            [(Severity::Warning, "malformed-variable", place.to_owned())]
        );
        let own = context(&[
            ("k:k", values(&[value])),
            ("aws:username", values(&["all"])),
        ]);
        let condition = format!(r#"{{"StringEquals":{{"k:k":"{value}"}}}}"#);
        assert_eq!(holds(&condition, &own), Truth::True, "{value}");
    }
}

#[test]
fn readings_of_variables_are_told() {
    let of = |value: &str, tag: &str| {
        call(UB)
            .with("aws:PrincipalTag/team", values(&[tag]))
            .identity(&format!(
                r#"{{"Effect":"Allow","Action":"*","Resource":"*",
                    "Condition":{{"StringNotLike":{{"aws:PrincipalTag/team":"{value}"}}}}}}"#
            ))
            .assumptions()
    };
    let variable = "x${aws:PrincipalTag/team}";
    assert_eq!(of(variable, "blue"), [""; 0]);
    assert_eq!(of(variable, "b*"), ["variable-value-is-literal"]);
    assert_eq!(
        of("x${aws:PrincipalTag/team, 'y'}", ""),
        ["empty-variable-is-no-value"]
    );
    let bool_variable = call(UB)
        .with("k:k", values(&["true"]))
        .with("k:v", values(&["true"]))
        .identity(
            r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"k:k":"${k:v}"}}}"#,
        );
    assert_eq!(bool_variable.assumptions(), ["variable-in-bool"]);
    assert_eq!(equals("StringEquals", "x", &[]), Truth::False);
    assert_eq!(holds("{}", &Context::open()), Truth::True);
}
