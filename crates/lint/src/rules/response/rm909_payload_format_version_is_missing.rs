//! `RM909`.

use can_invoke_gateway::inventory::{ApiKind, IntegrationKind, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// An integration of an HTTP API with Lambda does not say its payload format version.
    ///
    /// # Why
    ///
    /// The console sets version 2.0; the AWS CLI, CloudFormation and SDKs have to say it, and
    /// API Gateway refuses a Lambda integration without it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// type: AWS_PROXY
    /// uri: arn:aws:lambda:us-east-1:111111111111:function:pets
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// type: AWS_PROXY
    /// uri: arn:aws:lambda:us-east-1:111111111111:function:pets
    /// payload-format-version: "2.0"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
    PayloadFormatVersionIsMissing = "RM909" "payload-format-version-is-missing" Error Regular since "0.2.0"
}

impl Rule for PayloadFormatVersionIsMissing {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let is_lambda = integration
                    .kind
                    .known()
                    .is_some_and(|kind| kind.value == IntegrationKind::AwsProxy)
                    && integration
                        .subtype
                        .known()
                        .and_then(Option::as_ref)
                        .is_none();
                if api.kind == ApiKind::Http
                    && is_lambda
                    && integration.payload_format == Known::Known(None)
                {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            integration.span,
                            model.subject_of_api(
                                api,
                                &format!("{} / payload format version", route.key.text()),
                            ),
                            format!(
                                "{}: the integration with Lambda has no payload format version",
                                route.key.text()
                            ),
                        )
                        .help("set the payload format version to 2.0"),
                    );
                }
            }
        }
    }
}
