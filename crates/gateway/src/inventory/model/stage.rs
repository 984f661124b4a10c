//! Stages, and what was deployed to them.
//!
//! Source: API Gateway API reference, `API_Stage`, `API_Deployment`.

use std::{collections::BTreeMap, sync::Arc};

use can_invoke_policy::Policy;
use can_invoke_source::Span;

use super::{Authorizer, Integration};
use crate::inventory::{Known, Route};

/// A stage of an API.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Its name; `$default` is the one without a path segment.
    pub name: String,
    /// Whether every change is deployed at once; only stages of HTTP and WebSocket APIs can.
    pub auto_deploy: Known<bool>,
    /// Its stage variables.
    pub variables: Known<BTreeMap<String, String>>,
    /// The ARN of the web ACL of AWS WAF; only stages of REST APIs have one.
    pub web_acl: Known<Option<String>>,
    /// What the stage serves, where that is not what the API holds now.
    pub deployed: Option<Box<Deployment>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}

impl Stage {
    /// A stage of which nothing but its name is known.
    pub fn named(name: impl Into<String>, span: Span) -> Self {
        Stage {
            name: name.into(),
            auto_deploy: Known::NotKnown,
            variables: Known::NotKnown,
            web_acl: Known::NotKnown,
            deployed: None,
            span,
        }
    }
}

/// A snapshot of an API. What it does not speak of is as the API holds it now; what it says is
/// not known is something else that nobody could read.
#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    /// Its id, where known.
    pub id: Option<String>,
    /// The resource policy that was deployed.
    pub resource_policy: Option<Known<Option<Arc<Policy>>>>,
    /// The routes that were deployed.
    pub routes: Option<Known<Vec<Route>>>,
    /// The authorizers that were deployed.
    pub authorizers: Option<Known<Vec<Authorizer>>>,
    /// The integrations that were deployed, those that have an id or a name.
    pub integrations: Option<Known<Vec<Arc<Integration>>>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}
