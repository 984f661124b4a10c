//! `RP136`.

use can_invoke_gateway::inventory::Authorization;

use crate::{
    coverage::routes_without_allow,
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// No statement of a resource policy allows a route that needs it.
    ///
    /// # Why
    ///
    /// Where nobody signs (`NONE`) or a user pool decides, what the resource policy does not
    /// allow is denied: the route is closed for everybody, whatever token a request carries.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "execute-api:/*/GET/pets" # and there is a method POST /pets
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "execute-api:/*/*/pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html>
    RouteIsNotAllowed = "RP136" "route-is-not-allowed" High Regular since "0.2.0"
}

impl Rule for RouteIsNotAllowed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (api, route, document) in routes_without_allow(model) {
            let is_meant = !route.key.text().starts_with("OPTIONS ")
                && route.authorization.known().is_some_and(|authorization| {
                    matches!(
                        authorization,
                        Authorization::None | Authorization::CognitoUserPools
                    )
                });
            if !is_meant {
                continue;
            }
            findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([api.id.as_str()]),
                        route.span,
                        model.subject_of_api(api, &route.key.text()),
                        format!("no statement of the resource policy allows {}, so that it is closed for everybody", route.key.text()),
                    )
                    .also(document.node.span, "the resource policy")
                    .help("add the route to the resources of an `Allow`, or take its authorization into account"),
                );
        }
    }
}
