//! `VL708`.

use std::collections::BTreeSet;

use can_invoke_gateway::inventory::{Known, Route};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A stage serves integrations with a VPC link that the API does not use any more.
    ///
    /// # Why
    ///
    /// A stage keeps the configuration of its deployment. Until the API is deployed again,
    /// requests go through the old link, and AWS refuses to delete it: `Cannot delete VPC
    /// link … referenced in …`.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// stages: [{ name: prod, deployed: { routes: … connection-id: vlk111 } }]
    /// routes: … connection-id: vlk222
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// the API deployed to each stage after the change
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html>
    StageServesAnotherLink = "VL708" "stage-serves-another-link" High Regular since "0.2.0"
}

impl Rule for StageServesAnotherLink {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for stage in api.stages.known().into_iter().flatten() {
                let Some(routes) = stage
                    .deployed
                    .as_ref()
                    .and_then(|deployed| deployed.routes.as_ref()?.known())
                else {
                    continue;
                };
                let Known::Known(current) = &api.routes else {
                    continue;
                };
                let links = |routes: &[Route]| -> BTreeSet<String> {
                    let all = routes
                        .iter()
                        .filter_map(|route| route.integration.known()?.as_ref());
                    all.filter_map(|one| Some(one.connection_id.known()?.as_ref()?.value.clone()))
                        .collect()
                };
                let current = links(current);
                for link in links(routes)
                    .into_iter()
                    .filter(|link| !current.contains(link))
                {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            model.sure_of([link.as_str()]),
                            stage.span,
                            model.subject_of_api(api, &format!("stage {} / {link}", stage.name)),
                            format!("the stage `{}` still serves the VPC link `{}`, which the API does not use any more", stage.name, model.unknowns.shown(&link)),
                        )
                        .help("deploy the API to the stage before the link is deleted"),
                    );
                }
            }
        }
    }
}
