//! Usage plans, API keys and web ACLs, from inventories and from the AWS CLI.

use can_invoke_gateway::inventory::{ApiKeySource, Known, UsagePlan};

use crate::support::{clean, fixture, load, native, told};

const PLANS: &str = r#"{"items": [
  {"id": "u1", "name": "partners", "apiStages": [{"apiId": "abc123", "stage": "prod"}],
   "throttle": {"burstLimit": 2, "rateLimit": 1.0}, "tags": {}},
  {"id": "u2", "name": "empty"}
]}"#;
const KEYS: &str = r#"{"items": [
  {"id": "k1", "type": "API_KEY", "name": "till"},
  {"id": "k2", "type": "API_KEY", "name": "shop"}
]}"#;

fn summary(plans: &[UsagePlan]) -> Vec<String> {
    plans
        .iter()
        .map(|plan| format!("{} {:?} {:?}", plan.name, plan.stages, plan.keys))
        .collect()
}

#[test]
fn plans_of_an_inventory() {
    let loaded = clean(native(
        "can-invoke: 1
usage-plans:
  - { name: partners, stages: [abc123/prod, def456/dev], keys: [till] }
  - { id: u2, stages: none, keys: [] }
  - { name: open }
",
    ));
    assert_eq!(
        summary(&loaded.inventory.usage_plans),
        [
            r#"partners Known([("abc123", "prod"), ("def456", "dev")]) Known(["till"])"#,
            "u2 Known([]) Known([])",
            "open NotKnown NotKnown",
        ]
    );
}

#[test]
fn plans_that_are_not_as_they_should_be() {
    let loaded = native(
        "can-invoke: 1
usage-plans:
  - { stages: [abc123/prod] }
  - { name: a, stages: [abc123] }
  - { name: b, from: [plans.json] }
",
    );
    assert_eq!(
        told(&loaded),
        [
            "missing-key inventory.yaml:3:5",
            "invalid-stage inventory.yaml:4:25",
            "cannot-read-file inventory.yaml:5:23",
        ]
    );
    let inventory = "can-invoke: 1\nusage-plans: [{ name: b, from: [plans.json] }]\n";
    let loaded = load(&[("inventory.yaml", inventory)], &[("plans.json", PLANS)]);
    assert_eq!(told(&loaded), ["not-usage-plan-keys inventory.yaml:2:33"]);
}

#[test]
fn plans_and_keys_of_the_command_line() {
    let inventory = "can-invoke: 1
usage-plans:
  - { id: u1, from: [keys.json] }
";
    let loaded = clean(load(
        &[("inventory.yaml", inventory), ("plans.json", PLANS)],
        &[("keys.json", KEYS)],
    ));
    assert_eq!(
        summary(&loaded.inventory.usage_plans),
        [
            r#"u1 Known([("abc123", "prod")]) Known(["till", "shop"])"#,
            "empty Known([]) NotKnown",
        ]
    );
}

#[test]
fn keys_go_to_the_only_plan_that_lacks_them() {
    let one = PLANS.replace(",\n  {\"id\": \"u2\", \"name\": \"empty\"}", "");
    let loaded = clean(load(&[("plans.json", &one), ("keys.json", KEYS)], &[]));
    assert_eq!(
        summary(&loaded.inventory.usage_plans),
        [r#"partners Known([("abc123", "prod")]) Known(["till", "shop"])"#]
    );
    let loaded = load(&[("plans.json", PLANS), ("keys.json", KEYS)], &[]);
    assert_eq!(told(&loaded), ["unbound-output keys.json:1:1"]);
    let loaded = load(&[("keys.json", KEYS)], &[]);
    assert!(
        loaded.diagnostics[0]
            .message
            .contains("no document describes a usage plan without keys"),
        "{:?}",
        loaded.diagnostics
    );
}

#[test]
fn a_disabled_key_is_known_by_its_name() {
    let keys = r#"{"items": [{"id": "k1", "name": "till", "enabled": false, "stageKeys": []},
        {"id": "k2", "name": "shop", "enabled": true, "stageKeys": []}]}"#;
    let loaded = clean(load(&[("keys.json", keys)], &[]));
    assert_eq!(loaded.inventory.disabled_api_keys, ["till"]);
}

/// Neither the message nor any text that a report could show holds the value.
#[test]
fn values_of_keys_are_masked_before_they_are_read() {
    let plan = "can-invoke: 1\nusage-plans: [{ name: a }]\n";
    for (name, text) in [
        (
            "keys.json",
            r#"{"items": [{"id": "k1", "type": "API_KEY", "value": "s3cretÄ", "name": "till"}]}"#,
        ),
        (
            "keys.yaml",
            "items:\n- { id: k1, type: API_KEY, value: s3cretÄ, name: till }\n",
        ),
        (
            "all.json",
            r#"{"items": [{"id": "k1", "name": "till", "enabled": true, "value": "s3cretÄ"}]}"#,
        ),
    ] {
        let loaded = load(&[("inventory.yaml", plan), (name, text)], &[]);
        let codes: Vec<&str> = loaded.diagnostics.iter().map(|one| one.code).collect();
        assert_eq!(codes, ["secret-in-document"], "{name}");
        let texts: Vec<&str> = loaded.sources.iter().map(|(_, file)| file.text()).collect();
        let all = texts.concat();
        assert!(!all.contains("s3cret"), "{name}: {all}");
        assert!(all.contains("xxxxxxxx"), "{name}: {all}");
        // Positions are those of the file.
        let lengths = texts.iter().any(|shown| shown.len() == text.len());
        assert!(lengths, "{name}");
    }
}

#[test]
fn where_an_api_finds_its_keys() {
    let api = fixture("get-rest-api.json");
    let loaded = clean(load(&[("a.json", &api)], &[]));
    let source = |loaded: &can_invoke_gateway::inventory::Loaded| {
        loaded.inventory.apis[0].api_key_source.clone()
    };
    assert_eq!(source(&loaded), Known::Known(ApiKeySource::Header));
    let api = api.replace("\"HEADER\"", "\"AUTHORIZER\"");
    let loaded = clean(load(&[("a.json", &api)], &[]));
    assert_eq!(source(&loaded), Known::Known(ApiKeySource::Authorizer));

    let websocket = r#"{"ApiId": "ws1", "ProtocolType": "WEBSOCKET", "Name": "chat",
        "ApiKeySelectionExpression": "$context.authorizer.usageIdentifierKey"}"#;
    let loaded = clean(load(&[("a.json", websocket)], &[]));
    assert_eq!(source(&loaded), Known::Known(ApiKeySource::Authorizer));

    let written = |kind: &str, word: &str| {
        native(&format!(
            "can-invoke: 1\napis: [{{ id: a, kind: {kind}, api-key-source: {word} }}]\n"
        ))
    };
    assert_eq!(
        source(&clean(written("REST", "AUTHORIZER"))),
        Known::Known(ApiKeySource::Authorizer)
    );
    assert_eq!(
        told(&written("REST", "COOKIE")),
        ["invalid-api-key-source inventory.yaml:2:45"]
    );
    assert_eq!(
        told(&written("HTTP", "HEADER")),
        ["api-key-not-supported inventory.yaml:2:45"]
    );
}

#[test]
fn no_route_of_an_http_api_asks_for_a_key() {
    let loaded = native(
        "can-invoke: 1
apis:
  - id: a
    kind: HTTP
    routes: { GET /pets: { authorization: NONE, api-key-required: true } }
",
    );
    assert_eq!(told(&loaded), ["api-key-not-supported inventory.yaml:5:67"]);
}

#[test]
fn the_web_acl_of_a_stage() {
    let arn = "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/pets/a1b2";
    let stages = format!(
        r#"{{"item": [{{"stageName": "prod", "webAclArn": "{arn}"}}, {{"stageName": "dev"}}]}}"#
    );
    let api = fixture("get-rest-api.json");
    let entry = "can-invoke: 1
apis:
  - id: abc123
    stages: [dev, prod]
    from: [api.json, stages.json]
";
    let alone = load(&[("api.json", &api), ("stages.json", &stages)], &[]);
    // The names that an entry writes are completed by what the output knows of the stages.
    let id = &alone.inventory.apis[0].id;
    let entry = entry.replace("abc123", id);
    let files = [("api.json", api.as_str()), ("stages.json", stages.as_str())];
    let named = load(&[("inventory.yaml", &entry)], &files);
    for loaded in [clean(alone), clean(named)] {
        let api = &loaded.inventory.apis[0];
        let web_acl = |stage: &str| api.stage(stage).map(|stage| stage.web_acl.clone());
        let known = Some(Known::Known(Some(arn.to_owned())));
        assert_eq!(web_acl("prod"), known);
        assert_eq!(web_acl("dev"), Some(Known::Known(None)));
    }
}
