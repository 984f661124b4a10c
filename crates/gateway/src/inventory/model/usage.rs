//! Usage plans and their API keys.
//!
//! Source: API Gateway developer guide, `api-gateway-api-usage-plans`.

use can_invoke_source::Span;

use crate::inventory::Known;

/// Where an API finds the API key of a request.
///
/// Source: API Gateway developer guide, `api-gateway-api-key-source`; of WebSocket APIs
/// `apigateway-websocket-api-selection-expressions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeySource {
    /// In the header `x-api-key`.
    Header,
    /// In the answer of the Lambda authorizer, as `usageIdentifierKey`.
    Authorizer,
}

impl ApiKeySource {
    /// Reads the word of a REST API, or the selection expression of a WebSocket API.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "HEADER" | "$request.header.x-api-key" => Some(ApiKeySource::Header),
            "AUTHORIZER" | "$context.authorizer.usageIdentifierKey" => {
                Some(ApiKeySource::Authorizer)
            }
            _ => None,
        }
    }
}

/// A usage plan.
#[derive(Clone, Debug, PartialEq)]
pub struct UsagePlan {
    /// Its id, where known.
    pub id: Option<String>,
    /// Its name or id.
    pub name: String,
    /// The stages that it is for: API id and stage.
    pub stages: Known<Vec<(String, String)>>,
    /// The names of its API keys. Their values are secrets and are never read.
    pub keys: Known<Vec<String>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}
