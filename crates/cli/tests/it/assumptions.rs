//! The open questions: `can-invoke assumptions`, the option `--assume`, and the page about
//! them.

use std::fmt::Write as _;

use can_invoke_policy::Assumption;
use serde_json::{Value, json};

use crate::support::{Ran, can_invoke, folder, repository, run, run_with};

/// A user whose account, and nobody else, is named by the resource policy.
const INVENTORY: &str = r#"
can-invoke: 1
principals:
  - { arn: "arn:aws:iam::111111111111:user/ann", policies: [], permissions-boundary: none }
apis:
  - id: abc123
    kind: REST
    account: "111111111111"
    region: us-east-1
    endpoint-type: REGIONAL
    stages: [prod]
    routes: { GET /pets: AWS_IAM }
    resource-policy:
      Version: "2012-10-17"
      Statement:
        - { Effect: Allow, Principal: { AWS: "111111111111" }, Action: execute-api:Invoke, Resource: execute-api:/* }
standalone-accounts: ["111111111111"]
"#;

fn check(name: &str, options: &[&str]) -> Ran {
    let file = folder(name).join("inventory.yaml");
    std::fs::write(&file, INVENTORY).expect("the inventory can be written");
    let file = file.to_string_lossy();
    let start = [
        "check",
        "--in",
        &*file,
        "--as",
        "arn:aws:iam::111111111111:user/ann",
    ];
    run(&mut can_invoke(
        &[&start, options, &["GET", "/pets"]].concat(),
    ))
}

#[test]
fn a_choice_changes_the_answer_and_is_told() {
    let ours = check("assume-ours", &[]);
    assert_eq!(ours.status, 1, "{}", ours.stderr);
    assert!(
        ours.stdout
            .contains("\n  account-principal-delegates=delegates: does a resource policy"),
        "{}",
        ours.stdout
    );

    let other = check(
        "assume-other",
        &["--assume", "account-principal-delegates=allows"],
    );
    assert_eq!(other.status, 0, "{}", other.stderr);
    assert!(
        other.stdout.contains(
            "\n  account-principal-delegates=allows (chosen with --assume): does a resource policy"
        ),
        "{}",
        other.stdout
    );
}

#[test]
fn the_choice_stands_in_the_json() {
    for (options, verdict, choice) in [
        (&["--format", "json"][..], "implicitly-denied", "delegates"),
        (
            &[
                "--assume",
                "account-principal-delegates=allows",
                "--format",
                "json",
            ],
            "allowed",
            "allows",
        ),
    ] {
        let ran = check(&format!("assume-json-{choice}"), options);
        let answer: Value = serde_json::from_str(&ran.stdout).expect("the answer is JSON");
        assert_eq!(answer["verdict"], verdict);
        let told = &answer["assumptions"][0];
        assert_eq!(told["id"], "account-principal-delegates");
        assert_eq!(told["choice"], choice);
        let taken = told["choices"].as_array().expect("choices");
        let taken = taken.iter().find(|one| one["id"] == choice);
        assert_eq!(taken.expect("the choice")["reading"], told["reading"]);
    }
}

#[test]
fn a_choice_that_cannot_be_taken_is_refused() {
    for (name, options, message, help) in [
        (
            "assume-unknown-id",
            &["account-principal-delegate=allows"][..],
            "`account-principal-delegate` is not the id of an assumption",
            "did you mean `account-principal-delegates`?",
        ),
        (
            "assume-unknown-choice",
            &["account-principal-delegates=allow"],
            "`allow` is not a choice of `account-principal-delegates`",
            "its choices are `delegates` and `allows`",
        ),
        (
            "assume-both",
            &[
                "account-principal-delegates=allows",
                "trust-everyone=nobody",
                "account-principal-delegates=delegates",
            ],
            "both choices of `account-principal-delegates` are taken",
            "leave one of them out",
        ),
        (
            "assume-no-choice",
            &["account-principal-delegates"],
            "`account-principal-delegates` is not a choice",
            "write `--assume ID=CHOICE`; `can-invoke assumptions` lists them all",
        ),
    ] {
        let options: Vec<&str> = options
            .iter()
            .flat_map(|choice| ["--assume", choice])
            .collect();
        let told = format!("error: {message}\n  help: {help}\n");
        let of_check = check(name, &options);
        assert_eq!((of_check.status, of_check.stderr), (2, told.clone()));
        assert_eq!(of_check.stdout, "");
        let mut batch = can_invoke(&[&["batch"], &options[..]].concat());
        let of_batch = run_with(&mut batch, b"{}\n");
        assert_eq!((of_batch.status, of_batch.stderr), (2, told));
        assert_eq!(of_batch.stdout, "");
    }
    // To say the same twice is no contradiction.
    let twice = ["--assume", "account-principal-delegates=allows"].repeat(2);
    assert_eq!(check("assume-twice", &twice).status, 0);
}

#[test]
fn a_batch_takes_a_choice_for_all_its_lines() {
    let line = json!({
        "id": 1,
        "request": {
            "principal": "arn:aws:iam::111111111111:user/ann",
            "action": "s3:GetObject",
            "resource": { "arn": "arn:aws:s3:::photos/cat.jpg", "accountId": "111111111111" },
        },
        "resourcePolicy": { "Statement": {
            "Effect": "Allow", "Principal": { "AWS": "111111111111" }, "Action": "*", "Resource": "*",
        } },
    });
    // The second time the policy is remembered.
    let input = format!("{line}\n").repeat(3);
    for (options, result) in [
        (&["batch"][..], "ImplicitlyDenied"),
        (
            &["batch", "--assume", "account-principal-delegates=allows"],
            "Allowed",
        ),
    ] {
        let ran = run_with(&mut can_invoke(options), input.as_bytes());
        let wanted = format!("{{\"id\":1,\"result\":\"{result}\"}}\n").repeat(3);
        assert_eq!((ran.status, ran.stdout), (0, wanted), "{}", ran.stderr);
    }
}

#[test]
fn all_of_them_are_listed_with_their_choices() {
    let text = run(&mut can_invoke(&["assumptions"]));
    assert_eq!(text.status, 0);
    let json = run(&mut can_invoke(&["assumptions", "--format", "json"]));
    let listed: Vec<Value> = serde_json::from_str(&json.stdout).expect("a list");
    assert_eq!(listed.len(), Assumption::ALL.len());
    for (assumption, listed) in Assumption::ALL.iter().zip(&listed) {
        let wanted = assumption.text();
        let choice = |choice: can_invoke_policy::assumption::Choice| {
            json!({
                "id": choice.id, "reading": choice.reading, "default": choice == wanted.default,
            })
        };
        assert_eq!(
            *listed,
            json!({
                "id": wanted.id,
                "question": wanted.question,
                "choice": wanted.default.id,
                "reading": wanted.default.reading,
                "choices": wanted.choices().map(choice),
                "source": wanted.source,
            })
        );
        let block = format!(
            "\n{}\n  {}\n  * {}: {}\n    {}: {}\n  see: {}\n",
            wanted.id,
            wanted.question,
            wanted.default.id,
            wanted.default.reading,
            wanted.alternative.id,
            wanted.alternative.reading,
            wanted.source
        );
        assert!(
            text.stdout.contains(&block),
            "no {block} in {}",
            text.stdout
        );
    }
}

/// The page `docs/assumptions.md`, from the code.
fn page() -> String {
    let mut page = "\
# Assumptions

Where AWS is silent or contradicts itself, we read it in one way and say so: an answer that leans on such a reading names its id, the choice that was taken, and the question.
Each question has two choices.
The first is ours; `--assume ID=CHOICE` takes the other one, for `can-invoke check`, `can-invoke test` and `can-invoke batch`:

```sh
can-invoke check --assume account-principal-delegates=allows …
```

Ids and choices stay.
`can-invoke assumptions` lists them in a terminal and, with `--format json`, for programs.

This page is written from the code: run the test `the_page_about_them_is_that_of_the_code` with `UPDATE_DOCS=1` after a change.
"
    .to_owned();
    for assumption in Assumption::ALL {
        let text = assumption.text();
        let _ = write!(
            page,
            "\n## {}\n\n{}\n\n* `{}` (ours): {}\n* `{}`: {}\n\nSource: {}.\n",
            text.id,
            sentence(text.question),
            text.default.id,
            text.default.reading,
            text.alternative.id,
            text.alternative.reading,
            text.source
        );
    }
    page
}

/// With a capital letter at its beginning, unless it begins with a name.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[test]
fn the_page_about_them_is_that_of_the_code() {
    let path = repository().join("docs/assumptions.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, page()).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page(),
        "{} is not what the code says; run this test with UPDATE_DOCS=1 and commit the file",
        path.display()
    );
}
