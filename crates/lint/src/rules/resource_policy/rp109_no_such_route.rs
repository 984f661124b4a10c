//! `RP109`.

use can_invoke_gateway::patterns::FindingKind;

use crate::{
    finding::Findings,
    model::Model,
    patterns,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A resource matches no route of the API.
    ///
    /// # Why
    ///
    /// A statement whose method and path fit no route never applies. Paths in policies begin
    /// behind the method, have no trailing slash of their own accord, and are compared in the
    /// case in which they are written.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "execute-api:/prod/GET/pet" # and the route is GET /pets
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "execute-api:/prod/GET/pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    NoSuchRoute = "RP109" "no-such-route" High Regular since "0.2.0"
}

impl Rule for NoSuchRoute {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for found in patterns::found(model, FindingKind::MissesAll) {
            if found.is_told_elsewhere() {
                continue;
            }
            findings.add(patterns::finding(
                &Self::META,
                model,
                &found,
                "compare the resource with the routes: `can-invoke routes`",
            ));
        }
    }
}
