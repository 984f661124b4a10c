//! `PV207`.

use can_invoke_gateway::inventory::{EndpointType, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A condition of a private API asks for `aws:SourceIp`.
    ///
    /// # Why
    ///
    /// Through a VPC endpoint the address of the client is in `aws:VpcSourceIp`, and
    /// `aws:SourceIp` is not what the client has. An `Allow` that asks for it does not apply,
    /// and a `Deny` with `NotIpAddress` closes the API.
    ///
    /// # Bad
    ///
    /// ```json
    /// # of a private API
    /// "IpAddress": { "aws:SourceIp": "10.0.0.0/16" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// # of a private API
    /// "IpAddress": { "aws:VpcSourceIp": "10.0.0.0/16" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html>
    SourceIpOnPrivateApi = "PV207" "source-ip-on-private-api" Error Regular since "0.2.0"
}

impl Rule for SourceIpOnPrivateApi {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let is_private = place
                .api()
                .is_some_and(|api| api.endpoint == Known::Known(EndpointType::Private));
            for condition in place.conditions() {
                if is_private && condition.lowercase_key == "aws:sourceip" {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Likely,
                            condition.span,
                            model.subject(place, &condition.key),
                            "requests to a private API come through a VPC endpoint, and `aws:SourceIp` does not hold the address of the client",
                        )
                        .help("compare `aws:VpcSourceIp`, together with `aws:SourceVpc`"),
                    );
                }
            }
        }
    }
}
