//! `IA313`.

use can_invoke_gateway::patterns::FindingKind;

use crate::{
    finding::Findings,
    model::Model,
    patterns,
    rule::{Meta, Rule, rule},
};

rule! {
    /// An identity-based policy speaks of routes that do not ask the policies of callers.
    ///
    /// # Why
    ///
    /// API Gateway looks at the policies of a caller only where the authorization is
    /// `AWS_IAM`. For a route with `NONE`, a Lambda authorizer or a user pool, an `Allow` or
    /// `Deny` of the caller has no effect: a `Deny` there protects nothing.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Effect": "Deny", "Action": "execute-api:Invoke", "Resource": "…:abc123/*/GET/pets" # and the route has NONE
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// the route with the authorization AWS_IAM
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    RouteDoesNotAskTheCaller = "IA313" "route-does-not-ask-the-caller" Medium Regular since "0.2.0"
}

impl Rule for RouteDoesNotAskTheCaller {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for found in patterns::found(model, FindingKind::NotAsked) {
            findings.add(patterns::finding(&Self::META, model, &found, "set the authorization of the route to AWS_IAM, if policies of callers are to decide"));
        }
    }
}
