//! `can-invoke routes`.

use std::fs;

use serde_json::Value;

use crate::support::{can_invoke, folder, run};

const INVENTORY: &str = r#"can-invoke: 1
apis:
  - id: abc123
    kind: REST
    account: "111111111111"
    region: us-east-1
    endpoint-type: REGIONAL
    resource-policy:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: "*"
          Action: execute-api:Invoke
          Resource: execute-api:/prod/get/pets
        - Effect: Allow
          Principal: "*"
          Action: execute-api:Invoke
          Resource: execute-api:/prod/GET/pets*
    stages: [prod]
    routes:
      GET /pets: AWS_IAM
      GET /pets-admin: AWS_IAM
  - { id: def456, kind: HTTP, account: "111111111111", region: us-east-1, stages: [$default] }
"#;

fn inventory(name: &str, text: &str) -> String {
    let path = folder(name).join("inventory.yaml");
    fs::write(&path, text).expect("the inventory can be written");
    path.display().to_string()
}

#[test]
fn findings_in_text() {
    let path = inventory("routes-text", INVENTORY);
    let ran = run(&mut can_invoke(&["routes", "--in", &path]));
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
    for expected in [
        "REST API abc123, stages prod",
        "  GET /pets        AWS_IAM             arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets\n",
        "HTTP API def456, stages $default\n  routes not known\n",
        "misses-all",
        "inventory.yaml:14:21",
        "methods are written in upper case, and `get` is not",
        "the nearest pattern that matches: `execute-api:/prod/GET/pets`",
        "over-matches",
        "inventory.yaml:18:21",
        "it matches `arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets-admin`",
        "2 patterns, 2 findings",
    ] {
        assert!(ran.stdout.contains(expected), "{expected}\n{}", ran.stdout);
    }
    assert!(!ran.stdout.contains("all of"), "{}", ran.stdout);
    let full = run(&mut can_invoke(&[
        "routes",
        "--explain",
        "full",
        "--in",
        &path,
    ]));
    assert!(
        full.stdout
            .contains("  all of     abc123 GET /pets-admin\n"),
        "{}",
        full.stdout
    );
}

#[test]
fn findings_in_json() {
    let path = inventory("routes-json", INVENTORY);
    let ran = run(&mut can_invoke(&[
        "routes", "--format", "json", "--in", &path,
    ]));
    assert_eq!(ran.status, 1);
    let report: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert_eq!(report["version"], 1);
    assert_eq!(report["apis"][0]["routes"][0]["route"], "GET /pets");
    assert_eq!(report["apis"][1].get("routes"), None);
    assert_eq!(report["patterns"][1]["matches"][0]["cover"], "all");
    let findings = report["findings"].as_array().expect("a list");
    let told: Vec<(&str, u64)> = findings
        .iter()
        .map(|finding| {
            let kind = finding["kind"].as_str().expect("a word");
            (kind, finding["location"]["line"].as_u64().expect("a line"))
        })
        .collect();
    assert_eq!(told, [("misses-all", 14), ("over-matches", 18)]);
}

#[test]
fn exit_statuses() {
    let clean = INVENTORY
        .replace("/prod/get/pets", "/prod/GET/pets")
        .replace("/prod/GET/pets*", "/prod/GET/pets-admin");
    let path = inventory("routes-clean", &clean);
    let ran = run(&mut can_invoke(&["routes", "--in", &path]));
    assert_eq!(ran.status, 0, "{}", ran.stdout);
    assert!(
        ran.stdout.ends_with("2 patterns, nothing to be said\n"),
        "{}",
        ran.stdout
    );
    let ran = run(&mut can_invoke(&[
        "routes", "--api", "abc12", "--in", &path,
    ]));
    assert_eq!(ran.status, 2);
    assert_eq!(
        ran.stderr,
        "error: the inventory has no API `abc12`\n  help: did you mean `abc123`?\n"
    );
    let path = inventory("routes-broken", "can-invoke: 1\napi: []\n");
    let ran = run(&mut can_invoke(&["routes", "--in", &path]));
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr.contains("did you mean `apis`?"),
        "{}",
        ran.stderr
    );
}
