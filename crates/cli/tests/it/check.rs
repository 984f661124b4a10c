//! `can-invoke check` and the small commands.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::support::{Ran, can_invoke, folder, repository, run, run_with};

const REST: [&str; 5] = [
    "check",
    "--in",
    "examples/cross-account-rest",
    "--as",
    "arn:aws:iam::222222222222:role/pet-shop",
];
const HTTP: [&str; 5] = [
    "check",
    "--in",
    "examples/cross-account-http",
    "--as",
    "arn:aws:iam::222222222222:role/pet-shop",
];
const PUBLISHED: [&str; 7] = [
    "check",
    "--in",
    "examples/published-sample",
    "--as",
    "arn:aws:iam::222222222222:user/Alice",
    "GET",
    "/pets",
];

fn check(start: &[&str], rest: &[&str]) -> Ran {
    run(&mut can_invoke(&[start, rest].concat()))
}

#[test]
fn the_exit_status_is_the_verdict() {
    for (start, rest, status, verdict) in [
        (&REST, &["GET", "/pets"][..], 0, "allowed"),
        (
            &REST,
            &["POST", "/pets", "--source-ip", "198.51.100.1"],
            1,
            "explicitly-denied",
        ),
        (&REST, &["GET", "/health"], 1, "implicitly-denied"),
        (&HTTP, &["GET", "/pets"], 3, "depends"),
        (
            &HTTP,
            &["GET", "/pets", "--external-id", "pets-2026"],
            0,
            "allowed",
        ),
        (
            &HTTP,
            &["GET", "/pets", "--external-id", "pets-2025"],
            1,
            "implicitly-denied",
        ),
        (
            &HTTP,
            &["GET", "/pets", "--external-id", "pets-2026", "--direct"],
            1,
            "implicitly-denied",
        ),
        (&REST, &["GET", "/pets", "--strict"], 3, "depends"),
    ] {
        let text = check(start, rest);
        assert_eq!(
            text.status, status,
            "{rest:?}: {}{}",
            text.stdout, text.stderr
        );
        assert!(
            text.stdout.starts_with(&format!("{verdict} ")),
            "{}",
            text.stdout
        );
        let json = check(start, &[rest, &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&json.stdout).expect("JSON");
        assert_eq!(
            (json.status, &report["verdict"]),
            (status, &Value::from(verdict))
        );
    }
    let ran = check(&REST, &["GET", "/pets", "--api", "zzz"]);
    assert_eq!(ran.status, 2);
}

#[test]
fn json_fits_the_schema() {
    let path = repository().join("schemas/report-v1.json");
    let schema = fs::read_to_string(path).expect("the schema is there");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    for (start, rest) in [
        (&REST[..], &["GET", "/pets"][..]),
        (&REST, &["POST", "/pets"]),
        (&REST, &["GET", "/pets", "--explain", "full"]),
        (&REST, &["GET", "/pets", "--api", "zzz"]),
        (&REST, &["GET", "/pets", "--context", "none"]),
        (&HTTP, &["GET", "/pets"]),
        (&PUBLISHED, &[]),
    ] {
        let ran = check(start, &[rest, &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [""; 0], "{rest:?}");
        assert_eq!(ran.stderr, "", "{rest:?}");
    }
}

#[test]
fn full_tells_more_than_short() {
    let short = check(&REST, &["GET", "/pets"]).stdout;
    let full = check(&REST, &["GET", "/pets", "--explain", "full"]).stdout;
    assert!(!short.contains("OnlyFromTheOffice"), "{short}");
    assert!(full.contains("OnlyFromTheOffice"), "{full}");
}

#[test]
fn colours_only_where_they_are_wanted() {
    let escape = '\u{1b}';
    let written = |command: &mut Command| {
        let ran = run(command);
        format!("{}{}", ran.stdout, ran.stderr)
    };
    assert!(!written(&mut can_invoke(&PUBLISHED)).contains(escape));
    assert!(!written(can_invoke(&PUBLISHED).env("NO_COLOR", "1")).contains(escape));
    let forced = written(can_invoke(&PUBLISHED).env("CLICOLOR_FORCE", "1"));
    assert!(forced.contains(escape));
    // The text itself is the same.
    let mut parts = forced.split(escape);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once('m').expect("only styles are written");
        plain.push_str(rest);
    }
    assert_eq!(plain, written(&mut can_invoke(&PUBLISHED)));
}

#[test]
fn the_same_question_has_the_same_answer() {
    for arguments in [
        [&REST[..], &["GET", "/pets", "--explain", "full"]].concat(),
        [&REST[..], &["POST", "/pets", "--format", "json"]].concat(),
        [&HTTP[..], &["GET", "/pets"]].concat(),
        [&PUBLISHED[..], &["--format", "json", "--explain", "full"]].concat(),
    ] {
        let first = run(&mut can_invoke(&arguments));
        let mut other = can_invoke(&arguments);
        other
            .env("LANG", "de_DE.UTF-8")
            .env("TZ", "Asia/Tokyo")
            .env("HOME", "/")
            .env("AWS_PROFILE", "other")
            .env("COLUMNS", "40");
        let second = run(&mut other);
        assert_eq!(first.stdout, second.stdout);
        assert_eq!((first.status, first.stderr), (second.status, second.stderr));
    }
}

#[test]
fn documents_come_from_everywhere() {
    let folder = folder("documents");
    let example = repository().join("examples/cross-account-rest");
    let inventory = fs::read_to_string(example.join("inventory.yaml")).expect("an inventory");
    for name in ["resource-policy.json", "pet-shop.json"] {
        fs::copy(example.join(name), folder.join(name)).expect("a file can be copied");
    }
    let (principals, apis) = inventory.split_once("apis:\n").expect("both parts");
    let apis = format!("can-invoke: 1\napis:\n{apis}");
    fs::write(folder.join("one.yaml"), principals).expect("a file can be written");
    fs::write(folder.join("two.yaml"), &apis).expect("a file can be written");
    let question = [
        "--as",
        "arn:aws:iam::222222222222:role/pet-shop",
        "GET",
        "/pets",
    ];
    let mut answers = Vec::new();
    for (inputs, stdin) in [
        (&["--in", "one.yaml", "two.yaml"][..], ""),
        (&["--in", "one.yaml", "--in", "two.yaml"], ""),
        (&["--in", "*.yaml"], ""),
        (&["--in", "one.yaml", "-"], apis.as_str()),
    ] {
        let arguments = [&["check"], inputs, &question].concat();
        let ran = run_with(
            can_invoke(&arguments).current_dir(&folder),
            stdin.as_bytes(),
        );
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{inputs:?}");
        answers.push(ran.stdout);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
}

#[test]
fn completions_and_manual() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&mut can_invoke(&["completions", shell]));
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{shell}");
        for word in ["can-invoke", "external-id", "batch"] {
            assert!(ran.stdout.contains(word), "{shell} has no {word}");
        }
    }
    let ran = run(&mut can_invoke(&["man"]));
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains(".TH can-invoke 1"), "{}", ran.stdout);
    let ran = run(&mut can_invoke(&["completions", "cmd"]));
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
}

#[test]
fn help_shows_examples_that_work() {
    let help = run(&mut can_invoke(&["check", "--help"]));
    assert_eq!((help.status, help.stderr.as_str()), (0, ""));
    let (_, examples) = help.stdout.split_once("Examples:\n").expect("examples");
    let joined = examples.replace("\\\n", " ");
    let mut count = 0;
    for line in joined
        .lines()
        .filter(|line| line.contains("--in examples/"))
    {
        // What stands in quotes for the shell has no spaces in it.
        let words = line.split_whitespace().skip(1);
        let words: Vec<&str> = words.map(|word| word.trim_matches('\'')).collect();
        let ran = run(&mut can_invoke(&words));
        assert_eq!(
            (ran.status, ran.stderr.as_str()),
            (0, ""),
            "{line}\n{}",
            ran.stdout
        );
        count += 1;
    }
    assert!(count >= 2, "{count} examples");
    for (arguments, word) in [
        (&["--help"][..], "Exit status:"),
        (&["batch", "--help"], "identityPolicies"),
        (&["--version"], "can-invoke 0"),
    ] {
        let ran = run(&mut can_invoke(arguments));
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        assert!(ran.stdout.contains(word), "{}", ran.stdout);
    }
    let ran = run(&mut can_invoke(&[]));
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
}

/// A reader that goes away, as `| head -1` does, is no reason to panic or to complain.
#[test]
fn a_closed_pipe_is_no_panic() {
    let line = r#"{"id": 1, "request": {}}"#;
    let lines = format!("{line}\n").repeat(20_000);
    for (arguments, input) in [
        ([&REST[..], &["GET", "/pets"]].concat(), ""),
        (
            [&REST[..], &["GET", "/pets", "--format", "json"]].concat(),
            "",
        ),
        (vec!["batch"], lines.as_str()),
        (vec!["completions", "zsh"], ""),
        (vec!["man"], ""),
        (vec!["assumptions"], ""),
        (vec!["assumptions", "--format", "json"], ""),
        (vec!["check", "--help"], ""),
    ] {
        let mut child = can_invoke(&arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().expect("standard input is piped");
        // The command may be gone before it has read everything.
        let written = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("the command ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some(), "{arguments:?} {written:?}");
        assert_eq!(stderr, "", "{arguments:?}");
        if arguments[0] == "assumptions" {
            assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        }
    }
}
