//! `VL709`.

use can_invoke_gateway::inventory::Known;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// An integration names its VPC link by a stage variable.
    ///
    /// # Why
    ///
    /// Which link it is then shows in the stages only. Whoever looks for what refers to a
    /// link, before it is deleted, has to look at the variables of every stage.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// connection-id: "${stageVariables.link}"
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// connection-id: vlk111
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html>
    LinkInAStageVariable = "VL709" "link-in-a-stage-variable" Info Pedantic since "0.2.0"
}

impl Rule for LinkInAStageVariable {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let Known::Known(Some(id)) = &integration.connection_id else {
                    continue;
                };
                if id.value.contains("${stageVariables.") {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            id.span,
                            model.subject_of_api(api, &format!("{} / VPC link", route.key.text())),
                            format!(
                                "{}: which VPC link this is shows in the stages only",
                                route.key.text()
                            ),
                        )
                        .help("name the link itself, or list it in every stage"),
                    );
                }
            }
        }
    }
}
