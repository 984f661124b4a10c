//! `RP139`.

use can_invoke_gateway::patterns::FindingKind;

use crate::{
    finding::Findings,
    model::Model,
    patterns,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A resource that ends in `/*` does not match the route above.
    ///
    /// # Why
    ///
    /// `/pets/*` matches `/pets/1` and not `/pets`, and no other resource of the policy with
    /// the same effect does.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "execute-api:/prod/GET/pets/*" # GET /pets is not matched
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": ["execute-api:/prod/GET/pets", "execute-api:/prod/GET/pets/*"]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    RouteAboveIsMissed = "RP139" "route-above-is-missed" Low Pedantic since "0.2.0"
}

impl Rule for RouteAboveIsMissed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for found in patterns::found(model, FindingKind::MissesParent) {
            findings.add(patterns::finding(
                &Self::META,
                model,
                &found,
                "add the route above, if it is meant",
            ));
        }
    }
}
