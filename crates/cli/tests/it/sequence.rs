//! `can-invoke sequence`, and the options of `check` that speak of authorizers.

use std::fs;

use serde_json::Value;

use crate::support::{Ran, can_invoke, folder, repository, run};

const EXAMPLE: &str = "examples/authorizer-cache";

fn sequence(arguments: &[&str]) -> Ran {
    run(&mut can_invoke(&[&["sequence"], arguments].concat()))
}

fn check(arguments: &[&str]) -> Ran {
    let start = ["check", "--in", EXAMPLE, "--as", "anonymous"];
    run(&mut can_invoke(&[&start, arguments].concat()))
}

#[test]
fn json_fits_the_schema_and_names_the_call_that_breaks() {
    let path = repository().join("schemas/report-v1.json");
    let schema = fs::read_to_string(path).expect("the schema is there");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let calls = format!("{EXAMPLE}/calls.yaml");
    for explain in ["short", "full"] {
        let ran = sequence(&[
            &calls,
            "--in",
            EXAMPLE,
            "--format",
            "json",
            "--explain",
            explain,
        ]);
        assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
        let written: Value = serde_json::from_str(&ran.stdout).expect("the output is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&written)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(written["verdict"], "implicitly-denied");
        let second = &written["calls"][1];
        assert_eq!(second["authorizer"]["used"], "reused");
        assert_eq!(second["authorizer"]["fromCall"], 1);
        let broken = &second["brokenByCache"];
        assert_eq!(broken["diagnostic"]["location"]["line"], 9);
        assert_eq!(broken["advice"][0]["kind"], "wider-resource");
        assert_eq!(broken["advice"][0]["verdict"], "allowed");
        assert_eq!(written["calls"][2].get("brokenByCache"), None);
    }
}

#[test]
fn the_exit_status_is_that_of_all_calls() {
    let folder = folder("sequence-exit");
    let path = folder.join("calls.yaml");
    let path = path.to_str().expect("a path is text");
    let inventory = "
inventory:
  can-invoke: 1
  apis:
    - id: abc123
      kind: REST
      account: \"111111111111\"
      region: us-east-1
      endpoint-type: REGIONAL
      resource-policy: none
      stages: [prod]
      routes: { GET /pets: NONE, GET /cats: CUSTOM }
";
    for (calls, status, says) in [
        ("[{ call: GET /pets }]", 0, "allowed 1 call"),
        (
            "[{ call: GET /pets }, { call: GET /cats }]",
            3,
            "depends 2 calls",
        ),
        (
            "[{ call: GET /dogs }, { call: GET /cats }]",
            1,
            "implicitly-denied 2 calls, 1 of them denied",
        ),
        ("[]", 2, ""),
        ("[{ call: GET /pets, api: nowhere }]", 2, ""),
    ] {
        fs::write(
            path,
            format!("can-invoke-sequence: 1{inventory}calls: {calls}\n"),
        )
        .expect("the calls can be written");
        let ran = sequence(&[path]);
        assert_eq!(ran.status, status, "{calls} {}", ran.stderr);
        assert!(ran.stdout.contains(says), "{}", ran.stdout);
        assert_eq!(ran.stderr.is_empty(), status != 2, "{}", ran.stderr);
    }
    let ran = sequence(&["no-such-file.yaml"]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr.contains("`no-such-file.yaml` cannot be read"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_answer_on_the_command_line_counts_more_than_the_inventory() {
    let allowed = check(&["GET", "/pets"]);
    assert_eq!(allowed.status, 0, "{}", allowed.stdout);
    for (word, says) in [
        ("unauthorized", "the client sees 401 Unauthorized"),
        ("fails", "the client sees 500 Internal server error"),
    ] {
        let ran = check(&["--authorizer", word, "GET", "/pets"]);
        assert_eq!(ran.status, 1);
        assert!(ran.stdout.contains(says), "{}", ran.stdout);
    }
    let folder = folder("answers");
    let path = folder.join("answer.json");
    let path = path.to_str().expect("a path is text");
    fs::write(path, r#"{"isAuthorized": true}"#).expect("the answer can be written");
    let ran = check(&["--authorizer", path, "GET", "/pets"]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.stdout.contains("for HTTP APIs with payload format 2.0"),
        "{}",
        ran.stdout
    );
    // What is wrong with it is shown in it.
    let text = "{\"principalId\": \"p\",\n \"policyDocument\": [] }";
    fs::write(path, text).expect("the answer can be written");
    let ran = check(&["--authorizer", path, "GET", "/pets"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("answer.json:2:20"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("the client gets 500 for this"),
        "{}",
        ran.stderr
    );
    fs::write(path, "{").expect("the answer can be written");
    assert_eq!(check(&["--authorizer", path, "GET", "/pets"]).status, 2);
    let missing = check(&["--authorizer", "unauthorised", "GET", "/pets"]);
    assert_eq!(missing.status, 2);
    assert!(
        missing.stderr.contains("`unauthorised` cannot be read"),
        "{}",
        missing.stderr
    );
}

#[test]
fn the_answer_may_stand_among_the_documents() {
    let folder = folder("answer-beside");
    let inventory = fs::read_to_string(repository().join(EXAMPLE).join("inventory.yaml"));
    let inventory = inventory.expect("the inventory is there");
    let inventory = inventory.replace("        returns: { file: answer.json }\n", "");
    fs::write(folder.join("api.yaml"), inventory).expect("it can be written");
    let answer = folder.join("answer.json");
    fs::copy(repository().join(EXAMPLE).join("answer.json"), &answer).expect("a copy");
    let folder = folder.to_str().expect("a path is text");
    let answer = answer.to_str().expect("a path is text");
    let start = ["check", "--in", folder, "--as", "anonymous"];
    let alone = run(&mut can_invoke(&[&start[..], &["GET", "/pets"]].concat()));
    assert_eq!(alone.status, 2);
    assert!(
        alone.stderr.contains("does not say whose answer it is"),
        "{}",
        alone.stderr
    );
    let with = [&start[..], &["--authorizer", answer, "GET", "/pets"]].concat();
    assert_eq!(run(&mut can_invoke(&with)).status, 0);
}

#[test]
fn headers_tokens_and_scopes_have_forms() {
    let ran = check(&["--header", "Accept: text/plain", "GET", "/pets"]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.stdout.contains("lacks the header Authorization"),
        "{}",
        ran.stdout
    );
    let secret = check(&["--header", "Bearer s3cr3t", "GET", "/pets"]);
    assert_eq!(secret.status, 2);
    assert!(secret.stderr.contains("`Name: value`"), "{}", secret.stderr);
    assert!(!secret.stderr.contains("s3cr3t"), "{}", secret.stderr);
    let sent = check(&["--header", "Authorization: s3cr3t", "GET", "/pets"]);
    assert_eq!(sent.status, 0);
    assert!(!sent.stdout.contains("s3cr3t"), "{}", sent.stdout);
    for (arguments, says) in [
        (["--token", "good"], "`good` is not the state of a token"),
        (["--query-string", "token"], "not written as `NAME=VALUE`"),
    ] {
        let ran = check(&[&arguments[..], &["GET", "/pets"]].concat());
        assert_eq!(ran.status, 2);
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
    let ran = check(&["--token", "invalid", "--scope", "a", "GET", "/pets"]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr.contains("a token that is not valid"),
        "{}",
        ran.stderr
    );
}
