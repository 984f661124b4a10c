//! `RM901`.

use can_invoke_gateway::inventory::{ApiKind, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// An integration response maps to a status code that the method does not declare.
    ///
    /// # Why
    ///
    /// API Gateway answers with a status code only if the method declares it. Otherwise the
    /// call ends in a 500, and the log says `Output mapping refers to an invalid method
    /// response`.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// method-responses: ["200"]
    /// integration: { type: MOCK, responses: [{ status: "418" }] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// method-responses: ["200", "418"]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html>
    ResponseIsNotDeclared = "RM901" "response-is-not-declared" Error Regular since "0.2.0"
}

impl Rule for ResponseIsNotDeclared {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let (Known::Known(declared), Known::Known(responses)) =
                    (&route.method_responses, &integration.responses)
                else {
                    continue;
                };
                let is_proxy = integration
                    .kind
                    .known()
                    .is_none_or(|kind| kind.value.is_proxy());
                if api.kind != ApiKind::Rest || is_proxy {
                    continue;
                }
                for response in responses {
                    let status = &response.status;
                    if declared.iter().any(|one| one.status.value == status.value) {
                        continue;
                    }
                    findings.add(
                        Finding::new(
                            &Self::META,
                            model.sure_of([status.value.as_str()]),
                            status.span,
                            model.subject_of_api(api, &format!("{} / {}", route.key.text(), status.value)),
                            format!("{} does not declare the status {}, so that this answer ends in a 500", route.key.text(), status.value),
                        )
                        .help(format!("declare a method response {}", status.value)),
                    );
                }
            }
        }
    }
}
