//! A statement of a policy leads to its bytes in the file where the user wrote it, through
//! every form that a policy is written in.

use can_invoke_gateway::inventory::Loaded;
use can_invoke_policy::{Policy, PolicyKind};

use crate::support::{clean, fixture, load, native, place};

fn resource_policy(loaded: &Loaded) -> &Policy {
    let policy = loaded.inventory.apis[0].resource_policy.known().unwrap();
    policy.as_ref().unwrap()
}

/// Text and place of the first resource of the first statement.
fn resource(loaded: &Loaded, policy: &Policy) -> (String, String) {
    let resources = policy.statements[0].resource.as_ref().unwrap();
    let span = resources.patterns[0].span;
    (loaded.sources.slice(span).to_owned(), place(loaded, span))
}

#[test]
fn in_the_escaped_string_of_get_rest_api() {
    let text = fixture("get-rest-api.json");
    let loaded = clean(load(&[("get-rest-api.json", &text)], &[]));
    let policy = resource_policy(&loaded);
    assert_eq!(policy.kind, PolicyKind::Resource);
    assert_eq!(policy.name, "resource policy of abc123");
    let resources = policy.statements[0].resource.as_ref().unwrap();
    assert_eq!(
        resources.patterns[0].text,
        "arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets"
    );
    let span = resources.patterns[0].span;
    assert!(
        loaded
            .sources
            .slice(span)
            .contains(r"arn:aws:execute-api:us-east-1:111111111111:abc123\\/*\\/GET\\/pets")
    );
    let line = text.lines().nth(11).unwrap();
    let column = line.find(r#"\\\"arn:aws"#).unwrap() + 1;
    assert_eq!(
        place(&loaded, span),
        format!("get-rest-api.json:12:{column}")
    );
    let effect = policy.statements[0].effect_span;
    assert_eq!(loaded.sources.slice(effect), r#"\\\"Allow\\\""#);
}

#[test]
fn in_a_block_scalar_of_yaml() {
    let loaded = clean(native(
        r#"can-invoke: 1
apis:
  - id: abc123
    kind: REST
    resource-policy: |
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "execute-api:Invoke",
            "Resource": "execute-api:/prod/GET/*"
          }
        ]
      }
"#,
    ));
    assert_eq!(
        resource(&loaded, resource_policy(&loaded)),
        (
            "\"execute-api:/prod/GET/*\"".to_owned(),
            "inventory.yaml:13:25".to_owned()
        )
    );
}

#[test]
fn in_a_string_of_yaml() {
    let loaded = clean(native(
        r#"can-invoke: 1
apis:
  - id: abc123
    kind: REST
    resource-policy: '{"Statement":{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"*"}}'
"#,
    ));
    assert_eq!(
        resource(&loaded, resource_policy(&loaded)),
        ("\"*\"".to_owned(), "inventory.yaml:5:111".to_owned())
    );
}

#[test]
fn in_the_tree_of_the_inventory() {
    let loaded = clean(native(
        "can-invoke: 1
principals:
  - arn: arn:aws:iam::222222222222:user/ada
    policies:
      - Statement:
          Effect: Allow
          Action: execute-api:Invoke
          Resource: arn:aws:execute-api:*:*:abc123/*
",
    ));
    let policies = loaded.inventory.principals[0].policies.known().unwrap();
    assert_eq!(
        resource(&loaded, &policies[0]),
        (
            "arn:aws:execute-api:*:*:abc123/*".to_owned(),
            "inventory.yaml:8:21".to_owned()
        )
    );
}

#[test]
fn in_a_file_that_holds_the_escaped_text() {
    let loaded = clean(load(
        &[(
            "inventory.yaml",
            "can-invoke: 1\napis:\n  - id: abc123\n    kind: REST\n    resource-policy: { file: p.json }\n",
        )],
        &[(
            "p.json",
            r#"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"execute-api:\/prod\/*\"}}"#,
        )],
    ));
    let (text, place) = resource(&loaded, resource_policy(&loaded));
    assert_eq!(text, r#"\"execute-api:\/prod\/*\""#);
    assert!(place.starts_with("p.json:1:"));
}

#[test]
fn errors_in_embedded_policies_stand_where_they_are_written() {
    let text = fixture("get-rest-api.json").replace("Effect", "Efect");
    let loaded = load(&[("get-rest-api.json", &text)], &[]);
    let unknown = loaded
        .diagnostics
        .iter()
        .find(|diagnostic| diagnostic.code == "unknown-element")
        .unwrap();
    let span = unknown.primary.span;
    assert_eq!(loaded.sources.slice(span), r#"\\\"Efect\\\""#);
}
