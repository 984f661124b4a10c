//! Plans and states of Terraform and OpenTofu, as `terraform show -json` writes them.
//!
//! Source: Terraform documentation, `internals/json-format`; provider documentation of `aws`.

mod addresses;
mod apis;
mod iam;
mod lifecycle;
mod others;
mod plan;
mod policies;
mod values;

use can_invoke_gateway::inventory::Lowered;
use can_invoke_source::{Diagnostic, Node};

use crate::{
    Environment, TemplateKind,
    placeholder::Placeholders,
    tree::{list, member, object, text},
};
use plan::Plan;

/// Whether a document is a plan or a state.
pub(crate) fn is_plan(node: &Node) -> bool {
    let parts = ["planned_values", "configuration", "values"];
    node.get("format_version").is_some() && parts.iter().any(|part| node.get(part).is_some())
}

/// The inventory that a plan describes, and what is to be said about the plan.
pub(crate) fn lower(
    node: &Node,
    environment: &Environment,
    placeholders: &mut Placeholders,
) -> Lowered {
    let mut members = vec![member("can-invoke", text("1", node.span))];
    let version = node.get("format_version");
    let text_of = version.and_then(Node::scalar_text).unwrap_or_default();
    if text_of.split('.').next() != Some("1") {
        let span = version.map_or(node.span, |version| version.span);
        let message = format!("a plan of `format_version` `{text_of}` is not read, only `1.x`");
        let error = Diagnostic::error("unsupported-plan-version", span, message);
        return Lowered {
            kind: TemplateKind::TerraformPlan.name(),
            inventory: Some(object(node.span, members)),
            diagnostics: vec![error.help("write it with Terraform 1.0 or later, or OpenTofu")],
        };
    }
    let plan = Plan::new(node, environment, placeholders);
    let parts = apis::Parts::new(&plan);
    let apis = apis::read(&plan, &parts);
    let iam = iam::read(&plan);
    let mut unattached = iam.unattached;
    unattached.extend(others::organization_policies(&plan));
    let lists = [
        ("principals", iam.principals),
        ("unattached-policies", unattached),
        ("apis", apis),
        ("domain-names", others::domain_names(&plan)),
        ("functions", others::functions(&plan)),
        ("vpc-links", others::vpc_links(&plan)),
        ("vpc-endpoints", others::vpc_endpoints(&plan)),
    ];
    for (key, nodes) in lists {
        if !nodes.is_empty() {
            members.push(member(key, list(node.span, nodes)));
        }
    }
    lifecycle::report(&plan, &parts);
    Lowered {
        kind: TemplateKind::TerraformPlan.name(),
        inventory: Some(object(node.span, members)),
        diagnostics: plan.finish(),
    }
}
