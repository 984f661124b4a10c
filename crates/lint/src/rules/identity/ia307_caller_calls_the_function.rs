//! `IA307`.

use can_invoke_gateway::inventory::{Credentials, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// An integration calls its function with the credentials of the caller.
    ///
    /// # Why
    ///
    /// With `arn:aws:iam::*:user/*` as its credentials, API Gateway passes the signature of
    /// the caller on. Every caller needs `lambda:InvokeFunction` beside `execute-api:Invoke`;
    /// otherwise the call ends in a 500 although IAM let it in. An API with a resource policy
    /// cannot be deployed with it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// credentials: arn:aws:iam::*:user/*
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// credentials: none # and a permission of the function for API Gateway
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html>
    CallerCallsTheFunction = "IA307" "caller-calls-the-function" Medium Regular since "0.2.0"
}

impl Rule for CallerCallsTheFunction {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let Known::Known(Some(credentials)) = &integration.credentials else {
                    continue;
                };
                if credentials.value == Credentials::Caller {
                    let has_policy = matches!(api.resource_policy, Known::Known(Some(_)));
                    findings.add(
                        Finding::new(
                            &Self::META,
                            if has_policy { Confidence::Likely } else { Confidence::Hint },
                            credentials.span,
                            model.subject_of_api(api, &format!("{} / credentials", route.key.text())),
                            if has_policy {
                                format!("{}: an API with a resource policy cannot be deployed with the credentials of the caller", route.key.text())
                            } else {
                                format!("{}: every caller needs `lambda:InvokeFunction` too", route.key.text())
                            },
                        )
                        .help("let API Gateway call the function with a permission of the function, or with a role"),
                    );
                }
            }
        }
    }
}
