//! What REST APIs and HTTP APIs have in common: their definition, the routes of events in it,
//! and the names of authorizers.

use can_invoke_source::{Diagnostic, Member, Node, Severity};

use super::{
    Api,
    build::{is_function, literal, reference, resource, substitution, substitution_with},
    definition::Definition,
    events::Event,
    security::{self, AWS_IAM, NONE},
};
use crate::tree::{member, text};

/// The definition of an API that routes can be added to: its own, or an empty one if it has
/// none; nothing if its own stands in another file or is included from one.
pub(super) fn definition(api: &Api, version: (&str, &str)) -> Option<Definition> {
    let given = |name| api.properties.get(name).filter(|node| !node.is_null());
    match (given("DefinitionBody"), given("DefinitionUri")) {
        (Some(body), _) => Definition::given(body),
        (None, Some(_)) => None,
        (None, None) => Some(Definition::empty(version, api.span)),
    }
}

/// The definition as properties of the plain API.
pub(super) fn body(api: &Api, definition: Option<Definition>) -> Vec<Member> {
    if let Some(definition) = definition {
        return vec![member("Body", definition.node)];
    }
    let mut members = Vec::new();
    if let Some(body) = api.properties.get("DefinitionBody") {
        members.push(member("Body", body.clone()));
    } else if let Some(place) = api.properties.get("DefinitionUri") {
        members.push(member("BodyS3Location", place.clone()));
    }
    members
}

/// Says that what the template says of authorization has no definition to go into.
pub(super) fn report_unread_definition(api: &Api, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(auth) = api.auth() {
        let message = format!(
            "`Auth` of `{}` is not read: its definition is not written in this template",
            api.logical_id
        );
        diagnostics.push(
            Diagnostic::warning("sam-auth-without-definition", auth.span, message)
                .help("SAM takes `Auth` only with a definition that is written under `DefinitionBody`, or without one"),
        );
    }
}

/// How an API calls the function of an event.
pub(super) fn integration(event: &Event) -> Vec<Member> {
    let uri = format!(
        "arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/{}/invocations",
        event.called_arn
    );
    vec![
        member("type", text("aws_proxy", event.place)),
        member("httpMethod", text("POST", event.place)),
        member("uri", substitution(&uri, event.place)),
    ]
}

/// Adds the route of an event; whether it was not there yet.
pub(super) fn add(
    definition: &mut Definition,
    event: &Event,
    operation: Vec<Member>,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let method = event.method_key();
    if definition.has_integration(event.path(), &method) {
        let message = format!(
            "the route `{} {}` is there already, so the event `{}` of `{}` adds none",
            super::events::verb_of(&method),
            event.path(),
            event.name,
            event.function
        );
        diagnostics.push(Diagnostic::warning(
            "sam-duplicate-route",
            event.place,
            message,
        ));
        return false;
    }
    definition.add(
        (event.path(), event.path.span),
        (&method, event.method.span),
        event.place,
        operation,
        event.condition.as_ref(),
    );
    true
}

/// Says which events' routes are not in the definition of the template's own, to which SAM
/// adds nothing, and whose `Auth` therefore has no effect.
pub(super) fn check_unused(
    definition: &Definition,
    events: &[&Event],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let help = "SAM adds events only where `MergeDefinitions` is `true`, or without a definition";
    for event in events {
        if !definition.has_integration(event.path(), &event.method_key()) {
            let message = format!(
                "the route of the event `{}` of `{}` is not in the API's `DefinitionBody`",
                event.name, event.function
            );
            let diagnostic = Diagnostic::warning("sam-event-not-merged", event.place, message);
            diagnostics.push(diagnostic.help(help));
        }
        if let Some(auth) = &event.auth {
            let message = format!(
                "`Auth` of the event `{}` of `{}` has no effect: its API has a `DefinitionBody`",
                event.name, event.function
            );
            let diagnostic = Diagnostic::warning("sam-event-not-merged", auth.span, message);
            diagnostics.push(diagnostic.help(help));
        }
    }
}

/// The names of the authorizers of an API.
pub(super) fn names_of(auth: &Node) -> Vec<&str> {
    let all = auth.get("Authorizers").and_then(Node::as_object);
    let all = all.unwrap_or_default();
    all.iter().map(|one| one.key.as_str()).collect()
}

/// Says if an event's authorizer is none of its API's.
pub(super) fn check_authorizer(
    of_event: &Node,
    event: &Event,
    api: &Api,
    needs_iam_enabled: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(authorizer) = of_event.get("Authorizer") else {
        return;
    };
    let has_default = api.auth().and_then(|auth| auth.get("DefaultAuthorizer"));
    if literal(authorizer) == Some(NONE) {
        if has_default.is_none() {
            let message = format!(
                "the event `{}` of `{}` says `NONE`, which SAM takes only where `{}` has a `DefaultAuthorizer`",
                event.name, event.function, api.logical_id
            );
            diagnostics.push(Diagnostic::warning(
                "sam-none-without-default",
                authorizer.span,
                message,
            ));
        }
        return;
    }
    check_name(authorizer, api, needs_iam_enabled, diagnostics);
}

/// Says if the default authorizer is none of the API's.
pub(super) fn check_default(
    default: &Node,
    api: &Api,
    needs_iam_enabled: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    check_name(default, api, needs_iam_enabled, diagnostics);
}

fn check_name(name: &Node, api: &Api, needs_iam_enabled: bool, diagnostics: &mut Vec<Diagnostic>) {
    let span = name.span;
    let Some(text) = literal(name) else {
        let message = "which authorizer it is is not known: SAM takes only a name here";
        diagnostics.push(Diagnostic::warning("sam-unknown-authorizer", span, message));
        return;
    };
    let is_defined = api
        .auth()
        .is_some_and(|auth| names_of(auth).contains(&text));
    if is_defined {
        return;
    }
    if text != AWS_IAM {
        let message = format!("`{}` has no authorizer `{text}`", api.logical_id);
        diagnostics.push(
            Diagnostic::warning("sam-unknown-authorizer", span, message)
                .help("define it under `Auth` / `Authorizers` of the API"),
        );
    } else if needs_iam_enabled {
        let message = format!(
            "`AWS_IAM` is no authorizer of `{}` unless `EnableIamAuthorizer` is `true`",
            api.logical_id
        );
        diagnostics.push(
            Diagnostic::warning("sam-iam-not-enabled", span, message)
                .help("write `EnableIamAuthorizer: true` under `Auth` of the API"),
        );
    }
}

/// Says that an authorizer is of no known kind.
pub(super) fn report_unknown_authorizer(authorizer: &Member, diagnostics: &mut Vec<Diagnostic>) {
    let message = format!(
        "of which kind the authorizer `{}` is is not known",
        authorizer.key
    );
    diagnostics.push(Diagnostic::new(
        Severity::Note,
        "not-understood",
        authorizer.key_span,
        message,
    ));
}

/// The permissions by which an API may call the functions of its authorizers, where no role
/// is given for it.
pub(super) fn authorizer_permissions(api: &Api) -> Vec<Member> {
    let authorizers = api.auth().and_then(|auth| auth.get("Authorizers"));
    let all = authorizers.and_then(Node::as_object).unwrap_or_default();
    let mut permissions = Vec::new();
    for authorizer in all {
        let has_role = authorizer
            .value
            .get("FunctionInvokeRole")
            .is_some_and(|role| !role.is_null());
        let is_pool = authorizer.value.get("UserPoolArn").is_some();
        let Some(function) = authorizer.value.get("FunctionArn") else {
            continue;
        };
        // An HTTP API calls without a role only if it is told that it may.
        let is_enabled = !api.is_http
            || super::build::is_true(authorizer.value.get("EnableFunctionDefaultPermissions"));
        if has_role || is_pool || !is_enabled {
            continue;
        }
        let span = authorizer.key_span;
        let id = reference(&api.logical_id, span);
        let arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*";
        let properties = vec![
            member("Action", text("lambda:InvokeFunction", span)),
            member("FunctionName", function.clone()),
            member("Principal", text("apigateway.amazonaws.com", span)),
            member(
                "SourceArn",
                substitution_with(arn, &[("__ApiId__", &id)], span),
            ),
        ];
        let logical_id = format!("{}{}AuthorizerPermission", api.logical_id, authorizer.key);
        let kind = "AWS::Lambda::Permission";
        permissions.push(resource(
            &logical_id,
            kind,
            properties,
            api.condition.as_ref(),
            span,
        ));
    }
    permissions
}

/// Defines the built-in names that operations use, and takes out what only marked exceptions.
pub(super) fn finish_security(definition: &mut Definition) {
    let (mut iam, mut key) = (None, None);
    definition.each_operation(&mut |_, _, operation| {
        security::drop_markers(operation);
        for one in operation
            .get("security")
            .and_then(Node::as_array)
            .unwrap_or_default()
        {
            if one.get(AWS_IAM).is_some() {
                iam = iam.or(Some(one.span));
            }
            if one.get(security::key_name()).is_some() {
                key = key.or(Some(one.span));
            }
        }
    });
    if let Some(span) = iam {
        definition.define_security(AWS_IAM, security::iam_definition(span));
    }
    if let Some(span) = key {
        definition.define_security(security::key_name(), security::key_definition(span));
    }
}

/// Says if an event's API is no API of SAM in the template, so that its route is in none.
pub(super) fn check_api(event: &Event, apis: &[Api], diagnostics: &mut Vec<Diagnostic>) {
    let is_known = event
        .api_id()
        .is_some_and(|id| apis.iter().any(|api| api.logical_id == id));
    if is_known {
        return;
    }
    let shown = match event.api_id() {
        Some(id) => format!("`{id}`"),
        None if is_function(&event.api) => "what a function comes to".to_owned(),
        None => event.api.kind_name().to_owned(),
    };
    let message = format!(
        "the route of the event `{}` of `{}` is in no API: {shown} is none that SAM makes in this template",
        event.name, event.function
    );
    diagnostics.push(Diagnostic::warning(
        "sam-unknown-api",
        event.api.span,
        message,
    ));
}
