//! `RM905`.

use can_invoke_gateway::inventory::{ApiKind, IntegrationResponse, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// Two integration responses have the same selection pattern, or none.
    ///
    /// # Why
    ///
    /// One answer fits both, and only one of them is used: the other status code never comes.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// responses: [{ status: "400", selection-pattern: "4.*" }, { status: "404", selection-pattern: "4.*" }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// patterns of which each answer fits one
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html>
    PatternIsShadowed = "RM905" "pattern-is-shadowed" Medium Regular since "0.2.0"
}

impl Rule for PatternIsShadowed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let Known::Known(responses) = &integration.responses else {
                    continue;
                };
                for (index, response) in responses.iter().enumerate() {
                    let earlier = responses.get(..index).unwrap_or_default();
                    let Some(pattern) = &response.selection_pattern else {
                        // A proxy maps nothing, which another rule tells.
                        let is_mapped = integration
                            .kind
                            .known()
                            .is_some_and(|kind| !kind.value.is_proxy());
                        let first = earlier
                            .iter()
                            .find(|other| other.selection_pattern.is_none());
                        if let Some(first) =
                            first.filter(|_| api.kind == ApiKind::Rest && is_mapped)
                        {
                            findings.add(
                                Finding::new(
                                    &Self::META,
                                    Confidence::Proven,
                                    response.span,
                                    model.subject_of_api(
                                        api,
                                        &format!("{} / {}", route.key.text(), response.status.value),
                                    ),
                                    format!(
                                        "{}: two responses have no selection pattern",
                                        route.key.text()
                                    ),
                                )
                                .also(first.span, "the other one")
                                .help("give the status code for errors a pattern, and leave one response without"),
                            );
                        }
                        continue;
                    };
                    let is_same = |other: &&IntegrationResponse| {
                        other
                            .selection_pattern
                            .as_ref()
                            .is_some_and(|other| other.value == pattern.value)
                    };
                    if let Some(first) = earlier.iter().find(is_same) {
                        findings.add(
                            Finding::new(
                                &Self::META,
                                model.sure_of([pattern.value.as_str()]),
                                pattern.span,
                                model.subject_of_api(
                                    api,
                                    &format!("{} / {}", route.key.text(), pattern.value),
                                ),
                                format!(
                                    "{}: the pattern `{}` stands twice",
                                    route.key.text(),
                                    pattern.value
                                ),
                            )
                            .also(first.span, "the other one")
                            .help("give each status code a pattern of its own"),
                        );
                    }
                }
            }
        }
    }
}
