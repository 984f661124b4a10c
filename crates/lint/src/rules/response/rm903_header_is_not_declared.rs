//! `RM903`.

use can_invoke_gateway::inventory::{ApiKind, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// An integration response sets a header that the method does not declare.
    ///
    /// # Why
    ///
    /// A method response declares which headers the client can get. Setting one that is not
    /// declared is refused when it is saved, or ends in a 500.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// method-responses: { "200": [] }
    /// responses: [{ status: "200", parameters: { method.response.header.X-Id: "'1'" } }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// method-responses: { "200": [method.response.header.X-Id] }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html>
    HeaderIsNotDeclared = "RM903" "header-is-not-declared" Error Regular since "0.2.0"
}

impl Rule for HeaderIsNotDeclared {
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
                // The mapping of a proxy has no effect, which another rule tells.
                let is_proxy = integration
                    .kind
                    .known()
                    .is_none_or(|kind| kind.value.is_proxy());
                if api.kind != ApiKind::Rest || is_proxy {
                    continue;
                }
                for response in responses {
                    let Some(method) = declared
                        .iter()
                        .find(|one| one.status.value == response.status.value)
                    else {
                        continue;
                    };
                    for parameter in &response.parameters {
                        let name = &parameter.name;
                        let is_declared =
                            method.parameters.iter().any(|one| one.value == name.value);
                        let is_unknown = method
                            .parameters
                            .iter()
                            .chain([name])
                            .any(|one| model.unknowns.is_in(&one.value));
                        if is_declared || is_unknown || !name.value.starts_with("method.response.")
                        {
                            continue;
                        }
                        findings.add(
                            Finding::new(
                                &Self::META,
                                model.sure_of([name.value.as_str()]),
                                name.span,
                                model.subject_of_api(
                                    api,
                                    &format!("{} / {}", route.key.text(), name.value),
                                ),
                                format!(
                                    "{} does not declare `{}` for the status {}",
                                    route.key.text(),
                                    name.value,
                                    method.status.value
                                ),
                            )
                            .help("declare it as a response parameter of the method response"),
                        );
                    }
                }
            }
        }
    }
}
