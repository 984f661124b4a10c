//! What a request carries beside its signature, as far as the question says.

use crate::inventory::AuthorizerAnswer;

/// What is said of one request. What is not said is not known, unless noted otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carried {
    /// The id of the VPC endpoint that it comes through.
    pub vpc_endpoint: Option<String>,
    /// Whether it surely comes through no VPC endpoint.
    pub is_from_outside: bool,
    /// Headers, in order: names in any case.
    pub headers: Vec<(String, String)>,
    /// Query string parameters.
    pub query_string: Vec<(String, String)>,
    /// The state of its signature; a caller of the question signs validly unless said.
    pub signature: Option<Signature>,
    /// The token that it carries for a Cognito or JWT authorizer.
    pub token: Option<Token>,
    /// What the Lambda authorizer answers to it; counts more than what the inventory says.
    pub authorizer: Option<AuthorizerAnswer>,
    /// Its API key.
    pub api_key: Option<ApiKey>,
    /// Whether it comes with a client certificate that the trust store accepts.
    pub has_client_certificate: Option<bool>,
    /// Whether a rule of AWS WAF blocks it.
    pub is_blocked_by_waf: Option<bool>,
}

/// The state of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// It can be verified.
    Valid,
    /// It cannot.
    Invalid,
    /// There is none.
    Missing,
}

/// The token of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// There is none.
    Missing,
    /// It cannot be verified, is expired or is for somebody else.
    Invalid,
    /// It can be verified.
    Valid {
        /// Its scopes, if somebody said.
        scopes: Option<Vec<String>>,
    },
}

/// The API key of a request. Keys are secrets: only their names are spoken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiKey {
    /// There is none, or one that API Gateway does not know.
    Missing,
    /// The key of this name.
    Named(String),
}
