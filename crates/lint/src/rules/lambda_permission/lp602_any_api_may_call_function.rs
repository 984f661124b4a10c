//! `LP602`.

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
            if has_source || !place.names_action("lambda:invokefunction") {
                continue;
            }
            for entry in place
                .lets_in()
                .filter(|entry| entry.text == "apigateway.amazonaws.com")
            {
                findings.add(
                    Finding::new(
                        &Self::META,
                        if place.may_be_taken_back() || !place.statement.conditions.is_empty() {
                            Confidence::Likely
                        } else {
                            Confidence::Proven
                        },
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
