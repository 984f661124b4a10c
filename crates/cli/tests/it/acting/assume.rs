//! `can-invoke assume`.

use std::fs;

use serde_json::{Value, json};

use super::{INVOKER, SECRETS, URL, as_ann, closed_world, has_no_secret, open_world, ran, world};
use crate::support::{folder, run};

fn shut(_: &str) -> super::Answer {
    panic!("no API is called")
}

#[test]
fn lines_for_a_shell() {
    let inventory = world("assume-lines");
    let server = open_world(shut);
    let ran = ran(
        &server,
        &[
            "assume",
            "--role",
            INVOKER,
            "--external-id",
            "pets-2026",
            "--in",
            &inventory,
        ],
    );
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    // What a shell would take for a command stays a text.
    assert_eq!(
        ran.stdout,
        "export AWS_ACCESS_KEY_ID=ASIASESSION\n\
         export AWS_SECRET_ACCESS_KEY=session-secret-key\n\
         export AWS_SESSION_TOKEN='session-token/+'\\''\"$(x)'\n\
         export AWS_CREDENTIAL_EXPIRATION=2099-01-02T03:04:05Z\n"
    );
    assert!(ran.stderr.contains("Predicted allowed"), "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("as predicted: the roles were to be assumed"),
        "{}",
        ran.stderr
    );
    has_no_secret(&ran.stderr);
}

#[test]
fn for_credential_process() {
    let server = open_world(shut);
    let ran = ran(
        &server,
        &[
            "assume",
            "--role",
            INVOKER,
            "--no-prediction",
            "--format",
            "credential-process",
        ],
    );
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    let document: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(
        document,
        json!({
            "Version": 1,
            "AccessKeyId": "ASIASESSION",
            "SecretAccessKey": "session-secret-key",
            "SessionToken": SECRETS[2],
            "Expiration": "2099-01-02T03:04:05Z",
        })
    );
    assert_eq!(ran.stderr, "");
}

#[cfg(unix)]
#[test]
fn for_a_command() {
    let server = open_world(shut);
    let script = "echo $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY; echo \"$AWS_SESSION_TOKEN\"; \
                  echo ${AWS_PROFILE-none} $AWS_REGION; exit 7";
    let mut command = as_ann(
        &server,
        &[
            "assume",
            "--role",
            INVOKER,
            "--no-prediction",
            "--",
            "sh",
            "-c",
            script,
        ],
    );
    let ran = run(command
        .env("AWS_DEFAULT_PROFILE", "")
        .env("AWS_ROLE_ARN", "x"));
    assert_eq!(ran.status, 7, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(
        ran.stdout,
        format!(
            "ASIASESSION session-secret-key\n{}\nnone us-east-1\n",
            SECRETS[2]
        )
    );
    let missing = super::ran(
        &server,
        &[
            "assume",
            "--role",
            INVOKER,
            "--no-prediction",
            "--",
            "/nonexistent/program",
        ],
    );
    assert_eq!(missing.status, 2);
    assert!(
        missing
            .stderr
            .contains("`/nonexistent/program` cannot be run"),
        "{}",
        missing.stderr
    );
}

#[test]
fn prediction_and_server() {
    let inventory = world("assume-compare");
    let arguments = ["assume", "--role", INVOKER, "--in", &inventory];
    for (is_open, id, status, said) in [
        (
            false,
            "wrong",
            1,
            "as predicted: the role was to be refused, and is",
        ),
        (
            false,
            "pets-2026",
            3,
            "not as predicted: the role was to be assumed, and is refused",
        ),
        (
            true,
            "wrong",
            3,
            "not as predicted: a role was to be refused, and is assumed",
        ),
    ] {
        let server = if is_open {
            open_world(shut)
        } else {
            closed_world()
        };
        let ran = ran(&server, &[&arguments[..], &["--external-id", id]].concat());
        assert_eq!(ran.status, status, "{id}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(said), "{id}: {}", ran.stderr);
        assert_eq!(ran.stdout.is_empty(), !is_open);
        has_no_secret(&ran.stderr);
    }
    // Without an external id there is none, and the trust policy asks for one.
    let server = closed_world();
    let ran = ran(&server, &arguments);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("Predicted implicitly-denied"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("sts:ExternalId"), "{}", ran.stderr);
}

#[test]
fn what_belongs_to_which_call() {
    let server = open_world(shut);
    let folder = folder("assume-chain");
    let policy = folder.join("policy.json");
    fs::write(
        &policy,
        "{ \"Version\": \"2012-10-17\",\n \"Statement\": [] }",
    )
    .expect("written");
    let policy = policy.to_string_lossy();
    let last = "arn:aws:iam::111111111111:role/last";
    let ran = ran(
        &server,
        &[
            "assume",
            "--no-prediction",
            "--role",
            INVOKER,
            "--role",
            last,
            "--external-id",
            "x",
            "--session-name",
            "night",
            "--session-policy",
            &policy,
            "--session-tag",
            "team=pets",
            "--session-tag",
            "cost=1",
            "--transitive-tag",
            "team",
            "--source-identity",
            "ann",
            "--duration",
            "900",
            "--mfa-serial",
            "arn:aws:iam::222222222222:mfa/ann",
            "--mfa-code",
            "123456",
        ],
    );
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let calls = server.assumed();
    let values = |name: &str| -> Vec<Option<&str>> {
        calls.iter().map(|call| call.parameter(name)).collect()
    };
    assert_eq!(values("ExternalId"), [Some("x"), Some("x")]);
    assert_eq!(values("RoleSessionName"), [Some("night"), Some("night")]);
    assert_eq!(values("TokenCode"), [Some("123456"), None]);
    assert_eq!(values("SourceIdentity"), [Some("ann"), None]);
    assert_eq!(values("Tags.member.1.Key"), [Some("team"), Some("cost")]);
    assert_eq!(values("Tags.member.2.Key"), [None, None]);
    assert_eq!(values("TransitiveTagKeys.member.1"), [Some("team"), None]);
    assert_eq!(values("DurationSeconds"), [None, Some("900")]);
    let policy = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D";
    assert_eq!(values("Policy"), [None, Some(policy)]);
    // The second call is made with the credentials of the first.
    let tokens: Vec<bool> = calls
        .iter()
        .map(|call| call.header("x-amz-security-token").is_some())
        .collect();
    assert_eq!(tokens, [false, true]);
}

#[test]
fn the_roles_that_lead_to_a_route() {
    let inventory = world("assume-for");
    let server = open_world(shut);
    let arguments = [
        "assume",
        "--in",
        &inventory,
        "--external-id",
        "pets-2026",
        "--for",
    ];
    let found = ran(&server, &[&arguments[..], &["GET", URL]].concat());
    assert_eq!(found.status, 0, "{}", found.stderr);
    assert_eq!(
        server.assumed()[0].parameter("RoleArn"),
        Some("arn%3Aaws%3Aiam%3A%3A111111111111%3Arole%2Finvoker")
    );
    let none = ran(&server, &[&arguments[..], &["POST", URL]].concat());
    assert_eq!(none.status, 2, "{}", none.stderr);
    assert!(none.stderr.contains("no way leads"), "{}", none.stderr);
}

#[test]
fn what_is_asked_for_and_is_not_there() {
    let server = open_world(shut);
    for (arguments, said) in [
        (&["--role", INVOKER, "--mfa"][..], "add --mfa-serial"),
        (
            &[
                "--role",
                INVOKER,
                "--mfa-serial",
                "arn:aws:iam::222222222222:mfa/ann",
            ],
            "there is no terminal to ask at",
        ),
        (
            &[
                "--role",
                INVOKER,
                "--session-policy",
                "a",
                "--session-policy",
                "b",
            ],
            "AWS STS takes one session policy",
        ),
    ] {
        let ran = ran(
            &server,
            &[&["assume", "--no-prediction"], arguments].concat(),
        );
        assert_eq!(ran.status, 2, "{arguments:?}: {}", ran.stdout);
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
    let inventory = world("assume-not-a-role");
    let user = ran(
        &server,
        &[
            "assume",
            "--role",
            super::ANN,
            "--in",
            &inventory,
            "--no-send",
        ],
    );
    assert_eq!(user.status, 2, "{}", user.stdout);
    assert!(
        user.stderr.contains("is not the ARN of a role"),
        "{}",
        user.stderr
    );
    assert!(server.assumed().is_empty());
}
