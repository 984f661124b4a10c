//! Custom domain names and what they lead to.
//!
//! Source: API Gateway API reference, `API_DomainName`, `API_BasePathMapping`; developer
//! guide, `apigateway-private-custom-domains`.

use std::sync::Arc;

use can_invoke_policy::Policy;
use can_invoke_source::Span;

use crate::inventory::{EndpointType, Known};

/// A custom domain name.
#[derive(Clone, Debug, PartialEq)]
pub struct DomainName {
    /// The name: `api.example.com`, or `*.example.com`.
    pub name: String,
    /// The id of a private one; names of private ones are not unique.
    pub id: Option<String>,
    /// The account that owns it.
    pub account: Known<String>,
    /// Its Region.
    pub region: Known<String>,
    /// Its endpoint type.
    pub endpoint: Known<EndpointType>,
    /// Of a private one: the policy that says who may invoke through it.
    pub policy: Known<Option<Arc<Policy>>>,
    /// Whether clients must show a certificate.
    pub has_mutual_tls: Known<bool>,
    /// What its paths lead to.
    pub mappings: Known<Vec<BasePathMapping>>,
    /// Of a private one: the ids of the VPC endpoints with an access association.
    pub access_associations: Known<Vec<String>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}

/// From a base path of a domain name to a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct BasePathMapping {
    /// The base path without slashes at its ends; empty for the root.
    pub base_path: String,
    /// The id of the API.
    pub api: String,
    /// The stage; none if the next segment of the path names it.
    pub stage: Option<String>,
    /// Where the inventory speaks of it.
    pub span: Span,
}
