//! `usage-plans:` of an inventory.

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node, Span};

use crate::inventory::{
    Known, UsagePlan,
    detect::{DocumentKind, detect},
    fields::{self, Fields},
    ids,
    texts::Texts,
    usage_plans::read_keys,
};

const KEYS: [&str; 5] = ["id", "name", "stages", "keys", "from"];

/// A usage plan: the stages that it is for, and the names of its API keys.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<UsagePlan> {
    let fields = Fields::strict(texts, node, "a usage plan", &KEYS)?;
    let id = fields.text(texts, "id").map(|(id, _)| id.to_owned());
    let name = fields.text(texts, "name").map(|(name, _)| name.to_owned());
    let Some(name) = name.or_else(|| id.clone()) else {
        texts.report(fields::missing_key(fields.span, "a usage plan", "name"));
        return None;
    };
    let mut plan = UsagePlan {
        id,
        name,
        stages: Known::NotKnown,
        keys: Known::NotKnown,
        span: fields.span,
    };
    if let Some(items) = fields.list(texts, "stages") {
        let read: Vec<_> = items.iter().map(|item| stage(texts, item)).collect();
        if let Some(stages) = read.into_iter().collect() {
            plan.stages = Known::Known(stages);
        }
    }
    for item in fields.list(texts, "from").unwrap_or_default() {
        if let Some((path, span)) = fields::text(texts, item, "from")
            && let Some(document) = texts.refer(path, span)
        {
            if detect(&document) == DocumentKind::UsagePlanKeys {
                plan.keys = read_keys(texts, &document);
            } else {
                not_keys(texts, path, span);
            }
        }
    }
    if let Some(items) = fields.list(texts, "keys") {
        let read: Vec<_> = items
            .iter()
            .map(|item| fields::text(texts, item, "keys").map(|(name, _)| name.to_owned()))
            .collect();
        if let Some(names) = read.into_iter().collect() {
            plan.keys = Known::Known(names);
        }
    }
    Some(plan)
}

fn not_keys(texts: &mut Texts<'_>, path: &str, span: Span) {
    let message = format!("{} does not hold the keys of a usage plan", quote(path));
    texts.report(
        Diagnostic::error("not-usage-plan-keys", span, message)
            .help("it is for the output of `aws apigateway get-usage-plan-keys`"),
    );
}

/// `abc123/prod`: the API and its stage.
fn stage(texts: &mut Texts<'_>, node: &Node) -> Option<(String, String)> {
    let (text, span) = fields::text(texts, node, "stages")?;
    let parts = text.split_once('/');
    let parts = parts.filter(|(api, stage)| ids::is_api_id(api) && ids::is_stage(stage));
    if parts.is_none() {
        let message = format!("{} does not name a stage of an API", quote(text));
        texts.report(
            Diagnostic::error("invalid-stage", span, message)
                .help("write the id of the API and the stage: `abc123/prod`"),
        );
    }
    parts.map(|(api, stage)| (api.to_owned(), stage.to_owned()))
}
