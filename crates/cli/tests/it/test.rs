//! `can-invoke test`.

use std::fs;

use serde_json::Value;

use crate::support::{Ran, can_invoke, folder, run};

const GOOD: &str = "can-invoke-test: 1
as: arn:aws:iam::111111111111:user/ann
action: sqs:SendMessage
resource: arn:aws:sqs:us-east-1:111111111111:orders
identity-policies: { Effect: Allow, Action: sqs:*, Resource: '*' }
cases:
  - title: ann may send
    expect: { verdict: allowed, decided-by: [identity-based-policy 1] }
";

/// A folder with files, and what `can-invoke test` says in it.
fn test(name: &str, files: &[(&str, &str)], words: &[&str]) -> Ran {
    let folder = folder(name);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
        fs::write(path, text).expect("a file can be written");
    }
    run(can_invoke(&[&["test"], words].concat()).current_dir(&folder))
}

#[test]
fn a_folder_stands_for_the_test_files_below_it() {
    let bad = GOOD.replace("verdict: allowed", "verdict: explicitly-denied");
    let files = [
        ("a/one.invoke-test.yaml", GOOD),
        ("a/b/two.invoke-test.yml", GOOD),
        ("other.yaml", bad.as_str()),
        (".hidden/three.invoke-test.yaml", bad.as_str()),
    ];
    let ran = test("test-folder", &files, &[]);
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stdout, "2 passed of 2 cases in 2 files\n");
    let ran = test("test-file", &files, &["other.yaml"]);
    assert_eq!(ran.status, 1, "{}{}", ran.stdout, ran.stderr);
    let ran = test("test-pattern", &files, &["a/**/*.yml"]);
    assert_eq!(ran.stdout, "1 passed of 1 case in 1 file\n");
}

#[test]
fn a_difference_is_told_with_what_was_found_and_why() {
    let bad = GOOD.replace("verdict: allowed", "verdict: explicitly-denied");
    let files = [("one.invoke-test.yaml", bad.as_str())];
    let ran = test("test-difference", &files, &[]);
    assert_eq!(ran.status, 1);
    for wanted in [
        "failed ann may send ./one.invoke-test.yaml:7:12\n",
        "    expected  explicitly-denied\n    found     allowed\n",
        "this allows the request",
        "1 failed, 0 passed of 1 case in 1 file\n",
    ] {
        assert!(ran.stdout.contains(wanted), "{wanted:?}:\n{}", ran.stdout);
    }
    let ran = test("test-difference-json", &files, &["--format", "json"]);
    assert_eq!(ran.status, 1);
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(report["failed"], 1);
    let case = &report["files"][0]["cases"][0];
    assert_eq!(case["outcome"], "failed");
    assert_eq!(case["differences"][0]["what"], "verdict");
    assert_eq!(case["differences"][0]["expected"], "explicitly-denied");
    assert_eq!(case["differences"][0]["found"], "allowed");
    assert_eq!(case["found"]["decision"]["verdict"], "allowed");
    assert_eq!(case["location"]["line"], 7);
}

#[test]
fn a_file_that_cannot_be_read_keeps_all_from_being_run() {
    let bad = GOOD.replace("verdict: allowed", "verdict: alowed");
    let files = [
        ("good.invoke-test.yaml", GOOD),
        ("bad.invoke-test.yaml", bad.as_str()),
    ];
    let ran = test("test-unreadable", &files, &[]);
    assert_eq!(ran.status, 2);
    assert_eq!(ran.stdout, "");
    for wanted in [
        "error[unknown-value]: `alowed` is not a value of `verdict`",
        "./bad.invoke-test.yaml:8:24",
        "did you mean `allowed`?",
        "no test was run: `./bad.invoke-test.yaml` cannot be read as a test file",
    ] {
        assert!(ran.stderr.contains(wanted), "{wanted:?}:\n{}", ran.stderr);
    }
    let ran = test("test-unreadable-json", &files, &["--format", "json"]);
    assert_eq!(ran.status, 2);
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(report["passed"], 0);
    assert_eq!(
        report["files"][0]["diagnostics"][0]["code"],
        "unknown-value"
    );
}

#[test]
fn documents_of_the_run_and_of_the_file_are_read() {
    let inventory = "can-invoke: 1
principals:
  - arn: arn:aws:iam::111111111111:user/ann
    policies:
      - { Version: '2012-10-17', Statement: { Effect: Allow, Action: 'sqs:*', Resource: '*' } }
    permissions-boundary: none
standalone-accounts: ['111111111111']
";
    let without = GOOD.replace(
        "identity-policies: { Effect: Allow, Action: sqs:*, Resource: '*' }\n",
        "",
    );
    let named = without.replace("as:", "in: ../inventory.yaml\nas:");
    let files = [
        ("inventory.yaml", inventory),
        ("a/named.invoke-test.yaml", named.as_str()),
        ("a/without.invoke-test.yaml", without.as_str()),
    ];
    let ran = test("test-named", &files, &["a/named.invoke-test.yaml"]);
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    let words = ["a/without.invoke-test.yaml", "--in", "inventory.yaml"];
    let ran = test("test-given", &files, &words);
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    let words = ["a/without.invoke-test.yaml", "--in", "."];
    let ran = test("test-given-folder", &files, &words);
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    let documents = [
        ("b/documents.yaml", inventory),
        ("b/one.invoke-test.yaml", without.as_str()),
    ];
    let ran = test("test-folder-of-both", &documents, &["b", "--in", "b"]);
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    let ran = test("test-folder-of-tests", &files, &["a", "--in", "a"]);
    assert_eq!(ran.status, 2, "{}", ran.stdout);
    let wanted = "`--in` names no document but test files";
    assert!(ran.stderr.contains(wanted), "{}", ran.stderr);
    let ran = test("test-nothing", &files, &["a/without.invoke-test.yaml"]);
    assert_eq!(ran.status, 1, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn nothing_to_test_is_an_error() {
    let files = [("one.invoke-test.yaml", GOOD), ("empty/readme.txt", "")];
    for (words, wanted) in [
        (&["empty"][..], "the folder `empty` holds no test file"),
        (&["away"], "there is no file or folder `away`"),
        (&["*.json"], "no file matches `*.json`"),
        (&["--only", "bob"], "the title of no case contains `bob`"),
        (
            &["--in", "one.invoke-test.yaml"],
            "`one.invoke-test.yaml` is a test file, not a document\n  help: give test files \
             before `--in`",
        ),
        (
            &["--assume", "trust-everyone=nobody-knows"],
            "`nobody-knows` is not a choice of `trust-everyone`",
        ),
    ] {
        let ran = test("test-none", &files, words);
        assert_eq!(ran.status, 2, "{words:?}");
        assert!(ran.stderr.contains(wanted), "{wanted:?}:\n{}", ran.stderr);
    }
    let ran = test("test-only", &files, &["--only", "ann", "--explain", "full"]);
    assert_eq!(
        ran.stdout,
        "./one.invoke-test.yaml\n  ✓ ann may send\n1 passed of 1 case in 1 file\n"
    );
}

#[test]
fn what_is_not_chosen_is_counted_and_not_shown() {
    let bob = GOOD.replace("ann may", "bob may");
    let two = GOOD.to_owned()
        + "  - title: bob may too
    expect: { verdict: allowed, decided-by: [identity-based-policy 1] }
";
    let files = [
        ("bob.invoke-test.yaml", bob.as_str()),
        ("two.invoke-test.yaml", two.as_str()),
    ];
    let ran = test("test-chosen", &files, &["--only", "ann"]);
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stdout, "1 passed of 1 case in 1 file\n2 not chosen\n");
    let words = ["--only", "ann", "--format", "json"];
    let ran = test("test-chosen-json", &files, &words);
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let files = report["files"].as_array().expect("files");
    assert_eq!(files.len(), 1, "{}", ran.stdout);
    assert_eq!(files[0]["file"], "./two.invoke-test.yaml");
}

#[test]
fn a_file_is_run_once_however_it_is_spelled() {
    let files = [("a/one.invoke-test.yaml", GOOD)];
    let one = "a/one.invoke-test.yaml";
    let words = [
        one,
        "a/../a/one.invoke-test.yaml",
        "./a",
        "--explain",
        "full",
    ];
    let ran = test("test-once", &files, &words);
    let wanted = format!("{one}\n  ✓ ann may send\n1 passed of 1 case in 1 file\n");
    assert_eq!(ran.stdout, wanted, "{}", ran.stderr);
}

#[test]
fn settings_of_other_programs_leave_nothing_out() {
    let bad = GOOD.replace("verdict: allowed", "verdict: explicitly-denied");
    let files = [
        (".git/info/exclude", "*.yaml\n"),
        (".ignore", "*.yaml\n"),
        (".gitignore", "build\n"),
        ("one.invoke-test.yaml", GOOD),
        ("build/two.invoke-test.yaml", bad.as_str()),
    ];
    let ran = test("test-ignored", &files, &[]);
    assert_eq!(
        ran.stdout, "1 passed of 1 case in 1 file\n",
        "{}",
        ran.stderr
    );
}

#[test]
fn a_choice_of_the_run_holds_for_all_files() {
    let text = "can-invoke-test: 1
as: arn:aws:iam::111111111111:user/ann
action: s3:GetObject
resource: arn:aws:s3:::a/*
resource-account: '111111111111'
identity-policies:
  Version: '2008-10-17'
  Statement: { Effect: Allow, Action: s3:*, Resource: 'arn:aws:s3:::a/${*}' }
cases:
  - title: ann may read it
    expect: { verdict: allowed }
";
    let files = [("one.invoke-test.yaml", text)];
    for (choice, status) in [("literal", 1), ("escapes", 0)] {
        let option = format!("escapes-in-old-documents={choice}");
        let ran = test("test-assume", &files, &["--assume", &option]);
        assert_eq!(ran.status, status, "{choice}: {}{}", ran.stdout, ran.stderr);
    }
}
