//! `RM906`.

use can_invoke_gateway::inventory::{ApiKind, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// An HTTP API maps the response of a status code that no backend has.
    ///
    /// # Why
    ///
    /// The key of a response mapping is the status code of the backend, from 200 to 599.
    /// Anything else is refused.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// response-parameters: { "100": { overwrite:statuscode: "200" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// response-parameters: { "404": { overwrite:statuscode: "200" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html>
    MappedStatusOutOfRange = "RM906" "mapped-status-out-of-range" Error Regular since "0.2.0"
}

impl Rule for MappedStatusOutOfRange {
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
                    let told = &mapping.status;
                    let is_status = told
                        .value
                        .parse::<u16>()
                        .is_ok_and(|status| (200..600).contains(&status));
                    if !is_status && !model.unknowns.is_in(&told.value) {
                        findings.add(
                            Finding::new(
                                &Self::META,
                                model.sure_of([told.value.as_str()]),
                                told.span,
                                model.subject_of_api(
                                    api,
                                    &format!(
                                        "{} / {} / mapped-status-out-of-range",
                                        route.key.text(),
                                        mapping.status.value
                                    ),
                                ),
                                format!(
                                    "{}: `{}` is no status code from 200 to 599",
                                    route.key.text(),
                                    told.value
                                ),
                            )
                            .help("name a status code from 200 to 599"),
                        );
                    }
                }
            }
        }
    }
}
