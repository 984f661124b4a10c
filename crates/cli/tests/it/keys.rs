//! `can-invoke keys`.

use std::fs;

use serde_json::Value;

use crate::support::{Ran, can_invoke, repository, run};

fn keys(arguments: &[&str]) -> Ran {
    run(&mut can_invoke(&[&["keys"], arguments].concat()))
}

/// The line of a key, word by word.
fn cells(ran: &Ran, key: &str) -> Vec<String> {
    let line = ran
        .stdout
        .lines()
        .find(|line| line.split_whitespace().next() == Some(key));
    let words = line.unwrap_or_default().split_whitespace();
    words.map(str::to_owned).collect()
}

#[test]
fn columns_are_kinds_of_callers() {
    let all = keys(&[]);
    assert_eq!((all.status, all.stderr.as_str()), (0, ""));
    assert_eq!(
        cells(&all, "aws:username"),
        [
            "aws:username",
            "String",
            "one",
            "known",
            "absent",
            "absent",
            "absent",
            "absent",
            "absent",
            "absent"
        ]
    );
    assert_eq!(
        cells(&all, "KEY").split_off(3),
        [
            "user",
            "session",
            "federated-user",
            "root",
            "service",
            "anonymous",
            "federated"
        ]
    );
    // A column begins below its head.
    let lines: Vec<&str> = all.stdout.lines().collect();
    let column = lines[0].find("root").expect("a column");
    let user_id = lines.iter().find(|line| line.starts_with("aws:userid "));
    assert!(user_id.is_some_and(|line| {
        let cell = line.get(column..);
        cell.is_some_and(|cell| cell.starts_with("known "))
    }));
}

#[test]
fn caller_api_and_authorization_choose_the_cell() {
    for (arguments, key, presence) in [
        ("--as user --api rest-regional", "aws:SourceIp", "carried"),
        ("--as user --api rest-edge", "aws:SourceVpce", "absent"),
        ("--as user --api rest-private", "aws:SourceIp", "absent"),
        ("--as user --api rest-private", "aws:SourceVpce", "carried"),
        ("--as user --api rest", "aws:SourceVpce", "unknown"),
        ("--as user --api http", "aws:username", "known"),
        (
            "--as user --api http --authorization jwt",
            "aws:username",
            "absent",
        ),
        (
            "--as user --api websocket --authorization NONE",
            "aws:PrincipalType",
            "known",
        ),
        ("--as role --api http", "aws:TokenIssueTime", "carried"),
        ("--as session", "sts:ExternalId", "unknown"),
        ("--as session --api http", "sts:ExternalId", "absent"),
        ("--as user --assume-role", "sts:DurationSeconds", "absent"),
        (
            "--as session --assume-role",
            "sts:SourceIdentity",
            "unknown",
        ),
    ] {
        let words: Vec<&str> = arguments.split(' ').collect();
        let text = keys(&words);
        assert_eq!((text.status, text.stderr.as_str()), (0, ""), "{arguments}");
        let cells = cells(&text, key);
        assert_eq!(
            cells.last().map(String::as_str),
            Some(presence),
            "{arguments}"
        );
        let json = keys(&[words.as_slice(), &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&json.stdout).expect("JSON");
        let all = report["keys"].as_array().expect("a list").iter();
        let found: Vec<&Value> = all.filter(|one| one["name"] == key).collect();
        assert_eq!(found.len(), 1, "{key}");
        assert_eq!(found[0]["presence"][0]["presence"], presence, "{arguments}");
    }
}

#[test]
fn json_fits_the_schema() {
    let path = repository().join("schemas/report-v1.json");
    let schema = fs::read_to_string(path).expect("the schema is there");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    for arguments in [
        &[][..],
        &["--assume-role"],
        &["--api", "rest-private", "--authorization", "CUSTOM"],
        // A refusal is JSON too.
        &["--api", "rest-private", "--authorization", "JWT"],
    ] {
        let ran = keys(&[arguments, &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [""; 0], "{arguments:?}");
        assert_eq!(ran.stderr, "", "{arguments:?}");
    }
}

#[test]
fn what_cannot_be_asked() {
    for (arguments, told) in [
        (&["--as", "sesion"][..], "a similar value exists: 'session'"),
        (&["--api", "rest-privat"], "'rest-private'"),
        (
            &["--authorization", "AWS_AIM"],
            "a similar value exists: 'AWS_IAM'",
        ),
        (&["--assume-role", "--api", "http"], "cannot be used with"),
        (
            &["--api", "rest", "--authorization", "JWT"],
            "error: no route of such an API has the authorization JWT\n  \
             help: an API of the kind `rest` knows NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS\n",
        ),
    ] {
        let ran = keys(arguments);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains(told), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn the_help_shows_examples_that_run() {
    let help = keys(&["--help"]);
    assert_eq!(help.status, 0);
    let examples: Vec<&str> = help
        .stdout
        .lines()
        .filter_map(|line| line.trim().strip_prefix("can-invoke keys"))
        .collect();
    assert_eq!(examples.len(), 4, "{}", help.stdout);
    for example in examples {
        let arguments: Vec<&str> = example.split_whitespace().collect();
        let ran = keys(&arguments);
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{example}");
    }
}

#[test]
fn a_misspelt_key_of_a_question_is_refused() {
    let ran = run(&mut can_invoke(&[
        "check",
        "--in",
        "examples/cross-account-rest",
        "--as",
        "arn:aws:iam::222222222222:role/pet-shop",
        "GET",
        "/pets",
        "--context",
        "aws:SourceVpcEndpoint=vpce-1a2b3c4d",
    ]));
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert_eq!(
        ran.stderr,
        "error: AWS has no condition key `aws:SourceVpcEndpoint`\n  \
         help: did you mean `aws:SourceVpce`?\n"
    );
}
