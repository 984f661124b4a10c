//! What says of which kind an API is, and that API Gateway serves it.

use super::{load, parsed};
use crate::{Environment, Placeholders, lower};

/// The kind of the API of a definition, and whether it was said to be a guess.
fn kind(rest: &str) -> (String, bool) {
    let text = format!("openapi: 3.0.1\ninfo: {{}}\n{rest}");
    kind_of(&text)
}

fn kind_of(text: &str) -> (String, bool) {
    let (_, node) = parsed(text);
    let mut placeholders = Placeholders::default();
    let lowered = lower("", &node, &Environment::default(), &mut placeholders).unwrap();
    assert_eq!(lowered.kind, "OpenAPI definition");
    let inventory = lowered.inventory.unwrap();
    let api = inventory.get("apis").unwrap().as_array().unwrap();
    let [api] = api else { panic!("one API") };
    let codes = lowered.diagnostics.iter().map(|one| one.code);
    let is_guess = codes.into_iter().any(|code| code == "kind-of-api-not-said");
    let kind = api.get("kind").unwrap().as_str().unwrap();
    (kind.to_owned(), is_guess)
}

fn operation(text: &str) -> (String, bool) {
    kind(&format!("paths: {{ /a: {{ get: {{ {text} }} }} }}"))
}

fn integration(text: &str) -> (String, bool) {
    operation(&format!("x-amazon-apigateway-integration: {{ {text} }}"))
}

fn scheme(text: &str) -> (String, bool) {
    kind(&format!(
        "components: {{ securitySchemes: {{ one: {{ {text} }} }} }}"
    ))
}

fn rest() -> (String, bool) {
    ("REST".to_owned(), false)
}

fn http() -> (String, bool) {
    ("HTTP".to_owned(), false)
}

fn guessed() -> (String, bool) {
    ("REST".to_owned(), true)
}

#[test]
fn extensions_of_the_root_say_the_kind() {
    for key in ["cors", "importexport-version"] {
        assert_eq!(kind(&format!("x-amazon-apigateway-{key}: x")), http());
    }
    for key in [
        "policy",
        "gateway-responses",
        "request-validators",
        "request-validator",
        "api-key-source",
        "binary-media-types",
        "minimum-compression-size",
    ] {
        assert_eq!(kind(&format!("x-amazon-apigateway-{key}: x")), rest());
    }
    let endpoint = "x-amazon-apigateway-endpoint-configuration: {}";
    assert_eq!(kind(endpoint), guessed());
}

#[test]
fn schemes_say_the_kind() {
    let authorizer = |kind: &str| format!("x-amazon-apigateway-authorizer: {{ type: {kind} }}");
    assert_eq!(scheme(&authorizer("jwt")), http());
    assert_eq!(scheme(&authorizer("request")), guessed());
    assert_eq!(scheme("x-amazon-apigateway-authtype: custom"), rest());
}

#[test]
fn integrations_say_the_kind() {
    assert_eq!(integration("payloadFormatVersion: \"2.0\""), http());
    assert_eq!(integration("payloadFormatVersion: \"1.0\""), guessed());
    let listener = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/net/a/b/c";
    let to_listener = |link: &str| format!("connectionType: {link}, uri: \"{listener}\"");
    assert_eq!(integration(&to_listener("VPC_LINK")), http());
    assert_eq!(integration(&to_listener("INTERNET")), guessed());
    for kind in ["aws", "HTTP", "mock"] {
        assert_eq!(integration(&format!("type: {kind}")), rest());
    }
    assert_eq!(integration("type: http_proxy"), guessed());
}

#[test]
fn the_default_route_is_one_of_http_apis() {
    let text = "paths: { /$default: { x-amazon-apigateway-any-method: {} } }";
    assert_eq!(kind(text), http());
}

/// A definition that was exported from a REST API and imported as an HTTP API keeps its policy,
/// which has no effect then.
#[test]
fn what_http_apis_alone_have_outranks_a_resource_policy() {
    let policy = "x-amazon-apigateway-policy: {}\n";
    assert_eq!(kind(policy), rest());
    assert_eq!(
        kind(&format!("{policy}x-amazon-apigateway-cors: {{}}")),
        http()
    );
}

#[test]
fn http_apis_are_not_defined_with_version_2() {
    let text = "swagger: \"2.0\"\ninfo: {}\nx-amazon-apigateway-cors: {}";
    assert_eq!(kind_of(text), rest());
}

#[test]
fn a_definition_without_extensions_has_one_note_and_no_api() {
    let loaded = load("nobody.yaml", &super::file("nobody.yaml"));
    assert_eq!(loaded.inventory.apis.len(), 0);
    let said: Vec<(&str, &str)> = loaded
        .diagnostics
        .iter()
        .map(|one| (one.code, one.message.as_str()))
        .collect();
    let message = "nothing here says that API Gateway serves this API, so its routes are not \
                   looked at";
    assert_eq!(said, [("kind-of-api-not-said", message)]);
}

#[test]
fn an_extension_anywhere_makes_it_one_of_api_gateway() {
    let text = "openapi: 3.0.1\npaths: { /a: { get: { responses: [{ x-amazon-x: 1 }] } } }";
    assert_eq!(kind_of(text), guessed());
}
