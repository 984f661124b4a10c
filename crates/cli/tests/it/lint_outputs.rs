//! `can-invoke lint` in the formats of services, and `can-invoke test` as JUnit.

use std::fs;

use serde_json::Value;

use crate::support::{can_invoke, folder, run};

/// A policy with one mistake, below the root of a repository.
const BAD: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{
    "Sid": "Pets",
    "Effect": "allow",
    "Action": "execute-api:Invoke",
    "Resource": "arn:aws:execute-api:us-east-1:111122223333:abc123/prod/GET/pets"
  }]
}
"#;

fn repository(name: &str) -> std::path::PathBuf {
    let root = folder(name);
    fs::create_dir_all(root.join(".git")).expect("a folder");
    fs::create_dir_all(root.join("infra")).expect("a folder");
    fs::write(root.join("infra/a b.json"), BAD).expect("a file can be written");
    root
}

#[test]
fn paths_are_told_from_the_root_of_the_repository_wherever_the_command_runs() {
    let root = repository("lint-outputs-root");
    let words = ["lint", "--format", "sarif", "--select", "GR101"];
    let from_root = run(can_invoke(&words).current_dir(&root));
    let below = run(can_invoke(&words).current_dir(root.join("infra")));
    assert_eq!((from_root.status, below.status), (1, 1), "{}", below.stderr);
    assert_eq!(from_root.stdout, below.stdout);
    let sarif: Value = serde_json::from_str(&below.stdout).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "infra/a%20b.json"
    );
    assert_eq!(result["ruleId"], "GR101");
}

#[test]
fn one_run_writes_several_formats() {
    let root = repository("lint-outputs-several");
    let ran = run(can_invoke(&[
        "lint",
        "--select",
        "GR101",
        "--format",
        "github",
        "-o",
        "sarif=results.sarif.txt",
        "-o",
        "junit=lint.xml",
        "-o",
        "gitlab=quality.txt",
        "-o",
        "markdown=summary.md",
        "-o",
        "text=lint.txt",
    ])
    .current_dir(&root));
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert_eq!(
        ran.stdout,
        "::error file=infra/a b.json,line=5,endLine=5,col=15,endColumn=22,title=GR101 \
         invalid-effect::`Effect` is neither `Allow` nor `Deny`; help: the value is \
         case-sensitive\n"
    );
    let read = |name: &str| fs::read_to_string(root.join(name)).expect("it was written");
    let sarif: Value = serde_json::from_str(&read("results.sarif.txt")).expect("JSON");
    let quality: Value = serde_json::from_str(&read("quality.txt")).expect("JSON");
    assert_eq!(
        sarif["runs"][0]["results"][0]["partialFingerprints"]["canInvoke/v1"],
        quality[0]["fingerprint"]
    );
    assert!(read("lint.xml").contains("<failure type=\"error\""));
    assert!(read("summary.md").contains("1 finding in 1 document."));
    assert!(read("lint.txt").contains("GR101"));
    assert!(!read("lint.txt").contains('\u{1b}'));
}

#[test]
fn a_format_that_is_none_is_an_error() {
    let ran = run(&mut can_invoke(&["lint", "-o", "sarf=a"]));
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr
            .contains("`sarf` is no format; there are text, json, sarif"),
        "{}",
        ran.stderr
    );
    let ran = run(&mut can_invoke(&["lint", "-o", "sarif"]));
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr.contains("give a format and a file"),
        "{}",
        ran.stderr
    );
}

#[test]
fn test_results_as_junit_are_told_also_when_a_file_cannot_be_read() {
    let root = folder("test-junit");
    fs::write(
        root.join("a.invoke-test.yaml"),
        "can-invoke-test: 1\ncases: 7\n",
    )
    .expect("a file can be written");
    let ran = run(can_invoke(&["test", "--format", "junit"]).current_dir(&root));
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    assert!(ran.stdout.contains("errors=\"1\""), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("a.invoke-test.yaml:2:8: `cases` is a list"),
        "{}",
        ran.stdout
    );
}
