//! `integrations:` of an API, and those that are written in place on a route.

use std::sync::Arc;

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node};

use crate::inventory::{
    Integration,
    facts::Said,
    fields::{self, Fields},
    integrations::{self, NATIVE, VERSION_2},
    texts::Texts,
};

/// Integrations by their names; or a list of them, where one has no name.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<Said<Vec<Arc<Integration>>>> {
    if let Some(items) = node.as_array() {
        let read: Vec<Option<Arc<Integration>>> =
            items.iter().map(|item| listed(texts, item)).collect();
        let found = read.into_iter().collect::<Option<Vec<_>>>()?;
        return Some(Said::new(found, node.span));
    }
    let members = fields::members(texts, node, "integrations")?;
    let mut found: Vec<Arc<Integration>> = Vec::new();
    let mut is_complete = true;
    for member in members {
        match one(texts, &member.value) {
            Some(mut integration) => {
                integration.id = Some(member.key.clone());
                found.push(Arc::new(integration));
            }
            None => is_complete = false,
        }
    }
    is_complete.then(|| Said::new(found, node.span))
}

/// An item of a list: an integration with its name, if it has one.
fn listed(texts: &mut Texts<'_>, node: &Node) -> Option<Arc<Integration>> {
    let what = "an integration of a list";
    let fields = Fields::strict(texts, node, what, &["name", "integration"])?;
    let name = fields.text(texts, "name").map(|(name, _)| name.to_owned());
    let integration = fields.require(texts, what, "integration")?;
    let mut integration = one(texts, integration)?;
    integration.id = name;
    Some(Arc::new(integration))
}

/// An integration in our own words, or `{ file: … }` with a document of the AWS CLI: the
/// output of `get-integration`, or what `create-integration` is given.
pub(super) fn one(texts: &mut Texts<'_>, node: &Node) -> Option<Integration> {
    let Some(file) = node.get("file") else {
        return integrations::read(texts, node, &NATIVE);
    };
    Fields::strict(texts, node, "an integration in a file", &["file"])?;
    let (path, span) = fields::text(texts, file, "file")?;
    let document = texts.refer(path, span)?;
    fields::refuse_tags(texts, &document);
    if document.get("IntegrationType").is_none() {
        texts.report(
            Diagnostic::error(
                "not-an-integration",
                span,
                format!("{} does not describe an integration", quote(path)),
            )
            .help(
                "it is for the output of `aws apigatewayv2 get-integration`, and for what \
                 `create-integration --cli-input-json` is given",
            ),
        );
        return None;
    }
    let mut integration = integrations::read(texts, &document, &VERSION_2)?;
    // The entry that names the file is where the API is described.
    integration.id = None;
    Some(integration)
}
