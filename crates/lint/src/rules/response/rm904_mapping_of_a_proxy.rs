//! `RM904`.

use can_invoke_gateway::inventory::{ApiKind, IntegrationResponse, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A proxy integration has responses that map the answer.
    ///
    /// # Why
    ///
    /// A proxy integration passes the answer of the backend on as it is. Integration
    /// responses beside it have no effect, so that a mapped status code or header never
    /// comes.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// type: HTTP_PROXY
    /// responses: [{ status: "404", selection-pattern: "4.*" }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// type: HTTP
    /// responses: [{ status: "404", selection-pattern: "4.*" }]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html>
    MappingOfAProxy = "RM904" "mapping-of-a-proxy" Medium Regular since "0.2.0"
}

impl Rule for MappingOfAProxy {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let (Known::Known(kind), Known::Known(responses)) =
                    (&integration.kind, &integration.responses)
                else {
                    continue;
                };
                // Tools write one empty response beside every integration.
                let maps = |one: &&IntegrationResponse| {
                    one.selection_pattern.is_some()
                        || !one.parameters.is_empty()
                        || !one.templates.is_empty()
                };
                let Some(response) = responses.iter().find(maps) else {
                    continue;
                };
                if api.kind == ApiKind::Rest && kind.value.is_proxy() {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            response.span,
                            model.subject_of_api(api, &format!("{} / responses", route.key.text())),
                            format!("{}: {} passes the answer on as it is, and this mapping has no effect", route.key.text(), kind.value.name()),
                        )
                        .help("take the mapping away, or use an integration that is no proxy"),
                    );
                }
            }
        }
    }
}
