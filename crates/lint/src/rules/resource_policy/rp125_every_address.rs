//! `RP125`.

use can_invoke_policy::condition::{OperatorBase, Prepared};
use ipnet::IpNet;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The address ranges of a condition cover every address.
    ///
    /// # Why
    ///
    /// Ranges such as `0.0.0.0/1` and `128.0.0.0/1` together are the whole internet, as is
    /// `::/0`. A condition that every address fulfils restricts nobody, and looks as if it
    /// did.
    ///
    /// # Bad
    ///
    /// ```json
    /// "IpAddress": { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "IpAddress": { "aws:SourceIp": "203.0.113.0/24" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
    EveryAddress = "RP125" "every-address" Medium Regular since "0.2.0"
}

impl Rule for EveryAddress {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for condition in place.conditions() {
                if !matches!(
                    condition.operator.base,
                    OperatorBase::IpAddress | OperatorBase::NotIpAddress
                ) {
                    continue;
                }
                let networks: Vec<IpNet> = condition
                    .values
                    .iter()
                    .filter_map(|value| match value.prepared {
                        Prepared::Network(network) => network,
                        _ => None,
                    })
                    .collect();
                let Some(every) = IpNet::aggregate(&networks)
                    .into_iter()
                    .find(|one| one.prefix_len() == 0)
                else {
                    continue;
                };
                let version = match every {
                    IpNet::V4(_) => "IPv4",
                    IpNet::V6(_) => "IPv6",
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        condition.span,
                        model.subject(place, &condition.key),
                        format!("these ranges hold every {version} address"),
                    )
                    .help("name the ranges that are meant, or take the condition away"),
                );
            }
        }
    }
}
