//! What the AWS CLI says of APIs, given as documents.

use can_invoke_gateway::inventory::{ApiKind, Authorization, EndpointType, Known, RouteKey};

use crate::support::{clean, fixture, load, told};

#[test]
fn a_rest_api_from_three_outputs() {
    let api = fixture("get-rest-api.json");
    let resources = fixture("get-resources.json");
    let stages = fixture("get-stages.json");
    let loaded = clean(load(
        &[
            ("s.json", &stages),
            ("r.json", &resources),
            ("a.json", &api),
        ],
        &[],
    ));
    let [api] = loaded.inventory.apis.as_slice() else {
        panic!("one API");
    };
    assert_eq!(api.id, "abc123");
    assert_eq!(api.name.as_deref(), Some("pets"));
    assert_eq!(api.kind, ApiKind::Rest);
    assert_eq!(api.account, Known::NotKnown);
    assert_eq!(api.region, Known::NotKnown);
    assert_eq!(api.endpoint, Known::Known(EndpointType::Regional));
    assert_eq!(api.stage_names(), Some(vec!["prod"]));
    let routes = api.routes.known().unwrap();
    let keys: Vec<String> = routes.iter().map(|route| route.key.text()).collect();
    assert_eq!(keys, ["GET /pets", "OPTIONS /pets"]);
    assert_eq!(routes[0].authorization, Known::Known(Authorization::AwsIam));
    assert_eq!(loaded.sources.slice(routes[0].span), "\"AWS_IAM\"");
}

#[test]
fn a_rest_api_without_a_policy_has_none() {
    let text = r#"{"id": "a1", "name": "n", "endpointConfiguration": {"types": ["PRIVATE"]}}"#;
    let loaded = clean(load(&[("a.json", text)], &[]));
    assert_eq!(loaded.inventory.apis[0].resource_policy, Known::Known(None));
    assert_eq!(
        loaded.inventory.apis[0].endpoint,
        Known::Known(EndpointType::Private)
    );
    let text = r#"{"id": "a1", "policy": "", "endpointConfiguration": {"types": ["EDGE"]}}"#;
    let loaded = clean(load(&[("a.json", text)], &[]));
    assert_eq!(loaded.inventory.apis[0].resource_policy, Known::Known(None));
}

#[test]
fn a_list_of_rest_apis() {
    let text = r#"{"items": [
        {"id": "a1", "name": "one", "endpointConfiguration": {"types": ["EDGE"]}},
        {"id": "a2", "name": "two", "endpointConfiguration": {"types": ["REGIONAL"]}}]}"#;
    let loaded = clean(load(&[("a.json", text)], &[]));
    let ids: Vec<&str> = loaded
        .inventory
        .apis
        .iter()
        .map(|api| api.id.as_str())
        .collect();
    assert_eq!(ids, ["a1", "a2"]);
}

#[test]
fn methods_that_are_not_embedded_are_not_known() {
    let api = fixture("get-rest-api.json");
    let resources = r#"{"items": [{"id": "r", "path": "/"},
        {"id": "s", "path": "/pets", "resourceMethods": {"GET": {}, "POST": {}}}]}"#;
    let loaded = load(&[("a.json", &api), ("r.json", resources)], &[]);
    assert_eq!(
        told(&loaded),
        ["warning authorization-not-known r.json:2:58"]
    );
    let help = loaded.diagnostics[0].help.as_deref().unwrap();
    assert!(help.contains("`--embed methods`"));
    let routes = loaded.inventory.apis[0].routes.known().unwrap();
    assert_eq!(routes.len(), 2);
    assert_eq!(routes[0].authorization, Known::NotKnown);
}

#[test]
fn a_required_api_key_is_a_fact_of_the_route() {
    let api = fixture("get-rest-api.json");
    let resources = fixture("get-resources.json").replacen(
        "\"apiKeyRequired\": false",
        "\"apiKeyRequired\": true",
        1,
    );
    let loaded = clean(load(&[("a.json", &api), ("r.json", &resources)], &[]));
    let routes = loaded.inventory.apis[0].routes.known().unwrap();
    let required: Vec<_> = routes
        .iter()
        .filter(|route| route.is_api_key_required == Known::Known(true))
        .map(|route| route.key.text())
        .collect();
    assert_eq!(required, ["GET /pets"]);
}

#[test]
fn a_disabled_default_endpoint_is_a_fact_of_the_api() {
    let api = fixture("get-rest-api.json");
    let disabled = api.replace("Endpoint\": false", "Endpoint\": true");
    assert_ne!(api, disabled);
    for (text, expected) in [(api, false), (disabled, true)] {
        let loaded = clean(load(&[("a.json", &text)], &[]));
        let api = &loaded.inventory.apis[0];
        assert_eq!(api.is_default_endpoint_disabled, expected);
    }
}

#[test]
fn an_http_api_from_three_outputs() {
    let api = fixture("example/get-api.json");
    let routes = fixture("example/get-routes.json");
    let stages = r#"{"Items": [{"StageName": "$default", "AutoDeploy": true}]}"#;
    let loaded = clean(load(
        &[("a.json", &api), ("r.json", &routes), ("s.json", stages)],
        &[],
    ));
    let api = &loaded.inventory.apis[0];
    assert_eq!(api.kind, ApiKind::Http);
    assert_eq!(api.region, Known::Known("us-east-1".to_owned()));
    assert_eq!(api.endpoint, Known::Known(EndpointType::Regional));
    assert_eq!(api.resource_policy, Known::Known(None));
    assert_eq!(api.stage_names(), Some(vec!["$default"]));
    let routes = api.routes.known().unwrap();
    assert_eq!(routes[1].key, RouteKey::Default);
    assert_eq!(routes[1].authorization, Known::Known(Authorization::None));
}

#[test]
fn a_list_of_http_and_websocket_apis() {
    let text = r#"{"Items": [
        {"ApiId": "h1", "ProtocolType": "HTTP", "ApiEndpoint": "https://h1.execute-api.cn-north-1.amazonaws.com.cn"},
        {"ApiId": "w1", "ProtocolType": "WEBSOCKET", "ApiEndpoint": "wss://w1.execute-api.eu-west-1.amazonaws.com"}]}"#;
    let loaded = clean(load(&[("a.json", text)], &[]));
    let [http, socket] = loaded.inventory.apis.as_slice() else {
        panic!("two APIs");
    };
    assert_eq!(http.partition, "aws-cn");
    assert_eq!(socket.kind, ApiKind::WebSocket);
    assert_eq!(socket.region, Known::Known("eu-west-1".to_owned()));
}

#[test]
fn an_endpoint_that_shows_no_region() {
    let text =
        r#"{"ApiId": "h1", "ProtocolType": "HTTP", "ApiEndpoint": "https://api.example.com"}"#;
    let loaded = load(&[("a.json", text)], &[]);
    assert_eq!(told(&loaded), ["warning region-not-known a.json:1:56"]);
    assert_eq!(loaded.inventory.apis[0].region, Known::NotKnown);
}

#[test]
fn a_route_without_its_authorization_type() {
    let api = fixture("example/get-api.json");
    let routes = r#"{"Items": [{"RouteKey": "GET /x", "RouteId": "r"}]}"#;
    let loaded = load(&[("a.json", &api), ("r.json", routes)], &[]);
    assert_eq!(
        told(&loaded),
        ["warning authorization-not-known r.json:1:25"]
    );
    let routes = loaded.inventory.apis[0].routes.known().unwrap();
    assert_eq!(routes[0].authorization, Known::NotKnown);
}

#[test]
fn an_empty_list_says_nothing() {
    for text in [r#"{"items": []}"#, r#"{"Items": []}"#] {
        let loaded = load(&[("a.json", text)], &[]);
        assert_eq!(told(&loaded), ["empty-list a.json:1:1"]);
    }
    let api = fixture("get-rest-api.json");
    let loaded = clean(load(
        &[("a.json", &api), ("s.json", r#"{"item": []}"#)],
        &[],
    ));
    assert_eq!(loaded.inventory.apis[0].stages, Known::Known(Vec::new()));
}

#[test]
fn a_page_of_a_list_is_not_taken_for_the_whole() {
    let api = fixture("example/get-api.json");
    let routes =
        r#"{"Items": [{"RouteKey": "GET /x", "AuthorizationType": "NONE"}], "NextToken": "t"}"#;
    let loaded = load(&[("a.json", &api), ("r.json", routes)], &[]);
    assert_eq!(told(&loaded), ["incomplete-output r.json:1:66"]);
}
