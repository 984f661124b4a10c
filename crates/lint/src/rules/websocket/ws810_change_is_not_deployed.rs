//! `WS810`.

use can_invoke_gateway::inventory::{ApiKind, Known, Parameter, Route};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A stage of a WebSocket API serves other mappings of requests than the API holds.
    ///
    /// # Why
    ///
    /// A stage without automatic deployment keeps what was deployed. A mapping that was added
    /// since, as that of the connection id, is not there until the API is deployed again.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// stages: [{ name: prod, auto-deploy: false, deployed: { routes: … } }]
    /// routes: … request-parameters: …
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// the API deployed to the stage, or `auto-deploy: true`
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-set-up-websocket-deployment.html>
    ChangeIsNotDeployed = "WS810" "change-is-not-deployed" High Regular since "0.2.0"
}

impl Rule for ChangeIsNotDeployed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in model
            .inventory
            .apis
            .iter()
            .filter(|api| api.kind == ApiKind::WebSocket)
        {
            for stage in api.stages.known().into_iter().flatten() {
                let deployed = stage
                    .deployed
                    .as_ref()
                    .and_then(|deployed| deployed.routes.as_ref()?.known());
                let (Some(deployed), Known::Known(current)) = (deployed, &api.routes) else {
                    continue;
                };
                for route in current {
                    let mappings = |route: &Route| {
                        let integration = route.integration.known()?.as_ref()?;
                        let parameters = integration.request_parameters.known()?;
                        let pair =
                            |one: &Parameter| (one.name.value.clone(), one.value.value.clone());
                        Some(parameters.iter().map(pair).collect::<Vec<_>>())
                    };
                    let served = deployed
                        .iter()
                        .find(|one| one.key == route.key)
                        .and_then(mappings);
                    if let (Some(served), Some(held)) = (served, mappings(route))
                        && served != held
                    {
                        findings.add(
                            Finding::new(
                                &Self::META,
                                Confidence::Proven,
                                route.span,
                                model.subject_of_api(
                                    api,
                                    &format!("{} / stage {}", route.key.text(), stage.name),
                                ),
                                format!(
                                    "the stage `{}` serves other mappings of {} than these",
                                    stage.name,
                                    route.key.text()
                                ),
                            )
                            .also(stage.span, "the stage")
                            .help("deploy the API to the stage"),
                        );
                    }
                }
            }
        }
    }
}
