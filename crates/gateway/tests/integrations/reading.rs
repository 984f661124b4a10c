//! Integrations in the words of the AWS CLI and in our own.

use can_invoke_gateway::inventory::{
    Api, ConnectionType, Credentials, Integration, IntegrationKind, Known, Loaded, PayloadFormat,
    VpcLinkVersion,
};

use crate::support::{ask, codes, load};

/// The only API.
fn api(loaded: &Loaded) -> &Api {
    match loaded.inventory.apis.as_slice() {
        [api] => api,
        other => panic!("{} APIs", other.len()),
    }
}

/// The integration of a route.
fn of<'l>(loaded: &'l Loaded, key: &str) -> &'l Integration {
    let routes = api(loaded).routes.known().expect("the routes are known");
    let mut routes = routes.iter();
    let route = routes.find(|route| route.key.text() == key);
    let route = route.expect("there is such a route");
    let integration = route.integration.known().expect("it is known");
    integration.as_ref().expect("there is one")
}

const INTEGRATIONS: &str = r#"{"Items": [
  {"IntegrationId": "abc1234", "IntegrationType": "AWS_PROXY", "IntegrationMethod": "POST",
   "IntegrationUri": "arn:aws:lambda:us-east-1:111111111111:function:f",
   "ConnectionType": "INTERNET", "PayloadFormatVersion": "2.0", "TimeoutInMillis": 30000,
   "RequestParameters": {"append:header.x": "$context.requestId"},
   "ResponseParameters": {"500": {"overwrite:statuscode": "403"}}},
  {"IntegrationId": "old5678", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "ANY",
   "IntegrationUri": "https://example.com"}]}"#;

#[test]
fn the_integrations_of_an_http_api_are_found_by_the_targets_of_its_routes() {
    let routes = r#"{"Items": [
      {"RouteKey": "GET /a", "RouteId": "r1", "AuthorizationType": "NONE",
       "Target": "integrations/abc1234"},
      {"RouteKey": "GET /b", "RouteId": "r2", "AuthorizationType": "NONE",
       "Target": "integrations/gone999"}]}"#;
    let loaded = load(
        "can-invoke: 1\napis:\n  - {id: a1, kind: HTTP, from: [routes.json, integrations.json]}",
        &[("routes.json", routes), ("integrations.json", INTEGRATIONS)],
    );
    assert_eq!(
        codes(&loaded),
        ["unknown-integration", "unused-integration"]
    );
    let integration = of(&loaded, "GET /a");
    assert_eq!(integration.id.as_deref(), Some("abc1234"));
    let Known::Known(kind) = &integration.kind else {
        panic!("the type is known");
    };
    assert_eq!(kind.value, IntegrationKind::AwsProxy);
    assert_eq!(loaded.sources.slice(kind.span), "\"AWS_PROXY\"");
    let Known::Known(Some(format)) = &integration.payload_format else {
        panic!("the format is known");
    };
    assert_eq!(format.value, PayloadFormat::Two);
    // Output that leaves a key out says that there is nothing.
    assert_eq!(integration.credentials, Known::Known(None));
    let parameters = integration.request_parameters.known().unwrap();
    assert_eq!(parameters[0].name.value, "append:header.x");
    assert_eq!(parameters[0].value.value, "$context.requestId");
    let mappings = integration.response_parameters.known().unwrap();
    assert_eq!(mappings[0].status.value, "500");
    assert_eq!(mappings[0].parameters[0].value.value, "403");
    // A target that leads nowhere leaves the route without a known integration.
    let routes = api(&loaded).routes.known().unwrap();
    assert_eq!(routes[1].integration, Known::NotKnown);
}

#[test]
fn what_create_integration_is_given_may_have_comments_and_placeholders() {
    let document = r#"{
  "ApiId": "a1",
  "IntegrationType": "HTTP", // not a proxy
  "IntegrationUri": "https://example.com",
  "RequestTemplates": { "application/xml": "<pets>$input.body</pets>" },
  "RequestParameters": {
    "integration.request.header.<header-key>": "'static value'",
    "integration.request.header.ConnectionId": "context.connectionId"
  }
}"#;
    let loaded = load(
        "can-invoke: 1
apis:
  - id: a1
    kind: WEBSOCKET
    routes: { sendMessage: { authorization: NONE, integration: send } }
    integrations: { send: { file: integration.json } }",
        &[("integration.json", document)],
    );
    // The template holds angle brackets too, and they are its own.
    assert_eq!(codes(&loaded), ["json-comment", "placeholder"]);
    let integration = of(&loaded, "sendMessage");
    assert_eq!(integration.id.as_deref(), Some("send"));
    let parameters = integration.request_parameters.known().unwrap();
    let written: Vec<&str> = parameters
        .iter()
        .map(|one| loaded.sources.slice(one.value.span))
        .collect();
    assert_eq!(written, ["\"'static value'\"", "\"context.connectionId\""]);
}

#[test]
fn the_integration_of_a_method_with_its_responses() {
    let resources = r#"{"items": [{"id": "r1", "path": "/pets", "resourceMethods": {"GET": {
      "httpMethod": "GET", "authorizationType": "NONE",
      "methodResponses": {"200": {"statusCode": "200",
        "responseParameters": {"method.response.header.X": false}}},
      "methodIntegration": {"type": "AWS", "httpMethod": "POST",
        "uri": "arn:aws:apigateway:us-east-1:sqs:path/111111111111/q",
        "credentials": "arn:aws:iam::111111111111:role/r",
        "requestTemplates": {"application/json": "Action=SendMessage"},
        "passthroughBehavior": "NEVER",
        "integrationResponses": {
          "200": {"statusCode": "200", "responseTemplates": {"application/json": null}},
          "502": {"statusCode": "502", "selectionPattern": "5\\d\\d",
            "responseParameters": {"method.response.header.X": "'x'"}}}}}}}]}"#;
    let loaded = load(
        "can-invoke: 1\napis:\n  - {id: a1, kind: REST, from: [resources.json]}",
        &[("resources.json", resources)],
    );
    assert_eq!(codes(&loaded), Vec::<&str>::new());
    let integration = of(&loaded, "GET /pets");
    let Known::Known(Some(credentials)) = &integration.credentials else {
        panic!("there is a role");
    };
    assert_eq!(
        credentials.value,
        Credentials::Role("arn:aws:iam::111111111111:role/r".to_owned())
    );
    let responses = integration.responses.known().unwrap();
    let found: Vec<(&str, Option<&str>)> = responses
        .iter()
        .map(|one| {
            let pattern = one.selection_pattern.as_ref();
            let pattern = pattern.map(|pattern| pattern.value.as_str());
            (one.status.value.as_str(), pattern)
        })
        .collect();
    assert_eq!(found, [("200", None), ("502", Some("5\\d\\d"))]);
    let route = &api(&loaded).routes.known().unwrap()[0];
    assert_eq!(route.resource.as_deref(), Some("r1"));
    let declared = route.method_responses.known().unwrap();
    assert_eq!(declared[0].status.value, "200");
    assert_eq!(declared[0].parameters[0].value, "method.response.header.X");
}

#[test]
fn in_our_own_words_a_missing_key_is_not_known() {
    let loaded = load(
        "can-invoke: 1
apis:
  - id: a1
    kind: HTTP
    routes:
      GET /a:
        authorization: NONE
        integration: { type: HTTP_PROXY, connection-id: link, credentials: 'arn:aws:iam::*:user/*', timeout: 100 }",
        &[],
    );
    assert_eq!(codes(&loaded), Vec::<&str>::new());
    let integration = of(&loaded, "GET /a");
    assert_eq!(integration.uri, Known::NotKnown);
    // A link says how it is connected.
    let connection = integration.connection.known().unwrap();
    assert_eq!(connection.value, ConnectionType::VpcLink);
    let Known::Known(Some(credentials)) = &integration.credentials else {
        panic!("there are credentials");
    };
    assert_eq!(credentials.value, Credentials::Caller);
}

#[test]
fn mistakes_are_told() {
    for (integration, code) in [
        ("{ type: LAMBDA }", "invalid-integration"),
        ("{ type: MOCK, timeout: soon }", "invalid-integration"),
        ("{ kind: MOCK }", "unknown-key"),
        (
            "{ type: MOCK, responses: [{ selection-pattern: x }] }",
            "missing-key",
        ),
        ("{ file: other.json }", "not-an-integration"),
    ] {
        let text = format!(
            "can-invoke: 1\napis:\n  - {{id: a1, kind: REST, routes: {{GET /a: {{authorization: \
             NONE, integration: {integration}}}}}}}"
        );
        let loaded = load(&text, &[("other.json", "{\"Statement\": []}")]);
        assert_eq!(codes(&loaded), [code], "{integration}");
    }
}

#[test]
fn functions_with_the_output_of_get_policy() {
    let output = r#"{"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"apigateway.amazonaws.com\"},\"Action\":\"lambda:InvokeFunction\",\"Resource\":\"*\"}]}", "RevisionId": "x"}"#;
    let loaded = load(
        "can-invoke: 1
functions:
  - arn: arn:aws:lambda:us-east-1:111111111111:function:f
    policy: { file: policy.json }
    aliases: { live: none }
    versions: { 3: { file: policy.json } }
  - arn: arn:aws:lambda:us-east-1:111111111111:function:g
  - arn: f",
        &[("policy.json", output)],
    );
    assert_eq!(codes(&loaded), ["invalid-function-arn"]);
    let found: Vec<(&str, Known<bool>)> = loaded
        .inventory
        .functions
        .iter()
        .map(|function| {
            let name = function.arn.rsplit(":function:").next().unwrap();
            let has_policy = match &function.policy {
                Known::Known(policy) => Known::Known(policy.is_some()),
                Known::NotKnown => Known::NotKnown,
            };
            (name, has_policy)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("f", Known::Known(true)),
            ("f:live", Known::Known(false)),
            ("f:3", Known::Known(true)),
            ("g", Known::NotKnown),
        ]
    );
}

#[test]
fn vpc_links_of_both_versions() {
    let one = r#"{"items": [{"id": "v1", "name": "n", "targetArns": ["arn:x"],
      "status": "AVAILABLE"}]}"#;
    let two = r#"{"Items": [{"VpcLinkId": "v2", "Name": "n", "SubnetIds": ["subnet-1"],
      "SecurityGroupIds": [], "VpcLinkStatus": "PENDING", "VpcLinkVersion": "V2"}]}"#;
    let loaded = load(
        "can-invoke: 1
vpc-links:
  - { file: one.json }
  - { file: two.json }
  - { id: v2, account: '111111111111', status: AVAILABLE }",
        &[("one.json", one), ("two.json", two)],
    );
    assert_eq!(codes(&loaded), Vec::<&str>::new());
    let link = |id: &str| loaded.inventory.vpc_link(id).expect("there is such a link");
    assert_eq!(link("v1").version, Known::Known(VpcLinkVersion::One));
    assert_eq!(link("v1").targets, Known::Known(vec!["arn:x".to_owned()]));
    assert_eq!(link("v2").version, Known::Known(VpcLinkVersion::Two));
    assert_eq!(
        link("v2").subnets,
        Known::Known(vec!["subnet-1".to_owned()])
    );
    assert_eq!(link("v2").account, Known::Known("111111111111".to_owned()));
    // What the inventory says counts before what the output says.
    assert_eq!(link("v2").status.known().unwrap().value, "AVAILABLE");
}

#[test]
fn an_integration_of_a_stage_that_nobody_could_read_is_taken_for_granted_to_be_callable() {
    let with = |deployed: &str| {
        let text = format!(
            "can-invoke: 1\napis:\n  - id: a1\n    kind: HTTP\n    account: \"111111111111\"\n    \
             region: us-east-1\n    stages: [{{ name: prod, deployed: {deployed} }}]\n    \
             integrations: {{ one: {{ type: HTTP_PROXY, method: GET, uri: 'https://example.com' }} }}\n    \
             routes: {{ GET /a: {{ authorization: NONE, integration: one }} }}\n"
        );
        let loaded = load(&text, &[]);
        assert_eq!(codes(&loaded), Vec::<&str>::new());
        let url = "https://a1.execute-api.us-east-1.amazonaws.com/prod/a";
        ask(&loaded.inventory, "anonymous", "GET", url)
    };
    let granted = "that API Gateway can call what GET /a leads to, which is not known".to_owned();
    let answer = with("{ integrations: not-known }");
    assert_eq!(
        answer.direct.taken_for_granted,
        std::slice::from_ref(&granted)
    );
    let then = answer
        .after_deployment
        .expect("the API holds something else");
    assert!(
        !then.taken_for_granted.contains(&granted),
        "{:?}",
        then.taken_for_granted
    );
    assert!(!with("{}").direct.taken_for_granted.contains(&granted));
}
