//! AWS CloudFormation, with the SAM transform.
//!
//! Source: CloudFormation template reference.

mod intrinsics;
mod resources;
mod rest_api;
mod serverless;

use can_invoke_gateway::inventory::Lowered;
use can_invoke_source::Node;

use crate::{
    Environment,
    placeholder::Placeholders,
    tree::{list, member, object, text},
};

pub(crate) use intrinsics::Intrinsics;
use resources::Resources;

/// Whether a document is a template.
pub(crate) fn is_template(node: &Node) -> bool {
    let types = |resources: &Node| {
        let all = resources.as_object().unwrap_or_default();
        all.iter().any(|one| {
            let kind = one.value.get("Type").and_then(Node::as_str);
            kind.is_some_and(|kind| kind.contains("::"))
        })
    };
    node.get("AWSTemplateFormatVersion").is_some() || node.get("Resources").is_some_and(types)
}

/// The inventory that a template describes.
pub(crate) fn lower(
    template: &Node,
    environment: &Environment,
    placeholders: &mut Placeholders,
) -> Lowered {
    let (template, diagnostics) = serverless::expand(template);
    let template = &template;
    let mut resources = Resources::new(template, environment, placeholders);
    let apis = rest_api::read(&mut resources);
    let members = vec![
        member("can-invoke", text("1", template.span)),
        member("apis", list(template.span, apis)),
    ];
    Lowered {
        inventory: Some(object(template.span, members)),
        diagnostics,
    }
}
