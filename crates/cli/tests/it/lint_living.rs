//! `can-invoke lint`: configuration, suppressions, baseline, exit statuses.

use std::{fs, path::Path};

use crate::support::{Ran, can_invoke, folder, run, run_with};

/// RP101 or another finding: everybody may invoke everything.
const OPEN: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Open", "Effect": "allow",
  "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}]}
"#;

const CLEAN: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
  "Action": "execute-api:Invoke",
  "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc1234567/prod/GET/pets"}]}
"#;

fn lint(folder: &Path, arguments: &[&str]) -> Ran {
    let mut all = vec!["lint"];
    all.extend(arguments);
    run(can_invoke(&all).current_dir(folder))
}

/// The id of each finding with how it is let be.
fn found(ran: &Ran) -> Vec<(String, Option<String>)> {
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON is written");
    let findings = json["findings"].as_array().expect("a list");
    let of = |one: &serde_json::Value| {
        let kind = one["suppressed"]["kind"].as_str().map(str::to_owned);
        (one["rule"].as_str().expect("an id").to_owned(), kind)
    };
    findings.iter().map(of).collect()
}

fn project(name: &str) -> std::path::PathBuf {
    let folder = folder(name);
    fs::create_dir(folder.join(".git")).expect("a folder can be made");
    fs::write(folder.join("open.json"), OPEN).expect("it can be written");
    folder
}

#[test]
fn findings_fail_from_a_severity_on() {
    let folder = project("lint-fail-on");
    let ran = lint(&folder, &["open.json", "--format", "json"]);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(!found(&ran).is_empty());
    assert_eq!(lint(&folder, &["open.json", "--exit-zero"]).status, 0);
    fs::write(folder.join("clean.json"), CLEAN).expect("it can be written");
    let ran = lint(&folder, &["clean.json"]);
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("nothing found"), "{}", ran.stdout);
}

#[test]
fn a_configuration_above_the_folder_holds_and_its_mistakes_are_shown() {
    let folder = project("lint-config");
    fs::create_dir(folder.join("sub")).expect("a folder can be made");
    let config = folder.join("can-invoke.toml");
    let first = found(&lint(&folder, &["open.json", "--format", "json"]));
    let id = &first[0].0;
    fs::write(&config, format!("[lint]\nselect = [\"{id}\"]\n")).expect("it can be written");
    let ran = lint(&folder.join("sub"), &["../open.json", "--format", "json"]);
    assert!(
        found(&ran).iter().all(|(rule, _)| rule == id),
        "{}",
        ran.stdout
    );
    fs::write(&config, "[lint]\nselct = []\n").expect("it can be written");
    let ran = lint(&folder, &["open.json"]);
    assert_eq!(ran.status, 2);
    for part in [
        "can-invoke.toml:2:1",
        "selct = []",
        "did you mean `select`?",
    ] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    assert_eq!(lint(&folder, &["open.json", "--no-config"]).status, 1);
}

#[test]
fn a_configuration_and_a_sidecar_let_findings_be() {
    let folder = project("lint-suppress");
    let first = found(&lint(&folder, &["open.json", "--format", "json"]));
    let id = &first[0].0;
    let entry = |table: &str, more: &str| {
        format!("[[{table}]]\nrule = \"{id}\"\nreason = \"on purpose\"\n{more}")
    };
    let is_let_be = |ran: &Ran, kind: Option<&str>| {
        let all = found(ran);
        let mut ours = all.iter().filter(|(rule, _)| rule == id);
        assert!(ours.all(|(_, by)| by.as_deref() == kind), "{}", ran.stdout);
    };
    let config = folder.join("can-invoke.toml");
    let write = |path: &Path, text: String| fs::write(path, text).expect("it can be written");
    write(&config, entry("lint.suppress", "path = \"*.json\"\n"));
    let ran = lint(&folder, &["open.json", "--format", "json"]);
    is_let_be(&ran, Some("external"));
    assert!(!ran.stderr.contains("suppress"), "{}", ran.stderr);
    write(&config, entry("lint.suppress", "path = \"other/*\"\n"));
    let ran = lint(&folder, &["open.json", "--format", "json"]);
    is_let_be(&ran, None);
    assert!(ran.stderr.contains("is not used"), "{}", ran.stderr);
    write(
        &config,
        entry("lint.suppress", "expires = \"2020-01-31\"\n"),
    );
    let ran = lint(&folder, &["open.json", "--format", "json"]);
    is_let_be(&ran, None);
    assert!(
        ran.stderr.contains("held until 2020-01-31"),
        "{}",
        ran.stderr
    );
    fs::remove_file(&config).expect("it can be removed");
    write(
        &folder.join("open.json.can-invoke.toml"),
        entry("suppress", ""),
    );
    is_let_be(
        &lint(&folder, &["open.json", "--format", "json"]),
        Some("external"),
    );
}

#[test]
fn a_baseline_lets_be_what_was_there_and_nothing_else() {
    let folder = project("lint-baseline");
    let write = ["open.json", "--baseline", "known.json", "--write-baseline"];
    let ran = lint(&folder, &write);
    assert_eq!(ran.status, 0, "{}", ran.stdout);
    let text = fs::read_to_string(folder.join("known.json")).expect("it is written");
    assert!(text.ends_with("}\n"), "{text}");
    // Another place in the document is no other finding.
    fs::write(folder.join("open.json"), format!("\n\n{OPEN}")).expect("it can be written");
    let ran = lint(
        &folder,
        &["open.json", "--baseline", "known.json", "--format", "json"],
    );
    assert_eq!(ran.status, 0);
    assert!(!ran.stderr.contains("baseline"), "{}", ran.stderr);
    let all = found(&ran);
    assert!(!all.is_empty());
    assert!(all.iter().all(|(_, by)| by.as_deref() == Some("baseline")));
    // The same in another document is another finding.
    fs::write(folder.join("new.json"), OPEN).expect("it can be written");
    let ran = lint(
        &folder,
        &["open.json", "new.json", "--baseline", "known.json"],
    );
    assert_eq!(ran.status, 1);
    fs::write(folder.join("open.json"), CLEAN).expect("it can be written");
    let ran = lint(&folder, &["open.json", "--baseline", "known.json"]);
    assert_eq!(ran.status, 0);
    assert!(ran.stderr.contains("the baseline lists"), "{}", ran.stderr);
}

#[test]
fn what_is_not_understood_is_told_and_fails_strictly() {
    let folder = project("lint-strict");
    fs::write(folder.join("other.json"), "{\"name\": \"x\"}\n").expect("it can be written");
    let ran = lint(&folder, &["other.json"]);
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("not looked at"), "{}", ran.stdout);
    assert!(ran.stdout.contains("other.json"), "{}", ran.stdout);
    assert_eq!(lint(&folder, &["other.json", "--strict"]).status, 1);
    assert_eq!(
        lint(&folder, &["other.json", "--require-policies"]).status,
        2
    );
}

#[test]
fn standard_input_has_a_name() {
    let folder = project("lint-stdin");
    let mut command = can_invoke(&["lint", "-", "--name", "policy.json"]);
    let ran = run_with(command.current_dir(&folder), OPEN.as_bytes());
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("policy.json:1:"), "{}", ran.stdout);
}
