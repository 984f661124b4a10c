//! `LP611`.

use crate::{
    execute_api::ExecuteApi,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The policy of a function lets API Gateway in for one stage only.
    ///
    /// # Why
    ///
    /// The test of the console calls with the stage `test-invoke-stage`, and a new stage is
    /// another one: both are refused although the routes are right. Where that is meant,
    /// nothing is wrong.
    ///
    /// # Bad
    ///
    /// ```json
    /// "AWS:SourceArn": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "AWS:SourceArn": "arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html>
    PermissionForOneStage = "LP611" "permission-for-one-stage" Info Pedantic since "0.2.0"
}

impl Rule for PermissionForOneStage {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let is_for_api_gateway = place
                .lets_in()
                .any(|entry| entry.text == "apigateway.amazonaws.com");
            for condition in place
                .conditions()
                .filter(|one| is_for_api_gateway && one.lowercase_key == "aws:sourcearn")
            {
                for value in &condition.values {
                    let Some(source) = ExecuteApi::parse(&value.text) else {
                        continue;
                    };
                    let Some(stage) = source.stage.filter(|stage| {
                        stage.is_literal()
                            && !matches!(stage.text, "authorizers" | "$default" | "")
                            && !model.unknowns.is_in(stage.text)
                    }) else {
                        continue;
                    };
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Hint,
                            value.span,
                            model.subject(place, &value.text),
                            format!("API Gateway is let in for the stage `{}` only", stage.text),
                        )
                        .help("write `*` for the stage, if all stages are meant"),
                    );
                }
            }
        }
    }
}
