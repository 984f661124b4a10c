//! `RM907`.

use can_invoke_gateway::inventory::{ApiKind, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A response mapping spells the status code as AWS does not read it.
    ///
    /// # Why
    ///
    /// The status code is changed with `overwrite:statuscode`, with a colon, in lower case
    /// and not with `append` or `remove`. Other spellings are refused.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// overwrite.statuscode: "200"
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
    StatusCodeDestination = "RM907" "status-code-destination" Error Regular since "0.2.0"
}

impl Rule for StatusCodeDestination {
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
                        let told = &parameter.name;
                        let words: String = told
                            .value
                            .to_ascii_lowercase()
                            .replace(['.', '_', '-', ' '], ":");
                        let is_meant =
                            words.contains("statuscode") || words.contains("status:code");
                        if !is_meant || told.value == "overwrite:statuscode" {
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
                                        "{} / {} / status-code-destination",
                                        route.key.text(),
                                        mapping.status.value
                                    ),
                                ),
                                format!(
                                    "{}: `{}` is not how the status code is changed",
                                    route.key.text(),
                                    told.value
                                ),
                            )
                            .help("write `overwrite:statuscode`"),
                        );
                    }
                }
            }
        }
    }
}
