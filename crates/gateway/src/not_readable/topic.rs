//! What an entry speaks of, by its words: the fact is a text for people, and the operation
//! says the rest.

use crate::inventory::NotReadable;

/// A part of what an inventory says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// Users and roles of an account, as a list.
    Principals,
    /// The identity-based policies of a principal.
    IdentityPolicies,
    /// The permissions boundary.
    Boundary,
    /// The trust policy.
    Trust,
    /// Tags of a principal.
    Tags,
    /// APIs of an account, as a list, or an API itself.
    Apis,
    /// The resource policy of an API.
    ResourcePolicy,
    /// Its routes.
    Routes,
    /// Its integrations.
    Integrations,
    /// Its authorizers.
    Authorizers,
    /// Its stages.
    Stages,
    /// Custom domain names, as a list, or one itself.
    DomainNames,
    /// What the paths of a custom domain name lead to.
    Mappings,
    /// Which VPC endpoints may reach a private custom domain name.
    AccessAssociations,
    /// VPC endpoints, as a list, or one itself.
    VpcEndpoints,
    /// VPC links.
    VpcLinks,
    /// Usage plans and API keys.
    UsagePlans,
    /// The organization, or an account's place in it.
    Organization,
    /// Service control policies.
    ServiceControl,
    /// Resource control policies.
    ResourceControl,
}

/// What an entry speaks of; nothing where neither its fact nor its operation says.
pub(super) fn topics(note: &NotReadable) -> Vec<Topic> {
    let found = by_fact(&note.fact);
    if found.is_empty() {
        by_operation(&note.operation)
    } else {
        found
    }
}

/// Words of facts, each before those that it holds.
const WORDS: [(&str, &[Topic]); 30] = [
    ("service control polic", &[Topic::ServiceControl]),
    ("resource control polic", &[Topic::ResourceControl]),
    (
        "organization",
        &[
            Topic::Organization,
            Topic::ServiceControl,
            Topic::ResourceControl,
        ],
    ),
    ("identity-based polic", &[Topic::IdentityPolicies]),
    ("inline polic", &[Topic::IdentityPolicies]),
    ("managed polic", &[Topic::IdentityPolicies]),
    ("attached polic", &[Topic::IdentityPolicies]),
    ("groups", &[Topic::IdentityPolicies]),
    ("boundary", &[Topic::Boundary]),
    ("trust polic", &[Topic::Trust]),
    ("tags", &[Topic::Tags]),
    ("users", &[Topic::Principals]),
    ("roles", &[Topic::Principals]),
    ("principals", &[Topic::Principals]),
    ("resource policy", &[Topic::ResourcePolicy]),
    ("routes", &[Topic::Routes]),
    ("methods", &[Topic::Routes]),
    ("integrations", &[Topic::Integrations]),
    ("authorizers", &[Topic::Authorizers]),
    ("stages", &[Topic::Stages]),
    ("access associations", &[Topic::AccessAssociations]),
    ("mappings", &[Topic::Mappings]),
    ("paths lead to", &[Topic::Mappings]),
    ("domain name", &[Topic::DomainNames]),
    ("VPC endpoint", &[Topic::VpcEndpoints]),
    ("VPC link", &[Topic::VpcLinks]),
    ("usage plan", &[Topic::UsagePlans]),
    ("API key", &[Topic::UsagePlans]),
    ("APIs", &[Topic::Apis]),
    ("API", &[Topic::Apis]),
];

fn by_fact(fact: &str) -> Vec<Topic> {
    let mut rest = fact.to_owned();
    let mut found = Vec::new();
    for (word, topics) in WORDS {
        if rest.contains(word) {
            rest = rest.replace(word, "");
            for topic in topics {
                if !found.contains(topic) {
                    found.push(*topic);
                }
            }
        }
    }
    found
}

fn by_operation(operation: &str) -> Vec<Topic> {
    let name = operation.split_once(':').map_or("", |(_, name)| name);
    let all_of_role = [Topic::Boundary, Topic::Trust, Topic::Tags];
    match name {
        "GetAccountAuthorizationDetails" | "ListRoles" | "ListUsers" => vec![Topic::Principals],
        "GetRole" | "GetUser" => all_of_role.to_vec(),
        "DescribeOrganization" | "ListRoots" | "ListParents" => by_fact("organization"),
        "ListPoliciesForTarget" => vec![Topic::ServiceControl, Topic::ResourceControl],
        "GetRestApi" | "GetRestApis" | "GetApi" | "GetApis" => vec![Topic::Apis],
        "GetResources" | "GetRoutes" => vec![Topic::Routes],
        "GetIntegrations" => vec![Topic::Integrations],
        "GetAuthorizers" => vec![Topic::Authorizers],
        "GetStages" => vec![Topic::Stages],
        "GetDomainNames" | "GetDomainName" => vec![Topic::DomainNames],
        "GetBasePathMappings" | "GetApiMappings" => vec![Topic::Mappings],
        "GetDomainNameAccessAssociations" => vec![Topic::AccessAssociations],
        "DescribeVpcEndpoints" => vec![Topic::VpcEndpoints],
        "GetVpcLinks" => vec![Topic::VpcLinks],
        "GetUsagePlans" | "GetUsagePlanKeys" | "GetApiKeys" => vec![Topic::UsagePlans],
        _ if name.ends_with("RolePolicies")
            || name.ends_with("UserPolicies")
            || name.ends_with("GroupPolicies")
            || name.ends_with("Policy")
            || name.ends_with("PolicyVersion")
            || name == "ListGroupsForUser" =>
        {
            vec![Topic::IdentityPolicies]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_told_apart_by_their_words() {
        assert_eq!(
            by_fact("permissions boundary, trust policy and tags"),
            [Topic::Boundary, Topic::Trust, Topic::Tags]
        );
        assert_eq!(by_fact("usage plans"), [Topic::UsagePlans]);
        assert_eq!(by_fact("users and roles"), [Topic::Principals]);
        assert_eq!(by_fact("service control policies"), [Topic::ServiceControl]);
        assert_eq!(by_fact("HTTP and WebSocket APIs"), [Topic::Apis]);
        assert_eq!(by_fact("policies"), []);
    }

    #[test]
    fn the_operation_says_what_the_fact_does_not() {
        let named = |operation: &str| by_operation(operation);
        assert_eq!(named("iam:ListRolePolicies"), [Topic::IdentityPolicies]);
        assert_eq!(named("apigatewayv2:GetRoutes"), [Topic::Routes]);
        assert_eq!(named("sts:GetCallerIdentity"), []);
    }
}
