//! `LP602`.

use can_invoke_policy::document::Effect;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A Lambda function lets API Gateway call it, whoever the API belongs to.
    ///
    /// # Why
    ///
    /// API Gateway calls functions for every account. Without `aws:SourceArn` or
    /// `aws:SourceAccount`, an API of anybody who knows the ARN of the function may call it.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "Service": "apigateway.amazonaws.com" },
    /// "Action": "lambda:InvokeFunction"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "Service": "apigateway.amazonaws.com" },
    /// "Action": "lambda:InvokeFunction",
    /// "Condition": { "ArnLike": { "AWS:SourceArn": "arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html>
    AnyApiMayCallFunction = "LP602" "any-api-may-call-function" High Regular since "0.2.0"
        access_analyzer ["RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL"]
}

impl Rule for AnyApiMayCallFunction {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let has_source = place
                .conditions()
                .any(|condition| condition.lowercase_key.starts_with("aws:source"));
            let is_about_calls = place
                .actions()
                .any(|action| action.matches("lambda:invokefunction"));
            if place.statement.effect == Effect::Deny || has_source || !is_about_calls {
                continue;
            }
            for entry in place
                .principals()
                .filter(|entry| entry.text == "apigateway.amazonaws.com")
            {
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        entry.span,
                        model.subject(place, &entry.text),
                        "an API of any account may call the function",
                    )
                    .help("add a condition on `aws:SourceArn` with the API, or on `aws:SourceAccount`"),
                );
            }
        }
    }
}
