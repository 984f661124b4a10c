//! `RP117`.

use core::net::IpAddr;

use can_invoke_gateway::inventory::{EndpointType, Known};
use can_invoke_policy::{condition::OperatorBase, document::Effect};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// Whether an address or a range is within the private ones.
///
/// Source: RFC 1918 and RFC 4193.
fn is_private(text: &str) -> bool {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, length.parse().ok()),
        None => (text, Some(128_u8)),
    };
    let (Ok(address), Some(length)) = (address.parse::<IpAddr>(), length) else {
        return false;
    };
    match address {
        IpAddr::V4(four) => {
            let shortest = match four.octets() {
                [10, ..] => 8,
                [172, ..] => 12,
                _ => 16,
            };
            four.is_private() && length >= shortest
        }
        IpAddr::V6(six) => six.is_unique_local() && length >= 7,
    }
}

rule! {
    /// `aws:SourceIp` is compared with private addresses only.
    ///
    /// # Why
    ///
    /// A request to a public endpoint comes from a public address, so that an `IpAddress`
    /// condition with private ranges is never fulfilled, and a `NotIpAddress` condition
    /// always. In a private API `aws:SourceIp` is not the address of the caller either:
    /// `aws:VpcSourceIp` is.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "IpAddress": { "aws:VpcSourceIp": "10.0.0.0/8" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    PrivateRangeAsSourceIp = "RP117" "private-range-as-source-ip" Error Regular since "0.2.0"
        access_analyzer ["PRIVATE_IP_ADDRESS", "PRIVATE_NOT_IP_ADDRESS"]
}

impl Rule for PrivateRangeAsSourceIp {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            // Whatever the address is, a private API does not see it: another rule says so.
            let is_of_private_api = place
                .api()
                .is_some_and(|api| api.endpoint == Known::Known(EndpointType::Private));
            if is_of_private_api {
                continue;
            }
            for condition in place.conditions() {
                let base = condition.operator.base;
                let is_of_addresses =
                    matches!(base, OperatorBase::IpAddress | OperatorBase::NotIpAddress);
                if condition.lowercase_key != "aws:sourceip"
                    || !is_of_addresses
                    || condition.values.is_empty()
                    || !condition.values.iter().all(|value| is_private(&value.text))
                {
                    continue;
                }
                let is_negated = base == OperatorBase::NotIpAddress;
                let what = if is_negated { "always" } else { "never" };
                let effect = match (place.statement.effect, is_negated) {
                    (_, false) => "so the statement never applies",
                    (Effect::Allow, true) => "so it restricts nothing",
                    (Effect::Deny, true) if place.statement.conditions.len() == 1 => {
                        "so everybody is denied"
                    }
                    (Effect::Deny, true) => "so it spares nobody",
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Likely,
                        condition.span,
                        model.subject(place, &condition.key),
                        format!("the condition is {what} fulfilled by requests of public endpoints, {effect}"),
                    )
                    .label("only private addresses")
                    .help("for a private API compare `aws:VpcSourceIp`, else name public addresses"),
                );
            }
        }
    }
}
