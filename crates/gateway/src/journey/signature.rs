//! What the `Authorization` header of a request holds, and whom that makes the caller.
//!
//! A VPC endpoint looks at the header before any route is met, so whom its policy sees does
//! not follow from the authorization type of the route.
//!
//! Source: API Gateway developer guide, `apigateway-vpc-endpoint-policies`.

use can_invoke_policy::Caller;

use super::{Asked, Flow, Walk, response};
use crate::{
    answer::HopKind,
    carried::{Signature, Token},
    inventory::{ApiKind, Authorization, AuthorizerKind, Known, Route},
};

/// What the header holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    /// A signature of the caller that can be verified.
    Signed,
    /// A signature that cannot.
    Invalid,
    /// Something else, such as a bearer token.
    Token,
    /// There is no such header.
    Nothing,
}

impl Credentials {
    /// What the request carries, as the question says; else what a caller would send to a
    /// route that authorizes like this one.
    pub(super) fn of(asked: Asked<'_>, route: Option<&Route>) -> Self {
        let carried = &asked.query.carried;
        // Only who has credentials of AWS can sign.
        let can_sign = !matches!(asked.caller, Caller::Anonymous | Caller::Federated { .. });
        match carried.signature {
            Some(Signature::Valid) => return Credentials::Signed,
            Some(Signature::Invalid) => return Credentials::Invalid,
            Some(Signature::Missing) if carried.header("authorization").is_none() => {
                return Credentials::Nothing;
            }
            Some(Signature::Missing) => return Credentials::Token,
            None => {}
        }
        if let Some(value) = carried.header("authorization") {
            let is_signature = value.starts_with("AWS4-");
            return match (is_signature, can_sign) {
                (true, true) => Credentials::Signed,
                (true, false) => Credentials::Invalid,
                (false, _) => Credentials::Token,
            };
        }
        if takes_token_from_header(asked, route) {
            return match &carried.token {
                Some(Token::Missing) => Credentials::Nothing,
                Some(Token::Invalid | Token::Valid { .. }) | None => Credentials::Token,
            };
        }
        if can_sign {
            Credentials::Signed
        } else {
            Credentials::Nothing
        }
    }

    /// Whom the policy of a VPC endpoint sees, in a sentence.
    pub(super) fn seen(self, caller: &Caller) -> String {
        match self {
            Credentials::Signed => format!("it sees {caller}, who signs the request"),
            Credentials::Invalid => "the signature cannot be verified".to_owned(),
            Credentials::Token => "it sees an anonymous caller: what the Authorization header \
                                   holds is no signature"
                .to_owned(),
            Credentials::Nothing => {
                "it sees an anonymous caller: the request is not signed".to_owned()
            }
        }
    }
}

/// Whether the authorizer of the route reads the header, so that the caller sends a token
/// there. A TOKEN authorizer and a user pool read it unless somebody said otherwise.
fn takes_token_from_header(asked: Asked<'_>, route: Option<&Route>) -> bool {
    let Some(route) = route else { return false };
    let reads = match route.authorization.known() {
        Some(Authorization::Custom | Authorization::CognitoUserPools | Authorization::Jwt) => {
            asked.call.api.authorizer(route)
        }
        Some(Authorization::AwsIam | Authorization::None) | None => return false,
    };
    let Some(authorizer) = reads else { return true };
    match &authorizer.identity_sources {
        Known::Known(sources) => sources
            .iter()
            .any(|source| source.to_ascii_lowercase().ends_with(".authorization")),
        Known::NotKnown => authorizer.kind != AuthorizerKind::Request,
    }
}

impl Walk {
    /// A route that asks for a signature gets one that it can verify, or stops.
    ///
    /// Source: API Gateway developer guide, `supported-gateway-response-types`; the messages
    /// are those of Signature Version 4.
    pub(super) fn signature(&mut self, asked: Asked<'_>) -> Flow {
        let (response, summary) = match Credentials::of(asked, None) {
            Credentials::Signed => return Flow::Continue(()),
            Credentials::Invalid => (
                response::invalid_signature(),
                "the signature of the request cannot be verified",
            ),
            Credentials::Token => (
                response::of(
                    403,
                    "Authorization header requires 'Credential' parameter. Authorization header \
                     requires 'Signature' parameter.",
                ),
                "the route asks for a Signature Version 4 signature, and the Authorization header \
                 holds something else",
            ),
            Credentials::Nothing => (
                response::missing_token(),
                "the route asks for a Signature Version 4 signature and the request has none",
            ),
        };
        let response = match asked.call.api.kind {
            ApiKind::Http => response::forbidden(),
            ApiKind::Rest | ApiKind::WebSocket => response,
        };
        self.stop(HopKind::Authentication, response, summary)
    }
}
