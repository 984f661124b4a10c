//! What a case passes to `sts:AssumeRole`.

use std::sync::Arc;

use can_invoke_gateway::query::AssumeOptions;

use super::{
    Reader, policies,
    question::optional,
    scope::{Scope, flag, text, texts},
};

pub(super) fn read(reader: &mut Reader<'_>, scope: &Scope<'_>) -> AssumeOptions {
    AssumeOptions {
        external_id: optional(reader, scope, "external-id"),
        session_name: optional(reader, scope, "session-name"),
        session_policies: policies::of_session(reader, scope)
            .into_iter()
            .map(Arc::new)
            .collect(),
        session_tags: session_tags(reader, scope),
        transitive_tags: scope
            .holder("transitive-tags")
            .and_then(|node| texts(reader, node, "transitive-tags"))
            .unwrap_or_default(),
        source_identity: optional(reader, scope, "source-identity"),
        duration: duration(reader, scope),
        has_mfa: flag(reader, scope, "mfa"),
    }
}

fn session_tags(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Vec<(String, String)> {
    let Some(node) = scope.get("session-tags") else {
        return Vec::new();
    };
    let Some(members) = node.as_object() else {
        let message = "`session-tags` is an object of keys with values";
        reader.error("wrong-type", node.span, message);
        return Vec::new();
    };
    let tags = members.iter().filter_map(|member| {
        let value = text(reader, &member.value, &member.key)?;
        Some((member.key.clone(), value.to_owned()))
    });
    tags.collect()
}

fn duration(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Option<u32> {
    let node = scope.get("duration")?;
    let seconds = node.scalar_text().and_then(|text| text.parse().ok());
    if seconds.is_none() {
        let message = "`duration` is a number of seconds";
        reader.error("wrong-type", node.span, message);
    }
    seconds
}
