//! VPC links.
//!
//! Source: API Gateway API reference, `API_VpcLink`; version 2 API reference, `vpclinks`.

use can_invoke_source::Span;

/// A VPC link.
#[derive(Clone, Debug, PartialEq)]
pub struct VpcLink {
    /// Its id.
    pub id: String,
    /// Where the inventory speaks of it.
    pub span: Span,
}
