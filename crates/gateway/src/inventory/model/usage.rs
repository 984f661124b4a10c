//! Usage plans and their API keys.
//!
//! Source: API Gateway developer guide, `api-gateway-api-usage-plans`.

use can_invoke_source::Span;

use crate::inventory::Known;

/// A usage plan.
#[derive(Clone, Debug, PartialEq)]
pub struct UsagePlan {
    /// Its name or id.
    pub name: String,
    /// The stages that it is for: API id and stage.
    pub stages: Known<Vec<(String, String)>>,
    /// The names of its API keys. Their values are secrets and are never read.
    pub keys: Known<Vec<String>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}
