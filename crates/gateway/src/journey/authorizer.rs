//! What does the Lambda authorizer answer, and what does that come to with the resource
//! policy?
//!
//! Source: API Gateway developer guide, `apigateway-use-lambda-authorizer` and
//! `apigateway-authorization-flow`.

use super::{Asked, Flow, Walk};
use crate::{answer::HopKind, inventory::Route};

impl Walk {
    pub(super) fn lambda_authorizer(&mut self, asked: Asked<'_>, route: &Route) -> Flow {
        if let Some(authorizer) = asked.call.api.authorizer(route) {
            self.authorizer_function(asked, authorizer)?;
        }
        self.undecided(
            HopKind::Authentication,
            "what a CUSTOM authorizer answers is not decided yet",
        )
    }
}
