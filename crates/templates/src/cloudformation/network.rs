//! VPC endpoints for `execute-api`, and VPC links of both versions.

use can_invoke_source::Node;

use super::resources::{Resource, Resources, copy, elements, put};
use crate::tree::{list, member, object, text};

/// The VPC endpoints of a template that lead to API Gateway.
///
/// Source: template reference, `aws-resource-ec2-vpcendpoint`.
pub(crate) fn vpc_endpoints(resources: &mut Resources<'_>) -> Vec<Node> {
    let all = resources.of_type("AWS::EC2::VPCEndpoint");
    let ours = all.iter().filter(|one| {
        let service = one.text("ServiceName").unwrap_or_default();
        service.ends_with(".execute-api") || service.ends_with(".execute-api-fips")
    });
    ours.map(|one| vpc_endpoint(one, resources)).collect()
}

fn vpc_endpoint(endpoint: &Resource, resources: &mut Resources<'_>) -> Node {
    let span = endpoint.key_span;
    let id = resources.id(endpoint);
    let mut members = vec![member("id", text(id, span))];
    // A VPC that is imported is known by no id.
    let vpc = endpoint.get("VpcId");
    let is_id = |vpc: &Node| vpc.as_str().is_some_and(|id| id.starts_with("vpc-"));
    let vpc = match vpc {
        Some(vpc) if is_id(vpc) => Some(vpc.clone()),
        vpc => resources.word(vpc),
    };
    put(&mut members, "vpc", vpc);
    members.extend(resources.account_and_region(span));
    let policy = match endpoint.get("PolicyDocument") {
        Some(policy) => {
            let of = format!("the policy of `{}`", endpoint.logical_id);
            resources.document(Some(policy), &of, "vpc-endpoint")
        }
        None => Some(text("full-access", span)),
    };
    put(&mut members, "policy", policy);
    let names = resources.word(endpoint.get("PrivateDnsEnabled"));
    put(&mut members, "private-dns", names);
    object(span, members)
}

/// The VPC links of a template.
pub(crate) fn vpc_links(resources: &mut Resources<'_>) -> Vec<Node> {
    let mut found = Vec::new();
    let kinds = [
        ("AWS::ApiGateway::VpcLink", "V1"),
        ("AWS::ApiGatewayV2::VpcLink", "V2"),
    ];
    for (kind, version) in kinds {
        for link in resources.of_type(kind) {
            let span = link.key_span;
            let id = resources.id(&link);
            let mut members = vec![
                member("id", text(id, span)),
                member("version", text(version, span)),
            ];
            copy(&mut members, "name", link.get("Name"));
            members.extend(resources.account_and_region(span));
            let lists = [
                ("targets", "TargetArns"),
                ("subnets", "SubnetIds"),
                ("security-groups", "SecurityGroupIds"),
            ];
            for (key, property) in lists {
                if let Some(all) = link.get(property) {
                    members.push(member(key, list(all.span, elements(all).to_vec())));
                }
            }
            found.push(object(span, members));
        }
    }
    found
}
