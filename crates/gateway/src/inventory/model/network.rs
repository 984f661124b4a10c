//! VPC endpoints.
//!
//! Source: API Gateway developer guide, `apigateway-private-apis` and
//! `apigateway-vpc-endpoint-policies`.

use std::sync::Arc;

use can_invoke_policy::Policy;
use can_invoke_source::Span;

use crate::inventory::Known;

/// An interface VPC endpoint for `execute-api`, in any account.
#[derive(Clone, Debug, PartialEq)]
pub struct VpcEndpoint {
    /// Its id, `vpce-…`.
    pub id: String,
    /// The id of its VPC.
    pub vpc: Known<String>,
    /// The account that owns it.
    pub account: Known<String>,
    /// Its Region.
    pub region: Known<String>,
    /// Its policy; none if it has that of AWS, which allows everything.
    pub policy: Known<Option<Arc<Policy>>>,
    /// Whether it has private DNS names.
    pub has_private_dns: Known<bool>,
    /// Where the inventory speaks of it.
    pub span: Span,
}
