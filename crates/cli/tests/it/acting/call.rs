//! `can-invoke call`.

use serde_json::{Value, json};

use super::{
    INVOKER, URL, closed_world, has_no_secret, open_world, ran,
    server::{Answer, Server, answer},
    world,
};
use crate::support::repository;

const HTTP: (&str, &str) = ("apigw-requestid", "AbCdEfGh=");

/// What an HTTP API answers that lets GET through.
fn as_it_should(method: &str) -> Answer {
    match method {
        "GET" => answer(200, &[HTTP], r#"{"pets":[]}"#),
        _ => answer(403, &[HTTP], r#"{"message":"Forbidden"}"#),
    }
}

fn json_of(server: &Server, arguments: &[&str]) -> (i32, Value) {
    let address = server.address();
    let rest = ["--connect-to", &address, "--format", "json"];
    let ran = ran(server, &[&["call"], arguments, &rest].concat());
    has_no_secret(&ran.stdout);
    has_no_secret(&ran.stderr);
    let value = serde_json::from_str(&ran.stdout);
    let value: Value = value.unwrap_or_else(|_| panic!("{}{}", ran.stdout, ran.stderr));
    let schema = std::fs::read_to_string(repository().join("schemas/report-v1.json"));
    let schema = serde_json::from_str(&schema.expect("the schema is there")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors: Vec<String> = validator
        .iter_errors(&value)
        .map(|one| one.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    (ran.status, value)
}

#[test]
fn through_the_role_that_the_prediction_finds() {
    let inventory = world("call-through");
    let server = open_world(as_it_should);
    let arguments = ["GET", URL, "--in", &inventory, "--external-id", "pets-2026"];
    let (status, told) = json_of(&server, &arguments);
    assert_eq!(status, 0, "{told:#}");
    assert_eq!(told["agreement"], "as-predicted", "{told:#}");
    assert_eq!(told["request"]["through"], json!([INVOKER]));
    assert_eq!(told["prediction"]["verdict"], "allowed");
    assert_eq!(told["response"]["outcome"], "let-through");
    assert_eq!(told["response"]["body"], r#"{"pets":[]}"#);
    let calls = server.calls();
    let [call] = calls.as_slice() else {
        panic!("one request: {calls:?}")
    };
    // Sent here, for the host that it was signed for, with the session's credentials.
    assert_eq!(call.path, "/pets");
    assert_eq!(
        call.header("host"),
        Some("def456.execute-api.us-east-1.amazonaws.com")
    );
    assert_eq!(
        call.header("x-amz-security-token"),
        Some("session-token/+'\"$(x)")
    );
    let authorization = call.header("authorization").expect("a signature");
    assert!(
        authorization.contains("Credential=ASIASESSION/"),
        "{authorization}"
    );
    assert!(
        authorization.contains("/us-east-1/execute-api/aws4_request"),
        "{authorization}"
    );
    assert!(
        authorization.contains("SignedHeaders=host;x-amz-date;x-amz-security-token"),
        "{authorization}"
    );
    let assumed = server.assumed();
    assert_eq!(assumed[0].parameter("ExternalId"), Some("pets-2026"));
    assert_eq!(assumed[0].parameter("RoleSessionName"), Some("can-invoke"));
}

#[test]
fn refused_as_predicted() {
    let inventory = world("call-refused");
    let server = open_world(as_it_should);
    let arguments = [
        "POST",
        URL,
        "--in",
        &inventory,
        "--external-id",
        "pets-2026",
    ];
    let through = [&arguments[..], &["--through", INVOKER]].concat();
    for arguments in [&arguments[..], &through] {
        let (status, told) = json_of(&server, arguments);
        assert_eq!(status, 1, "{told:#}");
        assert_eq!(told["agreement"], "as-predicted", "{told:#}");
        assert_eq!(told["prediction"]["response"]["status"], 403);
        assert_eq!(told["response"]["outcome"], "refused");
        assert_eq!(told["meaning"][0]["symptom"]["message"], "Forbidden");
    }
}

#[test]
fn not_as_predicted() {
    let inventory = world("call-otherwise");
    let told = |method: &str, server: &Server| {
        let rest = [URL, "--in", &inventory, "--external-id", "pets-2026"];
        json_of(server, &[&[method], &rest[..]].concat())
    };
    let closed = open_world(|_| answer(403, &[HTTP], r#"{"message":"Forbidden"}"#));
    let (status, said) = told("GET", &closed);
    assert_eq!(status, 3, "{said:#}");
    assert_eq!(said["agreement"], "not-as-predicted");
    let open = open_world(|_| answer(200, &[HTTP], "{}"));
    let (status, said) = told("POST", &open);
    assert_eq!(status, 3, "{said:#}");
    assert_eq!(
        said["agreementReason"],
        "API Gateway was to answer 403, and let the request through"
    );
}

#[test]
fn what_the_backend_refuses_is_let_through() {
    let inventory = world("call-backend");
    let server = open_world(|_| answer(403, &[HTTP], r#"{"message":"You own no pets"}"#));
    let (status, told) = json_of(
        &server,
        &["GET", URL, "--in", &inventory, "--external-id", "pets-2026"],
    );
    assert_eq!(status, 0, "{told:#}");
    assert_eq!(told["response"]["outcome"], "let-through");
    assert_eq!(told["agreement"], "as-predicted");
}

#[test]
fn a_role_that_is_refused() {
    let inventory = world("call-role");
    let arguments = [
        "GET",
        URL,
        "--in",
        &inventory,
        "--through",
        INVOKER,
        "--external-id",
    ];
    for (id, status, agreement) in [
        ("wrong", 1, "as-predicted"),
        ("pets-2026", 3, "not-as-predicted"),
    ] {
        let server = closed_world();
        let (found, told) = json_of(&server, &[&arguments[..], &[id]].concat());
        assert_eq!(found, status, "{told:#}");
        assert_eq!(told["agreement"], agreement);
        assert_eq!(told["refusedRole"]["role"], INVOKER);
        assert!(told.get("response").is_none(), "{told:#}");
        assert!(server.calls().is_empty());
    }
}

#[test]
fn nothing_is_followed_and_everything_is_sent_as_it_is() {
    let server = open_world(|_| answer(302, &[HTTP, ("location", "http://127.0.0.1:1/")], ""));
    let url = "https://def456.execute-api.us-east-1.amazonaws.com/a%2Fb//my pets?b=2&a";
    let (status, told) = json_of(
        &server,
        &[
            "PURGE",
            url,
            "--no-prediction",
            "--header",
            "X-Pet: cat",
            "--body",
            "{}",
        ],
    );
    assert_eq!(status, 0, "{told:#}");
    assert_eq!(told["agreement"], "not-predicted");
    let calls = server.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].method, "PURGE");
    assert_eq!(calls[0].path, "/a%2Fb//my%20pets?b=2&a");
    assert_eq!(calls[0].header("x-pet"), Some("cat"));
    assert_eq!(calls[0].body, "{}");
    // Ann herself, who is no session.
    assert_eq!(calls[0].header("x-amz-security-token"), None);
    assert!(server.assumed().is_empty());
}

#[test]
fn no_signature_goes_to_strangers() {
    let server = open_world(|_| panic!("no request is sent"));
    for (url, said) in [
        (
            "https://api.example.com/pets",
            "no request is signed for `api.example.com`",
        ),
        (
            "https://def456.execute-api.us-east-1.amazonaws.com.example.com/pets",
            "no request is signed for",
        ),
        (
            "http://def456.execute-api.us-east-1.amazonaws.com/pets",
            "not sent without encryption",
        ),
        (
            "wss://def456.execute-api.us-east-1.amazonaws.com/prod",
            "opened as a connection",
        ),
        ("/pets", "not a URL that can be called"),
    ] {
        let ran = ran(&server, &["call", "GET", url, "--no-prediction"]);
        assert_eq!(ran.status, 2, "{url}: {}", ran.stdout);
        assert!(ran.stderr.contains(said), "{url}: {}", ran.stderr);
    }
    assert!(server.calls().is_empty());
}

#[test]
fn what_would_be_sent() {
    let inventory = world("call-no-send");
    let server = open_world(|_| panic!("no request is sent"));
    let ran = ran(
        &server,
        &[
            "call",
            "GET",
            URL,
            "--in",
            &inventory,
            "--external-id",
            "pets-2026",
            "--no-send",
        ],
    );
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], format!("GET {URL}"));
    assert_eq!(lines[1], "host: def456.execute-api.us-east-1.amazonaws.com");
    for header in [
        "x-amz-date: ",
        "authorization: AWS4-HMAC-SHA256 ",
        "x-amz-security-token: session-token",
    ] {
        assert!(ran.stdout.contains(header), "{header}\n{}", ran.stdout);
    }
    assert!(ran.stderr.contains("for five minutes"), "{}", ran.stderr);
    assert!(ran.stderr.contains("Predicted allowed"), "{}", ran.stderr);
    has_no_secret(&ran.stderr);
}

#[test]
fn for_people() {
    let inventory = world("call-text");
    let server = open_world(as_it_should);
    let address = server.address();
    let ran = ran(
        &server,
        &[
            "call",
            "POST",
            URL,
            "--in",
            &inventory,
            "--external-id",
            "pets-2026",
            "--through",
            INVOKER,
            "--connect-to",
            &address,
        ],
    );
    assert_eq!(ran.status, 1, "{}{}", ran.stdout, ran.stderr);
    for text in [
        "403 refused: arn:aws:iam::222222222222:user/ann POST https://def456",
        "        through arn:aws:iam::111111111111:role/invoker\n",
        "as predicted: API Gateway was to answer 403, and did\n",
        "  apigw-requestid: AbCdEfGh=\n  {\"message\":\"Forbidden\"}\n",
        "Predicted implicitly-denied, and API Gateway answers 403 Forbidden",
        "  ✓ assume the role    allowed",
        "What 403 means",
    ] {
        assert!(ran.stdout.contains(text), "{text}\n{}", ran.stdout);
    }
    has_no_secret(&ran.stdout);
}

#[test]
fn without_an_answer() {
    let server = open_world(as_it_should);
    let ran = ran(
        &server,
        &[
            "call",
            "GET",
            URL,
            "--no-prediction",
            "--connect-to",
            "http://127.0.0.1:1",
        ],
    );
    assert_eq!(ran.status, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("no answer"), "{}", ran.stderr);
    has_no_secret(&ran.stderr);
}
