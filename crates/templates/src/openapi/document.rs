//! A document that is a definition itself.

use can_invoke_gateway::inventory::Lowered;
use can_invoke_source::{Diagnostic, Member, Node, Severity, Value};

use super::{
    DefinitionOf, authorizers, diagnostics, members, plain, references::Definition,
    routes::operations,
};
use crate::{
    Environment, TemplateKind,
    placeholder::{Placeholders, Shape},
    tree::{list, member, object, text},
};

/// Extensions of the root that only one kind of API has.
const HTTP_ROOTS: [&str; 2] = [
    "x-amazon-apigateway-cors",
    "x-amazon-apigateway-importexport-version",
];
const REST_ROOTS: [&str; 7] = [
    "x-amazon-apigateway-policy",
    "x-amazon-apigateway-gateway-responses",
    "x-amazon-apigateway-request-validators",
    "x-amazon-apigateway-request-validator",
    "x-amazon-apigateway-api-key-source",
    "x-amazon-apigateway-binary-media-types",
    "x-amazon-apigateway-minimum-compression-size",
];

/// Whether a document is an OpenAPI definition, of version 2.0 or 3.
pub(crate) fn is_definition(node: &Node) -> bool {
    let version = |key: &str| node.get(key).and_then(plain).unwrap_or_default();
    let is_version = version("swagger") == "2.0" || version("openapi").starts_with("3.");
    let is_object = |key: &str| node.get(key).is_some_and(|one| one.as_object().is_some());
    is_version && (is_object("paths") || is_object("info"))
}

/// The inventory of the one API that a definition describes.
pub(crate) fn lower(
    node: &Node,
    environment: &Environment,
    placeholders: &mut Placeholders,
) -> Lowered {
    if !is_of_api_gateway(node) {
        return of_nobody(node);
    }
    let mut told = Vec::new();
    let of = kind(node).unwrap_or_else(|| {
        told.push(
            Diagnostic::new(
                Severity::Note,
                "kind-of-api-not-said",
                node.span,
                "nothing says of which kind the API is; it is taken for a REST API",
            )
            .help(
                "`x-amazon-apigateway-importexport-version: \"1.0\"` says that it is an HTTP API",
            ),
        );
        DefinitionOf::Rest
    });
    let title = node.get("info").and_then(|info| info.get("title"));
    let title = title.filter(|title| plain(title).is_some_and(|text| !text.is_empty()));
    let meaning = title.and_then(plain).unwrap_or("the API of the definition");
    let span = title.map_or(node.span, |title| title.span);
    let word = match of {
        DefinitionOf::Rest => "REST",
        DefinitionOf::Http => "HTTP",
    };
    let mut api = vec![
        member("id", text(placeholders.of(Shape::Api, meaning), span)),
        member("kind", text(word, span)),
    ];
    api.extend(place(node, environment, placeholders));
    api.extend(title.map(|title| member("name", title.clone())));
    // Only a private API is associated with VPC endpoints.
    // Source: `api-gateway-swagger-extensions-endpoint-configuration`.
    let endpoints = Definition::new(node, of).endpoint_setting("vpcEndpointIds");
    let endpoints = endpoints.filter(|ids| ids.as_array().is_some_and(|ids| !ids.is_empty()));
    if let Some(endpoints) = endpoints.filter(|_| of == DefinitionOf::Rest) {
        api.push(member("endpoint-type", text("PRIVATE", endpoints.span)));
    }
    api.extend(members(node, of));
    told.extend(diagnostics(node, of));
    let inventory = vec![
        member("can-invoke", text("1", node.span)),
        member("apis", list(node.span, vec![object(node.span, api)])),
    ];
    Lowered {
        kind: TemplateKind::OpenApi.name(),
        inventory: Some(object(node.span, inventory)),
        diagnostics: told,
    }
}

/// Whether anything in a document is there for services of AWS.
fn is_of_api_gateway(node: &Node) -> bool {
    match &node.value {
        Value::Object(members) => members.iter().any(|one| {
            let is_extension = one.key.starts_with("x-amazon-");
            is_extension || is_of_api_gateway(&one.value)
        }),
        Value::Array(items) => items.iter().any(is_of_api_gateway),
        _ => false,
    }
}

/// The inventory of a definition that most likely somebody else serves: there is nothing in
/// it, as a route without extensions would seem open to everybody.
fn of_nobody(node: &Node) -> Lowered {
    let note = Diagnostic::new(
        Severity::Note,
        "kind-of-api-not-said",
        node.span,
        "nothing here says that API Gateway serves this API, so its routes are not looked at",
    )
    .help("API Gateway reads extensions such as `x-amazon-apigateway-integration`");
    let inventory = vec![member("can-invoke", text("1", node.span))];
    Lowered {
        kind: TemplateKind::OpenApi.name(),
        inventory: Some(object(node.span, inventory)),
        diagnostics: vec![note],
    }
}

/// Where the API is.
fn place(node: &Node, environment: &Environment, placeholders: &mut Placeholders) -> Vec<Member> {
    let account = environment.account.clone();
    let account = account.unwrap_or_else(|| placeholders.of(Shape::Account, "AWS::AccountId"));
    let region = environment.region.clone();
    let region = region.unwrap_or_else(|| placeholders.of(Shape::Region, "AWS::Region"));
    let partition = environment.partition.as_deref().unwrap_or("aws");
    vec![
        member("account", text(account, node.span)),
        member("region", text(region, node.span)),
        member("partition", text(partition, node.span)),
    ]
}

/// Of which kind the API is, by what only one kind has. HTTP APIs are defined with OpenAPI 3
/// only. Else the hints of HTTP APIs count first, as those of REST APIs also stand, without
/// effect, in definitions of HTTP APIs, such as ones that were exported from a REST API to
/// make an HTTP API of it: a resource policy there is told as one without effect.
///
/// Source: `http-api-open-api`; `openapi-extensions-policy`,
/// `api-gateway-swagger-extensions-cors-configuration`, each of which names one kind.
fn kind(node: &Node) -> Option<DefinitionOf> {
    let has = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
    if has(&["swagger"]) {
        return Some(DefinitionOf::Rest);
    }
    if has(&HTTP_ROOTS) {
        return Some(DefinitionOf::Http);
    }
    let as_http = Definition::new(node, DefinitionOf::Http);
    let schemes = as_http.schemes().and_then(Node::as_object);
    let mut has_authtype = false;
    for one in schemes.unwrap_or_default() {
        let Some(scheme) = as_http.follow(&one.value) else {
            continue;
        };
        if authorizers::of_scheme(&as_http, scheme).is_some_and(|(_, word)| word == "JWT") {
            return Some(DefinitionOf::Http);
        }
        has_authtype |= scheme.get("x-amazon-apigateway-authtype").is_some();
    }
    let operations = node
        .get("paths")
        .map_or_else(Vec::new, |paths| operations(&as_http, paths).found);
    let mut is_rest = has(&REST_ROOTS) || has_authtype;
    for (key, operation) in operations {
        let integration = as_http.get(&operation.value, "x-amazon-apigateway-integration");
        let word = |key: &str| {
            let node = integration.and_then(|integration| integration.get(key));
            node.and_then(plain).unwrap_or_default()
        };
        let leads_to_listener = word("connectionType").eq_ignore_ascii_case("VPC_LINK")
            && word("uri").contains(":listener/");
        if key == "$default" || word("payloadFormatVersion") == "2.0" || leads_to_listener {
            return Some(DefinitionOf::Http);
        }
        let kind = word("type").to_ascii_lowercase();
        is_rest |= matches!(kind.as_str(), "aws" | "http" | "mock");
    }
    is_rest.then_some(DefinitionOf::Rest)
}
