//! `PV204`.

use can_invoke_gateway::inventory::Known;
use can_invoke_policy::{condition::OperatorBase, document::Effect};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A VPC endpoint is let in, and a `Deny` closes every VPC but another one.
    ///
    /// # Why
    ///
    /// The `Deny` holds for the VPC endpoint as well, as it is in a VPC that the `Deny` does
    /// not leave open. Together the two let nobody in through this VPC endpoint.
    ///
    /// # Bad
    ///
    /// ```json
    /// "aws:SourceVpce": "vpce-0a1b2c3d" allowed, and a Deny with "StringNotEquals": { "aws:SourceVpc": "vpc-5e6f7a8b" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// one of the two conditions, or the VPC of the VPC endpoint
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    EndpointIsNotInThatVpc = "PV204" "endpoint-is-not-in-that-vpc" High Regular since "0.2.0"
}

impl Rule for EndpointIsNotInThatVpc {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model
            .statements()
            .filter(|place| place.statement.effect == Effect::Deny)
        {
            for condition in place.conditions() {
                if condition.lowercase_key != "aws:sourcevpc"
                    || condition.operator.base != OperatorBase::StringNotEquals
                    || place.statement.conditions.len() > 1
                {
                    continue;
                }
                for other in &place.document.policy.statements {
                    let asked = other.conditions.iter().filter(|one| {
                        other.effect == Effect::Allow
                            && one.lowercase_key == "aws:sourcevpce"
                            && one.operator.base == OperatorBase::StringEquals
                    });
                    for value in asked.flat_map(|one| &one.values) {
                        let endpoint = model.inventory.vpc_endpoint(&value.text);
                        let Some(Known::Known(vpc)) = endpoint.map(|endpoint| &endpoint.vpc) else {
                            continue;
                        };
                        let is_open = condition.values.iter().any(|allowed| {
                            allowed.text == *vpc || model.unknowns.is_in(&allowed.text)
                        });
                        if is_open {
                            continue;
                        }
                        findings.add(
                            Finding::new(
                                &Self::META,
                                model.sure_of([vpc.as_str()]),
                                condition.span,
                                model.subject(place, &condition.key),
                                format!("`{}` is in `{}`, which this `Deny` closes", model.unknowns.shown(&value.text), model.unknowns.shown(vpc)),
                            )
                            .also(value.span, "the VPC endpoint is let in here")
                            .help("leave one of the two conditions out, or name the VPC of the VPC endpoint"),
                        );
                    }
                }
            }
        }
    }
}
