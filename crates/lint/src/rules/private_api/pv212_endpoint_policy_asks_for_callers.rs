//! `PV212`.

use can_invoke_gateway::inventory::{Api, Authorization, Known};
use can_invoke_policy::document::{Effect, PrincipalEntry, Statement};

use crate::{
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Meta, Rule, rule},
};

rule! {
    /// The policy of a VPC endpoint names callers, and the routes behind it do not ask for signatures.
    ///
    /// # Why
    ///
    /// The policy of a VPC endpoint sees a principal only if the request is signed. Unsigned
    /// requests are anonymous, match no named principal, and are refused at the VPC endpoint.
    ///
    /// # Bad
    ///
    /// ```json
    /// # policy of the VPC endpoint, in front of routes with NONE
    /// "Principal": { "AWS": "111111111111" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": "*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html>
    EndpointPolicyAsksForCallers = "PV212" "endpoint-policy-asks-for-callers" Medium Regular since "0.2.0"
}

impl Rule for EndpointPolicyAsksForCallers {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Attached::VpcEndpoint(endpoint) = place.document.attached else {
                continue;
            };
            let Some(named) = place.lets_in().find(|entry| !entry.is_everyone()) else {
                continue;
            };
            let mut statements = place.document.policy.statements.iter();
            let lets_everybody_in = |statement: &Statement| {
                statement.effect == Effect::Allow
                    && statement
                        .principal
                        .iter()
                        .flat_map(|all| &all.entries)
                        .any(PrincipalEntry::is_everyone)
            };
            if statements.any(lets_everybody_in) {
                continue;
            }
            let names_endpoint = |api: &&Api| {
                let Known::Known(Some(policy)) = &api.resource_policy else {
                    return false;
                };
                let mut values = policy
                    .statements
                    .iter()
                    .flat_map(|one| &one.conditions)
                    .flat_map(|one| &one.values);
                values.any(|value| value.text == endpoint.id)
            };
            for api in model.inventory.apis.iter().filter(names_endpoint) {
                let open = api
                    .routes
                    .known()
                    .into_iter()
                    .flatten()
                    .find(|route| route.authorization.known() == Some(&Authorization::None));
                let Some(route) = open else { continue };
                findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([endpoint.id.as_str(), named.text.as_str()]),
                        named.span,
                        model.subject(place, &named.text),
                        format!("unsigned requests to {} are nobody for this policy, and are refused at the VPC endpoint `{}`", route.key.text(), model.unknowns.shown(&endpoint.id)),
                    )
                    .also(route.span, "this route asks for no signature")
                    .help("let everybody in at the VPC endpoint, or sign the requests"),
                );
            }
        }
    }
}
