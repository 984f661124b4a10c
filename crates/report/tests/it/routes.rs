//! `can-invoke routes` in machine-readable form fits the published schema.

use can_invoke_gateway::{
    inventory::{InMemory, load},
    patterns::report,
};
use can_invoke_report::v1;
use can_invoke_source::Limits;
use serde_json::Value;

use crate::suite::repository;

const INVENTORY: &str = r#"
can-invoke: 1
apis:
  - { id: abc123, name: pets, kind: REST, account: "111111111111", stages: [prod],
      routes: { GET /pets: AWS_IAM, "GET /pets/{id}": AWS_IAM, GET /health: NONE } }
  - { id: def456, kind: HTTP }
principals:
  - arn: arn:aws:iam::111111111111:user/ann
    policies:
      - Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Action: execute-api:Invoke, Resource: "arn:aws:execute-api:*:*:abc123/prod/GET/pets/*" }
          - { Effect: Allow, Action: execute-api:Invoke, Resource: "arn:aws:execute-api:*:*:abc123/prod/GET/pets/a*" }
          - { Effect: Allow, Action: execute-api:Invoke, Resource: "arn:aws:execute-api:*:*:abc123" }
          - { Effect: Deny, Action: execute-api:Invoke, Resource: "arn:aws:execute-api:*:*:abc123/prod/GET/pets/*" }
          - { Effect: Allow, Action: execute-api:Invoke, Resource: "arn:aws:execute-api:*:*:abc123/prod/GET/health" }
"#;

#[test]
fn it_fits_the_schema() {
    let documents = [("inventory.yaml".to_owned(), INVENTORY.as_bytes().to_vec())];
    let loaded = load(&documents, &InMemory::default(), &Limits::default());
    assert_eq!(loaded.diagnostics, []);
    let report = report(&loaded.inventory, None).expect("every API");
    let written = v1::routes(&report, &loaded.diagnostics, &loaded.sources);
    let written = serde_json::to_value(&written).expect("a report is JSON");
    let path = repository().join("schemas/report-v1.json");
    let schema = std::fs::read_to_string(path).expect("the schema is there");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors: Vec<String> = validator
        .iter_errors(&written)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
    let kinds: Vec<&str> = written["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| finding["kind"].as_str().expect("a word"))
        .collect();
    // `/pets/*` is missed by the `Deny` as by the `Allow`.
    assert_eq!(
        kinds,
        [
            "misses-parent",
            "contradicts",
            "contradicts",
            "misses-all",
            "misses-parent",
            "not-asked"
        ]
    );
}
