//! `RM914`.

use can_invoke_gateway::inventory::{ApiKind, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A response mapping turns an error of the backend into a success.
    ///
    /// # Why
    ///
    /// Clients, caches and alarms take the answer for a success, and nobody learns that the
    /// backend failed.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// response-parameters: { "500": { overwrite:statuscode: "200" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// response-parameters: { "500": { overwrite:statuscode: "503" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html>
    ErrorBecomesSuccess = "RM914" "error-becomes-success" Medium Regular since "0.2.0"
}

impl Rule for ErrorBecomesSuccess {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let Known::Known(mappings) = &integration.response_parameters else {
                    continue;
                };
                if api.kind != ApiKind::Http {
                    continue;
                }
                for mapping in mappings {
                    for parameter in &mapping.parameters {
                        let told = &parameter.value;
                        if parameter.name.value != "overwrite:statuscode"
                            || !mapping.status.value.starts_with('5')
                            || !told.value.starts_with('2')
                        {
                            continue;
                        }
                        findings.add(
                            Finding::new(
                                &Self::META,
                                model.sure_of([told.value.as_str()]),
                                told.span,
                                model.subject_of_api(
                                    api,
                                    &format!(
                                        "{} / {} / error-becomes-success",
                                        route.key.text(),
                                        mapping.status.value
                                    ),
                                ),
                                format!(
                                    "{}: a failure of the backend is answered as {}",
                                    route.key.text(),
                                    told.value
                                ),
                            )
                            .help("keep the class of the status code"),
                        );
                    }
                }
            }
        }
    }
}
