//! `PV202`.

use can_invoke_gateway::inventory::{EndpointType, Known};
use can_invoke_policy::document::{Effect, Statement};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// Whether a key says through which network a request comes.
fn is_of_network(lowercase_key: &str) -> bool {
    matches!(
        lowercase_key,
        "aws:sourcevpc"
            | "aws:sourcevpce"
            | "aws:vpceaccount"
            | "aws:vpceorgid"
            | "aws:vpceorgpaths"
    )
}

rule! {
    /// A private API lets in whoever comes through any VPC endpoint.
    ///
    /// # Why
    ///
    /// Without a condition on `aws:SourceVpce` or `aws:SourceVpc`, every VPC endpoint for
    /// execute-api in the Region leads to the API, those of other accounts too.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": "*", …, "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-0a1b2c3d" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html>
    AnyVpcMayCall = "PV202" "any-vpc-may-call" High Regular since "0.2.0"
}

impl Rule for AnyVpcMayCall {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Some(api) = place
                .api()
                .filter(|api| api.endpoint == Known::Known(EndpointType::Private))
            else {
                continue;
            };
            let asks = |statement: &Statement| {
                statement
                    .conditions
                    .iter()
                    .any(|condition| is_of_network(&condition.lowercase_key))
            };
            let mut statements = place.document.policy.statements.iter();
            let is_guarded = asks(place.statement)
                || statements.any(|other| other.effect == Effect::Deny && asks(other));
            let Some(everybody) = place.lets_in().find(|entry| entry.is_everyone()) else {
                continue;
            };
            // Who is asked for its organization or account comes from where it likes.
            let asks_for_callers = place
                .conditions()
                .any(|condition| condition.lowercase_key.starts_with("aws:principal"));
            if is_guarded || asks_for_callers {
                continue;
            }
            let narrows = place.conditions().next().is_some();
            findings.add(
                Finding::new(
                    &Self::META,
                    if narrows || place.may_be_taken_back() { Confidence::Likely } else { Confidence::Proven },
                    everybody.span,
                    model.subject(place, "Principal"),
                    format!("every VPC endpoint of the Region, of any account, leads to the private API `{}`", model.unknowns.shown(&api.id)),
                )
                .help("add a condition on `aws:SourceVpce` or `aws:SourceVpc`"),
            );
        }
    }
}
