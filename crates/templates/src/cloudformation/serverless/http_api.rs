//! `AWS::Serverless::HttpApi`: an HTTP API with its definition and its stage.
//!
//! Source: SAM developer guide, `sam-resource-httpapi` and
//! `sam-specification-generated-resources-httpapi`.

use can_invoke_source::{Diagnostic, Member, Node};

use super::{
    Api,
    build::{carry, is_true, literal, reference, resource, truth},
    definition::{Definition, INTEGRATION},
    events::{DEFAULT_PATH, Event},
    routes::{self, authorizer_permissions, names_of},
    security,
};
use crate::tree::{list, member, object, text};

/// What keeps its name in the plain API.
const CARRIED: [(&str, &str); 3] = [
    ("Name", "Name"),
    ("Description", "Description"),
    ("DisableExecuteApiEndpoint", "DisableExecuteApiEndpoint"),
];

/// The plain resources of an HTTP API.
pub(super) fn expand(
    api: &Api,
    events: &[&Event],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Member> {
    let span = api.span;
    let condition = api.condition.as_ref();
    let mut plain = vec![member("ProtocolType", text("HTTP", span))];
    plain.extend(carry(Some(&api.properties), &CARRIED));
    let mut definition = routes::definition(api, ("openapi", "3.0.1"));
    match &mut definition {
        Some(definition) => {
            add_events(definition, api, events, diagnostics);
            apply_auth(definition, api, diagnostics);
            if let Some(cors) = api.properties.get("CorsConfiguration") {
                super::build::set(
                    &mut definition.node,
                    "x-amazon-apigateway-cors",
                    cors.clone(),
                );
            }
        }
        None => routes::report_unread_definition(api, diagnostics),
    }
    plain.extend(routes::body(api, definition));
    let kind = "AWS::ApiGatewayV2::Api";
    let mut resources = vec![resource(&api.logical_id, kind, plain, condition, span)];
    let of_stage = vec![
        member("ApiId", reference(&api.logical_id, span)),
        member("StageName", api.stage()),
        member("AutoDeploy", truth(true, span)),
    ];
    let kind = "AWS::ApiGatewayV2::Stage";
    resources.push(resource(&api.stage_id(), kind, of_stage, condition, span));
    resources.extend(authorizer_permissions(api));
    resources
}

fn is_iam_enabled(api: &Api) -> bool {
    is_true(api.auth().and_then(|auth| auth.get("EnableIamAuthorizer")))
}

/// Events are added also to a definition that the template holds, where it has no integration
/// for their routes.
fn add_events(
    definition: &mut Definition,
    api: &Api,
    events: &[&Event],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let auth = api.auth();
    let authorizers = auth.and_then(|auth| auth.get("Authorizers"));
    let is_given = api.properties.get("DefinitionBody").is_some();
    for event in events {
        let mut operation = Vec::new();
        if event.path() == DEFAULT_PATH {
            operation.push(member("isDefaultRoute", truth(true, event.place)));
        }
        let mut integration = routes::integration(event);
        let version = event.payload_version.clone();
        let version = version.unwrap_or_else(|| text("2.0", event.place));
        integration.push(member("payloadFormatVersion", version));
        operation.push(member(INTEGRATION, object(event.place, integration)));
        if let Some(of_event) = event.auth.as_ref().filter(|auth| !auth.is_null()) {
            routes::check_authorizer(of_event, event, api, !is_iam_enabled(api), diagnostics);
            let mut requirements = security::of_event(of_event, authorizers, false);
            // An `Auth` without authorizer takes that of the API, here even for preflight.
            let default = auth.and_then(|auth| auth.get("DefaultAuthorizer"));
            if requirements.is_empty()
                && let Some(default) = default
                && let Some(name) = literal(default)
            {
                let scopes = of_event.get("AuthorizationScopes");
                requirements.push(security::requirement(name, scopes, default.span));
            }
            if !requirements.is_empty() {
                operation.push(member("security", list(of_event.span, requirements)));
            }
        }
        // Beside a definition of the template's own the event may say a route once more.
        let is_there = is_given && definition.has_integration(event.path(), &event.method_key());
        if !is_there {
            routes::add(definition, event, operation, diagnostics);
        }
    }
}

fn apply_auth(definition: &mut Definition, api: &Api, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(auth) = api.auth() {
        let authorizers = auth
            .get("Authorizers")
            .and_then(Node::as_object)
            .unwrap_or_default();
        for authorizer in authorizers {
            match security::http_authorizer(&authorizer.value) {
                Some(meaning) => definition.define_security(&authorizer.key, meaning),
                None => routes::report_unknown_authorizer(authorizer, diagnostics),
            }
        }
        if let Some(default) = auth.get("DefaultAuthorizer") {
            routes::check_default(default, api, !is_iam_enabled(api), diagnostics);
            let scopes = literal(default).and_then(|name| {
                auth.get("Authorizers")?
                    .get(name)?
                    .get("AuthorizationScopes")
            });
            let names = names_of(auth);
            definition.each_operation(&mut |_, method, operation| {
                // SAM never gives the default to a route of OPTIONS.
                if method != "options" {
                    security::apply_default_authorizer(operation, default, scopes, &names);
                }
            });
        }
    }
    routes::finish_security(definition);
}
