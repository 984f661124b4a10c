//! VPC links.
//!
//! Source: API Gateway API reference, `API_VpcLink`; version 2 API reference, `vpclinks`;
//! developer guide, `private-integration` (REST APIs take links of both versions, HTTP APIs
//! those of version 2).

use can_invoke_source::Span;

use super::Written;
use crate::inventory::Known;

/// A VPC link.
#[derive(Clone, Debug, PartialEq)]
pub struct VpcLink {
    /// Its id.
    pub id: String,
    /// Its name, where known.
    pub name: Option<String>,
    /// Its version.
    pub version: Known<VpcLinkVersion>,
    /// The account that owns it.
    pub account: Known<String>,
    /// Its Region.
    pub region: Known<String>,
    /// Of version 1: the ARN of the Network Load Balancer.
    pub targets: Known<Vec<String>>,
    /// Of version 2: its subnets.
    pub subnets: Known<Vec<String>>,
    /// Of version 2: its security groups.
    pub security_groups: Known<Vec<String>>,
    /// Its status, in the words of AWS: `AVAILABLE`, `PENDING`, `DELETING`, `FAILED`,
    /// `INACTIVE`.
    pub status: Known<Written<String>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}

/// The versions of VPC links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VpcLinkVersion {
    /// To a Network Load Balancer, for REST APIs: `aws apigateway create-vpc-link`.
    One,
    /// Into subnets, for HTTP and REST APIs: `aws apigatewayv2 create-vpc-link`.
    Two,
}

impl VpcLinkVersion {
    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            VpcLinkVersion::One => "V1",
            VpcLinkVersion::Two => "V2",
        }
    }
}
