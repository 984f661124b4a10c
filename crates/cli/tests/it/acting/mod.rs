//! Assuming roles and calling APIs, with a stand-in for AWS STS and for the API on a loopback
//! port, which answers in their words.

mod assume;
mod call;
mod server;

use std::{fs, process::Command};

use serde_json::{Value, json};

use crate::support::{Ran, can_invoke, folder, run};
use server::{Answer, Server};

pub(super) const ANN: &str = "arn:aws:iam::222222222222:user/ann";
pub(super) const INVOKER: &str = "arn:aws:iam::111111111111:role/invoker";
pub(super) const URL: &str = "https://def456.execute-api.us-east-1.amazonaws.com/pets";

/// What must never be shown but where it is asked for.
pub(super) const SECRETS: [&str; 4] = [
    "ann-secret-key",
    "session-secret-key",
    "session-token/+'\"$(x)",
    "Signature=",
];

/// A user of one account, and a role of another that may call one method of an HTTP API.
pub(super) fn world(name: &str) -> String {
    let document = |statement: Value| json!({ "Version": "2012-10-17", "Statement": statement });
    let mine =
        document(json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": INVOKER }));
    let trust = document(json!({ "Effect": "Allow", "Principal": { "AWS": ANN },
        "Action": "sts:AssumeRole",
        "Condition": { "StringEquals": { "sts:ExternalId": "pets-2026" } } }));
    let invokes = document(json!({ "Effect": "Allow", "Action": "execute-api:Invoke",
        "Resource": "arn:aws:execute-api:us-east-1:111111111111:def456/$default/GET/pets" }));
    let inventory = json!({
        "can-invoke": 1,
        "principals": [
            { "arn": ANN, "policies": [mine], "permissions-boundary": "none", "tags": {} },
            { "arn": INVOKER, "policies": [invokes], "trust-policy": trust,
                "permissions-boundary": "none", "tags": {} },
        ],
        "apis": [{ "id": "def456", "kind": "HTTP", "account": "111111111111", "region": "us-east-1",
            "stages": ["$default"],
            "routes": { "GET /pets": "AWS_IAM", "POST /pets": "AWS_IAM" } }],
        "standalone-accounts": ["111111111111", "222222222222"],
    });
    let path = folder(name).join("inventory.json");
    fs::write(&path, inventory.to_string()).expect("a file can be written");
    path.to_string_lossy().into_owned()
}

/// The command with the credentials of Ann, and AWS STS at the server.
pub(super) fn as_ann(server: &Server, arguments: &[&str]) -> Command {
    let mut command = can_invoke(arguments);
    for (name, _) in std::env::vars() {
        if name.starts_with("AWS_") || name.to_ascii_lowercase().ends_with("_proxy") {
            command.env_remove(name);
        }
    }
    command
        .env("AWS_ACCESS_KEY_ID", "AKIAANN")
        .env("AWS_SECRET_ACCESS_KEY", "ann-secret-key")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/nonexistent/config")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials")
        .env("AWS_ENDPOINT_URL_STS", server.address());
    command
}

pub(super) fn ran(server: &Server, arguments: &[&str]) -> Ran {
    run(&mut as_ann(server, arguments))
}

/// AWS STS that lets everybody in, and an HTTP API that answers so.
pub(super) fn open_world(api: impl Fn(&str) -> Answer + Send + 'static) -> Server {
    Server::start(move |request| match request.action() {
        Some("AssumeRole") => server::assumed(),
        Some(_) => server::identity(request),
        None => api(&request.method),
    })
}

/// AWS STS that lets nobody in.
pub(super) fn closed_world() -> Server {
    Server::start(|request| match request.action() {
        Some("AssumeRole") => server::denied(),
        Some(_) => server::identity(request),
        None => panic!("no request is sent"),
    })
}

#[track_caller]
pub(super) fn has_no_secret(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
}
