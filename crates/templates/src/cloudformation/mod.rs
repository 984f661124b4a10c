//! AWS CloudFormation, with the SAM transform.
//!
//! Source: CloudFormation template reference.

mod authorizers;
mod domain_names;
mod functions;
mod http_api;
mod iam;
mod integrations;
mod intrinsics;
mod kinds;
mod network;
mod others;
mod resources;
mod rest_api;
mod serverless;
mod stages;

use can_invoke_gateway::inventory::Lowered;
use can_invoke_source::Node;

use crate::{
    Environment, TemplateKind,
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

/// The inventory that a template describes, and what is to be said about the template.
pub(crate) fn lower(
    template: &Node,
    environment: &Environment,
    placeholders: &mut Placeholders,
) -> Lowered {
    let (template, mut diagnostics) = serverless::expand(template);
    let template = &template;
    let mut resources = Resources::new(template, environment, placeholders);
    let mut apis = rest_api::read(&mut resources);
    apis.extend(http_api::read(&mut resources));
    let iam = iam::read(&mut resources);
    let mut unattached = iam.unattached;
    unattached.extend(others::unattached_policies(&mut resources));
    let domain_names = domain_names::read(&mut resources);
    let vpc_endpoints = network::vpc_endpoints(&mut resources);
    unattached.extend(resources.take_partial());
    let span = template.span;
    let mut members = vec![member("can-invoke", text("1", span))];
    if !iam.shared.is_empty() {
        members.push(member("policies", object(span, iam.shared)));
    }
    let lists = [
        ("principals", iam.principals),
        ("unattached-policies", unattached),
        ("apis", apis),
        ("domain-names", domain_names),
        ("functions", functions::read(&mut resources)),
        ("vpc-links", network::vpc_links(&mut resources)),
        ("vpc-endpoints", vpc_endpoints),
    ];
    for (key, nodes) in lists {
        if !nodes.is_empty() {
            members.push(member(key, list(span, nodes)));
        }
    }
    if let Some(plans) = others::usage_plans(&mut resources) {
        members.push(member("usage-plans", list(span, plans)));
    }
    others::report_hidden_denials(&mut resources);
    stages::report_policies(&mut resources);
    kinds::report_others(template, &mut resources);
    diagnostics.extend(resources.intrinsics().take_diagnostics());
    Lowered {
        kind: TemplateKind::CloudFormation.name(),
        inventory: Some(object(span, members)),
        diagnostics,
    }
}
