//! What a case asks.

use can_invoke_gateway::{Query, carried_words::CarriedWords, target::Target};
use can_invoke_policy::{Action, Caller, Context, Layer, Request, Resource};
use can_invoke_source::{
    Diagnostic,
    words::{enumerate, nearest, quote},
};

use super::{
    Reader, assume, carried,
    context::{self, readings},
    kind::Kind,
    network,
    policies::{self, PolicyKey},
    scope::{Scope, entries, flag, text},
};
use crate::{Documents, Expect, Question, TestFile, case::ActionQuestion};

/// The keys of a question. A case inherits them from its group, and that from its file.
pub(super) const QUESTION: &[&str] = &[
    "as",
    "ask",
    "api",
    "stage",
    "action",
    "resource",
    "resource-account",
    "context",
    "absent",
    "present",
    "unknown",
    "complete",
    "source-ip",
    "vpc-endpoint",
    "signature",
    "authorizer",
    "headers",
    "query-string",
    "token",
    "scopes",
    "external-id",
    "session-name",
    "session-tags",
    "transitive-tags",
    "source-identity",
    "duration",
    "mfa",
    "api-key",
    "client-certificate",
    "waf",
    "strict",
    "assume",
    "direct",
    "not-given",
    PolicyKey::Identity.key(),
    PolicyKey::Boundary.key(),
    PolicyKey::Session.key(),
    PolicyKey::VpcEndpoint.key(),
    PolicyKey::Resource.key(),
    PolicyKey::Trust.key(),
    PolicyKey::ServiceControl.key(),
    PolicyKey::ResourceControl.key(),
];

pub(super) fn read(
    reader: &mut Reader<'_>,
    scope: &Scope<'_>,
    kind: Option<Kind>,
    file: &TestFile,
    expect: &Expect,
) -> Option<Question> {
    let node = scope.node()?;
    match kind {
        Some(Kind::Route) => invocation(reader, scope, file).map(Question::Invocation),
        Some(Kind::Action) => action(reader, scope, expect),
        Some(Kind::Documents) => {
            let read = policies::read(reader, scope, None);
            Some(Question::Refused(read.diagnostics))
        }
        None => {
            let is_said = |key: &str| scope.get(key).is_some() || scope.is_mistyped(key);
            if !is_said("ask") && !is_said("action") {
                reader.report(
                    Diagnostic::error("no-question", node.span, "the case asks nothing").help(
                        "ask for a route with `ask: GET /pets`, or for an action with `action: \
                         sqs:SendMessage` and `resource`",
                    ),
                );
            }
            None
        }
    }
}

fn caller(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Option<Caller> {
    let Some(node) = scope.get("as") else {
        let node = scope.node()?;
        if !scope.is_mistyped("as") {
            let message = "the case does not say who asks";
            reader.report(
                Diagnostic::error("missing-caller", node.span, message)
                    .help("write `as: arn:aws:iam::111111111111:user/ann`, or `as: anonymous`"),
            );
        }
        return None;
    };
    let written = text(reader, node, "as")?;
    match Caller::parse(&reader.named(written)) {
        Ok(caller) => Some(caller),
        Err(error) => {
            let diagnostic = Diagnostic::error("bad-caller", node.span, error.message);
            reader.report(diagnostic.help(error.help));
            None
        }
    }
}

pub(super) fn optional(reader: &mut Reader<'_>, scope: &Scope<'_>, key: &str) -> Option<String> {
    let node = scope.get(key)?;
    text(reader, node, key).map(str::to_owned)
}

fn invocation(reader: &mut Reader<'_>, scope: &Scope<'_>, file: &TestFile) -> Option<Box<Query>> {
    let caller = caller(reader, scope)?;
    let node = scope.get("ask")?;
    let ask = text(reader, node, "ask")?;
    let (method, target) = match ask.split_once(' ') {
        Some((method, target)) => (Some(method), target.trim_start()),
        None => (None, ask),
    };
    let target = match Target::parse(target) {
        Ok(target) => target,
        Err(error) => {
            let diagnostic = Diagnostic::error("bad-target", node.span, error.message);
            reader.report(diagnostic.help(error.help));
            return None;
        }
    };
    let mut query = Query::new(caller, method, target);
    query.api = optional(reader, scope, "api");
    query.stage = optional(reader, scope, "stage");
    network::read(reader, scope, &mut query);
    context::of_route(reader, scope, file, &mut query);
    carried::read(reader, scope, &mut query);
    query.assume = assume::read(reader, scope);
    carried(reader, scope, &mut query);
    query.strict = flag(reader, scope, "strict");
    query.readings = readings(reader, scope);
    query.role_paths = !flag(reader, scope, "direct");
    Some(Box::new(query))
}

/// What the request carries, each word checked at its place.
fn carried(reader: &mut Reader<'_>, scope: &Scope<'_>, query: &mut Query) {
    for key in ["api-key", "client-certificate", "waf"] {
        let Some(node) = scope.get(key) else { continue };
        let Some(word) = text(reader, node, key) else {
            continue;
        };
        let mut words = CarriedWords::default();
        match key {
            "api-key" => words.api_key = Some(word),
            "waf" => words.waf = Some(word),
            _ => words.client_certificate = Some(word),
        }
        if let Err(error) = words.apply(&mut query.carried) {
            let diagnostic = Diagnostic::error("bad-word", node.span, error.message);
            reader.report(diagnostic.help(error.help));
        }
    }
}

fn action(reader: &mut Reader<'_>, scope: &Scope<'_>, expect: &Expect) -> Option<Question> {
    let caller = caller(reader, scope)?;
    let node = scope.get("action")?;
    let written = text(reader, node, "action")?;
    let Some(action) = Action::parse(written) else {
        let message = format!("{} is not an action", quote(written));
        reader.report(
            Diagnostic::error("bad-action", node.span, message)
                .help("an action has a service and a name, such as `execute-api:Invoke`"),
        );
        return None;
    };
    let resource = resource(reader, scope)?;
    let request = Request {
        caller,
        action,
        resource,
        context: Context::closed(),
    };
    let read = policies::read(reader, scope, Some(&request));
    if expect.refused.is_some() {
        return Some(Question::Refused(read.diagnostics));
    }
    let remarks = read.diagnostics.clone();
    for diagnostic in read.diagnostics {
        // A remark that the case expects is part of its answer, and told nowhere else.
        if diagnostic.is_error() || expect.warns.is_empty() {
            reader.report(diagnostic);
        }
    }
    let documents = Documents {
        has_inventory: reader.has_inventory,
        not_given: not_given(reader, scope),
        ..read.documents
    };
    Some(Question::Action(Box::new(ActionQuestion {
        caller: request.caller,
        action: request.action,
        resource: request.resource,
        context: context::of_action(reader, scope),
        is_complete: flag(reader, scope, "complete"),
        strict: flag(reader, scope, "strict"),
        readings: readings(reader, scope),
        remarks,
        documents,
    })))
}

/// The resource of an action, and the account that owns it.
fn resource(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Option<Resource> {
    let Some(node) = scope.get("resource") else {
        if !scope.is_mistyped("resource") {
            let node = scope.node()?;
            reader.report(
                Diagnostic::error("missing-resource", node.span, "on which resource?").help(
                    "write `resource: arn:…`, or `resource: \"*\"` for an action without one",
                ),
            );
        }
        return None;
    };
    let arn = text(reader, node, "resource")?;
    if arn != "*" && !arn.starts_with("arn:") {
        let message = format!("{} is not a resource", quote(arn));
        reader.report(
            Diagnostic::error("bad-resource", node.span, message)
                .help("write an ARN, or `*` for an action that names no resource"),
        );
    }
    let mut resource = Resource::from_arn(arn);
    if let Some(node) = scope.get("resource-account") {
        let account = text(reader, node, "resource-account")?;
        if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format!("{} is not an account id", quote(account));
            reader.report(
                Diagnostic::error("bad-account", node.span, message)
                    .help("an account id has 12 digits, such as `111111111111`"),
            );
        }
        resource.account = Some(account.to_owned());
    }
    Some(resource)
}

/// Layers of which nobody said anything.
fn not_given(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Vec<Layer> {
    let Some(node) = scope.get("not-given") else {
        return Vec::new();
    };
    let ids: Vec<&str> = Layer::ALL.iter().map(|layer| layer.id()).collect();
    let mut layers = Vec::new();
    for (id, span) in entries(reader, node, "not-given").unwrap_or_default() {
        if let Some(layer) = Layer::ALL.iter().find(|layer| layer.id() == id) {
            layers.push(*layer);
            continue;
        }
        let message = format!("{} is not a layer", quote(&id));
        let diagnostic = Diagnostic::error("unknown-layer", span, message);
        reader.report(match nearest(&id, &ids) {
            Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
            None => diagnostic.help(format!("the layers are {}", enumerate(&ids))),
        });
    }
    layers
}
