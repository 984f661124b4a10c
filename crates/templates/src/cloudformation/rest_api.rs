//! `AWS::ApiGateway::RestApi` with its resources, methods, authorizers and stages.

use std::collections::BTreeMap;

use can_invoke_source::{Member, Node};

use super::resources::{Resource, Resources};
use crate::tree::{list, member, object, text};

/// The REST APIs of a template.
pub(crate) fn read(resources: &mut Resources<'_>) -> Vec<Node> {
    let apis = resources.of_type("AWS::ApiGateway::RestApi");
    apis.iter().map(|api| rest_api(api, resources)).collect()
}

fn rest_api(api: &Resource, resources: &mut Resources<'_>) -> Node {
    let span = api.key_span;
    let id = resources.api_id(&api.logical_id);
    let mut members = vec![
        member("id", text(id.clone(), span)),
        member("kind", text("REST", span)),
    ];
    members.extend(resources.place(span));
    if let Some(name) = api.get("Name") {
        members.push(member("name", name.clone()));
    }
    if let Some(policy) = api.get("Policy") {
        members.push(member("resource-policy", policy.clone()));
    } else if api.get("Body").is_none() && api.get("BodyS3Location").is_none() {
        members.push(member("resource-policy", text("none", span)));
    }
    let types = api
        .get("EndpointConfiguration")
        .and_then(|configuration| configuration.get("Types"))
        .and_then(Node::as_array);
    match types {
        Some([kind, ..]) => members.push(member("endpoint-type", kind.clone())),
        // Source: template reference, `aws-properties-apigateway-restapi-endpointconfiguration`:
        // an API without a type is edge-optimized.
        _ if api.get("EndpointConfiguration").is_none() => {
            members.push(member("endpoint-type", text("EDGE", span)));
        }
        _ => {}
    }
    if let Some(disabled) = api.get("DisableExecuteApiEndpoint") {
        members.push(member("disable-execute-api-endpoint", disabled.clone()));
    }
    if api.get("Body").is_none() && api.get("BodyS3Location").is_none() {
        members.push(member("routes", routes(api, &id, resources)));
    }
    if let Some(stages) = stages(&id, resources) {
        members.push(member("stages", list(span, stages)));
    }
    object(span, members)
}

/// The names of the stages; nothing if there is none in the template.
fn stages(id: &str, resources: &mut Resources<'_>) -> Option<Vec<Node>> {
    let mut names = Vec::new();
    for kind in ["AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment"] {
        for resource in resources.of_type(kind) {
            let is_of_api = resource.text("RestApiId").is_some_and(|of| of == id);
            if let Some(name) = resource.get("StageName").filter(|_| is_of_api) {
                names.push(name.clone());
            }
        }
    }
    (!names.is_empty()).then_some(names)
}

fn routes(api: &Resource, id: &str, resources: &mut Resources<'_>) -> Node {
    let paths = paths(api, id, resources);
    let mut members = Vec::new();
    for method in resources.of_type("AWS::ApiGateway::Method") {
        if method.text("RestApiId").is_none_or(|of| of != id) {
            continue;
        }
        let (Some(verb), Some(parent)) = (method.text("HttpMethod"), method.text("ResourceId"))
        else {
            continue;
        };
        let Some(path) = paths.get(parent) else {
            continue;
        };
        let mut route = Vec::new();
        if let Some(authorization) = method.get("AuthorizationType") {
            route.push(member("authorization", authorization.clone()));
        }
        if let Some(required) = method.get("ApiKeyRequired") {
            route.push(member("api-key-required", required.clone()));
        }
        members.push(Member {
            key: format!("{verb} {path}"),
            key_span: method.key_span,
            key_text_span: method.key_span,
            value: object(method.key_span, route),
        });
    }
    object(api.key_span, members)
}

/// The path of every resource, by what refers to it.
fn paths(api: &Resource, id: &str, resources: &mut Resources<'_>) -> BTreeMap<String, String> {
    let root = resources.placeholder(&format!("{}.RootResourceId", api.logical_id));
    let mut paths = BTreeMap::from([(root, "/".to_owned())]);
    let all: Vec<(String, Resource)> = resources
        .of_type("AWS::ApiGateway::Resource")
        .into_iter()
        .filter(|resource| resource.text("RestApiId").is_some_and(|of| of == id))
        .map(|resource| (resources.placeholder(&resource.logical_id), resource))
        .collect();
    // Each round finds those whose parent is known; a template may list them in any order.
    for _ in 0..all.len() {
        for (reference, resource) in &all {
            let parent = resource
                .text("ParentId")
                .and_then(|parent| paths.get(parent));
            if let (Some(parent), Some(part)) = (parent, resource.text("PathPart")) {
                let path = format!("{}/{part}", parent.trim_end_matches('/'));
                paths.insert(reference.clone(), path);
            }
        }
        if paths.len() > all.len() {
            break;
        }
    }
    paths
}
