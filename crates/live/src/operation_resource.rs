//! On which resource an IAM policy must allow each operation.
//!
//! Source: service authorization reference, the pages of the services; API Gateway developer
//! guide, `arn-format-reference`, for the paths of its control plane.

use crate::{
    ask::Ask,
    operation::{Operation, Service},
};

/// The resource that a question needs its action on: `arn:aws:apigateway:us-east-1::/restapis`.
/// Where the question does not tell a part of it, such as the path of a role, there is a
/// wildcard.
pub fn of_question(ask: &Ask) -> String {
    let place = &ask.place;
    let fill = |name: &str| ask.parameter(name).map(str::to_owned);
    written(ask.operation, &place.account, &place.region, &fill)
}

/// The resources that an operation can need its action on, in an account and a Region, for
/// each of which `*` means any.
pub fn of_any(operation: Operation, partition: &str, account: &str, region: &str) -> String {
    let arn = written(operation, account, region, &|_| None);
    match arn.strip_prefix("arn:") {
        Some(rest) => match rest.split_once(':') {
            Some((_, rest)) => format!("arn:{partition}:{rest}"),
            None => arn,
        },
        None => arn,
    }
}

/// The partition that a Region is in.
///
/// Source: AWS General Reference, `rande`, and the partitions of the AWS SDKs.
pub fn partition(region: &str) -> &'static str {
    const OTHERS: [(&str, &str); 7] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
        ("eusc-", "aws-eusc"),
    ];
    let mut others = OTHERS.iter();
    let found = others.find(|(prefix, _)| region.starts_with(prefix));
    found.map_or("aws", |(_, partition)| partition)
}

fn written(
    operation: Operation,
    account: &str,
    region: &str,
    fill: &dyn Fn(&str) -> Option<String>,
) -> String {
    let Some(form) = form(operation) else {
        return "*".to_owned();
    };
    // Some parameters take the whole ARN.
    if let Some(name) = sole_parameter(operation)
        && let Some(value) = fill(name)
        && value.starts_with("arn:")
    {
        return value;
    }
    let resource = filled(form, fill);
    let partition = partition(region);
    match operation.service() {
        Service::ApiGateway | Service::ApiGatewayV2 => {
            format!("arn:{partition}:apigateway:{region}::{resource}")
        }
        Service::Iam => format!("arn:{partition}:iam::{account}:{resource}"),
        service => format!(
            "arn:{partition}:{}:{region}:{account}:{resource}",
            service.name()
        ),
    }
}

/// The parameter that may hold the ARN itself.
fn sole_parameter(operation: Operation) -> Option<&'static str> {
    match operation {
        Operation::GetPolicy | Operation::GetPolicyVersion => Some("PolicyArn"),
        Operation::GetFunctionPolicy => Some("FunctionName"),
        _ => None,
    }
}

/// The resource with the names of the parameters that go into it; nothing where the action
/// knows no resources, or where no question tells the resource.
fn form(operation: Operation) -> Option<&'static str> {
    Some(match operation {
        Operation::GetRestApis => "/restapis",
        Operation::GetRestApi => "/restapis/{restApiId}",
        Operation::GetResources => "/restapis/{restApiId}/resources",
        Operation::GetRestAuthorizers => "/restapis/{restApiId}/authorizers",
        Operation::GetRestStages => "/restapis/{restApiId}/stages",
        Operation::GetRestDeployment => "/restapis/{restApiId}/deployments/{deploymentId}",
        Operation::GetExport => "/restapis/{restApiId}/stages/{stageName}/exports/{exportType}",
        Operation::GetRestVpcLinks | Operation::GetVpcLinks => "/vpclinks",
        Operation::GetRestDomainNames | Operation::GetDomainNames => "/domainnames",
        Operation::GetBasePathMappings => "/domainnames/{domainName}/basepathmappings",
        Operation::GetDomainNameAccessAssociations => "/domainnameaccessassociations",
        Operation::GetUsagePlans => "/usageplans",
        Operation::GetUsagePlanKeys => "/usageplans/{usagePlanId}/keys",
        Operation::GetApiKeys => "/apikeys",
        Operation::GetApis => "/apis",
        Operation::GetApi => "/apis/{ApiId}",
        Operation::GetRoutes => "/apis/{ApiId}/routes",
        Operation::GetIntegrations => "/apis/{ApiId}/integrations",
        Operation::GetAuthorizers => "/apis/{ApiId}/authorizers",
        Operation::GetStages => "/apis/{ApiId}/stages",
        Operation::GetApiMappings => "/domainnames/{DomainName}/apimappings",
        Operation::ExportApi => "/apis/{ApiId}/exports/{Specification}",
        // The path before the name is part of the ARN, and nobody says it.
        Operation::GetRole
        | Operation::ListRolePolicies
        | Operation::GetRolePolicy
        | Operation::ListAttachedRolePolicies => "role/{RoleName}",
        Operation::GetUser
        | Operation::ListUserPolicies
        | Operation::GetUserPolicy
        | Operation::ListAttachedUserPolicies
        | Operation::ListGroupsForUser => "user/{UserName}",
        Operation::ListGroupPolicies
        | Operation::GetGroupPolicy
        | Operation::ListAttachedGroupPolicies => "group/{GroupName}",
        Operation::GetPolicy | Operation::GetPolicyVersion => "policy/{PolicyArn}",
        Operation::GetFunctionPolicy => "function:{FunctionName}",
        // Those of Organizations have the id of the organization in their ARNs.
        Operation::DescribeVpcEndpoints
        | Operation::GetAccountAuthorizationDetails
        | Operation::DescribeOrganization
        | Operation::ListRoots
        | Operation::ListParents
        | Operation::ListPoliciesForTarget
        | Operation::DescribePolicy
        | Operation::GetCallerIdentity => return None,
    })
}

fn filled(form: &str, fill: &dyn Fn(&str) -> Option<String>) -> String {
    let mut text = String::new();
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        text += before;
        match fill(name).filter(|value| !value.is_empty()) {
            Some(value) => text += &value,
            None => text.push('*'),
        }
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::ask::Place;

    fn ask(operation: Operation, region: &str, parameters: &[(&str, &str)]) -> Ask {
        let place = Place {
            account: "111111111111".to_owned(),
            region: region.to_owned(),
        };
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Ask {
            place,
            operation,
            parameters: parameters.iter().map(owned).collect::<BTreeMap<_, _>>(),
        }
    }

    #[test]
    fn a_question_tells_the_resource_that_its_action_is_needed_on() {
        for (operation, region, parameters, resource) in [
            (
                Operation::GetResources,
                "us-east-1",
                &[
                    ("restApiId", "abc123"),
                    ("embed", "methods"),
                    ("position", "p2"),
                ][..],
                "arn:aws:apigateway:us-east-1::/restapis/abc123/resources",
            ),
            (
                Operation::GetRoutes,
                "cn-north-1",
                &[("ApiId", "def456")],
                "arn:aws-cn:apigateway:cn-north-1::/apis/def456/routes",
            ),
            (
                Operation::GetRole,
                "us-east-1",
                &[("RoleName", "app")],
                "arn:aws:iam::111111111111:role/app",
            ),
            (
                Operation::GetPolicyVersion,
                "us-east-1",
                &[
                    ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
                    ("VersionId", "v3"),
                ],
                "arn:aws:iam::aws:policy/ReadOnlyAccess",
            ),
            (
                Operation::GetFunctionPolicy,
                "eu-west-1",
                &[("FunctionName", "orders"), ("Qualifier", "live")],
                "arn:aws:lambda:eu-west-1:111111111111:function:orders",
            ),
            (
                Operation::GetAccountAuthorizationDetails,
                "us-east-1",
                &[],
                "*",
            ),
            (
                Operation::DescribePolicy,
                "us-east-1",
                &[("PolicyId", "p-1")],
                "*",
            ),
        ] {
            assert_eq!(of_question(&ask(operation, region, parameters)), resource);
        }
    }

    #[test]
    fn what_is_not_told_is_any() {
        let any = |operation| of_any(operation, "aws-us-gov", "*", "*");
        assert_eq!(
            any(Operation::GetRestDeployment),
            "arn:aws-us-gov:apigateway:*::/restapis/*/deployments/*"
        );
        assert_eq!(any(Operation::GetRole), "arn:aws-us-gov:iam::*:role/*");
        assert_eq!(any(Operation::GetPolicy), "arn:aws-us-gov:iam::*:policy/*");
        assert_eq!(any(Operation::ListRoots), "*");
    }
}
