//! What differs from service to service: whether a resource policy is mandatory, and
//! whether resource control policies apply.

use crate::{Action, Arn, Caller, Request, caller::SERVICE_LINKED_PATH};

/// Which services resource control policies restrict.
///
/// Source: Organizations user guide, `orgs_manage_policies_rcps`, the list as published on
/// 2026-09-26. `execute-api` and `apigateway` are not on it.
const RESOURCE_CONTROL_POLICY_SERVICES: &[&str] = &[
    "aoss",
    "appconfig",
    "appstream",
    "autoscaling",
    "autoscaling-plans",
    "budgets",
    "clouddirectory",
    "cloudfront",
    "cloudsearch",
    "cloudtrail-data",
    "codeartifact",
    "codebuild",
    "codecommit",
    "codepipeline",
    "cognito-identity",
    "cognito-idp",
    "comprehend",
    "comprehendmedical",
    "compute-optimizer",
    "cost-optimization-hub",
    "dax",
    "dsql",
    "dynamodb",
    "ecr",
    "ecr-public",
    "events",
    "firehose",
    "fis",
    "fms",
    "gamelift",
    "health",
    "inspector-scan",
    "kendra",
    "kinesisvideo",
    "kms",
    "logs",
    "memorydb",
    "networkmonitor",
    "notifications",
    "opensearch",
    "pca-connector-ad",
    "personalize",
    "polly",
    "pricing",
    "resource-groups",
    "rolesanywhere",
    "s3",
    "secretsmanager",
    "servicediscovery",
    "signin",
    "sqs",
    "sts",
    "support",
    "swf",
    "textract",
    "timestream-influxdb",
    "transcribe",
    "transfer",
    "translate",
    "wafv2",
    "workspaces",
    "xray",
];

/// Whether resource control policies restrict the actions of a service.
pub fn supports_resource_control_policies(service: &str) -> bool {
    RESOURCE_CONTROL_POLICY_SERVICES
        .binary_search(&service)
        .is_ok()
}

/// Whether resource control policies restrict an action. They leave one out of a service
/// that they restrict.
///
/// Source: Organizations user guide, `orgs_manage_policies_rcps`, resources and entities not
/// restricted by RCPs.
pub(crate) fn is_restricted_by_resource_control_policies(action: &Action) -> bool {
    supports_resource_control_policies(action.service()) && action.lowercase() != "kms:retiregrant"
}

/// Whether a service asks for a service-linked role.
///
/// Source: Organizations user guide, `orgs_manage_policies_rcps`.
pub fn is_service_linked_role_of_service(request: &Request) -> bool {
    let path = Arn::parse(&request.resource.arn)
        .filter(|arn| arn.service == "iam")
        .and_then(|arn| arn.resource.strip_prefix("role"));
    matches!(request.caller, Caller::Service { .. })
        && path.is_some_and(|path| path.starts_with(SERVICE_LINKED_PATH))
}

/// What the resource-based policy of a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourcePolicyRole {
    /// In the same account either side may grant.
    Grants,
    /// The trust policy of a role: without its grant there is none.
    Trust,
    /// A key policy: without its grant there is none, but it may delegate to the account.
    KeyPolicy,
    /// There is none: the identity side alone grants, of another account too.
    NoPolicy,
}

/// What the resource-based policy of this request is.
///
/// Source: STS API reference, `AssumeRole`; KMS developer guide, `key-policies`; for the root
/// user of a member account, IAM user guide, `id_root-user-privileged-task`.
pub fn resource_policy_role(request: &Request) -> ResourcePolicyRole {
    let action = request.action.lowercase();
    if !matches!(request.action.service(), "sts" | "kms") {
        return ResourcePolicyRole::Grants;
    }
    let arn = Arn::parse(&request.resource.arn);
    let is = |service: &str, kind: &str| {
        arn.is_some_and(|arn| arn.service == service && arn.resource.starts_with(kind))
    };
    const TRUST_ACTIONS: &[&str] = &["sts:tagsession", "sts:setsourceidentity", "sts:setcontext"];
    if action.starts_with("sts:assumerole") || TRUST_ACTIONS.contains(&action) {
        // Some of these can also be asked of a federated user, which has no trust policy.
        if is("iam", "role/") || action.starts_with("sts:assumerole") {
            return ResourcePolicyRole::Trust;
        }
    }
    if action == "sts:assumeroot" {
        return ResourcePolicyRole::NoPolicy;
    }
    if request.action.service() == "kms" && is("kms", "key/") {
        return ResourcePolicyRole::KeyPolicy;
    }
    ResourcePolicyRole::Grants
}

#[cfg(test)]
mod tests {
    use super::RESOURCE_CONTROL_POLICY_SERVICES;

    #[test]
    fn the_list_is_sorted_for_the_binary_search() {
        assert!(RESOURCE_CONTROL_POLICY_SERVICES.is_sorted());
    }
}
