//! `RM902`.

use can_invoke_gateway::inventory::{ApiKind, Known, Written};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A mapped integration has no response for what no pattern matches.
    ///
    /// # Why
    ///
    /// Without an integration response that has no selection pattern, an answer that matches
    /// none of the patterns ends in a 500: `No match for output mapping and no default output
    /// mapping configured`.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// responses: [{ status: "500", selection-pattern: "5.*" }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// responses: [{ status: "200" }, { status: "500", selection-pattern: "5.*" }]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html>
    NoDefaultResponse = "RM902" "no-default-response" Error Regular since "0.2.0"
}

impl Rule for NoDefaultResponse {
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
                let is_proxy = integration
                    .kind
                    .known()
                    .is_none_or(|kind| kind.value.is_proxy());
                let is_default = |pattern: &Option<Written<String>>| {
                    pattern.as_ref().is_none_or(|pattern| {
                        matches!(pattern.value.as_str(), "" | ".*" | ".+")
                            || model.unknowns.is_in(&pattern.value)
                    })
                };
                if api.kind != ApiKind::Rest
                    || is_proxy
                    || responses
                        .iter()
                        .any(|one| is_default(&one.selection_pattern))
                {
                    continue;
                }
                findings.add(
                    Finding::new(
                        &Self::META,
                        // Patterns may be such that each answer fits one of them.
                        if responses.is_empty() {
                            Confidence::Proven
                        } else {
                            Confidence::Likely
                        },
                        integration.span,
                        model.subject_of_api(
                            api,
                            &format!("{} / default response", route.key.text()),
                        ),
                        format!(
                            "{}: an answer that matches no pattern ends in a 500",
                            route.key.text()
                        ),
                    )
                    .help("add an integration response without a selection pattern"),
                );
            }
        }
    }
}
