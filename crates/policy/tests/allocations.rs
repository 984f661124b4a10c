//! A verdict on prepared policies takes no memory.

use can_invoke_policy::{
    Action, Caller, Context, Layers, PolicyKind, Prepared, Request, Resource, Supplied, Verdict,
    context::Fact,
};
use support::policy;

#[cfg(test)]
mod support {
    use can_invoke_policy::{Policy, PolicyKind, document};
    use can_invoke_source::{Limits, Sources, parse_text};

    pub(crate) fn policy(kind: PolicyKind, text: &str) -> Policy {
        let mut sources = Sources::new();
        let file = sources.add("policy.json", text);
        let parsed = parse_text(&sources, file, &Limits::default());
        assert!(!parsed.has_errors(), "{:?}", parsed.diagnostics);
        let parsed = document::parse(&parsed.value.expect("a tree"), kind, "policy");
        assert!(!parsed.has_errors(), "{:?}", parsed.diagnostics);
        parsed.value.expect("a policy")
    }
}

/// Every operator, qualifiers, variables, wildcards, `Not…` elements and readings of ours.
const RESOURCE: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::222222222222:role/App", "222222222222"]},
   "Action": ["execute-api:In?oke", "execute-api:Manage*"],
   "Resource": ["execute-api:/${aws:PrincipalTag/stage, 'prod'}/*/pets",
                "arn:aws:execute-api:*:*:abc123/*/GET/${aws:PrincipalTag/team}/*"],
   "Condition": {
     "StringLike": {"aws:UserAgent": ["curl/*", "?${*}*"]},
     "StringEqualsIgnoreCase": {"aws:PrincipalTag/team": "BLUE"},
     "StringNotEquals": {"aws:PrincipalOrgID": "o-other"},
     "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
     "DateGreaterThan": {"aws:CurrentTime": ["2026-01-01T00:00:00Z", "2026-02-01"]},
     "Bool": {"aws:SecureTransport": "${aws:ViaAWSService, 'true'}"},
     "BinaryEquals": {"app:key": "QUJD"},
     "IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]},
     "NotIpAddress": {"aws:SourceIp": "203.0.113.128/25"},
     "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/${aws:PrincipalTag/team}/*"},
     "ArnNotEqualsIfExists": {"aws:SourceArn": "arn:aws:sns:*:*:other"},
     "Null": {"aws:TokenIssueTime": "false"},
     "ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]},
     "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/r-1/*"}}},
  {"Effect": "Deny", "NotPrincipal": {"AWS": ["222222222222", "arn:aws:iam::222222222222:role/App",
     "arn:aws:sts::222222222222:assumed-role/App/s1"]},
   "NotAction": "s3:*", "NotResource": "arn:aws:execute-api:us-east-1:*:abc123/*"}]}"#;

const IDENTITY: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "execute-api:*", "Resource": "arn:aws:execute-api:us-east-1:*"}]}"#;

const EVERYTHING: &str = r#"{"Version": "2012-10-17", "Statement":
  {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

fn context() -> Context {
    let mut context = Context::closed();
    for (key, value) in [
        ("aws:UserAgent", "curl/8"),
        ("aws:PrincipalTag/team", "blue"),
        ("aws:PrincipalOrgID", "o-1"),
        ("aws:MultiFactorAuthAge", "60"),
        ("aws:CurrentTime", "2026-11-22T10:00:00Z"),
        ("aws:SecureTransport", "true"),
        ("app:key", "QUJD"),
        ("aws:SourceIp", "203.0.113.7"),
        (
            "aws:PrincipalArn",
            "arn:aws:iam::222222222222:role/blue/App",
        ),
        ("aws:TokenIssueTime", "2026-11-22T09:00:00Z"),
        ("aws:PrincipalOrgPaths", "o-1/r-1/ou-1/"),
    ] {
        context.set_value(key, value);
    }
    context.set(
        "aws:TagKeys",
        Fact::Values(vec!["a".to_owned(), "b".to_owned()]),
    );
    context
}

#[test]
fn a_verdict_takes_no_memory() {
    let resource = policy(PolicyKind::Resource, RESOURCE);
    let identity = policy(PolicyKind::Identity, IDENTITY);
    let boundary = policy(PolicyKind::PermissionsBoundary, EVERYTHING);
    let control = policy(PolicyKind::ServiceControl, EVERYTHING);
    let level = |name: &str| can_invoke_policy::layers::Level {
        name: name.to_owned(),
        policies: vec![&control],
    };
    let cases = [
        // With a boundary attached nobody is exempt from the `NotPrincipal`, so that the
        // statements behind it count only without one.
        (None, "/prod/GET/pets", "203.0.113.7", Verdict::Allowed),
        (None, "/prod/GET/blue/x", "203.0.113.7", Verdict::Allowed),
        (
            None,
            "/prod/GET/red/x",
            "203.0.113.7",
            Verdict::ImplicitlyDenied,
        ),
        (
            None,
            "/prod/GET/pets",
            "203.0.113.200",
            Verdict::ImplicitlyDenied,
        ),
        (
            Some(&boundary),
            "/prod/GET/pets",
            "203.0.113.7",
            Verdict::Allowed,
        ),
    ];
    for (boundary, path, address, expected) in cases {
        let prepared = Prepared::new(Layers {
            identity: Supplied::Given(vec![&identity]),
            resource: Supplied::Given(vec![&resource]),
            boundary: Supplied::Given(boundary.into_iter().collect()),
            service_control: Supplied::Given(vec![level("r-1"), level("ou-1")]),
            ..Layers::none()
        });
        let mut context = context();
        context.set_value("aws:SourceIp", address);
        let request = Request {
            caller: Caller::parse("arn:aws:sts::222222222222:assumed-role/App/s1")
                .expect("a caller"),
            action: Action::invoke(),
            resource: Resource::from_arn(format!(
                "arn:aws:execute-api:us-east-1:111111111111:abc123{path}"
            )),
            context,
        };
        let mut verdict = None;
        let info = allocation_counter::measure(|| verdict = Some(prepared.verdict(&request)));
        assert_eq!(verdict, Some(expected), "{path} from {address}");
        assert_eq!(info.count_total, 0, "{path} from {address}");
    }
}
