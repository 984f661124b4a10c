//! `RM908`.

use can_invoke_gateway::inventory::{ApiKind, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A response mapping sets a status code that is none.
    ///
    /// # Why
    ///
    /// The value of `overwrite:statuscode` is a number from 200 to 599, or an expression that
    /// gives one.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// overwrite:statuscode: "OK"
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// overwrite:statuscode: "200"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html>
    StatusCodeValue = "RM908" "status-code-value" Error Regular since "0.2.0"
}

impl Rule for StatusCodeValue {
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
                        let is_status = told
                            .value
                            .parse::<u16>()
                            .is_ok_and(|status| (200..600).contains(&status));
                        if parameter.name.value != "overwrite:statuscode"
                            || is_status
                            || told.value.contains('$')
                            || model.unknowns.is_in(&told.value)
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
                                        "{} / {} / status-code-value",
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
                            .help("set a status code from 200 to 599"),
                        );
                    }
                }
            }
        }
    }
}
