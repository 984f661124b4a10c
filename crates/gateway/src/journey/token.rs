//! Is the token of a Cognito user pool or of another issuer good, and does that suffice?
//!
//! Source: API Gateway developer guide, `apigateway-integrate-with-cognito` and
//! `http-api-jwt-authorizer`.

use super::{Asked, Flow, Walk};
use crate::{
    answer::HopKind,
    inventory::{Authorization, Route},
};

impl Walk {
    pub(super) fn token(
        &mut self,
        _asked: Asked<'_>,
        _route: &Route,
        authorization: Authorization,
    ) -> Flow {
        self.undecided(
            HopKind::Authentication,
            format!(
                "what a {} authorizer answers is not decided yet",
                authorization.name()
            ),
        )
    }
}
