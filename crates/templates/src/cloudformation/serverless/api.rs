//! `AWS::Serverless::Api`: a REST API with its definition, its deployment and its stage.
//!
//! Source: SAM developer guide, `sam-resource-api` and
//! `sam-specification-generated-resources-api`.

use can_invoke_source::{Diagnostic, Member, Node, Span};

use super::{
    Api,
    build::{carry, is_function, is_true, literal, reference, resource},
    definition::{Definition, INTEGRATION},
    events::Event,
    resource_policy,
    routes::{self, authorizer_permissions, names_of},
    security,
};
use crate::tree::{list, member, object, text};

/// What keeps its name in the plain API.
const CARRIED: [(&str, &str); 6] = [
    ("Name", "Name"),
    ("Description", "Description"),
    ("DisableExecuteApiEndpoint", "DisableExecuteApiEndpoint"),
    ("ApiKeySourceType", "ApiKeySourceType"),
    ("Mode", "Mode"),
    ("Policy", "Policy"),
];

/// The credentials that mean the caller's own.
const CALLERS_OWN: &str = "arn:aws:iam::*:user/*";

/// The plain resources of a REST API.
pub(super) fn expand(
    api: &Api,
    events: &[&Event],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Member> {
    let span = api.span;
    let condition = api.condition.as_ref();
    let mut plain = carry(Some(&api.properties), &CARRIED);
    if let Some(endpoint) = api.properties.get("EndpointConfiguration") {
        plain.push(member(
            "EndpointConfiguration",
            endpoint_configuration(endpoint),
        ));
    }
    let mut definition = routes::definition(api, ("swagger", "2.0"));
    match &mut definition {
        Some(definition) => {
            let takes_events = api.properties.get("DefinitionBody").is_none()
                || is_true(api.properties.get("MergeDefinitions"));
            if takes_events {
                add_events(definition, api, events, diagnostics);
            } else {
                routes::check_unused(definition, events, diagnostics);
            }
            if let Some(cors) = api.properties.get("Cors").filter(|cors| !cors.is_null()) {
                add_preflight(definition, cors);
            }
            apply_auth(definition, api, diagnostics);
            add_gateway_responses(definition, api);
        }
        None => routes::report_unread_definition(api, diagnostics),
    }
    plain.extend(routes::body(api, definition));
    let mut resources = vec![resource(
        &api.logical_id,
        "AWS::ApiGateway::RestApi",
        plain,
        condition,
        span,
    )];
    let stage = api.stage();
    let of_api = member("RestApiId", reference(&api.logical_id, span));
    let kind = "AWS::ApiGateway::Deployment";
    let deployment = api.deployment_id();
    resources.push(resource(
        &deployment,
        kind,
        vec![of_api.clone()],
        condition,
        span,
    ));
    let of_stage = vec![
        of_api,
        member("DeploymentId", reference(&deployment, span)),
        member("StageName", stage),
    ];
    let kind = "AWS::ApiGateway::Stage";
    resources.push(resource(&api.stage_id(), kind, of_stage, condition, span));
    resources.extend(authorizer_permissions(api));
    resources
}

fn add_events(
    definition: &mut Definition,
    api: &Api,
    events: &[&Event],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let auth = api.auth();
    let authorizers = auth.and_then(|auth| auth.get("Authorizers"));
    // What `Stage` comes to in the policies of events.
    let stage = text(api.stage_suffix(), api.span);
    for event in events {
        let mut integration = routes::integration(event);
        if let Some(credentials) = credentials(event.auth.as_ref(), auth, event.place) {
            integration.push(member("credentials", credentials));
        }
        let mut operation = vec![member(INTEGRATION, object(event.place, integration))];
        if let Some(of_event) = &event.auth {
            routes::check_authorizer(of_event, event, api, false, diagnostics);
            let requirements = security::of_event(of_event, authorizers, true);
            if !requirements.is_empty() {
                operation.push(member("security", list(of_event.span, requirements)));
            }
        }
        if !routes::add(definition, event, operation, diagnostics) {
            continue;
        }
        let policy = event
            .auth
            .as_ref()
            .and_then(|auth| auth.get("ResourcePolicy"));
        if let Some(policy) = policy {
            resource_policy::apply_to_path(definition, policy, event.path(), &stage, diagnostics);
        }
    }
}

/// By whose rights the integration is called where the authorizer is IAM: the caller's own,
/// unless `InvokeRole` says a role, or `NONE`.
fn credentials(of_event: Option<&Node>, of_api: Option<&Node>, place: Span) -> Option<Node> {
    let is_iam = |auth: Option<&Node>, key: &str| {
        let name = auth.and_then(|auth| auth.get(key)).and_then(literal);
        name == Some(security::AWS_IAM)
    };
    let says_nothing = of_event
        .and_then(Node::as_object)
        .is_none_or(<[Member]>::is_empty);
    let applies =
        is_iam(of_event, "Authorizer") || (is_iam(of_api, "DefaultAuthorizer") && says_nothing);
    if !applies {
        return None;
    }
    let role = [of_event, of_api]
        .into_iter()
        .find_map(|auth| auth?.get("InvokeRole"));
    match role {
        Some(role) if role.is_null() || literal(role) == Some(security::NONE) => None,
        Some(role) if literal(role) == Some("CALLER_CREDENTIALS") => {
            Some(text(CALLERS_OWN, role.span))
        }
        Some(role) => Some(role.clone()),
        None => Some(text(CALLERS_OWN, place)),
    }
}

fn apply_auth(definition: &mut Definition, api: &Api, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(auth) = api.auth() {
        let authorizers = auth
            .get("Authorizers")
            .and_then(Node::as_object)
            .unwrap_or_default();
        for authorizer in authorizers {
            match security::rest_authorizer(&authorizer.value) {
                Some(meaning) => definition.define_security(&authorizer.key, meaning),
                None => routes::report_unknown_authorizer(authorizer, diagnostics),
            }
        }
        let names = names_of(auth);
        if let Some(default) = auth.get("DefaultAuthorizer") {
            routes::check_default(default, api, false, diagnostics);
            let scopes = literal(default).and_then(|name| {
                auth.get("Authorizers")?
                    .get(name)?
                    .get("AuthorizationScopes")
            });
            let of_preflight =
                security::holds_for_preflight(auth, "AddDefaultAuthorizerToCorsPreflight");
            definition.each_operation(&mut |_, method, operation| {
                if of_preflight || method != "options" {
                    security::apply_default_authorizer(operation, default, scopes, &names);
                }
            });
        }
        if let Some(required) = auth
            .get("ApiKeyRequired")
            .filter(|_| security::requires_key(Some(auth)))
        {
            let of_preflight =
                security::holds_for_preflight(auth, "AddApiKeyRequiredToCorsPreflight");
            definition.each_operation(&mut |_, method, operation| {
                if of_preflight || method != "options" {
                    security::apply_default_key(operation, required.span);
                }
            });
        }
        if let Some(policy) = auth
            .get("ResourcePolicy")
            .filter(|policy| !policy.is_null())
        {
            resource_policy::apply_to_api(definition, policy, &api.stage(), diagnostics);
        }
    }
    routes::finish_security(definition);
}

/// A preflight method for every path that has none.
fn add_preflight(definition: &mut Definition, cors: &Node) {
    let span = cors.span;
    for path in definition.paths() {
        if definition
            .methods(&path)
            .iter()
            .any(|method| method == "options")
        {
            continue;
        }
        let origin = cors.get("AllowOrigin").filter(|_| !is_function(cors));
        let origin = member(
            "method.response.header.Access-Control-Allow-Origin",
            origin.unwrap_or(cors).clone(),
        );
        let response = vec![
            member("statusCode", text("200", span)),
            member("responseParameters", object(span, vec![origin])),
        ];
        let responses = vec![member("default", object(span, response))];
        let integration = vec![
            member("type", text("mock", span)),
            member("responses", object(span, responses)),
        ];
        let operation = vec![member(INTEGRATION, object(span, integration))];
        definition.add((&path, span), ("options", span), span, operation, None);
    }
}

/// SAM's one type becomes the list of types, which is read from plain templates.
fn endpoint_configuration(endpoint: &Node) -> Node {
    let span = endpoint.span;
    if is_function(endpoint) || endpoint.as_object().is_none() {
        return object(
            span,
            vec![member("Types", list(span, vec![endpoint.clone()]))],
        );
    }
    let names = [
        ("VPCEndpointIds", "VpcEndpointIds"),
        ("IpAddressType", "IpAddressType"),
    ];
    let mut members = carry(Some(endpoint), &names);
    if let Some(kind) = endpoint.get("Type") {
        members.push(member("Types", list(kind.span, vec![kind.clone()])));
    }
    object(span, members)
}

fn add_gateway_responses(definition: &mut Definition, api: &Api) {
    let all = api
        .properties
        .get("GatewayResponses")
        .filter(|all| !is_function(all));
    let Some((all, responses)) = all.and_then(|all| Some((all, all.as_object()?))) else {
        return;
    };
    let names = [
        ("StatusCode", "statusCode"),
        ("ResponseTemplates", "responseTemplates"),
    ];
    let plain = responses.iter().map(|response| Member {
        value: object(response.value.span, carry(Some(&response.value), &names)),
        ..response.clone()
    });
    let plain = object(all.span, plain.collect());
    super::build::set(
        &mut definition.node,
        "x-amazon-apigateway-gateway-responses",
        plain,
    );
}
