//! `PV201`.

use can_invoke_gateway::inventory::{EndpointType, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A private API has no resource policy.
    ///
    /// # Why
    ///
    /// A private API without a resource policy refuses every request, and API Gateway refuses
    /// to deploy it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// endpoint-type: PRIVATE
    /// resource-policy: none
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// endpoint-type: PRIVATE
    /// resource-policy: { … "aws:SourceVpce": "vpce-0a1b2c3d" … }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html>
    PrivateWithoutPolicy = "PV201" "private-without-policy" Error Regular since "0.2.0"
}

impl Rule for PrivateWithoutPolicy {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            if api.endpoint == Known::Known(EndpointType::Private)
                && api.resource_policy == Known::Known(None)
            {
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        api.span,
                        model.subject_of_api(api, "resource policy"),
                        format!("the private API `{}` has no resource policy, so that nobody may call it", model.unknowns.shown(&api.id)),
                    )
                    .help("add a resource policy that allows `execute-api:Invoke` to the VPC endpoints that call"),
                );
            }
        }
    }
}
