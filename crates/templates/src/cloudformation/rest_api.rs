//! `AWS::ApiGateway::RestApi` with its resources and methods.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use can_invoke_source::{Diagnostic, Member, Node, Span};

use super::{
    authorizers,
    iam::with_name,
    integrations,
    resources::{Resource, Resources, copy, elements, named, put},
    stages,
};
use crate::{
    openapi::{self, DefinitionOf},
    tree::{list, member, object, text},
};

/// The REST APIs of a template.
pub(crate) fn read(resources: &mut Resources<'_>) -> Vec<Node> {
    let apis = resources.of_type("AWS::ApiGateway::RestApi");
    report_others(&apis, resources);
    apis.iter().map(|api| rest_api(api, resources)).collect()
}

/// Methods of an API that is not in the template.
fn report_others(apis: &[Rc<Resource>], resources: &mut Resources<'_>) {
    let own: BTreeSet<String> = apis.iter().map(|api| resources.id(api)).collect();
    let mut told = BTreeSet::new();
    for kind in ["AWS::ApiGateway::Method", "AWS::ApiGateway::Authorizer"] {
        for method in resources.of_type(kind) {
            let api = method.text("RestApiId").unwrap_or_default().to_owned();
            if !own.contains(&api) && told.insert(api.clone()) {
                let api = resources.shown(&api);
                let message =
                    format!("the API {api} is not in this template, so its methods are not read");
                resources.not_understood(method.key_span, message);
            }
        }
    }
}

fn rest_api(api: &Resource, resources: &mut Resources<'_>) -> Node {
    let span = api.key_span;
    let id = resources.id(api);
    let mut members = vec![
        member("id", text(id.clone(), span)),
        member("kind", text("REST", span)),
    ];
    members.extend(resources.place(span));
    copy(&mut members, "name", api.get("Name"));
    let body = body(api, DefinitionOf::Rest, resources);
    policy(api, body.as_deref(), &mut members, resources);
    endpoint(api, &mut members, resources);
    let disabled = resources.word(api.get("DisableExecuteApiEndpoint"));
    put(&mut members, "disable-execute-api-endpoint", disabled);
    let source = resources.word(api.get("ApiKeySourceType"));
    put(&mut members, "api-key-source", source);
    let is_described_elsewhere = api.get("Body").is_some() || api.get("BodyS3Location").is_some();
    let own = Own {
        routes: routes(api, &id, resources),
        authorizers: authorizers::of_rest_api(&id, span, resources),
    };
    if let Some(body) = body {
        own.beside(body, api, &mut members, resources);
    } else if !is_described_elsewhere {
        put(&mut members, "routes", own.routes);
        members.push(member("authorizers", own.authorizers));
    }
    let stages = stages::of_rest_api(&id, resources);
    put(&mut members, "stages", stages.map(|all| list(span, all)));
    object(span, members)
}

/// What the OpenAPI definition of an API says.
pub(super) fn body(
    api: &Resource,
    of: DefinitionOf,
    resources: &mut Resources<'_>,
) -> Option<Vec<Member>> {
    if let Some(place) = api.get("BodyS3Location") {
        resources.not_understood(
            place.span,
            "the definition of the API is in Amazon S3: give the file as well",
        );
    }
    let body = api.get("Body")?;
    if body.as_object().is_none() {
        let what = body.scalar_text().unwrap_or(body.kind_name()).to_owned();
        let what = resources.shown(&what);
        let message = format!("the definition of the API is not in this template: {what}");
        resources.not_understood(body.span, message);
        return None;
    }
    for diagnostic in openapi::diagnostics(body, of) {
        resources.report(diagnostic);
    }
    let mut members = openapi::members(body, of);
    // What a macro makes beside known routes may be more routes, or who may call them.
    members.retain(|one| one.key != "routes" || !api.has_macro_in_body);
    Some(members)
}

/// The resource policy: a property, or a part of the definition.
fn policy(
    api: &Resource,
    body: Option<&[Member]>,
    members: &mut Vec<Member>,
    resources: &mut Resources<'_>,
) {
    let of = format!("the resource policy of `{}`", api.logical_id);
    let in_body = body.and_then(|all| all.iter().find(|one| one.key == "resource-policy"));
    let in_body = in_body.filter(|one| one.value.as_str() != Some("none"));
    if let Some(policy) = api.get("Policy") {
        if let Some(other) = in_body {
            resources.report(
                Diagnostic::warning(
                    "two-policies",
                    policy.span,
                    "the API has a policy here and another in its definition",
                )
                .label("this one is looked at")
                .also(other.value.span, "the other")
                .help("keep one of the two"),
            );
        }
        let policy = resources.document(Some(policy), &of, "resource");
        let name = format!("resource policy of {}", api.logical_id);
        let policy = policy.map(|document| with_name(&name, document));
        put(members, "resource-policy", policy);
    } else if let Some(other) = in_body {
        members.push(other.clone());
    } else if api.has_macro || api.has_macro_in_body {
        // The macro may make one.
    } else if body.is_some_and(|all| !all.is_empty())
        || (api.get("Body").is_none() && api.get("BodyS3Location").is_none())
    {
        members.push(member("resource-policy", text("none", api.key_span)));
    }
}

fn endpoint(api: &Resource, members: &mut Vec<Member>, resources: &mut Resources<'_>) {
    let configuration = api.get("EndpointConfiguration");
    let types = configuration.and_then(|one| one.get("Types"));
    match (configuration, types.map(elements)) {
        (_, Some([kind, ..])) => {
            let kind = resources.word(Some(kind));
            put(members, "endpoint-type", kind);
        }
        // Source: template reference, `aws-properties-apigateway-restapi-endpointconfiguration`:
        // an API without a type is edge-optimized.
        (None, _) if !api.has_macro => {
            members.push(member("endpoint-type", text("EDGE", api.key_span)))
        }
        _ => {}
    }
}

/// What resources of the template say of an API, beside its definition.
struct Own {
    /// Nothing, if the methods cannot all be told.
    routes: Option<Node>,
    authorizers: Node,
}

impl Own {
    /// Adds it to what the definition says.
    fn beside(
        self,
        body: Vec<Member>,
        api: &Resource,
        members: &mut Vec<Member>,
        resources: &mut Resources<'_>,
    ) {
        let own_routes = self.routes.as_ref().and_then(Node::as_object);
        let has_own = own_routes.is_none_or(|own| !own.is_empty());
        if has_own {
            resources.report(
                Diagnostic::warning(
                    "body-and-resources-mixed",
                    api.key_span,
                    format!(
                        "`{}` has a definition, and methods beside it",
                        api.logical_id
                    ),
                )
                .help("an update of the definition may remove the methods: keep one of the two"),
            );
        }
        for mut one in body {
            if members.iter().any(|known| known.key == one.key) {
                continue;
            }
            let further = match one.key.as_str() {
                "routes" => self.routes.as_ref(),
                "authorizers" => Some(&self.authorizers),
                _ => None,
            };
            if let Some(further) = further.and_then(Node::as_object) {
                add(&mut one.value, further);
            }
            members.push(one);
        }
    }
}

/// Adds the members of an object that another does not have.
fn add(node: &mut Node, further: &[Member]) {
    let can_invoke_source::Value::Object(members) = &mut node.value else {
        return;
    };
    for one in further {
        if !members.iter().any(|known| known.key == one.key) {
            members.push(one.clone());
        }
    }
}

/// The methods of an API; nothing if the path or the verb of one is not known, as a list of
/// routes is complete.
fn routes(api: &Resource, id: &str, resources: &mut Resources<'_>) -> Option<Node> {
    let paths = paths(api, id, resources);
    let mut members: Vec<Member> = Vec::new();
    let mut is_complete = true;
    for method in resources.with("AWS::ApiGateway::Method", "RestApiId", id) {
        let verb = resources.word(method.get("HttpMethod"));
        let verb = verb.as_ref().and_then(Node::scalar_text);
        let path = method.text("ResourceId").and_then(|one| paths.get(one));
        let (Some(verb), Some(path)) = (verb, path) else {
            let message = format!(
                "which verb and path the method `{}` has is not known",
                method.logical_id
            );
            resources.not_understood(method.key_span, message);
            is_complete = false;
            continue;
        };
        let key = format!("{} {path}", verb.trim());
        // Of two that exclude each other by their conditions the first is looked at.
        if members.iter().any(|known| known.key == key) {
            continue;
        }
        let route = route(&method, resources);
        members.push(named(key, method.key_span, route));
    }
    is_complete.then(|| object(api.key_span, members))
}

fn route(method: &Resource, resources: &mut Resources<'_>) -> Node {
    let mut route = Vec::new();
    let authorization = resources.word(method.get("AuthorizationType"));
    put(&mut route, "authorization", authorization);
    copy(&mut route, "authorizer", method.get("AuthorizerId"));
    copy(&mut route, "scopes", method.get("AuthorizationScopes"));
    let required = resources.word(method.get("ApiKeyRequired"));
    put(&mut route, "api-key-required", required);
    let integration = match method.get("Integration") {
        Some(node) => integrations::of_method(node, resources),
        None => text("none", method.key_span),
    };
    route.push(member("integration", integration));
    let responses = method_responses(method);
    route.push(member("method-responses", responses));
    object(method.key_span, route)
}

/// The answers that the method declares.
fn method_responses(method: &Resource) -> Node {
    let responses = method.list("MethodResponses").iter().filter_map(|one| {
        let status = one.get("StatusCode")?;
        let parameters = one.get("ResponseParameters").and_then(Node::as_object);
        let names = parameters.unwrap_or_default().iter();
        let names = names.map(|one| text(one.key.clone(), one.key_span));
        let names = list(one.span, names.collect());
        Some(named(status.scalar_text()?, status.span, names))
    });
    object(place(method, "MethodResponses"), responses.collect())
}

/// The path of every resource, by what refers to it.
fn paths(api: &Resource, id: &str, resources: &mut Resources<'_>) -> BTreeMap<String, String> {
    let root = root(api, resources);
    let mut paths = BTreeMap::from([(root, "/".to_owned())]);
    let all = resources.with("AWS::ApiGateway::Resource", "RestApiId", id);
    let mut rest: Vec<(String, Rc<Resource>)> = all
        .into_iter()
        .map(|resource| (resources.id(&resource), resource))
        .collect();
    // Each round finds those whose parent is known; a template may list them in any order.
    loop {
        let before = rest.len();
        rest.retain(|(reference, resource)| {
            let parent = resource.text("ParentId").and_then(|one| paths.get(one));
            let (Some(parent), Some(part)) = (parent, resource.text("PathPart")) else {
                return true;
            };
            let path = format!("{}/{part}", parent.trim_end_matches('/'));
            paths.insert(reference.clone(), path);
            false
        });
        if rest.len() == before {
            return paths;
        }
    }
}

/// What refers to the root of an API.
fn root(api: &Resource, resources: &mut Resources<'_>) -> String {
    let path = text(format!("{}.RootResourceId", api.logical_id), api.key_span);
    resources.intrinsics().attribute_text(&path)
}

/// The place of a property, or of the resource if it has none.
pub(super) fn place(resource: &Resource, property: &str) -> Span {
    resource
        .get(property)
        .map_or(resource.key_span, |node| node.span)
}
