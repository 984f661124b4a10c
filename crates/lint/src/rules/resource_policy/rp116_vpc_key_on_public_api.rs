//! `RP116`.

use can_invoke_gateway::inventory::{EndpointType, Known};
use can_invoke_policy::condition::OperatorBase;

use crate::{
    absent::{confidence, effect},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A condition asks for a VPC or a VPC endpoint, and the API is public.
    ///
    /// # Why
    ///
    /// Requests to Regional and edge-optimized APIs carry neither `aws:SourceVpce` nor
    /// `aws:SourceVpc` nor `aws:VpcSourceIp`. An `Allow` that asks for one never applies, and
    /// a `Deny` with a negated operator denies everybody.
    ///
    /// # Bad
    ///
    /// ```json
    /// # of a Regional API
    /// "Effect": "Deny", …, "Condition": { "StringNotEquals": { "aws:SourceVpce": "vpce-0a1b2c3d" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// # of a Regional API
    /// "Condition": { "NotIpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html>
    VpcKeyOnPublicApi = "RP116" "vpc-key-on-public-api" High Regular since "0.2.0"
}

impl Rule for VpcKeyOnPublicApi {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Some(api) = place.api() else { continue };
            let Known::Known(endpoint @ (EndpointType::Regional | EndpointType::Edge)) =
                api.endpoint
            else {
                continue;
            };
            for condition in place.conditions() {
                if !matches!(
                    condition.lowercase_key.as_str(),
                    "aws:sourcevpc" | "aws:sourcevpce" | "aws:vpcsourceip"
                ) || condition.operator.base == OperatorBase::Null
                {
                    continue;
                }
                let effect = effect(place, condition);
                findings.add(
                    Finding::new(
                        &Self::META,
                        confidence(condition),
                        condition.span,
                        model.subject(place, &condition.key),
                        format!(
                            "requests to a {} API carry no `{}`: {effect}",
                            endpoint.name(),
                            condition.key
                        ),
                    )
                    .help("make the API private, or ask for `aws:SourceIp`"),
                );
            }
        }
    }
}
