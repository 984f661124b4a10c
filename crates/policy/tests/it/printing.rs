//! Policies as text: one form, whatever they were read from.

use can_invoke_policy::PolicyKind;
use can_invoke_source::Severity;

use crate::support::*;

#[test]
fn elements_stand_in_the_order_of_the_documents_of_aws() {
    let read = policy_of(
        PolicyKind::Resource,
        r#"{"Statement": {
            "Condition": {"NumericLessThan": {"k:n": 5, "k:m": [1.50, 2]}, "Bool": {"k:b": true}},
            "Resource": "execute-api:/*", "Action": ["execute-api:Invoke"],
            "Principal": {"Service": "states.amazonaws.com", "AWS": ["111111111111", "222222222222"]},
            "Effect": "Allow", "Sid": "Quote \" and \u00e9"},
            "Id": "Pets", "Version": "2012-10-17"}"#,
    );
    let expected = r#"{
  "Version": "2012-10-17",
  "Id": "Pets",
  "Statement": [
    {
      "Sid": "Quote \" and é",
      "Effect": "Allow",
      "Principal": {
        "Service": "states.amazonaws.com",
        "AWS": [
          "111111111111",
          "222222222222"
        ]
      },
      "Action": "execute-api:Invoke",
      "Resource": "execute-api:/*",
      "Condition": {
        "NumericLessThan": {
          "k:n": "5",
          "k:m": [
            "1.50",
            "2"
          ]
        },
        "Bool": {
          "k:b": "true"
        }
      }
    }
  ]
}"#;
    assert_eq!(read.to_json(), expected);
    reprinted(&read);
}

#[test]
fn a_document_that_does_not_say_its_version_is_of_the_older_one() {
    let text = r#"{"Statement": [{"Effect": "Deny", "NotAction": "s3:*", "NotResource": "arn:aws:s3:::${aws:username}"}]}"#;
    let read = policy_of(PolicyKind::Identity, text);
    let expected = r#"{
  "Version": "2008-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "NotAction": "s3:*",
      "NotResource": "arn:aws:s3:::${aws:username}"
    }
  ]
}"#;
    assert_eq!(read.to_json(), expected);
    reprinted(&read);
}

#[test]
fn every_kind_of_policy_is_read_back_as_it_was() {
    let rows = [
        (
            PolicyKind::Identity,
            r#"{"Effect": "Allow", "Action": [], "Resource": ["arn:aws:s3:::*", "s3", "*", "arn:aws:s3:::${*}/${k:a, 'x'}"],
                "Condition": {"StringEquals": {}, "stringlike": {"k:b": []}, "StringLike": {"k:b": "\\ \u0000 \t"}}}"#,
        ),
        (
            PolicyKind::PermissionsBoundary,
            r#"{"Effect": "Allow", "Action": "*", "Resource": [], "Condition": {"DateLessThan": {"k:a": "2026"}}}"#,
        ),
        (
            PolicyKind::Session,
            r#"{"Sid": "", "Effect": "Allow", "NotAction": ["a:b", "c:d"], "Resource": "*"}"#,
        ),
        (
            PolicyKind::Resource,
            r#"{"Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::111111111111:role/a", "AROAABCDEFGHIJKLMNOPQ"],
                "CanonicalUser": "c", "Service": ["a.amazonaws.com", "b.amazonaws.com"]}, "Action": "*", "Resource": "*"}"#,
        ),
        (
            PolicyKind::Resource,
            r#"{"Effect": "Allow", "Principal": {"AWS": []}, "Action": "*", "Resource": "*"}"#,
        ),
        (
            PolicyKind::Resource,
            r#"{"Effect": "Allow", "Principal": {"AWS": ["*", "<account-id>"]}, "Action": "*", "Resource": "*"}"#,
        ),
        (
            PolicyKind::Trust,
            r#"{"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"ForAnyValue:StringEqualsIfExists": {"k:a": ["x", "y"]}, "Null": {"k:a": true}}}"#,
        ),
        (
            PolicyKind::VpcEndpoint,
            r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#,
        ),
        (
            PolicyKind::ServiceControl,
            r#"{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}"#,
        ),
        (
            PolicyKind::ResourceControl,
            r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"BinaryEquals": {"k:a": "QQ=="}}}"#,
        ),
    ];
    for (kind, statement) in rows {
        reprinted(&policy(kind, statement));
    }
    for text in [
        r#"{"Statement": []}"#,
        r#"{"Version": "2008-10-17", "Statement": []}"#,
    ] {
        reprinted(&policy_of(PolicyKind::Identity, text));
    }
}

/// What is wrong with a document does not get lost by a condition that stands twice.
#[test]
fn a_key_that_stands_twice_stands_twice_again() {
    let text = one(
        r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"k:a":"true","K:A":"false"},"Bool":{"k:b":"true"}}}"#,
    );
    let printed = |text: &str| {
        let read = document(PolicyKind::Identity, text);
        let errors = read.told.iter().filter(|one| one.0 == Severity::Error);
        let codes: Vec<&str> = errors.map(|one| one.1).collect();
        (read.policy.expect("a policy").to_json(), codes.concat())
    };
    let (once, errors) = printed(&text);
    assert_eq!(errors, "duplicate-keyduplicate-condition-key");
    let (twice, errors) = printed(&once);
    assert_eq!(twice, once);
    assert_eq!(errors, "duplicate-condition-key");
}
