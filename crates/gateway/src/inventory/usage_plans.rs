//! What the AWS CLI says of usage plans and API keys: `aws apigateway get-usage-plans`,
//! `get-usage-plan-keys` and `get-api-keys`. The values of keys are never read.
//!
//! Source: API Gateway API reference, `API_UsagePlan`, `API_UsagePlanKey`, `API_ApiKey`.

use std::sync::Arc;

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node, Span};

use super::{Known, UsagePlan, detect::DocumentKind, fields, secrets, texts::Texts};

const PLAN_KEYS: [&str; 8] = [
    "id",
    "name",
    "description",
    "apiStages",
    "throttle",
    "quota",
    "productCode",
    "tags",
];
const STAGE_KEYS: [&str; 3] = ["apiId", "stage", "throttle"];
const PLAN_KEY_KEYS: [&str; 4] = ["id", "type", "value", "name"];
const API_KEY_KEYS: [&str; 10] = [
    "id",
    "value",
    "name",
    "customerId",
    "description",
    "enabled",
    "createdDate",
    "lastUpdatedDate",
    "stageKeys",
    "tags",
];
const LIST_KEYS: [&str; 4] = ["items", "position", "NextToken", "warnings"];

/// A document of one of the three commands.
pub(super) struct Output {
    pub(super) index: usize,
    pub(super) kind: DocumentKind,
    pub(super) document: Arc<Node>,
}

/// The command, of the three kinds.
fn command(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::UsagePlans => "aws apigateway get-usage-plans",
        DocumentKind::UsagePlanKeys => "aws apigateway get-usage-plan-keys",
        _ => "aws apigateway get-api-keys",
    }
}

/// Adds what the documents say to the plans that inventories describe. The names of keys
/// that are disabled go to `disabled`.
pub(super) fn bind(
    texts: &mut Texts<'_>,
    outputs: &[Output],
    plans: &mut Vec<UsagePlan>,
    disabled: &mut Vec<String>,
) {
    let of = |kind: DocumentKind| outputs.iter().filter(move |output| output.kind == kind);
    for output in of(DocumentKind::UsagePlans) {
        for plan in items(texts, &output.document, DocumentKind::UsagePlans) {
            if let Some(plan) = read_plan(texts, plan) {
                add(plans, plan);
            }
        }
    }
    for output in of(DocumentKind::UsagePlanKeys) {
        if !texts.is_referred_to(output.index) {
            bind_keys(texts, &output.document, plans);
        }
    }
    for output in of(DocumentKind::ApiKeys) {
        disabled.extend(read_disabled(texts, &output.document));
    }
}

fn items<'n>(texts: &mut Texts<'_>, node: &'n Node, kind: DocumentKind) -> &'n [Node] {
    let command = command(kind);
    fields::refuse_tags(texts, node);
    fields::check_complete(texts, node, command);
    let found = fields::output(texts, node, command, &LIST_KEYS)
        .and_then(|fields| fields.list(texts, "items"));
    let mut secrets = secrets::values(node);
    if let Some(first) = secrets.next() {
        texts.report(
            Diagnostic::warning(
                "secret-in-document",
                first.span,
                "this file holds the values of API keys, which are secrets; they are not read",
            )
            .help(
                "keep them out of it with `--query \"{items: items[].{id: id, type: type, name: \
                 name}}\"`, and of `get-api-keys` by leaving out `--include-values`",
            ),
        );
    }
    found.unwrap_or_default()
}

/// A plan of the output, to one of the same id, or as a new one.
fn add(plans: &mut Vec<UsagePlan>, plan: UsagePlan) {
    let known = plans
        .iter_mut()
        .find(|known| known.id.is_some() && known.id == plan.id);
    match known {
        Some(known) => {
            // The inventory wins over output.
            if known.stages == Known::NotKnown {
                known.stages = plan.stages;
            }
        }
        None => plans.push(plan),
    }
}

fn read_plan(texts: &mut Texts<'_>, node: &Node) -> Option<UsagePlan> {
    let command = command(DocumentKind::UsagePlans);
    let fields = fields::output(texts, node, command, &PLAN_KEYS)?;
    let (id, _) = fields
        .require(texts, "a usage plan", "id")
        .and_then(|node| fields::text(texts, node, "id"))?;
    let name = fields.text(texts, "name").map_or(id, |(name, _)| name);
    let mut stages = Some(Vec::new());
    for item in fields.list(texts, "apiStages").unwrap_or_default() {
        let stage = fields::output(texts, item, command, &STAGE_KEYS).and_then(|fields| {
            let (api, _) = fields.text(texts, "apiId")?;
            let (stage, _) = fields.text(texts, "stage")?;
            Some((api.to_owned(), stage.to_owned()))
        });
        match (stage, &mut stages) {
            (Some(stage), Some(stages)) => stages.push(stage),
            _ => stages = None,
        }
    }
    Some(UsagePlan {
        id: Some(id.to_owned()),
        name: name.to_owned(),
        stages: match stages {
            Some(stages) => Known::Known(stages),
            None => Known::NotKnown,
        },
        keys: Known::NotKnown,
        span: fields.span,
    })
}

/// The names of the keys of one plan; nothing, if one cannot be read.
pub(super) fn read_keys(texts: &mut Texts<'_>, node: &Node) -> Known<Vec<String>> {
    let command = command(DocumentKind::UsagePlanKeys);
    let mut names = Vec::new();
    let mut is_complete = true;
    for item in items(texts, node, DocumentKind::UsagePlanKeys) {
        let name = fields::output(texts, item, command, &PLAN_KEY_KEYS)
            .and_then(|fields| fields.require(texts, "an API key", "name"))
            .and_then(|node| fields::text(texts, node, "name"));
        match name {
            Some((name, _)) => names.push(name.to_owned()),
            None => is_complete = false,
        }
    }
    if is_complete {
        Known::Known(names)
    } else {
        Known::NotKnown
    }
}

/// Keys that do not say of which plan they are go to the only one that it can be.
fn bind_keys(texts: &mut Texts<'_>, node: &Node, plans: &mut [UsagePlan]) {
    let keys = read_keys(texts, node);
    let mut open = plans.iter_mut().filter(|plan| plan.keys == Known::NotKnown);
    match (open.next(), open.next()) {
        (Some(only), None) => only.keys = keys,
        (first, _) => {
            let which = if first.is_none() {
                "and no document describes a usage plan without keys"
            } else {
                "and there are several that it can be of"
            };
            let start = node.span.start as usize;
            let at = Span::new(node.span.file, start, start);
            let name = quote(texts.file_name(node.span));
            texts.report(
                Diagnostic::error(
                    "unbound-output",
                    at,
                    format!(
                        "the output of `{}` does not say of which usage plan it speaks, {which}",
                        command(DocumentKind::UsagePlanKeys)
                    ),
                )
                .help(format!(
                    "name {name} in an inventory, in the entry of its usage plan, under `from`"
                )),
            );
        }
    }
}

fn read_disabled(texts: &mut Texts<'_>, node: &Node) -> Vec<String> {
    let command = command(DocumentKind::ApiKeys);
    let mut names = Vec::new();
    let mut enabled_names = Vec::new();
    for item in items(texts, node, DocumentKind::ApiKeys) {
        let Some(fields) = fields::output(texts, item, command, &API_KEY_KEYS) else {
            continue;
        };
        let name = fields.text(texts, "name");
        let enabled = fields.flag(texts, "enabled");
        if let (Some((name, _)), Some(enabled)) = (name, enabled) {
            if enabled.value {
                enabled_names.push(name);
            } else {
                names.push(name.to_owned());
            }
        }
    }
    // Several keys may have one name, and only if all are disabled it is known of the name.
    names.retain(|name| !enabled_names.contains(&name.as_str()));
    names
}
