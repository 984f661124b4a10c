//! Terraform plans.

use can_invoke_templates::Environment;

use crate::shown::read;

/// A plan whose secret trust policy cannot be read.
const SECRET: &str = r#"{
  "format_version": "1.2",
  "planned_values": { "root_module": { "resources": [{
    "address": "aws_iam_role.caller", "mode": "managed", "type": "aws_iam_role", "name": "caller",
    "values": { "name": "caller", "assume_role_policy": "hunter2 is no policy" },
    "sensitive_values": { "assume_role_policy": true }
  }] } }
}"#;

#[test]
fn secret_values_are_told_by_nobody() {
    let read = read("plan.json", SECRET.as_bytes(), &Environment::default());
    let told = format!("{:?}", read.loaded.diagnostics);
    assert!(!told.contains("hunter2"), "{told}");
    let inventory = format!("{:?}", read.loaded.inventory);
    assert!(inventory.contains("caller"), "{inventory}");
    assert!(!inventory.contains("hunter2"), "{inventory}");
    assert!(told.contains("assume_role_policy"), "{told}");
}

#[test]
fn plans_of_another_version_are_refused() {
    let plan = SECRET.replace("\"1.2\"", "\"2.0\"");
    let read = read("plan.json", plan.as_bytes(), &Environment::default());
    let codes: Vec<&str> = read.loaded.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["unsupported-plan-version"]);
}
