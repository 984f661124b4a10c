//! Custom domain names.

use can_invoke_gateway::inventory::{DomainName, EndpointType, Known, Loaded};

use crate::support::{OPEN, clean, load, native, told};

/// `path → api/stage` of every mapping.
fn mappings(domain: &DomainName) -> Vec<String> {
    let mappings = domain.mappings.known().expect("the mappings are known");
    let shown = mappings.iter().map(|mapping| {
        let stage = mapping.stage.as_ref().map(|stage| format!("/{stage}"));
        let stage = stage.unwrap_or_default();
        format!("{} → {}{stage}", mapping.base_path, mapping.api)
    });
    shown.collect()
}

fn only(loaded: &Loaded) -> &DomainName {
    match loaded.inventory.domain_names.as_slice() {
        [only] => only,
        all => panic!("{} domain names", all.len()),
    }
}

#[test]
fn every_field() {
    let loaded = clean(native(&format!(
        r#"
can-invoke: 1
domain-names:
  - name: Private.example.com
    id: abcd1234
    account: 111111111111
    region: us-east-1
    endpoint-type: PRIVATE
    policy: {OPEN}
    mutual-tls: false
    mappings:
      - {{ path: /v1/, api: abc123, stage: prod }}
      - {{ path: (none), api: def456 }}
    access-associations: [vpce-1, vpce-2]
  - name: api.example.com
    endpoint-type: REGIONAL
    mappings: {{ v1: abc123/prod, (none): def456, orders/v1: def456/$default }}
    mutual-tls: true
  - name: "*.example.com"
"#
    )));
    let [private, api, wildcard] = loaded.inventory.domain_names.as_slice() else {
        panic!("three domain names");
    };
    assert_eq!(private.name, "private.example.com");
    assert_eq!(private.id.as_deref(), Some("abcd1234"));
    assert_eq!(private.account, Known::Known("111111111111".to_owned()));
    assert_eq!(private.region, Known::Known("us-east-1".to_owned()));
    assert_eq!(private.endpoint, Known::Known(EndpointType::Private));
    assert_eq!(private.has_mutual_tls, Known::Known(false));
    let Known::Known(Some(policy)) = &private.policy else {
        panic!("a policy");
    };
    assert_eq!(policy.name, "policy of Private.example.com");
    assert_eq!(mappings(private), ["v1 → abc123/prod", " → def456"]);
    let associated = ["vpce-1", "vpce-2"].map(str::to_owned).to_vec();
    assert_eq!(private.access_associations, Known::Known(associated));
    assert_eq!(api.has_mutual_tls, Known::Known(true));
    assert_eq!(api.policy, Known::Known(None));
    assert_eq!(
        mappings(api),
        [
            "v1 → abc123/prod",
            " → def456",
            "orders/v1 → def456/$default"
        ]
    );
    assert_eq!(wildcard.mappings, Known::NotKnown);
    assert_eq!(wildcard.endpoint, Known::NotKnown);
    assert_eq!(wildcard.policy, Known::NotKnown);
    assert_eq!(wildcard.access_associations, Known::NotKnown);
}

#[test]
fn what_is_wrong() {
    for (entry, expected) in [
        ("{ nam: api.example.com }", "missing-key unknown-key"),
        ("{ name: https://api.example.com }", "invalid-domain-name"),
        ("{ name: api.example.com. }", "invalid-domain-name"),
        ("{ name: example }", "invalid-domain-name"),
        ("{ name: a.*.example.com }", "invalid-domain-name"),
        (
            "{ name: a.b, mappings: { v1: abc/prod/x } }",
            "invalid-stage",
        ),
        (
            "{ name: a.b, mappings: { v1: a!b/prod } }",
            "invalid-api-id",
        ),
        (
            "{ name: a.b, mappings: { 'v 1': abc/prod } }",
            "invalid-base-path",
        ),
        (
            "{ name: a.b, mappings: { a//b: abc/prod } }",
            "invalid-base-path",
        ),
        (
            "{ name: a.b, mappings: [{ path: v1, api: abc }, { path: /v1, api: def }] }",
            "duplicate-mapping",
        ),
        (
            "{ name: a.b, endpoint-type: EDGE, mappings: { v1/x: abc/prod } }",
            "several-segments",
        ),
        (
            "{ name: a.b, endpoint-type: REGIONAL, id: x }",
            "not-private",
        ),
        (
            "{ name: a.b, endpoint-type: EDGE, access-associations: [vpce-1] }",
            "not-private",
        ),
        (
            "{ name: a.b, access-associations: [x] }",
            "invalid-vpc-endpoint-id",
        ),
        ("{ name: a.b, region: here }", "invalid-region"),
        ("{ name: a.b, mutual-tls: maybe }", "wrong-type"),
        (
            "{ name: a.b, endpoint-type: PRIVAT }",
            "invalid-endpoint-type",
        ),
        ("{ name: a.b, from: [away.json] }", "cannot-read-file"),
    ] {
        let loaded = native(&format!("can-invoke: 1\ndomain-names:\n  - {entry}\n"));
        let mut codes: Vec<&str> = loaded.diagnostics.iter().map(|told| told.code).collect();
        codes.sort_unstable();
        assert_eq!(codes.join(" "), expected, "{entry}");
    }
}

#[test]
fn names_of_public_ones_are_unique_and_private_ones_have_ids() {
    let text = "can-invoke: 1\ndomain-names:\n  - name: a.example.com\n  - name: A.example.com\n";
    assert_eq!(
        told(&native(text)),
        ["duplicate-domain-name inventory.yaml:4:11"]
    );
    let text = "can-invoke: 1\ndomain-names:\n  - { name: a.b, id: x }\n  - { name: a.b, id: y }\n  - name: a.b\n";
    clean(native(text));
    let text = "can-invoke: 1\ndomain-names:\n  - { name: a.b, id: x }\n  - { name: a.b, id: x }\n";
    assert_eq!(
        told(&native(text)),
        ["duplicate-domain-name inventory.yaml:4:13"]
    );
}

const REST_DOMAINS: &str = r#"{"items": [
  {"domainName": "api.example.com", "regionalDomainName": "d-1.execute-api.us-east-1.amazonaws.com",
   "endpointConfiguration": {"types": ["REGIONAL"]}, "securityPolicy": "TLS_1_2",
   "mutualTlsAuthentication": {"truststoreUri": "s3://b/t.pem"}, "routingMode": "API_MAPPING_ONLY"},
  {"domainName": "private.example.com", "domainNameId": "abcd1234",
   "domainNameArn": "arn:aws:apigateway:eu-west-1:111111111111:/domainnames/private.example.com+abcd1234",
   "endpointConfiguration": {"types": ["PRIVATE"]},
   "policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"execute-api:\\/*\"}]}"}
]}"#;
const REST_MAPPINGS: &str = r#"{"items": [
  {"basePath": "(none)", "restApiId": "abc123", "stage": "prod"},
  {"basePath": "v1", "restApiId": "abc123"}]}"#;
const HTTP_DOMAIN: &str = r#"{"DomainName": "api.example.com", "ApiMappingSelectionExpression": "$request.basepath",
  "DomainNameConfigurations": [{"ApiGatewayDomainName": "d-1.execute-api.us-east-1.amazonaws.com",
    "EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2"}], "RoutingMode": "API_MAPPING_ONLY"}"#;
const HTTP_MAPPINGS: &str = r#"{"Items": [
  {"ApiId": "def456", "ApiMappingId": "m1", "ApiMappingKey": "orders/v1", "Stage": "$default"},
  {"ApiId": "def456", "ApiMappingId": "m2", "ApiMappingKey": "", "Stage": "dev"}]}"#;

#[test]
fn the_output_of_rest_commands() {
    let loaded = clean(load(&[("domains.json", REST_DOMAINS)], &[]));
    let [api, private] = loaded.inventory.domain_names.as_slice() else {
        panic!("two domain names");
    };
    assert_eq!(api.region, Known::Known("us-east-1".to_owned()));
    assert_eq!(api.account, Known::NotKnown);
    assert_eq!(api.endpoint, Known::Known(EndpointType::Regional));
    assert_eq!(api.has_mutual_tls, Known::Known(true));
    assert_eq!(api.mappings, Known::NotKnown);
    assert_eq!(private.region, Known::Known("eu-west-1".to_owned()));
    assert_eq!(private.account, Known::Known("111111111111".to_owned()));
    assert_eq!(private.id.as_deref(), Some("abcd1234"));
    assert_eq!(private.has_mutual_tls, Known::Known(false));
    assert!(matches!(&private.policy, Known::Known(Some(policy))
        if policy.name == "policy of private.example.com" && policy.statements.len() == 1));
}

#[test]
fn the_output_of_http_commands_and_mappings_for_the_only_name() {
    for (domain, mapped, expected) in [
        (
            HTTP_DOMAIN.to_owned(),
            HTTP_MAPPINGS,
            ["orders/v1 → def456/$default", " → def456/dev"],
        ),
        (
            format!(r#"{{"Items": [{HTTP_DOMAIN}]}}"#),
            REST_MAPPINGS,
            [" → abc123/prod", "v1 → abc123"],
        ),
    ] {
        let loaded = clean(load(
            &[("mappings.json", mapped), ("domain.json", &domain)],
            &[],
        ));
        let domain = only(&loaded);
        assert_eq!(domain.name, "api.example.com");
        assert_eq!(domain.region, Known::Known("us-east-1".to_owned()));
        assert_eq!(domain.endpoint, Known::Known(EndpointType::Regional));
        assert_eq!(domain.has_mutual_tls, Known::Known(false));
        assert_eq!(mappings(domain), expected);
    }
}

#[test]
fn output_that_an_entry_names() {
    let text = "can-invoke: 1\ndomain-names:\n  - name: private.example.com\n    \
                from: [domains.json, mappings.json]\n  - name: api.example.com\n    \
                from: [domains.json, http.json]\n";
    let files = [
        ("domains.json", REST_DOMAINS),
        ("mappings.json", REST_MAPPINGS),
        ("http.json", HTTP_MAPPINGS),
    ];
    let loaded = clean(load(&[("inventory.yaml", text)], &files));
    let [private, api] = loaded.inventory.domain_names.as_slice() else {
        panic!("two domain names");
    };
    assert_eq!(private.id.as_deref(), Some("abcd1234"));
    assert_eq!(mappings(private), [" → abc123/prod", "v1 → abc123"]);
    assert_eq!(mappings(api)[0], "orders/v1 → def456/$default");
    // The same documents given as well, as from a folder, change nothing.
    let given = [
        ("inventory.yaml", text),
        ("domains.json", REST_DOMAINS),
        ("mappings.json", REST_MAPPINGS),
        ("http.json", HTTP_MAPPINGS),
    ];
    let again = clean(load(&given, &files));
    assert_eq!(again.inventory.domain_names.len(), 2);
    assert_eq!(mappings(&again.inventory.domain_names[1]).len(), 2);
}

#[test]
fn output_that_belongs_to_nothing_or_to_something_else() {
    let of = |text: &str, files: &[(&str, &str)]| told(&load(&[("inventory.yaml", text)], files));
    assert_eq!(
        told(&load(&[("mappings.json", REST_MAPPINGS)], &[])),
        ["unbound-output mappings.json:1:1"]
    );
    let two = [
        ("domains.json", REST_DOMAINS),
        ("mappings.json", REST_MAPPINGS),
    ];
    assert_eq!(told(&load(&two, &[])), ["unbound-output mappings.json:1:1"]);
    let other =
        "can-invoke: 1\ndomain-names:\n  - name: other.example.com\n    from: [domains.json]\n";
    assert_eq!(
        of(other, &[("domains.json", REST_DOMAINS)]),
        ["other-domain-name inventory.yaml:4:12"]
    );
    let stages = r#"{"item": [{"stageName": "prod"}]}"#;
    assert_eq!(
        of(other, &[("domains.json", stages)]),
        ["not-domain-output inventory.yaml:4:12"]
    );
    let api = "can-invoke: 1\napis:\n  - id: abc123\n    kind: REST\n    from: [mappings.json]\n";
    assert_eq!(
        of(api, &[("mappings.json", REST_MAPPINGS)]),
        ["not-api-output inventory.yaml:5:12"]
    );
}

#[test]
fn what_the_inventory_says_counts_more_and_routing_rules_are_not_read() {
    let text = "can-invoke: 1\ndomain-names:\n  - name: api.example.com\n    region: eu-west-1\n";
    let loaded = load(
        &[("inventory.yaml", text), ("domain.json", HTTP_DOMAIN)],
        &[],
    );
    assert_eq!(told(&loaded), ["warning contradiction inventory.yaml:4:13"]);
    assert_eq!(only(&loaded).region, Known::Known("eu-west-1".to_owned()));
    let ruled = HTTP_DOMAIN.replace("API_MAPPING_ONLY", "ROUTING_RULE_THEN_API_MAPPING");
    let loaded = load(
        &[("domain.json", &ruled), ("mappings.json", HTTP_MAPPINGS)],
        &[],
    );
    assert_eq!(told(&loaded), ["warning routing-rules domain.json:3:79"]);
    assert_eq!(only(&loaded).mappings, Known::NotKnown);
}
