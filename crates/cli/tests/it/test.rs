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
        "failed ann may send ./one.invoke-test.yaml:7\n",
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
