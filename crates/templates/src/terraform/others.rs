//! Functions with their permissions, VPC endpoints, VPC links, custom domain names, and the
//! policies of organizations.

use std::collections::BTreeMap;

use can_invoke_source::{Node, Span};

use super::{
    apis::copy,
    iam::unattached,
    plan::{Plan, Resource},
};
use crate::{
    lambda_permission::{LambdaPermission, statement},
    tree::{list, member, object, text},
};

/// The functions of a plan, and those that it gives permissions for.
pub(super) fn functions(plan: &Plan<'_>) -> Vec<Node> {
    let mut found: BTreeMap<String, (Span, Vec<Node>)> = BTreeMap::new();
    let mut names = BTreeMap::new();
    for function in plan.of_kind("aws_lambda_function") {
        if let Some(arn) = plan.text_of(&function, "arn") {
            names.extend(
                plan.text_of(&function, "function_name")
                    .map(|name| (name, arn.clone())),
            );
            found.insert(arn, (function.span, Vec::new()));
        }
    }
    for permission in plan.of_kind("aws_lambda_permission") {
        let values = ["function_name", "action", "principal"];
        let [Some(function), Some(action), Some(principal)] =
            values.map(|name| plan.value(&permission, name))
        else {
            plan.unresolved(&permission, "principal");
            continue;
        };
        let named = function.scalar_text().unwrap_or_default();
        let mut arn = match names.get(named) {
            Some(arn) => arn.clone(),
            None if named.starts_with("arn:") => named.to_owned(),
            None => {
                let (region, account) = (plan.region(&permission), plan.account());
                let partition = plan.partition();
                format!("arn:{partition}:lambda:{region}:{account}:function:{named}")
            }
        };
        if let Some(qualifier) = plan
            .text(&permission, "qualifier")
            .filter(|one| !one.is_empty())
        {
            arn = format!("{arn}:{qualifier}");
        }
        let function = text(arn.clone(), function.span);
        let optional = [
            "source_arn",
            "source_account",
            "principal_org_id",
            "function_url_auth_type",
        ];
        let given = optional.map(|name| plan.value(&permission, name));
        let [
            source_arn,
            source_account,
            principal_org_id,
            function_url_auth_type,
        ] = &given;
        let made = statement(&LambdaPermission {
            span: permission.span,
            name: permission.address,
            action: &action,
            principal: &principal,
            function: &function,
            source_arn: source_arn.as_ref(),
            source_account: source_account.as_ref(),
            principal_org_id: principal_org_id.as_ref(),
            function_url_auth_type: function_url_auth_type.as_ref(),
        });
        let entry = found.entry(arn);
        entry
            .or_insert_with(|| (permission.span, Vec::new()))
            .1
            .push(made);
    }
    let found = found.into_iter();
    found
        .map(|(arn, (span, statements))| {
            let policy = if statements.is_empty() {
                text("none", span)
            } else {
                let members = vec![
                    member("Version", text("2012-10-17", span)),
                    member("Statement", list(span, statements)),
                ];
                object(span, members)
            };
            object(
                span,
                vec![member("arn", text(arn, span)), member("policy", policy)],
            )
        })
        .collect()
}

/// The VPC endpoints that lead to API Gateway.
pub(super) fn vpc_endpoints(plan: &Plan<'_>) -> Vec<Node> {
    let policies = plan.of_kind("aws_vpc_endpoint_policy");
    let policies: BTreeMap<String, &Resource<'_>> = policies
        .iter()
        .filter_map(|one| Some((plan.text(one, "vpc_endpoint_id")?, one)))
        .collect();
    let mut found = Vec::new();
    for endpoint in plan.of_kind("aws_vpc_endpoint") {
        let service = endpoint.text("service_name").unwrap_or_default();
        if !service.ends_with(".execute-api") && !service.ends_with(".execute-api-fips") {
            continue;
        }
        let (span, id) = (endpoint.span, plan.id(&endpoint));
        let owner = policies.get(&id).copied().unwrap_or(&endpoint);
        let mut members = vec![member("id", text(id, span))];
        let vpc = plan.value(&endpoint, "vpc_id");
        let vpc = vpc.filter(|vpc| vpc.as_str().is_some_and(|id| id.starts_with("vpc-")));
        copy(&mut members, "vpc", vpc.as_ref());
        members.push(member("account", text(plan.account(), span)));
        members.push(member("region", text(plan.region(&endpoint), span)));
        let is_in_change = plan.changes.contains_key(endpoint.address);
        // A policy that nobody gives is computed, and is then that which AWS gives.
        let is_given = plan.expression(owner, "policy").is_some() || !is_in_change;
        if is_given || owner.get("policy").is_some() {
            copy(
                &mut members,
                "policy",
                plan.document(owner, "policy").as_ref(),
            );
        } else {
            members.push(member("policy", text("full-access", span)));
        }
        copy(
            &mut members,
            "private-dns",
            endpoint.get("private_dns_enabled"),
        );
        found.push(object(span, members));
    }
    found
}

/// The VPC links of both versions.
pub(super) fn vpc_links(plan: &Plan<'_>) -> Vec<Node> {
    let mut found = Vec::new();
    for (kind, version) in super::lifecycle::LINKS {
        for link in plan.of_kind(kind) {
            let span = link.span;
            let mut members = vec![
                member("id", text(plan.id(&link), span)),
                member("version", text(version, span)),
            ];
            copy(&mut members, "name", link.get("name"));
            members.push(member("account", text(plan.account(), span)));
            members.push(member("region", text(plan.region(&link), span)));
            let lists = [
                ("targets", "target_arns"),
                ("subnets", "subnet_ids"),
                ("security-groups", "security_group_ids"),
            ];
            for (key, name) in lists {
                if !link.is_unknown(name) {
                    copy(&mut members, key, link.get(name));
                }
            }
            found.push(object(span, members));
        }
    }
    found
}

/// Custom domain names of REST APIs and of the second version.
pub(super) fn domain_names(plan: &Plan<'_>) -> Vec<Node> {
    let mut found = Vec::new();
    for (kind, block) in [
        ("aws_api_gateway_domain_name", "endpoint_configuration"),
        ("aws_apigatewayv2_domain_name", "domain_name_configuration"),
    ] {
        for domain in plan.of_kind(kind) {
            let span = domain.span;
            let Some(name) = domain.get("domain_name") else {
                continue;
            };
            let mut members = vec![
                member("name", name.clone()),
                member("account", text(plan.account(), span)),
                member("region", text(plan.region(&domain), span)),
            ];
            let block = domain.block(block);
            let kind = block.and_then(|block| match block.get("types") {
                Some(types) => types.as_array()?.first(),
                None => block.get("endpoint_type"),
            });
            let kind = kind.filter(|kind| !kind.is_null());
            copy(&mut members, "endpoint-type", kind);
            if kind.and_then(Node::as_str) == Some("PRIVATE") {
                copy(
                    &mut members,
                    "id",
                    plan.value(&domain, "domain_name_id").as_ref(),
                );
                copy(
                    &mut members,
                    "policy",
                    plan.document(&domain, "policy").as_ref(),
                );
            }
            found.push(object(span, members));
        }
    }
    found
}

/// The policies of organizations that bear on requests; of whom, the plan does not say.
pub(super) fn organization_policies(plan: &Plan<'_>) -> Vec<Node> {
    let mut found = Vec::new();
    for policy in plan.of_kind("aws_organizations_policy") {
        let kind = match policy.text("type") {
            None | Some("SERVICE_CONTROL_POLICY") => "service-control",
            Some("RESOURCE_CONTROL_POLICY") => "resource-control",
            Some(_) => continue,
        };
        if let Some(document) = plan.document(&policy, "content") {
            found.push(unattached(kind, document));
        }
    }
    found
}
