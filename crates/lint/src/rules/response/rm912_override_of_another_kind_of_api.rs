//! `RM912`.

use can_invoke_gateway::inventory::{ApiKind, Known, Parameter};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A mapping changes the status code as another kind of API does it.
    ///
    /// # Why
    ///
    /// `overwrite:statuscode` belongs to HTTP APIs, `$context.responseOverride.status` to the
    /// mapping templates of REST APIs. In the other kind of API neither changes anything.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # of a REST API
    /// responses: [{ status: "200", parameters: { overwrite:statuscode: "201" } }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # of a REST API
    /// #set($context.responseOverride.status = 201)
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html>
    OverrideOfAnotherKindOfApi = "RM912" "override-of-another-kind-of-api" Error Regular since "0.2.0"
}

impl Rule for OverrideOfAnotherKindOfApi {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let mut parameters: Vec<&Parameter> = Vec::new();
                for response in integration.responses.known().into_iter().flatten() {
                    parameters.extend(&response.parameters);
                }
                for mapping in integration
                    .response_parameters
                    .known()
                    .into_iter()
                    .flatten()
                {
                    parameters.extend(&mapping.parameters);
                }
                for parameter in parameters {
                    let (is_wrong, right) = if api.kind == ApiKind::Http {
                        (
                            parameter.value.value.contains("context.responseOverride"),
                            "`overwrite:statuscode`",
                        )
                    } else {
                        (
                            parameter.name.value.starts_with("overwrite:"),
                            "`$context.responseOverride.status` in a mapping template",
                        )
                    };
                    if is_wrong {
                        findings.add(
                            Finding::new(
                                &Self::META,
                                model.sure_of([parameter.value.value.as_str()]),
                                parameter.name.span,
                                model.subject_of_api(
                                    api,
                                    &format!("{} / {}", route.key.text(), parameter.name.value),
                                ),
                                format!(
                                    "{}: this is not how a {} changes its answer",
                                    route.key.text(),
                                    api.kind.name()
                                ),
                            )
                            .help(format!("use {right}")),
                        );
                    }
                }
            }
        }
    }
}
