//! Is the token of a Cognito user pool or of another issuer good, and does that suffice?
//!
//! Source: API Gateway developer guide, `apigateway-integrate-with-cognito`,
//! `apigateway-authorization-flow` and `http-api-jwt-authorizer`. A token that lacks the
//! scopes gets 401 of a REST API and 403 of an HTTP API.

use can_invoke_policy::{Assumption, Caller, Granting, Verdict};

use super::{Asked, Flow, Walk, response};
use crate::{
    answer::HopKind,
    carried::Token,
    explain::{explain_invocation, explain_terms},
    inventory::{ApiKind, Authorization, Authorizer, AuthorizerKind, Known, Route},
};

impl Walk {
    /// `COGNITO_USER_POOLS` and `JWT`: the token first, then the resource policy, if there
    /// can be one.
    pub(super) fn token(
        &mut self,
        asked: Asked<'_>,
        route: &Route,
        authorization: Authorization,
    ) -> Flow {
        let kind = match authorization {
            Authorization::Jwt => AuthorizerKind::Jwt,
            _ => AuthorizerKind::CognitoUserPools,
        };
        let authorizer = asked.call.api.authorizer_of_kind(route, &[kind]);
        self.validity(asked, authorizer, kind)?;
        if kind == AuthorizerKind::CognitoUserPools {
            self.identity_token(asked, route)?;
        }
        self.scopes(asked, route)?;
        if asked.call.api.kind != ApiKind::Rest
            || asked.call.api.resource_policy == Known::Known(None)
        {
            return self.alone(asked, "the token");
        }
        self.resource_policy_allows(asked)
    }

    /// Whether the token can be verified.
    fn validity(
        &mut self,
        asked: Asked<'_>,
        authorizer: Option<&Authorizer>,
        kind: AuthorizerKind,
    ) -> Flow {
        // The signal of an HTTP API that it is the token, and nothing else.
        let mark = match kind {
            AuthorizerKind::Jwt => " (www-authenticate: Bearer error=\"invalid_token\")",
            _ => "",
        };
        let summary = match &asked.query.carried.token {
            Some(Token::Missing) => "the request carries no token".to_owned(),
            Some(Token::Invalid) => {
                format!("the token cannot be verified, is expired or is for somebody else{mark}")
            }
            Some(Token::Valid { .. }) => {
                return self.pass(
                    HopKind::Authentication,
                    format!("the token{} is valid", issuer(authorizer)),
                );
            }
            None => {
                self.identity(asked, authorizer)?;
                let granted = format!(
                    "that the request carries a valid token{}",
                    issuer(authorizer)
                );
                self.take_for_granted(asked, HopKind::Authentication, granted)?;
                return self.pass(
                    HopKind::Authentication,
                    "a valid token is taken for granted",
                );
            }
        };
        self.stop(HopKind::Authentication, response::unauthorized(), summary)
    }

    /// Without scopes a route takes identity tokens, and they have none: a token with scopes
    /// is an access token.
    ///
    /// Source: API Gateway developer guide, `apigateway-enable-cognito-user-pool`; re:Post
    /// knowledge center, `api-gateway-cognito-401-unauthorized`.
    fn identity_token(&mut self, asked: Asked<'_>, route: &Route) -> Flow {
        let Some(Token::Valid {
            scopes: Some(scopes),
        }) = &asked.query.carried.token
        else {
            return Flow::Continue(());
        };
        match &route.scopes {
            Known::Known(wanted) if wanted.is_empty() && !scopes.is_empty() => self.stop(
                HopKind::Authentication,
                response::unauthorized(),
                format!(
                    "the route asks for no scopes, so that it takes an identity token, and the \
                     token has {}, so that it is an access token",
                    scopes.join(", ")
                ),
            ),
            _ => Flow::Continue(()),
        }
    }

    /// Whether the token has one of the scopes that the route asks for.
    fn scopes(&mut self, asked: Asked<'_>, route: &Route) -> Flow {
        let is_http = asked.call.api.kind == ApiKind::Http;
        let hop = if is_http {
            HopKind::Authorization
        } else {
            HopKind::Authentication
        };
        let wanted = match &route.scopes {
            Known::Known(wanted) if wanted.is_empty() => return Flow::Continue(()),
            Known::Known(wanted) => wanted,
            Known::NotKnown => {
                let has_some = matches!(
                    &asked.query.carried.token,
                    Some(Token::Valid { scopes: Some(scopes) }) if !scopes.is_empty()
                );
                let none = if has_some && !is_http {
                    "a scope"
                } else {
                    "no scopes, or for one"
                };
                let granted = format!(
                    "that {} asks for {none} that the token has",
                    route.key.text()
                );
                return self.take_for_granted(asked, hop, granted);
            }
        };
        let list = wanted.join(", ");
        let Some(Token::Valid {
            scopes: Some(scopes),
        }) = &asked.query.carried.token
        else {
            self.doubt(
                hop,
                format!(
                    "the route asks for one of the scopes {list}, and nobody said which scopes \
                     the token has"
                ),
            );
            return Flow::Continue(());
        };
        if let Some(scope) = wanted.iter().find(|scope| scopes.contains(scope)) {
            // The hop of the token has been told; that of the policies is still to come.
            if !is_http {
                self.pass(hop, format!("the token has the scope {scope}"))?;
            }
            return Flow::Continue(());
        }
        let has = match scopes.as_slice() {
            [] => "has no scope".to_owned(),
            scopes => format!("has {}", scopes.join(", ")),
        };
        let (response, mark) = if is_http {
            (
                response::forbidden(),
                " (www-authenticate: Bearer error=\"insufficient_scope\")",
            )
        } else {
            (response::unauthorized(), "")
        };
        self.stop(
            hop,
            response,
            format!("the route asks for one of the scopes {list}, and the token {has}{mark}"),
        )
    }

    /// A valid token does not take the place of the resource policy, which must allow an
    /// anonymous caller.
    fn resource_policy_allows(&mut self, asked: Asked<'_>) -> Flow {
        const SILENT: Assumption = Assumption::CognitoSilentResourcePolicy;
        let denied_if_silent = explain_invocation(
            asked.inventory,
            asked.query,
            asked.call,
            &Caller::Anonymous,
            None,
        );
        let verdict = denied_if_silent.decision.verdict;
        if matches!(verdict, Verdict::Allowed | Verdict::ExplicitlyDenied) {
            return self.policies(asked.call, denied_if_silent);
        }
        let allowed_if_silent = explain_terms(asked, Granting::Nobody);
        if allowed_if_silent.decision.verdict == verdict {
            return self.policies(asked.call, denied_if_silent);
        }
        self.assumptions.push(SILENT);
        let explained = if asked.query.readings.is_alternative(SILENT) {
            allowed_if_silent
        } else {
            denied_if_silent
        };
        self.policies(asked.call, explained)
    }
}

/// ` of the user pool …`, ` of https://issuer…`.
fn issuer(authorizer: Option<&Authorizer>) -> String {
    let Some(authorizer) = authorizer else {
        return String::new();
    };
    let pools = authorizer.user_pools.known().map(Vec::as_slice);
    match (&authorizer.issuer, pools) {
        (Known::Known(Some(issuer)), _) => format!(" of {issuer}"),
        (_, Some([only])) => format!(" of the user pool {only}"),
        _ => format!(" for the authorizer {}", authorizer.name),
    }
}
