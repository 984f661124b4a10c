//! `PV218`.

use can_invoke_gateway::inventory::{EndpointType, Known};
use can_invoke_policy::{condition::Qualifier, document::Effect};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// An `Allow` asks for a VPC or VPC endpoint only if the request has one.
    ///
    /// # Why
    ///
    /// With `…IfExists` or `ForAllValues`, a request that lacks the key fulfils the
    /// condition, so that it is let in from anywhere the API can be reached.
    ///
    /// # Bad
    ///
    /// ```json
    /// "StringEqualsIfExists": { "aws:SourceVpce": "vpce-0a1b2c3d" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "StringEquals": { "aws:SourceVpce": "vpce-0a1b2c3d" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
    NetworkIsAskedOnlyIfThere = "PV218" "network-is-asked-only-if-there" Medium Regular since "0.2.0"
}

impl Rule for NetworkIsAskedOnlyIfThere {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model
            .statements()
            .filter(|place| place.statement.effect == Effect::Allow)
        {
            // Requests to a private API always say their VPC endpoint, and those to a public one
            // never do, which another rule tells.
            let is_settled = place.api().is_some_and(|api| {
                matches!(
                    api.endpoint,
                    Known::Known(
                        EndpointType::Private | EndpointType::Regional | EndpointType::Edge
                    )
                )
            });
            if is_settled {
                continue;
            }
            for condition in place.conditions() {
                let is_of_network = matches!(
                    condition.lowercase_key.as_str(),
                    "aws:sourcevpc" | "aws:sourcevpce" | "aws:vpcsourceip"
                );
                let passes_without = condition.operator.if_exists
                    || condition.operator.qualifier == Some(Qualifier::ForAllValues);
                if is_of_network && passes_without && !condition.operator.base.is_negated() {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            if place.may_be_taken_back() {
                                Confidence::Hint
                            } else {
                                Confidence::Likely
                            },
                            condition.span,
                            model.subject(place, &condition.key),
                            format!(
                                "a request without `{}` fulfils this condition",
                                condition.key
                            ),
                        )
                        .help(format!(
                            "write `{}` without `IfExists` and `ForAllValues`",
                            condition.operator.base.name()
                        )),
                    );
                }
            }
        }
    }
}
