//! `aws ec2 describe-vpc-endpoints`: the interface endpoints for `execute-api` among the VPC
//! endpoints of a Region.
//!
//! Source: EC2 API reference, `API_DescribeVpcEndpoints`, `API_VpcEndpoint`.

use can_invoke_policy::PolicyKind;
use can_invoke_source::{Diagnostic, Node, words::quote};

use super::{
    Known, VpcEndpoint,
    fields::{self, Fields},
    gathered::Gathered,
    ids, policies,
    texts::Texts,
};

const COMMAND: &str = "aws ec2 describe-vpc-endpoints";

const ENDPOINT_KEYS: [&str; 29] = [
    "VpcEndpointId",
    "VpcEndpointType",
    "VpcId",
    "ServiceName",
    "State",
    "PolicyDocument",
    "RouteTableIds",
    "SubnetIds",
    "Groups",
    "IpAddressType",
    "DnsOptions",
    "PrivateDnsEnabled",
    "RequesterManaged",
    "NetworkInterfaceIds",
    "DnsEntries",
    "CreationTimestamp",
    "Tags",
    "OwnerId",
    "LastError",
    "Ipv4Prefixes",
    "Ipv6Prefixes",
    "FailureReason",
    "ServiceNetworkArn",
    "ResourceConfigurationArn",
    "ServiceRegion",
    "PrivateDnsPreference",
    "PrivateDnsSpecifiedDomains",
    "PayerResponsibility",
    "Status",
];

/// Whether a document is such output.
pub(super) fn is_output(node: &Node) -> bool {
    node.get("VpcEndpoints").is_some()
}

/// Reads one document. Endpoints of other services do not lead to an API and are passed
/// over.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node, gathered: &mut Gathered) {
    fields::refuse_tags(texts, node);
    fields::check_complete(texts, node, COMMAND);
    let Some(list) = fields::output(texts, node, COMMAND, &["VpcEndpoints", "NextToken"]) else {
        return;
    };
    for item in list.list(texts, "VpcEndpoints").unwrap_or_default() {
        if let Some(endpoint) = endpoint(texts, item) {
            gathered.add_vpc_endpoint(texts, endpoint);
        }
    }
}

fn endpoint(texts: &mut Texts<'_>, node: &Node) -> Option<VpcEndpoint> {
    const WHAT: &str = "a VPC endpoint";
    let fields = fields::output(texts, node, COMMAND, &ENDPOINT_KEYS)?;
    let service = fields.require(texts, WHAT, "ServiceName")?;
    let (service, _) = fields::text(texts, service, "ServiceName")?;
    let region = region_of(service)?;
    let id = fields.require(texts, WHAT, "VpcEndpointId")?;
    let (id, span) = fields::text(texts, id, "VpcEndpointId")?;
    if !crate::carried_input::is_vpc_endpoint_id(id) {
        let message = format!("{} is not the id of a VPC endpoint", quote(id));
        texts.report(Diagnostic::error("invalid-vpc-endpoint", span, message));
        return None;
    }
    let name = format!("policy of VPC endpoint {id}");
    let policy = policies::optional(
        texts,
        fields.get("PolicyDocument"),
        PolicyKind::VpcEndpoint,
        &name,
    );
    let account = fields
        .get("OwnerId")
        .and_then(|node| ids::account(texts, node, "OwnerId"));
    let flag = fields.flag(texts, "PrivateDnsEnabled");
    Some(VpcEndpoint {
        id: id.to_owned(),
        vpc: known(text(texts, &fields, "VpcId")),
        account: known(account.map(|(account, _)| account)),
        region: Known::Known(region.to_owned()),
        policy,
        has_private_dns: known(flag.map(|flag| flag.value)),
        span: fields.span,
    })
}

fn known<T>(value: Option<T>) -> Known<T> {
    value.map_or(Known::NotKnown, Known::Known)
}

fn text(texts: &mut Texts<'_>, fields: &Fields<'_>, key: &str) -> Option<String> {
    let (text, _) = fields.text(texts, key)?;
    Some(text.to_owned())
}

/// The Region in the name of the service `execute-api`, as `com.amazonaws.us-east-1.execute-api`
/// or `cn.com.amazonaws.cn-north-1.execute-api`; nothing of another service.
fn region_of(service: &str) -> Option<&str> {
    let service = service.strip_prefix("cn.").unwrap_or(service);
    let rest = service.strip_prefix("com.amazonaws.")?;
    rest.strip_suffix(".execute-api")
        .or_else(|| rest.strip_suffix(".execute-api-fips"))
}
