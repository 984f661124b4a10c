//! `LP610`.

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The source ARN that a Lambda function asks for is that of the management of an API.
    ///
    /// # Why
    ///
    /// API Gateway sends the execute-api ARN of the method that it serves.
    /// `arn:aws:apigateway:…::/restapis/…` names the API for its management and is never
    /// sent, so that the statement never applies.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "ArnLike": { "AWS:SourceArn": "arn:aws:apigateway:us-east-1::/restapis/abc123/*" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "ArnLike": { "AWS:SourceArn": "arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html>
    ManagementArnAsSource = "LP610" "management-arn-as-source" Error Regular since "0.2.0"
}

impl Rule for ManagementArnAsSource {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            if !place.names_action("lambda:invokefunction") {
                continue;
            }
            for condition in place
                .conditions()
                .filter(|one| one.lowercase_key == "aws:sourcearn")
            {
                for value in &condition.values {
                    if value.text.contains(":apigateway:") && value.text.contains("/restapis/") {
                        findings.add(
                            Finding::new(
                                &Self::META,
                                Confidence::Proven,
                                value.span,
                                model.subject(place, &value.text),
                                "API Gateway never sends this ARN as its source",
                            )
                            .help("write the execute-api ARN: `arn:aws:execute-api:{region}:{account}:{api-id}/*/{method}/{path}`"),
                        );
                    }
                }
            }
        }
    }
}
