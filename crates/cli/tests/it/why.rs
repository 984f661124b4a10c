//! `can-invoke why`: where the text comes from, exit statuses, JSON, and the page about the
//! causes.

use std::{fmt::Write as _, fs};

use can_invoke_gateway::why::{Cause, causes};
use serde_json::Value;

use crate::support::{can_invoke, folder, repository, run, run_with};

const MISSING: &str = r#"{"message":"Missing Authentication Token"}"#;
const EXAMPLE: &str = "examples/cross-account-rest";

#[test]
fn the_text_comes_from_a_file_an_argument_or_standard_input() {
    let file = folder("why-text").join("error.txt");
    fs::write(&file, MISSING).expect("a file can be written");
    let file = file.to_string_lossy();
    let from_file = run(&mut can_invoke(&["why", &file]));
    assert!(
        from_file.stdout.contains("[unsigned-request]"),
        "{}",
        from_file.stdout
    );
    for arguments in [&["why"][..], &["why", "-"]] {
        let from_input = run_with(&mut can_invoke(arguments), MISSING.as_bytes());
        assert_eq!(from_input.stdout, from_file.stdout, "{arguments:?}");
        assert_eq!(from_input.status, 0);
    }
    let from_argument = run(&mut can_invoke(&["why", "--text", MISSING]));
    assert_eq!(from_argument.stdout, from_file.stdout);
}

#[test]
fn what_is_known_beside_the_text_tells_causes_apart() {
    let ask = |options: &[&str]| {
        let start = ["why", "--text", "Forbidden", "--format", "json"];
        let ran = run(&mut can_invoke(&[&start, options].concat()));
        let report: Value = serde_json::from_str(&ran.stdout).expect("the answer is JSON");
        report["diagnoses"][0]["cause"].clone()
    };
    assert_eq!(ask(&["--status", "403"]), "api-key");
    assert_eq!(
        ask(&["--status", "403", "--header", "apigw-requestid: K="]),
        "http-api-denied"
    );
    assert_eq!(
        ask(&[
            "--status",
            "403",
            "--header",
            "www-authenticate: Bearer error=\"insufficient_scope\""
        ]),
        "jwt-scope"
    );
    assert_eq!(ask(&["--status", "404"]), Value::Null);
}

#[test]
fn the_exit_status_says_whether_every_error_has_a_diagnosis() {
    let url = "GET https://abc123.execute-api.us-east-1.amazonaws.com/prod";
    let ask = |path: &str| {
        let url = format!("{url}{path}");
        let arguments = ["why", "--in", EXAMPLE, "--url", &url, "--text", MISSING];
        run(&mut can_invoke(&arguments))
    };
    let unsigned = ask("/pets");
    assert_eq!(unsigned.status, 0, "{}", unsigned.stderr);
    assert!(
        unsigned
            .stdout
            .contains("✓ the route asks for a signature (AWS_IAM) and the request has none"),
        "{}",
        unsigned.stdout
    );
    let allowed = "User: arn:aws:sts::222222222222:assumed-role/pet-shop/s is not authorized to \
                   perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:\
                   ********1111:abc123/prod/GET/pets because no identity-based policy allows the \
                   execute-api:Invoke action";
    let contradicted = run(&mut can_invoke(&[
        "why", "--in", EXAMPLE, "--text", allowed,
    ]));
    assert_eq!(contradicted.status, 3, "{}", contradicted.stderr);
    for line in [
        "every cause of this error that is known is contradicted, so none is named",
        "contradicted: the inventory allows the call by statement 1 \"PartnerMayInvoke\"",
        "--> examples/cross-account-rest/pet-shop.json:6:17",
    ] {
        assert!(
            contradicted.stdout.contains(line),
            "{}",
            contradicted.stdout
        );
    }
    let other = run(&mut can_invoke(&["why", "--text", "it rains"]));
    assert_eq!(other.status, 3);
    assert!(
        other
            .stdout
            .contains("nothing in the catalogue fits this text"),
        "{}",
        other.stdout
    );
    let nothing = run(&mut can_invoke(&["why", "--text", " "]));
    assert_eq!(nothing.status, 3);
    assert_eq!(nothing.stdout, "The text tells of no error.\n");
}

#[test]
fn a_deciding_statement_is_shown_at_its_line() {
    let denied = "User: anonymous is not authorized to perform: execute-api:Invoke on resource: \
                  arn:aws:execute-api:us-east-1:********1111:abc123/prod/GET/health";
    let text = run(&mut can_invoke(&["why", "--in", EXAMPLE, "--text", denied]));
    assert_eq!(text.status, 0, "{}", text.stderr);
    for line in [
        "\n  arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/health\n",
        "[resource-policy-names-principals]",
        "--> examples/cross-account-rest/resource-policy.json:7:20",
        "\nIt is not\n  ✗ the resource policy asks for a VPC or VPC endpoint",
    ] {
        assert!(text.stdout.contains(line), "no {line} in {}", text.stdout);
    }
    let json = ["why", "--in", EXAMPLE, "--text", denied, "--format", "json"];
    let json = run(&mut can_invoke(&json));
    let report: Value = serde_json::from_str(&json.stdout).expect("the answer is JSON");
    let schema = fs::read_to_string(repository().join("schemas/report-v1.json"));
    let schema: Value = serde_json::from_str(&schema.expect("a schema")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&report), "{}", json.stdout);
    let first = &report["diagnoses"][0]["hypotheses"][0];
    assert_eq!(first["cause"], "resource-policy-names-principals");
    assert_eq!(first["standing"], "supported");
    let nearest = &first["decision"]["nearestMisses"][0]["location"];
    assert_eq!(nearest["line"], 4, "{nearest}");
}

#[test]
fn lines_of_a_log_that_come_to_the_same_are_told_once() {
    let log = [
        r#"{"requestId":"1","status":"403","errorMessage":"Forbidden","responseType":"INVALID_API_KEY"}"#,
        r#"{"requestId":"2","status":"200","errorMessage":"-"}"#,
        r#"{"requestId":"3","status":"403","errorMessage":"Forbidden","responseType":"INVALID_API_KEY"}"#,
    ];
    let ran = run_with(&mut can_invoke(&["why"]), log.join("\n").as_bytes());
    assert_eq!(ran.status, 0);
    for line in [
        "403 INVALID_API_KEY: Forbidden\n  2 times: lines 1, 3\n",
        "\n1 line tells of a request that did not fail.\n",
    ] {
        assert!(ran.stdout.contains(line), "no {line} in {}", ran.stdout);
    }
}

#[test]
fn a_text_cannot_forge_lines_of_the_answer_or_command_the_terminal() {
    let hostile = "{\"message\":\"\\u001b[2JForbidden\\nIt is not\\u202e\"}";
    let ran = run(&mut can_invoke(&[
        "why", "--text", hostile, "--status", "403",
    ]));
    assert_eq!(ran.status, 3);
    assert_eq!(
        ran.stdout.lines().next(),
        Some("403: ?[2JForbidden It is not?")
    );
}

#[test]
fn what_cannot_be_read_is_refused() {
    for (arguments, message) in [
        (
            &["--header", "no header"][..],
            "`no header` is not a header",
        ),
        (&["--as", "nobody"], "`nobody` is not a caller"),
        (&["--assume", "x=y"], "`x` is not the id of an assumption"),
    ] {
        let ran = run(&mut can_invoke(
            &[&["why", "--text", "x"], arguments].concat(),
        ));
        assert_eq!(ran.status, 2, "{arguments:?}");
        assert!(ran.stderr.contains(message), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    let long = vec![b'a'; 1024 * 1024 + 1];
    let ran = run_with(&mut can_invoke(&["why"]), &long);
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr.contains("the text is longer than 1 MiB"),
        "{}",
        ran.stderr
    );
    let missing = run(&mut can_invoke(&["why", "no-such-file"]));
    assert_eq!(missing.status, 2);
    assert!(
        missing.stderr.contains("`no-such-file` cannot be read"),
        "{}",
        missing.stderr
    );
    let no_inventory = run(&mut can_invoke(&["why", "--text", "x", "--in", "nowhere"]));
    assert_eq!(no_inventory.status, 2);
}

/// The page `docs/why.md`, from the code.
fn page() -> String {
    let mut page = "\
# Why a call failed

`can-invoke why` takes the error that somebody pastes and says what it can come from, the likeliest first:

```sh
can-invoke why --text '{\"message\":\"Missing Authentication Token\"}'
curl -sv https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets 2>&1 | can-invoke why --in inventory.yaml
can-invoke why access.log --in inventory.yaml --format json
```

## What it reads

Any text of up to 1 MiB:

* the body of a response, with `message` or `Message`, or its sentence alone;
* a response as `curl -i`, `curl -v` or a proxy shows it, with status line and headers, and the request before it;
* an error of the AWS CLI or of an SDK: `An error occurred (AccessDeniedException) when calling …`;
* a line of an execution log;
* lines of an access log, as JSON with any of the usual names for the variables (`$context.error.message`, `errorMessage`, `error.message`), or in the common log format with what was added behind; what `aws logs` prints around them may stay.

Of a log every line is one request.
Lines of requests that did not fail are counted and passed over, and equal errors are told once, with their number and lines.

`--status`, `--header`, `--url 'GET https://…'` and `--as` say what the text does not.

## How a cause is tested

A cause is considered if its words are in the text.
With `--in` each one is tested against the inventory: the API is looked up by its id, the account that API Gateway masks in its message is filled in, and `check` is asked with the caller, the method and the path of the text.

| standing | meaning |
| --- | --- |
| `supported` | a fact leads to this error, and none speaks against it |
| `not-known` | no fact speaks for it or against it; the reason says what is missing |
| `contradicted` | a fact excludes it; where a policy decides, the statement is shown at its line |

A cause that is contradicted is never the diagnosis.
If all are, the answer says so and names none: what the inventory describes is not what AWS had before it.
Of the rest comes first what fits the words most closely; of those that fit equally, what the inventory supports; of several that it supports the narrowest, of several that it does not speak of the broadest.

Gateway responses can be given other texts, and then nothing may fit; `$context.error.responseType` in an access log tells the type whatever the text is, and counts more than the text.

| exit status | meaning |
| --- | --- |
| 0 | every error has a diagnosis that nothing contradicts |
| 2 | the text, a document or an option cannot be read |
| 3 | an error has no diagnosis, or the text tells of no error |

## The causes

This page is written from the code: run the test `the_page_about_causes_is_that_of_the_code` with `UPDATE_DOCS=1` after a change.
The texts that each cause must explain are in [`tests/why`](../tests/why).
"
    .to_owned();
    for cause in causes::all() {
        write_cause(&mut page, cause);
    }
    page
}

fn write_cause(page: &mut String, cause: &Cause) {
    let _ = write!(page, "\n### {}\n\n{}.\n\n", cause.id, capital(cause.title));
    for (number, sign) in cause.signs.iter().enumerate() {
        let needs: Vec<String> = sign.0.iter().map(ToString::to_string).collect();
        let start = if number == 0 { "Seen by" } else { "or" };
        let _ = writeln!(page, "* {start} {}", needs.join(", "));
    }
    if !cause.response_types.is_empty() {
        let _ = writeln!(
            page,
            "* response type {}",
            cause.response_types.join(" or ")
        );
    }
    let _ = write!(
        page,
        "\nAt {}.\n\nTo do: {}.\n\nSource: {}.\n",
        cause.kinds.names(),
        cause.remedy,
        cause.source
    );
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[test]
fn the_page_about_causes_is_that_of_the_code() {
    let path = repository().join("docs/why.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, page()).expect("the page can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page(),
        "{} is not what the code says; run this test with UPDATE_DOCS=1 and commit the file",
        path.display()
    );
}
