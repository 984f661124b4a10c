//! `LP609`.

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The policy of a function lets API Gateway do something other than invoke it.
    ///
    /// # Why
    ///
    /// API Gateway calls `lambda:InvokeFunction`. `lambda:InvokeAsync` is an old action, and
    /// `lambda:InvokeFunctionUrl` is for function URLs: with either of them every call ends
    /// in a 500.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "lambda:InvokeFunctionUrl", "Principal": { "Service": "apigateway.amazonaws.com" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "lambda:InvokeFunction"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html>
    WrongActionForApiGateway = "LP609" "wrong-action-for-api-gateway" Error Regular since "0.2.0"
}

impl Rule for WrongActionForApiGateway {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let is_for_api_gateway = place
                .lets_in()
                .any(|entry| entry.text == "apigateway.amazonaws.com");
            let speaks_of_lambda = place
                .actions()
                .any(|action| action.text.to_ascii_lowercase().starts_with("lambda:"));
            if !is_for_api_gateway
                || !speaks_of_lambda
                || place.names_action("lambda:invokefunction")
            {
                continue;
            }
            let Some(action) = place
                .actions()
                .next()
                .filter(|_| !place.statement.action.negated)
            else {
                continue;
            };
            findings.add(
                Finding::new(
                    &Self::META,
                    Confidence::Proven,
                    action.span,
                    model.subject(place, &action.text),
                    format!("API Gateway does not call `{}`", action.text),
                )
                .help("write `lambda:InvokeFunction`"),
            );
        }
    }
}
