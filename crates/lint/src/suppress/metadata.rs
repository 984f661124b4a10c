//! `Metadata: {can-invoke: {ignore: [{rule, reason, expires}]}}` of a resource in a
//! CloudFormation template, which JSON can hold too.

use can_invoke_source::{Limits, Node, Sources, Span, parse_text};

use super::{Entry, Scope};
use crate::finding::SuppressionKind;

/// What metadata of resources lets be, for findings within the resource.
pub fn of_metadata(sources: &Sources, limits: &Limits) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (file, source) in sources.iter() {
        let text = source.text();
        if !text.contains("Metadata") || !text.contains("can-invoke") {
            continue;
        }
        let Some(tree) = parse_text(sources, file, limits).value else {
            continue;
        };
        let resources = tree.get("Resources").and_then(Node::as_object);
        for resource in resources.unwrap_or_default() {
            let ignored = resource
                .value
                .get("Metadata")
                .and_then(|metadata| metadata.get("can-invoke"))
                .and_then(|ours| ours.get("ignore"))
                .and_then(Node::as_array);
            let span = resource.key_span.to(resource.value.span);
            for one in ignored.unwrap_or_default() {
                let line = source.line_column(one.span.start as usize).line;
                let place = format!("{}:{line}", source.name());
                entries.push(entry(one, span, place));
            }
        }
    }
    entries
}

fn entry(written: &Node, resource: Span, place: String) -> Entry {
    let text = |key: &str| {
        let value = written.get(key).and_then(Node::scalar_text);
        value.map(str::to_owned)
    };
    Entry {
        rules: text("rule").into_iter().collect(),
        scope: Scope::Within(resource),
        sid: text("sid"),
        subject: text("subject"),
        reason: text("reason").unwrap_or_default(),
        expires: text("expires"),
        kind: SuppressionKind::InSource,
        place,
    }
}
