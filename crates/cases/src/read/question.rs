//! What a case asks.

use can_invoke_gateway::{Query, query::AssumeOptions, target::Target};
use can_invoke_policy::{
    Action, Caller, Context, Layer, Readings, Request, Resource, context::Fact,
};
use can_invoke_source::{
    Diagnostic, Node, Span,
    words::{enumerate, nearest, quote},
};

use super::{
    Reader,
    policies::{self, PolicyKey},
    scope::{Scope, flag, list, members, text},
};
use crate::{Documents, Expect, Question, case::ActionQuestion};

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
    "external-id",
    "session-name",
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

/// Keys that only a question about a route has.
const OF_INVOCATION: &[&str] = &["api", "stage", "external-id", "session-name", "direct"];

/// Keys that only a question about an action has.
const OF_ACTION: &[&str] = &[
    "resource",
    "resource-account",
    "present",
    "unknown",
    "complete",
    "not-given",
];

pub(super) fn read(
    reader: &mut Reader<'_>,
    scope: &Scope<'_>,
    has_inventory: bool,
    expect: &Expect,
) -> Option<Question> {
    let node = scope.node()?;
    match scope.first_of(&["ask", "action"]) {
        Some("ask") => {
            refuse_keys(reader, scope, OF_ACTION, "a question about a route");
            let policies: Vec<&str> = PolicyKey::ALL.iter().map(|key| key.key()).collect();
            refuse_keys(reader, scope, &policies, "a question about a route");
            invocation(reader, scope).map(|query| Question::Invocation(Box::new(query)))
        }
        Some(_) => {
            refuse_keys(reader, scope, OF_INVOCATION, "a question about an action");
            action(reader, scope, has_inventory, expect)
        }
        None if expect.refused.is_some() => {
            let read = policies::read(reader, scope, None);
            Some(refused_or_accepted(reader, node, read.diagnostics))
        }
        None => {
            reader.report(
                Diagnostic::error("no-question", node.span, "the case asks nothing").help(
                    "ask for a route with `ask: GET /pets`, or for an action with `action: \
                     sqs:SendMessage` and `resource`",
                ),
            );
            None
        }
    }
}

/// Keys that mean nothing for this kind of question.
fn refuse_keys(reader: &mut Reader<'_>, scope: &Scope<'_>, keys: &[&str], what: &str) {
    for key in keys {
        if let Some(node) = scope.own(key) {
            let message = format!("`{key}` means nothing for {what}");
            reader.error("misplaced-key", node.span, message);
        }
    }
}

fn caller(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Option<Caller> {
    let Some(node) = scope.get("as") else {
        let node = scope.node()?;
        reader.report(
            Diagnostic::error(
                "missing-caller",
                node.span,
                "the case does not say who asks",
            )
            .help("write `as: arn:aws:iam::111111111111:user/ann`, or `as: anonymous`"),
        );
        return None;
    };
    let written = text(reader, node, "as")?;
    match Caller::parse(written) {
        Ok(caller) => Some(caller),
        Err(error) => {
            let diagnostic = Diagnostic::error("bad-caller", node.span, error.message);
            reader.report(diagnostic.help(error.help));
            None
        }
    }
}

fn optional(reader: &mut Reader<'_>, scope: &Scope<'_>, key: &str) -> Option<String> {
    let node = scope.get(key)?;
    text(reader, node, key).map(str::to_owned)
}

fn invocation(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Option<Query> {
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
    for (key, fact) in context(reader, scope) {
        let same = |known: &String| known.eq_ignore_ascii_case(&key);
        query.context.retain(|(known, _)| !same(known));
        query.absent.retain(|known| !same(known));
        match fact {
            Fact::Values(values) => query.context.push((key, values)),
            Fact::Absent => query.absent.push(key),
            Fact::Unknown { .. } => {}
        }
    }
    query.assume = AssumeOptions {
        external_id: optional(reader, scope, "external-id"),
        session_name: optional(reader, scope, "session-name"),
    };
    query.strict = flag(reader, scope, "strict");
    query.readings = readings(reader, scope);
    query.role_paths = !flag(reader, scope, "direct");
    Some(query)
}

fn action(
    reader: &mut Reader<'_>,
    scope: &Scope<'_>,
    has_inventory: bool,
    expect: &Expect,
) -> Option<Question> {
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
    let Some(arn) = optional(reader, scope, "resource") else {
        reader.report(
            Diagnostic::error("missing-resource", node.span, "on which resource?")
                .help("write `resource: arn:…`, or `resource: \"*\"` for an action without one"),
        );
        return None;
    };
    let mut resource = Resource::from_arn(arn);
    if let Some(account) = optional(reader, scope, "resource-account") {
        resource.account = Some(account);
    }
    let request = Request {
        caller,
        action,
        resource,
        context: Context::closed(),
    };
    let read = policies::read(reader, scope, Some(&request));
    let node = scope.node()?;
    if expect.refused.is_some() {
        return Some(refused_or_accepted(reader, node, read.diagnostics));
    }
    let remarks = read.diagnostics.clone();
    for diagnostic in read.diagnostics {
        // A remark that the case expects is part of its answer, and told nowhere else.
        let is_expected = !diagnostic.is_error() && !expect.warns.is_empty();
        if !is_expected && !reader.diagnostics.contains(&diagnostic) {
            reader.report(diagnostic);
        }
    }
    let documents = Documents {
        has_inventory,
        not_given: not_given(reader, scope),
        ..read.documents
    };
    Some(Question::Action(Box::new(ActionQuestion {
        caller: request.caller,
        action: request.action,
        resource: request.resource,
        context: context(reader, scope),
        is_complete: flag(reader, scope, "complete"),
        strict: flag(reader, scope, "strict"),
        readings: readings(reader, scope),
        remarks,
        documents,
    })))
}

/// A case that expects its documents to be refused.
fn refused_or_accepted(
    reader: &mut Reader<'_>,
    node: &Node,
    diagnostics: Vec<Diagnostic>,
) -> Question {
    if node.get("expect").is_none() {
        reader.error("no-expectation", node.span, "the case expects nothing");
    }
    Question::Refused(diagnostics)
}

/// What is said of the context, from the file to the case, each word with its key.
fn context(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Vec<(String, Fact)> {
    let mut facts = Vec::new();
    for node in scope.outermost_first() {
        if let Some(context) = node.get("context") {
            for member in members(reader, context, "context").unwrap_or_default() {
                let values = list(reader, &member.value, &member.key).unwrap_or_default();
                facts.push((member.key.clone(), Fact::Values(values)));
            }
        }
        if let Some(address) = node.get("source-ip") {
            let values = list(reader, address, "source-ip").unwrap_or_default();
            facts.push(("aws:SourceIp".to_owned(), Fact::Values(values)));
        }
        let unknown = |may_be_absent| Fact::Unknown { may_be_absent };
        let words = [
            ("absent", Fact::Absent),
            ("present", unknown(false)),
            ("unknown", unknown(true)),
        ];
        for (word, fact) in words {
            let Some(keys) = node.get(word) else { continue };
            for key in list(reader, keys, word).unwrap_or_default() {
                facts.push((key, fact.clone()));
            }
        }
    }
    facts
}

/// The choices where AWS is silent, from the file to the case; the innermost choice counts.
fn readings(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Readings {
    let mut choices: Vec<(&str, &str, Span)> = Vec::new();
    for node in scope.outermost_first() {
        let Some(node) = node.get("assume") else {
            continue;
        };
        for member in members(reader, node, "assume").unwrap_or_default() {
            let id = member.key.as_str();
            if let Some(choice) = text(reader, &member.value, id) {
                choices.retain(|(known, ..)| *known != id);
                choices.push((id, choice, member.value.span));
            }
        }
    }
    for (id, choice, span) in &choices {
        if let Err(error) = Readings::parse([(*id, *choice)]) {
            let diagnostic = Diagnostic::error("unknown-choice", *span, error.message);
            reader.report(diagnostic.help(error.help));
        }
    }
    let pairs = choices.iter().map(|(id, choice, _)| (*id, *choice));
    Readings::parse(pairs).unwrap_or_default()
}

/// Layers of which nobody said anything.
fn not_given(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Vec<Layer> {
    let Some(node) = scope.get("not-given") else {
        return Vec::new();
    };
    let ids: Vec<&str> = Layer::ALL.iter().map(|layer| layer.id()).collect();
    let mut layers = Vec::new();
    for id in list(reader, node, "not-given").unwrap_or_default() {
        if let Some(layer) = Layer::ALL.iter().find(|layer| layer.id() == id) {
            layers.push(*layer);
            continue;
        }
        let message = format!("{} is not a layer", quote(&id));
        let diagnostic = Diagnostic::error("unknown-layer", node.span, message);
        reader.report(match nearest(&id, &ids) {
            Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
            None => diagnostic.help(format!("the layers are {}", enumerate(&ids))),
        });
    }
    layers
}
