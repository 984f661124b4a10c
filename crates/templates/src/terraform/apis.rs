//! REST, HTTP and WebSocket APIs with their routes, integrations, authorizers and stages.

use std::collections::BTreeMap;

use can_invoke_source::{Limits, Member, Node, Value, embedded::parse_embedded};

use super::plan::{Plan, Resource};
use crate::{
    openapi::{self, DefinitionOf},
    tree::{list, member, object, text},
};

/// What belongs to APIs: resources by type and by the id of their API.
pub(super) struct Parts<'a> {
    all: BTreeMap<(&'static str, String), Vec<Resource<'a>>>,
}

/// The types of such resources with the attribute that names the API.
const KINDS: [(&str, &str); 11] = [
    ("aws_api_gateway_rest_api_policy", "rest_api_id"),
    ("aws_api_gateway_resource", "rest_api_id"),
    ("aws_api_gateway_method", "rest_api_id"),
    ("aws_api_gateway_integration", "rest_api_id"),
    ("aws_api_gateway_authorizer", "rest_api_id"),
    ("aws_api_gateway_stage", "rest_api_id"),
    ("aws_api_gateway_deployment", "rest_api_id"),
    ("aws_apigatewayv2_route", "api_id"),
    ("aws_apigatewayv2_integration", "api_id"),
    ("aws_apigatewayv2_authorizer", "api_id"),
    ("aws_apigatewayv2_stage", "api_id"),
];

impl<'a> Parts<'a> {
    pub(super) fn new(plan: &Plan<'a>) -> Self {
        let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (kind, attribute) in KINDS {
            for resource in plan.of_kind(kind) {
                if let Some(id) = plan.text(&resource, attribute) {
                    all.entry((kind, id)).or_default().push(resource);
                }
            }
        }
        Parts { all }
    }

    pub(super) fn of(&self, kind: &'static str, api: &str) -> &[Resource<'a>] {
        let found = self.all.get(&(kind, api.to_owned()));
        found.map_or(&[], Vec::as_slice)
    }
}

/// The APIs of a plan.
pub(super) fn read<'a>(plan: &Plan<'a>, parts: &Parts<'a>) -> Vec<Node> {
    let rest = plan.of_kind("aws_api_gateway_rest_api");
    let http = plan.of_kind("aws_apigatewayv2_api");
    let rest = rest.iter().map(|api| rest_api(plan, parts, api));
    rest.chain(http.iter().map(|api| version_2(plan, parts, api)))
        .collect()
}

fn head<'a>(plan: &Plan<'a>, api: &Resource<'a>, id: &str, kind: &str) -> Vec<Member> {
    let span = api.span;
    let mut members = vec![
        member("id", text(id, span)),
        member("kind", text(kind, span)),
        member("account", text(account_of(plan, api), span)),
        member("region", text(plan.region(api), span)),
        member("partition", text(plan.partition(), span)),
    ];
    copy(&mut members, "name", api.get("name"));
    let disabled = api.get("disable_execute_api_endpoint");
    copy(&mut members, "disable-execute-api-endpoint", disabled);
    members
}

/// The account of an API, as its ARN tells it.
fn account_of<'a>(plan: &Plan<'a>, api: &Resource<'a>) -> String {
    let arn = api.text("execution_arn");
    let told = arn.and_then(|arn| arn.split(':').nth(4));
    told.map_or_else(|| plan.account(), str::to_owned)
}

fn rest_api<'a>(plan: &Plan<'a>, parts: &Parts<'a>, api: &Resource<'a>) -> Node {
    let id = plan.id(api);
    let mut members = head(plan, api, &id, "REST");
    let endpoint = api.block("endpoint_configuration");
    let kind = endpoint.and_then(|block| block.get("types")?.as_array()?.first());
    match kind.filter(|kind| !kind.is_null()) {
        Some(kind) => members.push(member("endpoint-type", kind.clone())),
        // Source: API reference, `CreateRestApi`: an API without a type is edge-optimized.
        None if endpoint.is_none() && !api.is_unknown("endpoint_configuration") => {
            members.push(member("endpoint-type", text("EDGE", api.span)));
        }
        None => {}
    }
    let definition = definition(plan, api, DefinitionOf::Rest);
    let has_definition = api.get("body").is_some() || api.is_unknown("body");
    let separate = parts.of("aws_api_gateway_rest_api_policy", &id);
    let owner = separate.first().unwrap_or(api);
    let defined = |key: &str| definition.iter().find(|one| one.key == key).cloned();
    if let Some(policy) = plan.document(owner, "policy") {
        members.push(member("resource-policy", policy));
    } else if let Some(policy) = defined("resource-policy") {
        members.push(policy);
    } else if !owner.is_unknown("policy") && !has_definition {
        members.push(member("resource-policy", text("none", api.span)));
    }
    let resources = parts.of("aws_api_gateway_resource", &id);
    let methods = parts.of("aws_api_gateway_method", &id);
    let paths = paths(plan, api, resources);
    if has_definition {
        members.extend(
            ["routes", "authorizers", "integrations"]
                .map(defined)
                .into_iter()
                .flatten(),
        );
    } else {
        let integrations = parts.of("aws_api_gateway_integration", &id);
        let routes = routes(plan, methods, integrations, &paths);
        members.push(member("routes", object(api.span, routes)));
        let all = parts.of("aws_api_gateway_authorizer", &id);
        if !all.is_empty() {
            let all = all.iter().map(|one| authorizer(plan, one, "TOKEN"));
            members.push(member("authorizers", object(api.span, all.collect())));
        }
    }
    stages(
        &mut members,
        parts.of("aws_api_gateway_stage", &id),
        "stage_name",
    );
    object(api.span, members)
}

/// What the definition in `body` says, with its places in the plan.
fn definition<'a>(plan: &Plan<'a>, api: &Resource<'a>, of: DefinitionOf) -> Vec<Member> {
    let Some(body) = api.get("body") else {
        if api.is_unknown("body") {
            plan.unresolved(api, "body");
        }
        return Vec::new();
    };
    let Value::String(written) = &body.value else {
        return Vec::new();
    };
    let parsed = parse_embedded(written, &Limits::default());
    for diagnostic in parsed.diagnostics {
        plan.report(diagnostic);
    }
    let document = parsed.value;
    document.map_or_else(Vec::new, |node| openapi::members(&node, of))
}

/// The path of each resource by its id.
fn paths<'a>(
    plan: &Plan<'a>,
    api: &Resource<'a>,
    resources: &[Resource<'a>],
) -> BTreeMap<String, String> {
    let root = plan.text(api, "root_resource_id");
    let mut parents = BTreeMap::new();
    for resource in resources {
        let parent = plan.text(resource, "parent_id");
        if let (Some(parent), Some(part)) = (parent, resource.text("path_part")) {
            parents.insert(plan.id(resource), (parent, part));
        }
    }
    let mut paths = BTreeMap::new();
    for id in parents.keys() {
        let (mut pieces, mut at) = (Vec::new(), id);
        // API Gateway has no deeper paths than it has resources.
        while let Some((parent, part)) = parents.get(at)
            && pieces.len() <= 64
        {
            pieces.push(*part);
            at = parent;
        }
        if Some(at) == root.as_ref() {
            pieces.reverse();
            paths.insert(id.clone(), format!("/{}", pieces.join("/")));
        }
    }
    paths.extend(root.map(|root| (root, "/".to_owned())));
    paths
}

fn routes<'a>(
    plan: &Plan<'a>,
    methods: &[Resource<'a>],
    integrations: &[Resource<'a>],
    paths: &BTreeMap<String, String>,
) -> Vec<Member> {
    let key = |resource: &Resource<'a>| {
        let path = paths.get(&plan.text(resource, "resource_id")?)?;
        Some(format!("{} {path}", resource.text("http_method")?))
    };
    let leads: BTreeMap<String, &Resource<'a>> = integrations
        .iter()
        .filter_map(|one| Some((method_of(plan, one, paths)?, one)))
        .collect();
    let mut found = Vec::new();
    for method in methods {
        let Some(key) = key(method) else {
            plan.report(can_invoke_source::Diagnostic::warning(
                "unresolved-route",
                method.span,
                format!(
                    "it is not known of which path `{}` is a method",
                    method.address
                ),
            ));
            continue;
        };
        let mut members = Vec::new();
        copy(&mut members, "authorization", method.get("authorization"));
        copy(
            &mut members,
            "api-key-required",
            method.get("api_key_required"),
        );
        if let Some(authorizer) = plan.value(method, "authorizer_id") {
            members.push(member("authorizer", authorizer));
        }
        if let Some(integration) = leads.get(&key) {
            members.push(member("integration", version_1(plan, integration)));
        }
        found.push(named(key, method, members));
    }
    found
}

/// The route of an integration, whose method mostly refers to that of a method.
fn method_of<'a>(
    plan: &Plan<'a>,
    integration: &Resource<'a>,
    paths: &BTreeMap<String, String>,
) -> Option<String> {
    let path = paths.get(&plan.text(integration, "resource_id")?)?;
    Some(format!("{} {path}", plan.text(integration, "http_method")?))
}

fn version_1<'a>(plan: &Plan<'a>, integration: &Resource<'a>) -> Node {
    let names = [
        ("type", "type"),
        ("uri", "uri"),
        ("method", "integration_http_method"),
        ("connection-type", "connection_type"),
        ("connection-id", "connection_id"),
        ("credentials", "credentials"),
        ("passthrough-behavior", "passthrough_behavior"),
        ("content-handling", "content_handling"),
        ("timeout", "timeout_milliseconds"),
        ("request-parameters", "request_parameters"),
        ("request-templates", "request_templates"),
    ];
    object(integration.span, given(plan, integration, &names))
}

/// Attributes under their names in inventories; those that are empty are left out.
fn given<'a>(plan: &Plan<'a>, resource: &Resource<'a>, names: &[(&str, &str)]) -> Vec<Member> {
    let is_empty = |node: &Node| {
        node.as_str() == Some("") || node.as_object().is_some_and(<[Member]>::is_empty)
    };
    let value = |name: &str| plan.value(resource, name).filter(|one| !is_empty(one));
    let found = names.iter();
    found
        .filter_map(|(key, name)| Some(member(key, value(name)?)))
        .collect()
}

fn authorizer<'a>(plan: &Plan<'a>, resource: &Resource<'a>, default: &str) -> Member {
    let span = resource.span;
    let is_first = default == "TOKEN";
    let name = if is_first { "type" } else { "authorizer_type" };
    let kind = resource.get(name).cloned();
    let mut members = vec![
        member("type", kind.unwrap_or_else(|| text(default, span))),
        member("id", text(plan.id(resource), span)),
    ];
    let kind = resource.text(name).unwrap_or(default);
    let ttl = "authorizer_result_ttl_in_seconds";
    if is_first {
        copy(
            &mut members,
            "identity-sources",
            resource.get("identity_source"),
        );
    } else {
        let sources = resource.get("identity_sources");
        copy(&mut members, "identity-sources", sources);
    }
    if kind != "JWT" {
        copy(&mut members, "result-ttl", resource.get(ttl));
    }
    if let Some(block) = resource.block("jwt_configuration") {
        for key in ["issuer", "audience"] {
            copy(
                &mut members,
                key,
                block.get(key).filter(|one| !one.is_null()),
            );
        }
    }
    let name = resource.text("name").unwrap_or(resource.address).to_owned();
    named(name, resource, members)
}

fn version_2<'a>(plan: &Plan<'a>, parts: &Parts<'a>, api: &Resource<'a>) -> Node {
    let id = plan.id(api);
    let kind = api.text("protocol_type").unwrap_or("HTTP");
    let mut members = head(plan, api, &id, kind);
    if api.get("body").is_some() || api.is_unknown("body") {
        members.extend(definition(plan, api, DefinitionOf::Http));
    } else {
        let integrations = parts.of("aws_apigatewayv2_integration", &id);
        let mut routes = Vec::new();
        for route in parts.of("aws_apigatewayv2_route", &id) {
            let Some(key) = route.text("route_key") else {
                continue;
            };
            routes.push(named(key.to_owned(), route, route_2(plan, route)));
        }
        members.push(member("routes", object(api.span, routes)));
        let authorizers = parts.of("aws_apigatewayv2_authorizer", &id);
        if !authorizers.is_empty() {
            let all = authorizers
                .iter()
                .map(|one| authorizer(plan, one, "REQUEST"));
            members.push(member("authorizers", object(api.span, all.collect())));
        }
        if !integrations.is_empty() {
            let all = integrations.iter().map(|one| integration_2(plan, one));
            members.push(member("integrations", object(api.span, all.collect())));
        }
    }
    stages(
        &mut members,
        parts.of("aws_apigatewayv2_stage", &id),
        "name",
    );
    object(api.span, members)
}

fn route_2<'a>(plan: &Plan<'a>, route: &Resource<'a>) -> Vec<Member> {
    let mut members = Vec::new();
    match route.get("authorization_type") {
        Some(kind) => members.push(member("authorization", kind.clone())),
        // Source: API reference, `CreateRoute`: the default.
        None if !route.is_unknown("authorization_type") => {
            members.push(member("authorization", text("NONE", route.span)));
        }
        None => {}
    }
    if let Some(authorizer) = plan.value(route, "authorizer_id") {
        members.push(member("authorizer", authorizer));
    }
    let known = route
        .text("target")
        .and_then(|one| one.strip_prefix("integrations/"));
    let target = || plan.target(route, "target", "aws_apigatewayv2_integration");
    let target = known
        .map(str::to_owned)
        .or_else(|| target().map(|one| plan.id(&one)));
    if let Some(target) = target {
        members.push(member("integration", text(target, route.span)));
    }
    members
}

fn integration_2<'a>(plan: &Plan<'a>, integration: &Resource<'a>) -> Member {
    let names = [
        ("type", "integration_type"),
        ("uri", "integration_uri"),
        ("subtype", "integration_subtype"),
        ("method", "integration_method"),
        ("connection-type", "connection_type"),
        ("connection-id", "connection_id"),
        ("credentials", "credentials_arn"),
        ("payload-format-version", "payload_format_version"),
        ("timeout", "timeout_milliseconds"),
        ("request-parameters", "request_parameters"),
        ("request-templates", "request_templates"),
    ];
    let members = given(plan, integration, &names);
    named(plan.id(integration), integration, members)
}

fn stages(members: &mut Vec<Member>, stages: &[Resource<'_>], name: &str) {
    let names = stages.iter().filter_map(|stage| stage.get(name).cloned());
    let names: Vec<Node> = names.collect();
    if let Some(first) = names.first() {
        members.push(member("stages", list(first.span, names)));
    }
}

fn named(key: String, resource: &Resource<'_>, members: Vec<Member>) -> Member {
    Member {
        key,
        key_span: resource.span,
        key_text_span: resource.span,
        value: object(resource.span, members),
    }
}

/// Copies a value that is there.
pub(super) fn copy(members: &mut Vec<Member>, key: &str, value: Option<&Node>) {
    members.extend(value.map(|value| member(key, value.clone())));
}
