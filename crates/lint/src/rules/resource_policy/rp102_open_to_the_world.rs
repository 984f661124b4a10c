//! `RP102`.

use can_invoke_gateway::inventory::{Authorization, EndpointType, Known};

use crate::{
    coverage::Covered,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A resource policy lets everybody on the internet invoke a route without authorization.
    ///
    /// # Why
    ///
    /// The resource policy lets everybody in without a condition, the endpoint is public, and
    /// the route asks neither who calls nor for an API key. That may be wanted; this rule is
    /// for those who want to see every such route.
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
    /// "Principal": "*", …, "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    OpenToTheWorld = "RP102" "open-to-the-world" High Auditor since "0.2.0"
}

impl Rule for OpenToTheWorld {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Some(api) = place.api() else { continue };
            let is_public = matches!(
                api.endpoint,
                Known::Known(EndpointType::Regional | EndpointType::Edge)
            );
            let is_narrowed = place.conditions().next().is_some() || place.may_be_taken_back();
            let Some(everybody) = place.lets_in().find(|entry| entry.is_everyone()) else {
                continue;
            };
            if !is_public || is_narrowed {
                continue;
            }
            let covered = place.covered(model).unwrap_or_default();
            let is_bare = |one: &&Covered<'_>| {
                one.authorization() == Some(Authorization::None)
                    && one.route.is_api_key_required != Known::Known(true)
                    && !one.is_preflight()
            };
            if let Some(one) = covered.iter().find(is_bare) {
                findings.add(
                    Finding::new(
                        &Self::META,
                        if one.route.is_api_key_required == Known::NotKnown {
                            Confidence::Likely
                        } else {
                            Confidence::Proven
                        },
                        everybody.span,
                        model.subject(place, "Principal"),
                        format!(
                            "everybody may {} {}",
                            if one.is_all {
                                "invoke"
                            } else {
                                "send some requests to"
                            },
                            one.route.key.text()
                        ),
                    )
                    .also(one.route.span, "this route asks for nothing")
                    .help(
                        "ask for AWS_IAM or an authorizer, or narrow the statement by a condition",
                    ),
                );
            }
        }
    }
}
