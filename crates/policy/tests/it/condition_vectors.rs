//! The numbered vectors of the condition operators.

use can_invoke_policy::{Truth, context::Fact};

use crate::support::*;

/// Number, condition, what the request has, whether the condition holds.
type Vector<'v> = (u32, &'v str, &'v [(&'v str, Fact)], bool);

fn check(rows: &[Vector<'_>]) {
    for (number, condition, facts, expected) in rows {
        let truth = holds(condition, &context(facts));
        assert_eq!(
            truth,
            Truth::from(*expected),
            "vector {number}: {condition}"
        );
    }
}

#[test]
fn vectors_of_text() {
    let org = r#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-1/*"}}"#;
    let below = r#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-1/ou-*"}}"#;
    let paths = || ("aws:PrincipalOrgPaths", values(&["o-1/r-1/ou-1/"]));
    check(&[
        (
            32,
            r#"{"StringEquals":{"k:k":"a*"}}"#,
            &[("k:k", values(&["abc"]))],
            false,
        ),
        (
            32,
            r#"{"StringEquals":{"k:k":"a*"}}"#,
            &[("k:k", values(&["a*"]))],
            true,
        ),
        (
            33,
            r#"{"StringLike":{"k:k":"a*"}}"#,
            &[("k:k", values(&["a"]))],
            true,
        ),
        (34, r#"{"StringLike":{"k:k":"*"}}"#, &[], false),
        (
            35,
            r#"{"StringNotEquals":{"k:k":["a","b"]}}"#,
            &[("k:k", values(&["b"]))],
            false,
        ),
        (
            36,
            r#"{"StringNotEquals":{"k:k":["a","b"]}}"#,
            &[("k:k", values(&["c"]))],
            true,
        ),
        (37, r#"{"StringNotEquals":{"k:k":"a"}}"#, &[], true),
        (38, r#"{"StringNotEqualsIfExists":{"k:k":"a"}}"#, &[], true),
        (39, r#"{"StringEqualsIfExists":{"k:k":"a"}}"#, &[], true),
        (
            39,
            r#"{"StringEqualsIfExists":{"k:k":"a"}}"#,
            &[("k:k", values(&["b"]))],
            false,
        ),
        (
            40,
            r#"{"StringEqualsIgnoreCase":{"k:k":"Prod"}}"#,
            &[("k:k", values(&["PROD"]))],
            true,
        ),
        (
            41,
            r#"{"StringEquals":{"AWS:sourceVPCE":"vpce-1"}}"#,
            &[("aws:SourceVpce", values(&["vpce-1"]))],
            true,
        ),
        (
            42,
            r#"{"StringEquals":{"aws:ResourceTag/Env":"x"}}"#,
            &[("aws:ResourceTag/env", values(&["x"]))],
            true,
        ),
        (
            42,
            r#"{"StringEquals":{"aws:ResourceTag/Env":"x"}}"#,
            &[("aws:ResourceTag/env", values(&["X"]))],
            false,
        ),
        (
            43,
            r#"{"StringLike":{"s3:prefix":["","home/"]}}"#,
            &[("s3:prefix", values(&[""]))],
            true,
        ),
        (67, org, &[paths()], true),
        (68, below, &[paths()], false),
        (
            69,
            r#"{"StringEquals":{"aws:TagKeys":"a"}}"#,
            &[("aws:TagKeys", values(&["a", "b"]))],
            false,
        ),
        (
            72,
            r#"{"StringNotEquals":{"aws:ResourceOrgID":"${aws:PrincipalOrgID}"}}"#,
            &[("aws:ResourceOrgID", values(&["o-1"]))],
            true,
        ),
        (
            73,
            r#"{"StringEquals":{"k:k":"a","k:l":"b"}}"#,
            &[("k:k", values(&["a"])), ("k:l", values(&["c"]))],
            false,
        ),
        (
            73,
            r#"{"StringEquals":{"k:k":"a","k:l":"b"}}"#,
            &[("k:k", values(&["a"])), ("k:l", values(&["b"]))],
            true,
        ),
    ]);
}

#[test]
fn vectors_of_sets() {
    let all = r#"{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}}"#;
    let any = r#"{"ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}}"#;
    let all_not = r#"{"ForAllValues:StringNotEquals":{"k:k":["a"]}}"#;
    let any_not = r#"{"ForAnyValue:StringNotEquals":{"k:k":["a"]}}"#;
    let none = r#"{"ForAllValues:StringEquals":{"k:k":[]}}"#;
    check(&[
        (63, all, &[("aws:TagKeys", values(&["a"]))], true),
        (63, all, &[("aws:TagKeys", values(&["a", "c"]))], false),
        (63, all, &[], true),
        (63, all, &[("aws:TagKeys", values(&[]))], true),
        (64, any, &[("aws:TagKeys", values(&["a", "c"]))], true),
        (64, any, &[("aws:TagKeys", values(&["c"]))], false),
        (64, any, &[], false),
        (64, any, &[("aws:TagKeys", values(&[]))], false),
        (65, all_not, &[("k:k", values(&["b", "c"]))], true),
        (65, all_not, &[("k:k", values(&["a", "b"]))], false),
        (65, all_not, &[], true),
        (66, any_not, &[("k:k", values(&["a", "b"]))], true),
        (66, any_not, &[("k:k", values(&["a"]))], false),
        (70, none, &[], true),
        (70, none, &[("k:k", values(&["x"]))], false),
    ]);
}

#[test]
fn vectors_of_numbers_dates_addresses_and_arns() {
    let role = || {
        (
            "aws:PrincipalArn",
            values(&["arn:aws:iam::111111111111:role/team/app"]),
        )
    };
    let arn = r#"{"ArnLike":{"k:k":"arn:aws:x:*:1:f/*"}}"#;
    let text = r#"{"StringLike":{"k:k":"arn:aws:x:*:1:f/*"}}"#;
    let far = || ("k:k", values(&["arn:aws:x:r:2:s:1:f/d"]));
    let ip = |text| ("aws:SourceIp", values(&[text]));
    check(&[
        (
            44,
            r#"{"NumericLessThanEquals":{"k:k":"10"}}"#,
            &[("k:k", values(&["9.5"]))],
            true,
        ),
        (
            44,
            r#"{"NumericLessThanEquals":{"k:k":10}}"#,
            &[("k:k", values(&["9.5"]))],
            true,
        ),
        (44, r#"{"NumericLessThanEquals":{"k:k":"10"}}"#, &[], false),
        (45, r#"{"NumericNotEquals":{"k:k":3}}"#, &[], true),
        (
            46,
            r#"{"DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}"#,
            &[("aws:CurrentTime", values(&["2026-01-01T01:00:00+02:00"]))],
            false,
        ),
        (
            47,
            r#"{"DateLessThan":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}}"#,
            &[],
            false,
        ),
        (
            48,
            r#"{"Bool":{"aws:SecureTransport":"false"}}"#,
            &[],
            false,
        ),
        (
            51,
            r#"{"Null":{"aws:MultiFactorAuthPresent":"true"}}"#,
            &[],
            true,
        ),
        (
            52,
            r#"{"Null":{"aws:TokenIssueTime":"false"}}"#,
            &[("aws:TokenIssueTime", values(&["2026-01-01T00:00:00Z"]))],
            true,
        ),
        (
            53,
            r#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#,
            &[ip("203.0.113.1")],
            true,
        ),
        (
            53,
            r#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#,
            &[ip("198.51.100.1")],
            false,
        ),
        (
            54,
            r#"{"IpAddress":{"aws:SourceIp":"203.0.113.5"}}"#,
            &[ip("203.0.113.5")],
            true,
        ),
        (
            54,
            r#"{"IpAddress":{"aws:SourceIp":"203.0.113.5"}}"#,
            &[ip("203.0.113.6")],
            false,
        ),
        (
            55,
            r#"{"IpAddress":{"aws:SourceIp":"123.4.5.6/24"}}"#,
            &[ip("123.4.5.200")],
            true,
        ),
        (
            56,
            r#"{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#,
            &[ip("2001:db8::1")],
            true,
        ),
        (
            57,
            r#"{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#,
            &[],
            true,
        ),
        (
            58,
            r#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/team/*"}}"#,
            &[role()],
            true,
        ),
        (
            59,
            r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:sts::111111111111:assumed-role/app/s1"}}"#,
            &[role()],
            false,
        ),
        (60, arn, &[far()], false),
        (61, text, &[far()], true),
        (
            62,
            r#"{"ArnNotEquals":{"aws:SourceArn":"arn:aws:x:r:1:t"}}"#,
            &[],
            true,
        ),
    ]);
}

#[test]
fn the_mfa_idiom() {
    let deny = |operator: &str| {
        call(UB).identity(&format!(
            r#"{ALLOW_ALL},{{"Effect":"Deny","Action":"*","Resource":"*",
                "Condition":{{"{operator}":{{"aws:MultiFactorAuthPresent":"false"}}}}}}"#
        ))
    };
    // A long-term key carries no such key.
    assert_eq!(deny("Bool").summary(), "allowed by identity 1", "vector 49");
    assert_eq!(
        deny("BoolIfExists").summary(),
        "explicitly-denied by identity 2",
        "vector 50"
    );
}
