//! What goes wrong between resources while a plan is carried out.

use can_invoke_source::{Diagnostic, Node};

use super::{
    apis::Parts,
    plan::{Plan, Resource, list},
    values::{Scope, references},
};

/// The types of VPC links with their versions.
pub(super) const LINKS: [(&str, &str); 2] = [
    ("aws_api_gateway_vpc_link", "V1"),
    ("aws_apigatewayv2_vpc_link", "V2"),
];

/// Tells what goes wrong.
pub(super) fn report<'a>(plan: &Plan<'a>, parts: &Parts<'a>) {
    for api in plan.of_kind("aws_api_gateway_rest_api") {
        let id = plan.id(&api);
        let separate = parts.of("aws_api_gateway_rest_api_policy", &id).first();
        let has_own = plan.expression(&api, "policy").is_some();
        if let Some(separate) = separate.filter(|_| has_own) {
            two_owners(plan, &api, separate);
        }
        if separate.is_none() && !has_own {
            continue;
        }
        for deployment in parts.of("aws_api_gateway_deployment", &id) {
            deployment_of(plan, deployment, &api, separate);
        }
    }
    links(plan);
}

/// Source: Terraform documentation, `aws_api_gateway_rest_api_policy`: not both.
fn two_owners(plan: &Plan<'_>, api: &Resource<'_>, separate: &Resource<'_>) {
    plan.report(
        Diagnostic::warning(
            "two-owners",
            separate.span,
            format!(
                "`{}` and `policy` of `{}` overwrite each other",
                separate.address, api.address
            ),
        )
        .also(api.span, "the API has `policy` itself")
        .help("keep one of the two"),
    );
}

/// Source: Terraform documentation, `aws_api_gateway_deployment`: a deployment is made again
/// when `triggers` changes.
fn deployment_of<'a>(
    plan: &Plan<'a>,
    deployment: &Resource<'a>,
    api: &Resource<'a>,
    separate: Option<&Resource<'a>>,
) {
    let Some(configured) = plan.configured(deployment) else {
        return;
    };
    let owner = separate.unwrap_or(api);
    let triggers = plan.expression(deployment, "triggers");
    let all = triggers.map(references).unwrap_or_default();
    let scope = Scope::of(deployment);
    let is_opaque = |one: &&str| one.starts_with("local.") || one.starts_with("var.");
    // What a local value refers to is not in the plan.
    let is_followed = all.iter().any(|one| {
        let found = plan.resource_of(one, scope);
        is_opaque(one)
            || one.starts_with("module.")
            || one.starts_with("data.aws_iam_policy_document.")
            || found.is_some_and(|(found, attribute)| {
                found.address == owner.address
                    && (separate.is_some() || matches!(attribute, None | Some("policy" | "body")))
            })
    });
    if !is_followed {
        plan.report(
            Diagnostic::warning(
                "policy-not-deployed",
                deployment.span,
                format!(
                    "a change of the policy of `{}` is not deployed by `{}`, whose `triggers` do \
                     not refer to it",
                    api.address, deployment.address
                ),
            )
            .also(owner.span, "the policy takes effect with a new deployment")
            .help("refer to the policy in `triggers`"),
        );
    }
    let Some(separate) = separate else { return };
    let depends = list(configured, "depends_on")
        .iter()
        .filter_map(Node::as_str);
    let waits = depends.chain(all).any(|one| {
        let found = plan.resource_of(one, scope);
        is_opaque(&one)
            || one.starts_with("module.")
            || found.is_some_and(|(found, _)| found.address == separate.address)
    });
    if !waits {
        plan.report(
            Diagnostic::warning(
                "deploy-before-policy",
                deployment.span,
                format!(
                    "`{}` does not wait for `{}`, and may deploy the API without its policy",
                    deployment.address, separate.address
                ),
            )
            .also(separate.span, "the policy is attached at any time")
            .help(format!("add `depends_on = [{}]`", separate.address)),
        );
    }
}

/// VPC links that are deleted or replaced while integrations refer to them.
fn links<'a>(plan: &Plan<'a>) {
    let kinds = [
        "aws_api_gateway_integration",
        "aws_apigatewayv2_integration",
    ];
    let integrations: Vec<Resource<'a>> =
        kinds.iter().flat_map(|kind| plan.of_kind(kind)).collect();
    for (address, change) in &plan.changes {
        let kind = change
            .get("type")
            .and_then(Node::as_str)
            .unwrap_or_default();
        let Some(inner) = change
            .get("change")
            .filter(|_| LINKS.iter().any(|one| one.0 == kind))
        else {
            continue;
        };
        let mut actions = list(inner, "actions").iter();
        if !actions.any(|action| action.as_str() == Some("delete")) {
            continue;
        }
        let old = inner.get("before").and_then(|before| before.get("id"));
        let old = old.and_then(Node::as_str);
        let span = change.get("address").map_or(change.span, |node| node.span);
        for integration in &integrations {
            let is_by_id = old.is_some() && integration.text("connection_id") == old;
            let target = plan.target(integration, "connection_id", kind);
            if is_by_id || target.is_some_and(|target| target.address == *address) {
                plan.report(
                    Diagnostic::warning(
                        "link-replaced-while-referenced",
                        span,
                        format!(
                            "`{address}` is deleted while `{}` refers to it, which AWS refuses",
                            integration.address
                        ),
                    )
                    .also(integration.span, "the integration leads through the link")
                    .help(
                        "make the new link before the old one is deleted \
                         (`create_before_destroy`), and deploy every stage in between",
                    ),
                );
            }
        }
    }
}
