//! Authorizers: as inventories describe them, as the AWS CLI does, and what they answer.

use can_invoke_gateway::inventory::{
    AuthorizerAnswer, AuthorizerKind, Known, Loaded, PayloadFormat,
};

use crate::support::{clean, load, native, told};

const REST: &str = r#"{"items": [
  {"id": "a1b2c3", "name": "tokens", "type": "TOKEN", "authType": "custom",
   "authorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:auth:live/invocations",
   "identitySource": "method.request.header.Authorization",
   "identityValidationExpression": "^Bearer .+$",
   "authorizerResultTtlInSeconds": 120},
  {"id": "d4e5f6", "name": "requests", "type": "REQUEST", "authType": "custom",
   "authorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:auth/invocations",
   "authorizerCredentials": "arn:aws:iam::111111111111:role/caller",
   "identitySource": "method.request.header.X-Key, method.request.querystring.who",
   "authorizerResultTtlInSeconds": 0},
  {"id": "g7h8i9", "name": "pool", "type": "COGNITO_USER_POOLS", "authType": "cognito_user_pools",
   "providerARNs": ["arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_abc"],
   "identitySource": "method.request.header.Authorization"}
]}"#;

const HTTP: &str = r#"{"Items": [
  {"AuthorizerId": "a1b2c3", "Name": "simple", "AuthorizerType": "REQUEST",
   "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:auth/invocations",
   "AuthorizerPayloadFormatVersion": "2.0", "EnableSimpleResponses": true,
   "AuthorizerResultTtlInSeconds": 300,
   "IdentitySource": ["$request.header.Authorization", "$context.routeKey"]},
  {"AuthorizerId": "d4e5f6", "Name": "issuer", "AuthorizerType": "JWT",
   "IdentitySource": ["$request.header.Authorization"],
   "JwtConfiguration": {"Audience": ["pets"], "Issuer": "https://issuer.example.com"}}
]}"#;

fn with_output(inventory: &str, output: &str) -> Loaded {
    load(&[("inventory.yaml", inventory), ("a.json", output)], &[])
}

#[test]
fn authorizers_of_a_rest_api_from_the_aws_cli() {
    let loaded = clean(with_output(
        "can-invoke: 1\napis: [{ id: abc123, kind: REST, routes: { GET /pets: { authorization: CUSTOM, authorizer: a1b2c3 } } }]\n",
        REST,
    ));
    let api = &loaded.inventory.apis[0];
    let [tokens, requests, pool] = api.authorizers.known().unwrap().as_slice() else {
        panic!("three authorizers");
    };
    assert_eq!(tokens.kind, AuthorizerKind::Token);
    assert_eq!(tokens.result_ttl, Known::Known(120));
    let expression = Some("^Bearer .+$".to_owned());
    assert_eq!(tokens.identity_validation, Known::Known(expression));
    let function = "arn:aws:lambda:us-east-1:111111111111:function:auth:live";
    assert_eq!(tokens.function, Known::Known(Some(function.to_owned())));
    assert_eq!(requests.kind, AuthorizerKind::Request);
    let sources = [
        "method.request.header.X-Key",
        "method.request.querystring.who",
    ];
    let sources = sources.map(str::to_owned).to_vec();
    assert_eq!(requests.identity_sources, Known::Known(sources));
    assert_eq!(requests.result_ttl, Known::Known(0));
    let role = "arn:aws:iam::111111111111:role/caller".to_owned();
    assert_eq!(requests.credentials, Known::Known(Some(role)));
    assert_eq!(pool.kind, AuthorizerKind::CognitoUserPools);
    assert_eq!(pool.user_pools.known().map(Vec::len), Some(1));
    let route = &api.routes.known().unwrap()[0];
    assert_eq!(
        api.authorizer(route).map(|one| one.name.as_str()),
        Some("tokens")
    );
}

#[test]
fn authorizers_of_an_http_api_from_the_aws_cli() {
    let inventory = "can-invoke: 1\napis: [{ id: def456, kind: HTTP }]\n";
    let loaded = clean(with_output(inventory, HTTP));
    let [simple, issuer] = loaded.inventory.apis[0]
        .authorizers
        .known()
        .unwrap()
        .as_slice()
    else {
        panic!("two authorizers");
    };
    assert_eq!(simple.payload_format, Known::Known(PayloadFormat::Two));
    assert_eq!(simple.has_simple_responses, Known::Known(true));
    assert_eq!(issuer.kind, AuthorizerKind::Jwt);
    let url = "https://issuer.example.com".to_owned();
    assert_eq!(issuer.issuer, Known::Known(Some(url)));
    assert_eq!(issuer.audience, Known::Known(vec!["pets".to_owned()]));
}

#[test]
fn output_of_authorizers_is_for_one_kind_of_api() {
    let loaded = with_output("can-invoke: 1\napis: [{ id: def456, kind: HTTP }]\n", REST);
    assert_eq!(told(&loaded), ["unbound-output a.json:1:1"]);
    let loaded = with_output("can-invoke: 1\napis: [{ id: abc123, kind: REST }]\n", HTTP);
    assert_eq!(told(&loaded), ["unbound-output a.json:1:1"]);
}

/// The diagnostics of one API with some routes and authorizers, each in a line of its own.
#[track_caller]
fn refused(kind: &str, routes: &str, authorizers: &str, expected: &[&str]) {
    let loaded = native(&format!(
        "can-invoke: 1\napis:\n  - id: abc123\n    kind: {kind}\n    routes: {{ {routes} }}\n    \
         authorizers: {{ {authorizers} }}\n"
    ));
    let messages = loaded.diagnostics.iter().map(|one| {
        let help = one.help.as_deref().unwrap_or_default();
        format!("{}: {} | {help}", one.code, one.message)
    });
    let messages: Vec<String> = messages.collect();
    assert_eq!(messages, expected);
}

#[test]
fn what_an_authorizer_cannot_be() {
    const SOURCE: &str = "identity-sources: method.request.header.A";
    refused(
        "REST",
        "",
        "a: { type: JWT }",
        &[
            "invalid-authorizer-type: a REST API has no JWT authorizer | its authorizers are of type \
           `TOKEN`, `REQUEST` and `COGNITO_USER_POOLS`",
        ],
    );
    refused(
        "WEBSOCKET",
        "",
        "a: { type: TOKEN }",
        &[
            "invalid-authorizer-type: a WebSocket API has no TOKEN authorizer | its authorizers are \
           of type `REQUEST`",
        ],
    );
    refused(
        "HTTP",
        "",
        "a: { type: REQEST }",
        &[
            "invalid-authorizer-type: `REQEST` is not a kind of authorizer | did you mean `REQUEST`?",
        ],
    );
    refused(
        "REST",
        "",
        &format!("a: {{ type: TOKEN, {SOURCE}, result-ttl: 3601 }}"),
        &[
            "invalid-result-ttl: this is not for how long an answer is reused | write a number of \
           seconds from 0 to 3600; 0 means that it is not reused",
        ],
    );
    refused(
        "HTTP",
        "",
        "a: { type: REQUEST, identity-sources: [method.request.header.A] }",
        &[
            "invalid-identity-source: `method.request.header.A` is not an identity source of a REQUEST \
           authorizer of an HTTP API | write for example `$request.header.Authorization`",
        ],
    );
    refused(
        "REST",
        "",
        "a: { type: TOKEN, identity-sources: method.request.querystring.a }",
        &[
            "invalid-identity-source: `method.request.querystring.a` is not an identity source of a \
           TOKEN authorizer of a REST API | write for example \
           `method.request.header.Authorization`",
        ],
    );
    refused(
        "REST",
        "",
        "a: { type: TOKEN, identity-sources: [method.request.header.A, method.request.header.B] }",
        &["invalid-identity-source: a TOKEN authorizer has exactly one identity source | "],
    );
    refused(
        "REST",
        "",
        &format!("a: {{ type: TOKEN, {SOURCE}, payload-format: \"2.0\" }}"),
        &[
            "misplaced-key: a TOKEN authorizer of a REST API has no `payload-format` | remove the key",
        ],
    );
    refused(
        "REST",
        "",
        &format!("a: {{ type: TOKEN, {SOURCE}, returns: unauthorised }}"),
        &[
            "invalid-answer: `unauthorised` is not the answer of an authorizer | did you mean \
           `unauthorized`?",
        ],
    );
    refused(
        "WEBSOCKET",
        "",
        "a: { type: REQUEST, result-ttl: 0 }",
        &[
            "misplaced-key: a REQUEST authorizer of a WebSocket API has no `result-ttl` | remove \
             the key",
        ],
    );
    refused(
        "REST",
        "",
        "a: { id: b, type: REQUEST }, b: { type: REQUEST }",
        &["duplicate-authorizer: the id of `b` is that of another authorizer | "],
    );
}

#[test]
fn routes_name_authorizers_that_there_are() {
    let tokens = "tokens: { id: a1, type: TOKEN }";
    refused(
        "REST",
        "GET /pets: { authorization: CUSTOM, authorizer: token }",
        tokens,
        &["unknown-authorizer: the API has no authorizer `token` | did you mean `tokens`?"],
    );
    refused(
        "REST",
        "GET /pets: { authorization: COGNITO_USER_POOLS, authorizer: a1 }",
        tokens,
        &[
            "other-kind-of-authorizer: GET /pets authorizes by COGNITO_USER_POOLS, and `a1` is a \
           TOKEN authorizer | ",
        ],
    );
    refused(
        "REST",
        "GET /pets: { authorization: CUSTOM, authorizer: a1 }",
        tokens,
        &[],
    );
    // The routes of a stage are those that the API holds, unless `deployed` says them too.
    refused(
        "REST",
        "GET /pets: { authorization: CUSTOM, authorizer: a1 }",
        "tokens: { id: a1, type: TOKEN } }\n    stages: [{ name: prod, deployed: { authorizers: \
         { old: { id: zzz999, type: TOKEN } } } }]\n    integrations: {",
        &[
            "unknown-authorizer: what is deployed to stage prod has no authorizer `a1` | what \
             `deployed` of the stage does not say is as the API holds it: list there every \
             authorizer and every route that is deployed",
        ],
    );
}

#[test]
fn answers_are_judged_where_they_stand() {
    let inventory = "can-invoke: 1
apis:
  - id: abc123
    kind: REST
    authorizers:
      a: { type: REQUEST, returns: { file: answer.json } }
";
    let rest = |answer: &str| load(&[("inventory.yaml", inventory)], &[("answer.json", answer)]);
    let statement = r#""Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    for (answer, expected) in [
        (
            format!(r#"{{"policyDocument": {{"Version": "2012-10-17", {statement}}}}}"#),
            "warning unreadable-answer answer.json:1:1",
        ),
        (
            format!(r#"{{"principalId": "p", "policyDocument": {{{statement}}}}}"#),
            "warning unreadable-answer answer.json:1:40",
        ),
        (
            r#"{"principalId": "p", "policyDocument": "{}"}"#.to_owned(),
            "warning unreadable-answer answer.json:1:40",
        ),
        (
            r#"{"isAuthorized": true}"#.to_owned(),
            "warning unreadable-answer inventory.yaml:6:36",
        ),
    ] {
        let loaded = rest(&answer);
        assert_eq!(told(&loaded), [expected], "{answer}");
    }
    let misspelt = rest(&format!(
        r#"{{"principalID": "p", "policyDocument": {{"Version": "2012-10-17", {statement}}}}}"#
    ));
    assert_eq!(
        told(&misspelt),
        [
            "warning unreadable-answer answer.json:1:1",
            "warning unknown-answer-key answer.json:1:2"
        ]
    );
    assert_eq!(
        misspelt.diagnostics[1].help.as_deref(),
        Some("did you mean `principalId`?")
    );
    let good = clean(rest(&format!(
        r#"{{"principalId": "p", "usageIdentifierKey": "k",
            "policyDocument": {{"Version": "2012-10-17", {statement}}}}}"#
    )));
    let authorizers = good.inventory.apis[0].authorizers.known().unwrap();
    let Known::Known(AuthorizerAnswer::Policy {
        policy,
        usage_identifier_key,
        ..
    }) = &authorizers[0].returns
    else {
        panic!("a policy");
    };
    assert_eq!(policy.name, "answer.json");
    assert_eq!(usage_identifier_key.as_deref(), Some("k"));
    // A policy that cannot be read is an error, and no verdict rests on it.
    let broken = rest(
        r#"{"principalId": "p", "policyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Alow"}}}"#,
    );
    assert!(
        broken
            .diagnostics
            .iter()
            .any(can_invoke_source::Diagnostic::is_error)
    );
}

#[test]
fn an_answer_belongs_to_somebody() {
    let loaded = load(&[("x.json", r#"{"isAuthorized": true}"#)], &[]);
    assert_eq!(told(&loaded), ["unbound-answer x.json:1:1"]);
}
