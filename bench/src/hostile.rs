//! Policies and requests made to take long.

use can_invoke_policy::{PolicyKind, Verdict};
use serde_json::{Value, json};

/// One policy and one request under it.
pub struct Hostile {
    /// What is in the way.
    pub name: &'static str,
    /// What the policy is used as.
    pub kind: PolicyKind,
    /// The policy.
    pub policy: Value,
    /// The resource that is asked for.
    pub resource: String,
    /// Condition keys with their values.
    pub context: Vec<(&'static str, Vec<String>)>,
    /// What has to come out.
    pub verdict: Verdict,
}

/// An object on which most of the statements speak.
const OBJECT: &str = "arn:aws:s3:::bucket/key";
/// Who asks.
pub const CALLER: &str = "arn:aws:iam::222222222222:user/ann";

/// All of them.
pub fn cases() -> Vec<Hostile> {
    let mut cases = wildcards();
    cases.extend(long_lists());
    cases.extend(sets());
    cases.extend(statements());
    cases.extend(principals());
    cases
}

/// Patterns against which backtracking would try every way.
fn wildcards() -> Vec<Hostile> {
    let text = |length: usize| format!("{}b", "a".repeat(length));
    let resource = |name, pattern: String, text: String| Hostile {
        name,
        kind: PolicyKind::Identity,
        policy: policy([json!({
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::{pattern}"),
        })]),
        resource: format!("arn:aws:s3:::{text}"),
        context: vec![("k:a", vec!["a".to_owned()])],
        verdict: Verdict::ImplicitlyDenied,
    };
    let condition = |name, pattern: String, text: String| Hostile {
        context: vec![("k:text", vec![text]), ("k:a", vec!["a".to_owned()])],
        ..with_condition(name, json!({ "StringLike": { "k:text": pattern } }))
    };
    vec![
        resource(
            "resource, 2,000 × `*a`, 8 KB",
            format!("{}*c*", "*a".repeat(2_000)),
            text(8_192),
        ),
        resource(
            "resource, 20,000 × `*a`, 64 KB",
            format!("{}*c*", "*a".repeat(20_000)),
            text(65_536),
        ),
        resource(
            "resource, 2,000 × `*a?`, 8 KB",
            format!("{}*c*", "*a?".repeat(2_000)),
            text(8_192),
        ),
        resource(
            "resource, `*` and 2,000 × `a?`, 8 KB",
            format!("*{}c*", "a?".repeat(2_000)),
            text(8_192),
        ),
        resource(
            "resource, `*` and 5,000 × `a?`, 64 KB",
            format!("*{}c*", "a?".repeat(5_000)),
            text(65_536),
        ),
        resource(
            "resource, 2,000 × `*${k:a}`, 8 KB",
            format!("{}*c*", "*${k:a}".repeat(2_000)),
            text(8_192),
        ),
        resource(
            "resource, colons, 8 KB",
            format!("{}*c*", "*:a".repeat(1_000)),
            "a:".repeat(4_096),
        ),
        condition(
            "value, 2,000 × `*a?`, 8 KB",
            format!("{}*c*", "*a?".repeat(2_000)),
            text(8_192),
        ),
        condition(
            "value, 5,000 variables",
            format!("*{}*", "${k:a}".repeat(5_000)),
            text(4_999),
        ),
        condition(
            "value, 5,000 variables, 64 KB",
            format!("*{}c*", "${k:a}".repeat(5_000)),
            text(65_536),
        ),
    ]
}

/// 100,000 values under one operator.
fn long_lists() -> Vec<Hostile> {
    const COUNT: usize = 100_000;
    let long = |name, operator: &str, value: &dyn Fn(usize) -> String, found: &str| Hostile {
        context: vec![("k:a", vec![found.to_owned()])],
        ..with_condition(
            name,
            json!({ operator: { "k:a": (0..COUNT).map(value).collect::<Vec<_>>() } }),
        )
    };
    let some = "x-y-z".repeat(20);
    vec![
        long(
            "100,000 values, StringEquals",
            "StringEquals",
            &|n| format!("v-{n}"),
            &some,
        ),
        long(
            "100,000 values, StringEqualsIgnoreCase",
            "StringEqualsIgnoreCase",
            &|n| format!("v-{n}"),
            &some,
        ),
        long(
            "100,000 values, StringLike",
            "StringLike",
            &|n| format!("*x*-{n}*z"),
            &some,
        ),
        long(
            "100,000 values, ArnLike",
            "ArnLike",
            &|n| format!("arn:aws:iam::*:role/*-{n}"),
            CALLER,
        ),
        long(
            "100,000 values, IpAddress",
            "IpAddress",
            &|n| format!("10.{}.{}.0/24", n / 256 % 256, n % 256),
            "203.0.113.7",
        ),
        long(
            "100,000 values, NumericEquals",
            "NumericEquals",
            &|n| format!("{n}.5"),
            "17",
        ),
        long(
            "100,000 values, DateEquals",
            "DateEquals",
            &|n| format!("{}", 1_700_000_000 + n),
            "2020-01-01T00:00:00Z",
        ),
    ]
}

/// 1,000 values of the request, each against 10,000 of the policy.
fn sets() -> Vec<Hostile> {
    let set = |name,
               operator: &str,
               own: &dyn Fn(usize) -> String,
               found: &dyn Fn(usize) -> String| Hostile {
        context: vec![("k:a", (0..1_000).map(found).collect())],
        ..with_condition(
            name,
            json!({ operator: { "k:a": (0..10_000).map(own).collect::<Vec<_>>() } }),
        )
    };
    // The last value of the request is not in the policy.
    let text = |n: usize| {
        if n == 999 {
            "none".to_owned()
        } else {
            format!("some-value-{}", n * 10)
        }
    };
    let number = |n: usize| {
        if n == 999 {
            "0.5".to_owned()
        } else {
            format!("{}", n * 10)
        }
    };
    let date = |n: usize| format!("2020-01-01T00:00:{:02}Z", n % 60);
    vec![
        set(
            "1,000 × 10,000, StringEquals",
            "ForAllValues:StringEquals",
            &|n| format!("some-value-{n}"),
            &text,
        ),
        set(
            "1,000 × 10,000, StringEqualsIgnoreCase",
            "ForAllValues:StringEqualsIgnoreCase",
            &|n| format!("Some-Value-{n}"),
            &text,
        ),
        set(
            "1,000 × 10,000, StringLike without wildcards",
            "ForAllValues:StringLike",
            &|n| format!("some-value-{n}"),
            &text,
        ),
        set(
            "1,000 × 10,000, StringLike",
            "ForAllValues:StringLike",
            &|n| format!("some-*-{n}"),
            &text,
        ),
        set(
            "1,000 × 10,000, ArnLike",
            "ForAllValues:ArnLike",
            &|n| format!("arn:aws:iam::*:role/*-{n}"),
            &|n| format!("arn:aws:iam::222222222222:role/a-{}", n * 11),
        ),
        set(
            "1,000 × 10,000, NumericEquals",
            "ForAllValues:NumericEquals",
            &|n| n.to_string(),
            &number,
        ),
        set(
            "1,000 × 10,000, DateEquals",
            "ForAllValues:DateEquals",
            &|n| format!("{}", 1_700_000_000 + n),
            &date,
        ),
        set(
            "1,000 × 10,000, IpAddress",
            "ForAllValues:IpAddress",
            &|n| format!("10.{}.{}.0/24", n / 256, n % 256),
            &|n| format!("11.0.{}.{}", n / 256, n % 256),
        ),
    ]
}

/// 10,000 statements that fail in their last condition.
fn statements() -> Vec<Hostile> {
    let statement = |n: usize| {
        json!({
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*",
            "Condition": {
                "StringEquals": { "k:a": "x" },
                "StringLike": { "k:b": "shop-*-eu" },
                "IpAddress": { "aws:SourceIp": "203.0.113.0/24" },
                "StringNotEquals": { "k:c": ["x", n.to_string(), "y"] },
            },
        })
    };
    vec![Hostile {
        name: "10,000 statements",
        kind: PolicyKind::Identity,
        policy: policy((0..10_000).map(statement)),
        resource: OBJECT.to_owned(),
        context: vec![
            ("k:a", vec!["x".to_owned()]),
            ("k:b", vec!["shop-orders-eu".to_owned()]),
            ("aws:SourceIp", vec!["203.0.113.7".to_owned()]),
            ("k:c", vec!["y".to_owned()]),
        ],
        verdict: Verdict::ImplicitlyDenied,
    }]
}

/// 10,000 principals.
fn principals() -> Vec<Hostile> {
    let named = |name, element: &str, effect: &str, verdict| {
        let user = |n: usize| format!("arn:aws:iam::222222222222:user/u{n}");
        let users: Vec<String> = (0..10_000).map(user).collect();
        Hostile {
            name,
            kind: PolicyKind::Resource,
            policy: policy([json!({
                "Effect": effect, element: { "AWS": users }, "Action": "s3:GetObject", "Resource": "*",
            })]),
            resource: OBJECT.to_owned(),
            context: Vec::new(),
            verdict,
        }
    };
    vec![
        named(
            "10,000 in Principal",
            "Principal",
            "Allow",
            Verdict::ImplicitlyDenied,
        ),
        named(
            "10,000 in NotPrincipal",
            "NotPrincipal",
            "Deny",
            Verdict::ExplicitlyDenied,
        ),
    ]
}

/// An identity-based policy that would allow but for its condition.
fn with_condition(name: &'static str, condition: Value) -> Hostile {
    Hostile {
        name,
        kind: PolicyKind::Identity,
        policy: policy([json!({
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": condition,
        })]),
        resource: OBJECT.to_owned(),
        context: Vec::new(),
        verdict: Verdict::ImplicitlyDenied,
    }
}

fn policy(statements: impl IntoIterator<Item = Value>) -> Value {
    crate::generate::policy(statements)
}
