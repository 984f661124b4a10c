//! `can-invoke respond`.

use serde_json::Value;

use crate::support::{Ran, can_invoke, run};

const MESSAGE: [&str; 6] = [
    "respond",
    "--integration",
    "examples/websocket-headers/integration.json",
    "--request",
    "examples/websocket-headers/message.yaml",
    "sendmessage",
];

const ANSWER: [&str; 3] = ["respond", "--answer", "examples/status-codes/answer.json"];

fn respond(start: &[&str], rest: &[&str]) -> Ran {
    run(&mut can_invoke(&[start, rest].concat()))
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).expect("standard output is JSON")
}

#[test]
fn the_exit_status_is_the_outcome() {
    for (start, rest, status, outcome) in [
        (&MESSAGE[..], &[][..], 0, "mapped WebSocket API sendmessage"),
        (&ANSWER, &["--payload-format", "2.0"], 0, "mapped HTTP API"),
        (
            &ANSWER,
            &["--payload-format", "1.0"],
            1,
            "gateway-error HTTP API",
        ),
        (
            &ANSWER,
            &[
                "--payload-format",
                "2.0",
                "--response-parameters",
                r#"{"200": {"overwrite:statuscode": "999"}}"#,
            ],
            3,
            "depends HTTP API",
        ),
    ] {
        let ran = respond(start, rest);
        assert_eq!(ran.status, status, "{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.stdout.lines().next(), Some(outcome));
    }
}

#[test]
fn json_tells_the_same_with_places() {
    let ran = respond(&MESSAGE, &["--format", "json"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let answer = json(&ran);
    assert_eq!(answer["outcome"], "mapped");
    let header = &answer["received"]["headers"][1];
    assert_eq!(header["name"], "Token");
    assert_eq!(header["value"]["known"], "t-4711");
    assert_eq!(
        header["from"],
        "integration.request.header.Token: route.request.body.token"
    );
    assert_eq!(header["location"]["line"], 12);
    assert_eq!(answer["diagnostics"][0]["code"], "json-comment");
    assert!(answer.get("client").is_none());
}

#[test]
fn what_cannot_be_asked_is_refused_in_either_form() {
    for (arguments, message) in [
        (&["respond"][..], "no integration is given"),
        (
            &["respond", "--in", "examples/status-codes"],
            "no route is given",
        ),
        (
            &[
                "respond",
                "--in",
                "examples/status-codes",
                "--stage",
                "dev",
                "GET /pets/7",
            ],
            "the API has no stage `dev`",
        ),
        (
            &[
                "respond",
                "--in",
                "examples/status-codes",
                "--api",
                "nope",
                "GET /pets/7",
            ],
            "the inventory holds no API `nope`",
        ),
        (
            &[
                "respond",
                "--payload-format",
                "2.0",
                "--answer",
                "examples/status-codes/answer.json",
                "--assume",
                "x=y",
            ],
            "`x` is no assumption",
        ),
    ] {
        let text = respond(arguments, &[]);
        assert_eq!(text.status, 2, "{}", text.stdout);
        assert_eq!(text.stdout, "");
        let as_json = respond(arguments, &["--format", "json"]);
        assert_eq!(as_json.status, 2);
        let error = json(&as_json)["error"]
            .as_str()
            .expect("an error")
            .to_owned();
        assert!(
            text.stderr.starts_with(&format!("error: {error}\n")),
            "{}",
            text.stderr
        );
        if message != "`x` is no assumption" {
            assert!(error.contains(message), "{error}");
        }
    }
}

#[test]
fn a_sample_that_cannot_be_read_is_told_at_its_place() {
    let ran = respond(
        &[
            "respond",
            "--payload-format",
            "2.0",
            "--answer",
            "examples/status-codes/answer.json",
        ],
        &["--request", "examples/status-codes/answer.json"],
    );
    assert_eq!(ran.status, 2);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.contains("is not a key of a sample request"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("examples/status-codes/answer.json:1:3"),
        "{}",
        ran.stderr
    );
    let missing = respond(&["respond", "--answer", "nowhere.json"], &[]);
    assert_eq!(missing.status, 2);
    assert!(
        missing.stderr.contains("`nowhere.json` cannot be read"),
        "{}",
        missing.stderr
    );
}
