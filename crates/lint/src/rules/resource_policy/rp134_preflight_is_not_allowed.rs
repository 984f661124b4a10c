//! `RP134`.

use can_invoke_gateway::inventory::Authorization;

use crate::{
    coverage::routes_without_allow,
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// No statement of a resource policy allows the request that browsers send ahead.
    ///
    /// # Why
    ///
    /// Before a call across origins a browser sends `OPTIONS` without credentials. A resource
    /// policy that does not allow it answers 403, and the browser never sends the call
    /// itself.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "execute-api:/*/GET/pets"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": ["execute-api:/*/GET/pets", "execute-api:/*/OPTIONS/pets"]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html>
    PreflightIsNotAllowed = "RP134" "preflight-is-not-allowed" Medium Regular since "0.2.0"
}

impl Rule for PreflightIsNotAllowed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (api, route, document) in routes_without_allow(model) {
            let is_meant = route.key.text().starts_with("OPTIONS ")
                && route.authorization.known() == Some(&Authorization::None);
            if !is_meant {
                continue;
            }
            findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([api.id.as_str()]),
                        route.span,
                        model.subject_of_api(api, &route.key.text()),
                        format!("no statement allows {}, so that browsers never send the call itself", route.key.text()),
                    )
                    .also(document.node.span, "the resource policy")
                    .help("add the route to the resources of an `Allow`, or take its authorization into account"),
                );
        }
    }
}
