//! Resources that bear on few questions: usage plans, answers of the gateway itself, policies of
//! organizations and permission sets.

use can_invoke_source::{Diagnostic, Node, Severity};

use super::{
    iam::{unattached, with_name},
    resources::{Resources, copy},
};
use crate::tree::{list, member, object, text};

/// The usage plans of a template; nothing if it has none, as others may have some.
///
/// Source: template reference, `aws-resource-apigateway-usageplan`.
pub(super) fn usage_plans(resources: &mut Resources<'_>) -> Option<Vec<Node>> {
    let mut found = Vec::new();
    for plan in resources.of_type("AWS::ApiGateway::UsagePlan") {
        let span = plan.key_span;
        let id = resources.id(&plan);
        let mut members = vec![member("id", text(id.clone(), span))];
        let own_name = text(plan.logical_id.clone(), span);
        let name = plan.get("UsagePlanName").unwrap_or(&own_name);
        copy(&mut members, "name", Some(name));
        let stages = plan.list("ApiStages").iter().filter_map(|stage| {
            let api = stage.get("ApiId")?.scalar_text()?;
            let name = stage.get("Stage")?.scalar_text()?;
            Some(text(format!("{api}/{name}"), stage.span))
        });
        members.push(member("stages", list(span, stages.collect())));
        let mut keys = Vec::new();
        for key in resources.with("AWS::ApiGateway::UsagePlanKey", "UsagePlanId", &id) {
            let known = resources.of_type("AWS::ApiGateway::ApiKey");
            let refers = key.text("KeyId").unwrap_or_default();
            let known = known.iter().find(|one| resources.id(one) == refers);
            let name = known.and_then(|one| one.text("Name")).unwrap_or(refers);
            keys.push(text(name, key.key_span));
        }
        members.push(member("keys", list(span, keys)));
        found.push(object(span, members));
    }
    (!found.is_empty()).then_some(found)
}

/// The answers of the gateway that say that a request is refused.
///
/// Source: API Gateway developer guide, `supported-gateway-response-types`.
const DENIALS: [&str; 11] = [
    "ACCESS_DENIED",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "DEFAULT_4XX",
    "DEFAULT_5XX",
    "EXPIRED_TOKEN",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "UNAUTHORIZED",
    "WAF_FILTERED",
];

/// Tells of denials that look like success.
pub(super) fn report_hidden_denials(resources: &mut Resources<'_>) {
    for response in resources.of_type("AWS::ApiGateway::GatewayResponse") {
        let kind = response.text("ResponseType").unwrap_or_default();
        let Some(status) = response.get("StatusCode") else {
            continue;
        };
        let code = status.scalar_text().unwrap_or_default();
        let is_success = code.len() == 3 && code.starts_with('2');
        if DENIALS.contains(&kind) && is_success {
            let message = format!("`{kind}` is answered with status {code}, as if all were well");
            resources.report(
                Diagnostic::new(
                    Severity::Warning,
                    "gateway-response-hides-denial",
                    status.span,
                    message,
                )
                .help("leave the status code out, or give one of 4xx or 5xx"),
            );
        }
    }
}

/// Policies of organizations and of permission sets, as entries of `unattached-policies`: whom
/// they are for the template does not say.
pub(super) fn unattached_policies(resources: &mut Resources<'_>) -> Vec<Node> {
    let mut found = Vec::new();
    for policy in resources.of_type("AWS::Organizations::Policy") {
        let kind = match policy.text("Type") {
            Some("SERVICE_CONTROL_POLICY") => "service-control",
            Some("RESOURCE_CONTROL_POLICY") => "resource-control",
            // Policies for tags, backups and the like have other languages.
            _ => continue,
        };
        let of = format!("the policy `{}`", policy.logical_id);
        if let Some(document) = resources.document(policy.get("Content"), &of, kind) {
            let name = policy.text("Name").unwrap_or(&policy.logical_id);
            let name = resources.shown(name);
            found.push(unattached(kind, with_name(&name, document)));
        }
    }
    for set in resources.of_type("AWS::SSO::PermissionSet") {
        let name = format!("inline policy of {}", set.logical_id);
        let document =
            resources.document(set.get("InlinePolicy"), &format!("the {name}"), "identity");
        if let Some(document) = document {
            found.push(unattached("identity", with_name(&name, document)));
        }
    }
    found
}
