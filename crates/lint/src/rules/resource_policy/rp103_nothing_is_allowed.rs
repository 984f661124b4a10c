//! `RP103`.

use can_invoke_gateway::inventory::Authorization;
use can_invoke_policy::document::Effect;

use crate::{
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A resource policy allows nothing, and a route needs an `Allow`.
    ///
    /// # Why
    ///
    /// Where nobody signs (`NONE`) or a user pool decides, API Gateway asks the resource
    /// policy alone, and what it does not allow it denies. A policy with `Deny` statements
    /// only closes such routes for everybody.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Statement": [{ "Effect": "Deny", …, "Condition": { "NotIpAddress": { "aws:SourceIp": "203.0.113.0/24" } } }]
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Statement": [
    ///   { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*" },
    ///   { "Effect": "Deny", …, "Condition": { "NotIpAddress": { "aws:SourceIp": "203.0.113.0/24" } } }
    /// ]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html>
    NothingIsAllowed = "RP103" "nothing-is-allowed" High Regular since "0.2.0"
}

impl Rule for NothingIsAllowed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for document in &model.policies {
            let Attached::Api(api) = document.attached else {
                continue;
            };
            let mut statements = document.policy.statements.iter();
            if statements.any(|statement| statement.effect == Effect::Allow) {
                continue;
            }
            let needs_allow = |authorization: Authorization| {
                matches!(
                    authorization,
                    Authorization::None | Authorization::CognitoUserPools
                )
            };
            let routes = api.routes.known().into_iter().flatten();
            let Some(route) = routes.into_iter().find(|route| {
                route
                    .authorization
                    .known()
                    .copied()
                    .is_some_and(needs_allow)
            }) else {
                continue;
            };
            let file = model.sources.name(document.policy.span.file);
            findings.add(
                Finding::new(
                    &Self::META,
                    Confidence::Proven,
                    document.node.span,
                    format!("{file} / {} / allows nothing", document.policy.name),
                    format!(
                        "the resource policy allows nothing, so that {} is closed for everybody",
                        route.key.text()
                    ),
                )
                .also(route.span, "this route needs an `Allow`")
                .help("add a statement that allows what the `Deny` statements leave open"),
            );
        }
    }
}
