//! Authorizers.
//!
//! Source: API Gateway API reference, `API_Authorizer`; version 2 API reference,
//! `apis-apiid-authorizers`.

use std::sync::Arc;

use can_invoke_policy::Policy;
use can_invoke_source::Span;

use crate::inventory::{ApiKind, Known};

/// An authorizer of an API.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorizer {
    /// Its name, or its id where it has no name; what routes refer to.
    pub name: String,
    /// Its id, where known.
    pub id: Option<String>,
    /// What it looks at.
    pub kind: AuthorizerKind,
    /// Where it finds the identity, in the words of the API: of a REST API
    /// `method.request.header.Authorization`, of an HTTP or WebSocket API
    /// `$request.header.Authorization` or `route.request.header.Authorization`.
    pub identity_sources: Known<Vec<String>>,
    /// Of a `TOKEN` authorizer: the regular expression that a token must match.
    pub identity_validation: Known<Option<String>>,
    /// For how many seconds an answer is reused; 0 if it is not.
    pub result_ttl: Known<u32>,
    /// Of a Lambda authorizer of an HTTP API: the format of event and answer.
    pub payload_format: Known<PayloadFormat>,
    /// Of a Lambda authorizer of an HTTP API: whether `isAuthorized` is expected.
    pub has_simple_responses: Known<bool>,
    /// The ARN of the function, with its version or alias.
    pub function: Known<Option<String>>,
    /// The ARN of the role that API Gateway assumes to call the function.
    pub credentials: Known<Option<String>>,
    /// The ARNs of Cognito user pools.
    pub user_pools: Known<Vec<String>>,
    /// Of a `JWT` authorizer: the issuer.
    pub issuer: Known<Option<String>>,
    /// Of a `JWT` authorizer: who a token may be for.
    pub audience: Known<Vec<String>>,
    /// What the function answers, as far as a sample tells.
    pub returns: Known<AuthorizerAnswer>,
    /// Where the inventory speaks of it.
    pub span: Span,
}

/// The kinds of authorizers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizerKind {
    /// A Lambda function that is given one token.
    Token,
    /// A Lambda function that is given the parameters of the request.
    Request,
    /// Cognito user pools.
    CognitoUserPools,
    /// JSON Web Tokens of an issuer.
    Jwt,
}

impl AuthorizerKind {
    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            AuthorizerKind::Token => "TOKEN",
            AuthorizerKind::Request => "REQUEST",
            AuthorizerKind::CognitoUserPools => "COGNITO_USER_POOLS",
            AuthorizerKind::Jwt => "JWT",
        }
    }
}

/// The formats of what a Lambda authorizer of an HTTP API is given and gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadFormat {
    /// `1.0`: as of a REST API; the answer is a policy.
    One,
    /// `2.0`: the answer is a policy or, with simple responses, `isAuthorized`.
    Two,
}

/// What a Lambda authorizer answers.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthorizerAnswer {
    /// A policy for this identity.
    Policy {
        /// The policy document.
        policy: Arc<Policy>,
        /// The API key that it supplies (`usageIdentifierKey`).
        usage_identifier_key: Option<String>,
        /// Whether its `context` holds lists or objects, which only format 2.0 takes.
        has_nested_context: bool,
    },
    /// `isAuthorized` of a simple response.
    Simple(bool),
    /// The function throws `Unauthorized`.
    Unauthorized,
    /// The function fails, is not allowed to be called, or answers in a form that API
    /// Gateway cannot read; how, in words.
    Fails(String),
}

/// Whether API Gateway can read an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It can.
    Readable,
    /// It can, if what these words say is so, of which nobody spoke.
    Granted(String),
    /// It cannot, and the client gets 500; why, in words.
    Unreadable(String),
    /// AWS does not say; about what, in words.
    Open(String),
}

impl AuthorizerAnswer {
    /// Whether API Gateway can read this answer of an authorizer of an API of some kind.
    /// `authorizer` is what is known of the authorizer.
    ///
    /// Source: API Gateway developer guide, `api-gateway-lambda-authorizer-output` and
    /// `http-api-lambda-authorizer`.
    pub fn fit(&self, kind: ApiKind, authorizer: Option<&Authorizer>) -> Fit {
        let format = match kind {
            ApiKind::Http => authorizer.and_then(|one| one.payload_format.known().copied()),
            // The only one that they have.
            ApiKind::Rest | ApiKind::WebSocket => Some(PayloadFormat::One),
        };
        let simple = authorizer.and_then(|one| one.has_simple_responses.known().copied());
        match (self, format) {
            (AuthorizerAnswer::Simple(_), Some(PayloadFormat::One)) => Fit::Unreadable(
                "an answer with `isAuthorized` is for HTTP APIs with payload format 2.0; here \
                 API Gateway expects `principalId` and `policyDocument`"
                    .to_owned(),
            ),
            (AuthorizerAnswer::Simple(_), _) if simple == Some(false) => Fit::Unreadable(
                "an answer with `isAuthorized` is for authorizers with simple responses, and \
                 they are not enabled"
                    .to_owned(),
            ),
            (AuthorizerAnswer::Simple(_), _) if format.is_none() || simple.is_none() => {
                Fit::Granted(
                    "that the authorizer has payload format 2.0 and simple responses".to_owned(),
                )
            }
            (
                AuthorizerAnswer::Policy {
                    has_nested_context: true,
                    ..
                },
                Some(PayloadFormat::One),
            ) => Fit::Unreadable(
                "its `context` holds a list or an object, and format 1.0 takes texts, numbers \
                 and booleans"
                    .to_owned(),
            ),
            (AuthorizerAnswer::Policy { .. }, Some(PayloadFormat::Two)) if simple == Some(true) => {
                Fit::Open(
                    "what API Gateway does with a policy where simple responses are enabled"
                        .to_owned(),
                )
            }
            _ => Fit::Readable,
        }
    }
}
