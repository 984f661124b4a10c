//! Which output of the AWS CLI belongs to which API, and what counts where documents
//! contradict each other.

use can_invoke_gateway::inventory::{ApiKind, Authorization, Known};

use crate::support::{OPEN, clean, fixture, load, place, told};

const TWO: &str = "can-invoke: 1
apis:
  - { id: abc123, kind: REST }
  - { id: abc124, kind: REST }
";

#[test]
fn an_inventory_names_the_output_of_its_apis() {
    let inventory = "can-invoke: 1
apis:
  - account: 111111111111
    region: us-east-1
    from: [get-rest-api.json, get-resources.json, get-stages.json]
";
    let (api, resources) = (fixture("get-rest-api.json"), fixture("get-resources.json"));
    let stages = fixture("get-stages.json");
    let files = [
        ("get-rest-api.json", api.as_str()),
        ("get-resources.json", &resources),
        ("get-stages.json", &stages),
    ];
    let loaded = clean(load(&[("inventory.yaml", inventory)], &files));
    let api = &loaded.inventory.apis[0];
    assert_eq!(api.id, "abc123");
    assert_eq!(api.kind, ApiKind::Rest);
    assert_eq!(api.account, Known::Known("111111111111".to_owned()));
    assert_eq!(api.routes.known().unwrap().len(), 2);
    assert!(api.resource_policy.known().unwrap().is_some());

    // The same files may be given as documents too.
    let mut documents = vec![("inventory.yaml", inventory)];
    documents.extend(files);
    let again = clean(load(&documents, &files));
    assert_eq!(again.inventory.apis.len(), 1);
    assert_eq!(again.sources.iter().count(), 4);
}

#[test]
fn output_that_names_its_api_goes_to_the_entry_of_that_api() {
    let api = fixture("get-rest-api.json");
    let inventory = "can-invoke: 1\napis: [{ id: abc123, kind: REST, region: us-east-1 }]\n";
    let loaded = clean(load(
        &[("a.json", &api), ("inventory.yaml", inventory)],
        &[],
    ));
    let [api] = loaded.inventory.apis.as_slice() else {
        panic!("one API");
    };
    assert_eq!(api.name.as_deref(), Some("pets"));
    assert_eq!(api.region, Known::Known("us-east-1".to_owned()));
}

#[test]
fn output_of_no_api_or_of_one_of_several_is_an_error() {
    let resources = fixture("get-resources.json");
    let loaded = load(&[("r.json", &resources)], &[]);
    assert_eq!(told(&loaded), ["unbound-output r.json:1:1"]);
    let help = loaded.diagnostics[0].help.as_deref().unwrap();
    assert!(help.contains("`from: [r.json]`"), "{help}");

    let loaded = load(&[("inventory.yaml", TWO), ("r.json", &resources)], &[]);
    assert_eq!(told(&loaded), ["unbound-output r.json:1:1"]);
    assert_eq!(loaded.diagnostics[0].secondary.len(), 2);

    // An API of another family does not count.
    let http = fixture("example/get-api.json");
    let loaded = load(&[("a.json", &http), ("r.json", &resources)], &[]);
    assert_eq!(told(&loaded), ["unbound-output r.json:1:1"]);
}

#[test]
fn the_entry_wins_and_a_contradiction_is_told() {
    let inventory = format!(
        "can-invoke: 1
apis:
  - id: abc123
    kind: REST
    name: cats
    endpoint-type: PRIVATE
    resource-policy: '{OPEN}'
    stages: [dev]
    routes:
      GET /pets: NONE
      OPTIONS /pets: NONE
    from: [a.json, r.json, s.json]
"
    );
    let (api, resources) = (fixture("get-rest-api.json"), fixture("get-resources.json"));
    let stages = fixture("get-stages.json");
    let files = [
        ("a.json", api.as_str()),
        ("r.json", &resources),
        ("s.json", &stages),
    ];
    let loaded = load(&[("inventory.yaml", &inventory)], &files);
    assert_eq!(
        told(&loaded),
        [
            "warning contradiction inventory.yaml:5:11",
            "warning contradiction inventory.yaml:6:20",
            "warning contradiction inventory.yaml:7:22",
            "warning contradiction inventory.yaml:8:13",
            "warning contradiction inventory.yaml:10:7",
        ]
    );
    let api = &loaded.inventory.apis[0];
    assert_eq!(api.name.as_deref(), Some("cats"));
    assert_eq!(api.stage_names(), Some(vec!["dev"]));
    let routes = api.routes.known().unwrap();
    assert_eq!(routes[0].authorization, Known::Known(Authorization::None));
}

#[test]
fn what_says_the_same_is_no_contradiction() {
    let policy = r#"{"Version": "2012-10-17", "Statement": {"Sid": "Other", "Effect": "Allow",
      "Principal": "*", "Action": ["execute-api:Invoke"],
      "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets"}}"#;
    let inventory = "can-invoke: 1
apis:
  - id: abc123
    name: pets
    resource-policy: { file: p.json }
    routes: { OPTIONS /pets: none, GET /pets: AWS_IAM }
    from: [a.json, r.json]
";
    let (api, resources) = (fixture("get-rest-api.json"), fixture("get-resources.json"));
    let files = [
        ("a.json", api.as_str()),
        ("r.json", &resources),
        ("p.json", policy),
    ];
    clean(load(&[("inventory.yaml", inventory)], &files));
}

#[test]
fn outputs_that_contradict_each_other_are_an_error() {
    let api = fixture("get-rest-api.json");
    let other = api.replace("\"pets\"", "\"cats\"");
    let loaded = load(&[("a.json", &api), ("b.json", &other)], &[]);
    assert_eq!(told(&loaded), ["conflicting-outputs b.json:3:13"]);
    let same = clean(load(&[("a.json", &api), ("b.json", &api)], &[]));
    assert_eq!(same.inventory.apis.len(), 1);
}

#[test]
fn output_of_another_api_is_an_error() {
    let inventory = "can-invoke: 1\napis:\n  - id: abc999\n    kind: REST\n    from: [a.json]\n";
    let api = fixture("get-rest-api.json");
    let loaded = load(&[("inventory.yaml", inventory)], &[("a.json", &api)]);
    assert_eq!(told(&loaded), ["other-api inventory.yaml:5:12"]);

    let list = format!("{{\"items\": [{api}]}}");
    let loaded = load(&[("inventory.yaml", inventory)], &[("a.json", &list)]);
    assert_eq!(told(&loaded), ["other-api inventory.yaml:5:12"]);
}

#[test]
fn output_of_another_kind_of_api_is_an_error() {
    let inventory = "can-invoke: 1\napis:\n  - id: abc123\n    kind: HTTP\n    from: [a.json]\n";
    let api = fixture("get-rest-api.json");
    let loaded = load(&[("inventory.yaml", inventory)], &[("a.json", &api)]);
    assert_eq!(told(&loaded), ["other-kind-of-api inventory.yaml:5:12"]);
    assert_eq!(
        place(&loaded, loaded.diagnostics[0].secondary[0].span),
        "inventory.yaml:4:11"
    );

    // Also where the kind is known only after.
    let inventory = "can-invoke: 1\napis:\n  - id: abc123\n    from: [r.json, a.json]\n";
    let routes = fixture("example/get-routes.json");
    let loaded = load(
        &[("inventory.yaml", inventory)],
        &[("a.json", &api), ("r.json", &routes)],
    );
    assert_eq!(told(&loaded), ["other-kind-of-api inventory.yaml:4:12"]);
}

#[test]
fn an_entry_picks_its_api_from_a_list() {
    let inventory = "can-invoke: 1\napis: [{ id: a2, from: [a.json] }]\n";
    let list = r#"{"items": [
        {"id": "a1", "name": "one", "endpointConfiguration": {"types": ["EDGE"]}},
        {"id": "a2", "name": "two", "endpointConfiguration": {"types": ["REGIONAL"]}}]}"#;
    let loaded = clean(load(&[("inventory.yaml", inventory)], &[("a.json", list)]));
    assert_eq!(loaded.inventory.apis.len(), 1);
    assert_eq!(loaded.inventory.apis[0].name.as_deref(), Some("two"));
    // Given as a document, the list describes its other APIs too.
    let documents = [("inventory.yaml", inventory), ("a.json", list)];
    let loaded = clean(load(&documents, &[("a.json", list)]));
    assert_eq!(loaded.inventory.apis.len(), 2);
}

#[test]
fn from_is_for_output_about_apis() {
    let inventory =
        "can-invoke: 1\napis:\n  - id: abc123\n    kind: REST\n    from: [p.json, gone.json]\n";
    let loaded = load(&[("inventory.yaml", inventory)], &[("p.json", OPEN)]);
    assert_eq!(
        told(&loaded),
        [
            "not-api-output inventory.yaml:5:12",
            "cannot-read-file inventory.yaml:5:20"
        ]
    );
}

#[test]
fn output_about_one_api_is_not_for_two() {
    let inventory = "can-invoke: 1
apis:
  - { id: a1, kind: REST, from: [r.json] }
  - { id: a2, kind: REST, from: [r.json] }
";
    let resources = fixture("get-resources.json");
    let loaded = load(&[("inventory.yaml", inventory)], &[("r.json", &resources)]);
    assert_eq!(told(&loaded), ["shared-output inventory.yaml:4:34"]);
    assert_eq!(
        place(&loaded, loaded.diagnostics[0].secondary[0].span),
        "inventory.yaml:3:34"
    );
}

#[test]
fn a_document_is_known_by_its_name_with_or_without_a_dot() {
    let inventory = "can-invoke: 1\napis: [{ id: a1, kind: REST, from: [r.json] }]\n";
    let resources = fixture("get-resources.json");
    let documents = [("inventory.yaml", inventory), ("./r.json", &resources)];
    let loaded = clean(load(&documents, &[("r.json", &resources)]));
    assert_eq!(loaded.sources.iter().count(), 2);
}

#[test]
fn output_about_an_api_without_id_or_of_another_kind() {
    for (text, expected) in [
        (
            r#"{"ApiId": "h1", "ProtocolType": "MQTT"}"#,
            "invalid-kind a.json:1:33",
        ),
        (
            r#"{"ApiId": "h1", "ApiEndpoint": "x"}"#,
            "missing-key a.json:1:1",
        ),
        (r#"{"Items": [{"ApiId": "h1"}]}"#, "missing-key a.json:1:12"),
    ] {
        assert_eq!(told(&load(&[("a.json", text)], &[])), [expected]);
    }
}
