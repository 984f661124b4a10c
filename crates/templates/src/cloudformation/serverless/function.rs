//! `AWS::Serverless::Function`: the function, its role, its alias, and who may call it. Events
//! of other services lead to no API, and what they make is left out.
//!
//! Source: SAM developer guide, `sam-resource-function` and
//! `sam-specification-generated-resources-function`.

use can_invoke_source::{Diagnostic, Member, Node, Span};

use super::{
    Serverless,
    build::{
        branches, carry, is_function, literal, reference, resource, substitution, substitution_with,
    },
    events::{DEFAULT_PATH, Event, EventOf, Function, path_of_arn, verb_of, without_last_slash},
};
use crate::tree::{list, member, object, text};

/// What keeps its name in the plain function.
const CARRIED: [(&str, &str); 5] = [
    ("FunctionName", "FunctionName"),
    ("Handler", "Handler"),
    ("Runtime", "Runtime"),
    ("VpcConfig", "VpcConfig"),
    ("Tags", "Tags"),
];

/// Managed policies of AWS that stand below `service-role/`.
const OF_SERVICE_ROLES: [&str; 8] = [
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaENIManagementAccess",
    "AWSLambdaKinesisExecutionRole",
    "AWSLambdaMSKExecutionRole",
    "AWSLambdaRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
];

/// The logical id of the alias that SAM makes for a function.
pub(super) fn alias(logical_id: &str, properties: &Node) -> Option<String> {
    let name = properties.get("AutoPublishAlias").and_then(literal)?;
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    (!name.is_empty()).then(|| format!("{logical_id}Alias{name}"))
}

/// The plain resources of a function and of its events.
pub(super) fn expand(
    function: &Function<'_>,
    key_span: Span,
    events: &[Event],
    template: &Serverless<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Member> {
    let (logical_id, properties) = (function.logical_id, function.properties);
    let condition = function.condition;
    let mut plain = carry(Some(properties), &CARRIED);
    let mut resources = Vec::new();
    match properties.get("Role").filter(|role| !role.is_null()) {
        Some(role) => plain.push(member("Role", role.clone())),
        None => {
            let role = format!("{logical_id}Role");
            let attribute = vec![text(role.clone(), key_span), text("Arn", key_span)];
            let arn = vec![member("Fn::GetAtt", list(key_span, attribute))];
            plain.push(member("Role", object(key_span, arn)));
            let properties = role_of(function, key_span, diagnostics);
            let kind = "AWS::IAM::Role";
            resources.push(resource(&role, kind, properties, condition, key_span));
        }
    }
    let kind = "AWS::Lambda::Function";
    resources.insert(0, resource(logical_id, kind, plain, condition, key_span));
    if let (Some(alias), Some(name)) = (&function.alias, properties.get("AutoPublishAlias")) {
        let version = format!("{logical_id}Version");
        let of_function = member("FunctionName", reference(logical_id, name.span));
        let attribute = vec![text(version.clone(), name.span), text("Version", name.span)];
        let number = vec![member("Fn::GetAtt", list(name.span, attribute))];
        let of_alias = vec![
            member("Name", name.clone()),
            of_function.clone(),
            member("FunctionVersion", object(name.span, number)),
        ];
        let kind = "AWS::Lambda::Version";
        resources.push(resource(
            &version,
            kind,
            vec![of_function],
            condition,
            key_span,
        ));
        let kind = "AWS::Lambda::Alias";
        resources.push(resource(alias, kind, of_alias, condition, key_span));
    }
    resources.extend(function_url(function));
    for event in events.iter().filter(|event| event.function == logical_id) {
        resources.extend(permission(event, events, template));
    }
    resources
}

/// The URL of a function, with the permission of everybody where it asks for no authorization.
fn function_url(function: &Function<'_>) -> Vec<Member> {
    let Some(url) = function.properties.get("FunctionUrlConfig") else {
        return Vec::new();
    };
    let (span, condition) = (url.span, function.condition);
    let called = function.alias.as_deref().unwrap_or(function.logical_id);
    let mut of_url = vec![member("TargetFunctionArn", reference(called, span))];
    of_url.extend(carry(Some(url), &[("AuthType", "AuthType")]));
    let logical_id = format!("{called}Url");
    let kind = "AWS::Lambda::Url";
    let mut resources = vec![resource(&logical_id, kind, of_url, condition, span)];
    let authorization = url.get("AuthType");
    if let Some(none) = authorization.filter(|kind| literal(kind) == Some("NONE")) {
        let properties = vec![
            member("Action", text("lambda:InvokeFunctionUrl", none.span)),
            member("FunctionName", reference(called, none.span)),
            member("Principal", text("*", none.span)),
            member("FunctionUrlAuthType", none.clone()),
        ];
        let logical_id = format!("{logical_id}PublicPermissions");
        let kind = "AWS::Lambda::Permission";
        let permission = resource(&logical_id, kind, properties, condition, span);
        resources.push(permission);
    }
    resources
}

/// The permission by which an event's API may call the function.
fn permission(event: &Event, events: &[Event], template: &Serverless<'_>) -> Option<Member> {
    let span = event.path.span;
    let api = template.api_reference(event);
    let path = without_last_slash(event.path());
    let verb = verb_of(&event.method_key());
    let (path, suffix) = match event.of {
        EventOf::Rest => (path_of_arn(path), template.stage_suffix(event)),
        EventOf::Http if path == DEFAULT_PATH => (String::new(), String::new()),
        EventOf::Http => {
            // The permission of the default route of the same function covers all others.
            let covers = |other: &Event| {
                other.of == EventOf::Http
                    && other.function == event.function
                    && other.api_id() == event.api_id()
                    && other.path() == DEFAULT_PATH
                    && verb_of(&other.method_key()) == "*"
            };
            if event.api_id().is_some() && events.iter().any(covers) {
                return None;
            }
            (path_of_arn(path), String::new())
        }
    };
    let arn = format!(
        "arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{__ApiId__}}/*/{verb}{path}"
    );
    let place = event.place;
    let properties = vec![
        member("Action", text("lambda:InvokeFunction", place)),
        member("FunctionName", reference(&event.called, place)),
        member("Principal", text("apigateway.amazonaws.com", place)),
        member(
            "SourceArn",
            substitution_with(&arn, &[("__ApiId__", &api)], span),
        ),
    ];
    let logical_id = format!("{}{}Permission{suffix}", event.function, event.name);
    let kind = "AWS::Lambda::Permission";
    Some(resource(
        &logical_id,
        kind,
        properties,
        event.condition.as_ref(),
        place,
    ))
}

/// The properties of the role that SAM makes for a function.
fn role_of(function: &Function<'_>, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Vec<Member> {
    let properties = function.properties;
    let trust = properties.get("AssumeRolePolicyDocument").cloned();
    let mut members = vec![member(
        "AssumeRolePolicyDocument",
        trust.unwrap_or_else(|| trust_in_lambda(span)),
    )];
    let mut managed = vec![managed_policy("AWSLambdaBasicExecutionRole", span)];
    if let Some(network) = properties.get("VpcConfig") {
        managed.push(managed_policy(
            "AWSLambdaVPCAccessExecutionRole",
            network.span,
        ));
    }
    if let Some(tracing) = properties.get("Tracing") {
        managed.push(managed_policy("AWSXRayDaemonWriteAccess", tracing.span));
    }
    let mut documents = Vec::new();
    let given = properties.get("Policies").filter(|given| !given.is_null());
    let all = match given {
        Some(given) => match given.as_array() {
            Some(all) if given.tag.is_none() => all.iter().collect(),
            _ => vec![given],
        },
        None => Vec::new(),
    };
    for (index, policy) in all.into_iter().enumerate() {
        let place = policy.span;
        // Each branch of `Fn::If` may be a policy, as the whole may be.
        let mut copy = policy.clone();
        let is_document = branches(&mut copy)
            .iter()
            .any(|branch| branch.get("Statement").is_some());
        if is_function(policy) && !is_document {
            managed.push(policy.clone());
        } else if let Some(name) = policy.as_str() {
            managed.push(match name.starts_with("arn:") {
                true => policy.clone(),
                false => managed_policy(name, place),
            });
        } else if is_document {
            let name = format!("{}RolePolicy{index}", function.logical_id);
            let document = vec![
                member("PolicyName", text(name, place)),
                member("PolicyDocument", policy.clone()),
            ];
            documents.push(object(place, document));
        } else if let Some([template]) = policy.as_object() {
            // What a template of SAM allows is not written here: the role has a policy more
            // of which nothing but its name is known.
            let name = format!("SAM policy template {}", template.key);
            managed.push(reference(&name, place));
            let message = format!(
                "what the policy template `{}` allows is not known here",
                template.key
            );
            diagnostics.push(not_understood(template.key_span, message));
        } else {
            let message = format!(
                "{} under `Policies` is neither a policy, nor its name, nor a policy template",
                policy.kind_name()
            );
            diagnostics.push(not_understood(place, message));
        }
    }
    let place = given.map_or(span, |given| given.span);
    members.push(member("ManagedPolicyArns", list(place, managed)));
    if !documents.is_empty() {
        members.push(member("Policies", list(place, documents)));
    }
    let kept = [
        ("PermissionsBoundary", "PermissionsBoundary"),
        ("RolePath", "Path"),
    ];
    members.extend(carry(Some(properties), &kept));
    members
}

fn not_understood(span: Span, message: String) -> Diagnostic {
    let note = can_invoke_source::Severity::Note;
    Diagnostic::new(note, "not-understood", span, message)
}

/// The ARN of a managed policy of AWS.
fn managed_policy(name: &str, span: Span) -> Node {
    let path = match OF_SERVICE_ROLES.contains(&name) {
        true => "service-role/",
        false => "",
    };
    substitution(
        &format!("arn:${{AWS::Partition}}:iam::aws:policy/{path}{name}"),
        span,
    )
}

/// The trust that SAM gives a role without one.
fn trust_in_lambda(span: Span) -> Node {
    let service = vec![text("lambda.amazonaws.com", span)];
    let principal = vec![member("Service", list(span, service))];
    let statement = vec![
        member("Effect", text("Allow", span)),
        member("Principal", object(span, principal)),
        member("Action", list(span, vec![text("sts:AssumeRole", span)])),
    ];
    let members = vec![
        member("Version", text("2012-10-17", span)),
        member("Statement", list(span, vec![object(span, statement)])),
    ];
    object(span, members)
}
