//! What a request carries beside its signature, as far as the question says.

use can_invoke_source::words::{enumerate, quote};

use crate::{inventory::AuthorizerAnswer, query::QueryError};

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

impl Token {
    /// The states of a token, as questions name them.
    pub const WORDS: [&'static str; 3] = ["valid", "invalid", "missing"];

    /// A token by what a question says of it: one of [`Token::WORDS`], and its scopes, of
    /// which only a valid one has any. Scopes alone mean a valid token.
    pub fn parse(
        state: Option<&str>,
        scopes: Option<Vec<String>>,
    ) -> Result<Option<Token>, QueryError> {
        match (state, scopes) {
            (None, None) => Ok(None),
            (Some("valid") | None, scopes) => Ok(Some(Token::Valid { scopes })),
            (Some("invalid"), None) => Ok(Some(Token::Invalid)),
            (Some("missing"), None) => Ok(Some(Token::Missing)),
            (Some("invalid" | "missing"), Some(_)) => Err(QueryError::new(
                "scopes are given for a token that is not valid",
                "only the scopes of a valid token count; leave one of the two out",
            )),
            (Some(other), _) => Err(QueryError::new(
                format!("{} is not the state of a token", quote(other)),
                format!("write one of {}", enumerate(&Token::WORDS)),
            )),
        }
    }
}

/// Reads a header as it is sent: `Name: value`. The value may be empty.
pub fn parse_header(text: &str) -> Result<(String, String), QueryError> {
    let is_name = |name: &str| {
        let mut bytes = name.bytes();
        !name.is_empty()
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    match text.split_once(':') {
        Some((name, value)) if is_name(name.trim()) => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        // What may hold a secret is not shown.
        _ => Err(QueryError::new(
            "a header is not written as `Name: value`",
            "write `--header 'Authorization: Bearer abc'`, or `--header 'Authorization:'` for one \
             without a value",
        )),
    }
}

/// The API key of a request. Keys are secrets: only their names are spoken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiKey {
    /// There is none, or one that API Gateway does not know.
    Missing,
    /// The key of this name.
    Named(String),
}
