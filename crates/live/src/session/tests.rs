//! `sts:AssumeRole` against a server of our own.

use std::time::Duration;

use aws_credential_types::provider::ProvideCredentials as _;

use super::{AssumeCall, assume, assume_and_renew, identity};
use crate::{
    ask::RefusalKind,
    services::tests::{
        config,
        server::{Server, answer},
    },
};

const ISSUED_KEY: &str = "Zv9mKq2LrXb7TnYw4JcPd8HsGf1AeUo3RiMxVz6Q";

/// The session of a role that ends in so many seconds.
fn issued(seconds: u64) -> Vec<u8> {
    let end = std::time::SystemTime::now() + Duration::from_secs(seconds);
    let end = aws_smithy_types::DateTime::from(end);
    let end = end
        .fmt(aws_smithy_types::date_time::Format::DateTime)
        .unwrap();
    let body = format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:tool</AssumedRoleId>\
         <Arn>arn:aws:sts::222222222222:assumed-role/app/tool</Arn></AssumedRoleUser>\
         <Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId>\
         <SecretAccessKey>{ISSUED_KEY}</SecretAccessKey><SessionToken>issued-token</SessionToken>\
         <Expiration>{end}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
    );
    answer(200, &[], &body)
}

fn refused(code: &str, status: u16) -> Vec<u8> {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>\
         <Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"
    );
    answer(status, &[], &body)
}

fn call() -> AssumeCall {
    AssumeCall {
        role: "arn:aws:iam::222222222222:role/app".to_owned(),
        ..AssumeCall::default()
    }
}

#[tokio::test]
async fn all_that_a_call_says_is_passed() {
    let server = Server::answering(vec![issued(3600)]);
    let call = AssumeCall {
        external_id: Some("pets".to_owned()),
        session_name: Some("tool".to_owned()),
        policies: vec!["{}".to_owned()],
        policy_arns: vec!["arn:aws:iam::222222222222:policy/p".to_owned()],
        tags: vec![("team".to_owned(), "blue".to_owned())],
        transitive_tags: vec!["team".to_owned()],
        source_identity: Some("ann".to_owned()),
        duration: Some(900),
        mfa: Some((
            "arn:aws:iam::111111111111:mfa/ann".to_owned(),
            "123456".to_owned(),
        )),
        ..call()
    };
    let (session, who) = assume(&config(&server.address).build(), &call)
        .await
        .unwrap();
    let received = server.received();
    let mut sent: Vec<&str> = received[0].body.split('&').collect();
    sent.sort_unstable();
    let wanted = [
        "Action=AssumeRole",
        "DurationSeconds=900",
        "ExternalId=pets",
        "Policy=%7B%7D",
        "PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3A222222222222%3Apolicy%2Fp",
        "RoleArn=arn%3Aaws%3Aiam%3A%3A222222222222%3Arole%2Fapp",
        "RoleSessionName=tool",
        "SerialNumber=arn%3Aaws%3Aiam%3A%3A111111111111%3Amfa%2Fann",
        "SourceIdentity=ann",
        "Tags.member.1.Key=team",
        "Tags.member.1.Value=blue",
        "TokenCode=123456",
        "TransitiveTagKeys.member.1=team",
        "Version=2011-06-15",
    ];
    assert_eq!(sent, wanted);
    assert_eq!(who.account, "222222222222");
    assert_eq!(who.arn, "arn:aws:sts::222222222222:assumed-role/app/tool");
    let credentials = session.credentials_provider().unwrap();
    let credentials = credentials.provide_credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "ASIAEXAMPLE");
    assert_eq!(credentials.secret_access_key(), ISSUED_KEY);
    assert_eq!(credentials.session_token(), Some("issued-token"));
    let shown = format!("{call:?} {session:?} {who:?} {credentials:?}");
    for secret in [ISSUED_KEY, "issued-token", "123456", "pets"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

#[tokio::test]
async fn what_passes_is_tried_again_and_what_does_not_is_told() {
    let server = Server::answering(vec![refused("Throttling", 400), issued(3600)]);
    let given = assume(&config(&server.address).build(), &call()).await;
    assert!(given.is_ok(), "{given:?}");
    assert_eq!(server.received().len(), 2);

    let server = Server::answering(vec![refused("AccessDenied", 403), issued(3600)]);
    let given = assume(&config(&server.address).build(), &call()).await;
    let refusal = given.expect_err("a refusal");
    assert_eq!(
        (refusal.kind, refusal.text().as_str()),
        (RefusalKind::Denied, "AccessDenied: no")
    );
    assert_eq!(server.received().len(), 1);

    let server = Server::answering(vec![refused("ExpiredToken", 403)]);
    let refusal = identity(&config(&server.address).build())
        .await
        .expect_err("a refusal");
    assert_eq!(refusal.kind, RefusalKind::Credentials);

    let mut two = call();
    two.policies = vec!["{}".to_owned(), "{}".to_owned()];
    let refusal = assume(&config("http://127.0.0.1:1").build(), &two)
        .await
        .expect_err("a refusal");
    assert!(refusal.message.contains("one document"), "{refusal}");
}

#[tokio::test]
async fn a_role_is_assumed_again_when_its_session_ends_but_not_with_a_code() {
    for (seconds, mfa, requests) in [
        (3600, None, 1),
        (30, None, 3),
        (30, Some(("mfa".to_owned(), "123456".to_owned())), 1),
    ] {
        let server = Server::answering(vec![issued(seconds), issued(seconds), issued(seconds)]);
        let call = AssumeCall { mfa, ..call() };
        let config = config(&server.address).build();
        let (session, _) = assume_and_renew(&config, &call).await.unwrap();
        let provider = session.credentials_provider().unwrap();
        for _ in 0..2 {
            assert!(provider.provide_credentials().await.is_ok());
        }
        assert_eq!(server.received().len(), requests, "{seconds} {call:?}");
    }
}
