//! `IA311`.

use can_invoke_gateway::inventory::{Authorization, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A route asks for an API key and for nothing else.
    ///
    /// # Why
    ///
    /// API keys tell callers apart for usage plans. They are sent in clear, are often in the
    /// code of clients, and AWS says not to use them for authentication or authorization.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// GET /pets: { authorization: NONE, api-key-required: true }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// GET /pets: { authorization: AWS_IAM, api-key-required: true }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html>
    ApiKeyIsNoAuthorization = "IA311" "api-key-is-no-authorization" Medium Regular since "0.2.0"
}

impl Rule for ApiKeyIsNoAuthorization {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                if route.is_api_key_required == Known::Known(true)
                    && route.authorization == Known::Known(Authorization::None)
                {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            // A resource policy or a VPC endpoint may ask for more.
                            if api.resource_policy == Known::Known(None) {
                                Confidence::Proven
                            } else {
                                Confidence::Hint
                            },
                            route.span,
                            model.subject_of_api(
                                api,
                                &format!("{} / api-key-is-no-authorization", route.key.text()),
                            ),
                            format!("an API key is all that {} asks for", route.key.text()),
                        )
                        .help("add AWS_IAM or an authorizer"),
                    );
                }
            }
        }
    }
}
