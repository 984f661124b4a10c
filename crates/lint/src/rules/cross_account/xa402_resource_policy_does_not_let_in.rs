//! `XA402`.

use can_invoke_gateway::inventory::{ApiKind, Known};
use can_invoke_policy::document::Effect;

use crate::{
    asked,
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Meta, Rule, rule},
};

rule! {
    /// A policy lets a principal of another account invoke a REST API, and the API does not.
    ///
    /// # Why
    ///
    /// Across accounts both sides have to allow: the identity-based policy of the caller, and
    /// the resource policy of the API. The evaluator was asked, and denies the request for
    /// want of the second.
    ///
    /// # Bad
    ///
    /// ```json
    /// # policy of arn:aws:iam::222222222222:role/app allows "arn:aws:execute-api:us-east-1:111111111111:abc123/*"; the API of 111111111111 has no resource policy
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// the same, and a resource policy with "Principal": { "AWS": "arn:aws:iam::222222222222:role/app" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html>
    ResourcePolicyDoesNotLetIn = "XA402" "resource-policy-does-not-let-in" High Regular since "0.2.0"
}

impl Rule for ResourcePolicyDoesNotLetIn {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Attached::Identity(record) = place.document.attached else {
                continue;
            };
            if place.statement.effect == Effect::Deny {
                continue;
            }
            for (pattern, resource) in place.named_apis() {
                let Some(api) = resource
                    .api
                    .as_ref()
                    .and_then(|part| model.inventory.apis.iter().find(|api| api.id == part.text))
                else {
                    continue;
                };
                let Known::Known(account) = &api.account else {
                    continue;
                };
                if api.kind != ApiKind::Rest || *account == record.account {
                    continue;
                }
                let Some(reason) = asked::denied_by_the_api(model, record, api, pattern.span)
                else {
                    continue;
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([account.as_str(), record.account.as_str(), api.id.as_str()]),
                        pattern.span,
                        model.subject(place, &pattern.text),
                        format!(
                            "{} is let in by this policy and not by the API, {}",
                            model.unknowns.shown(&record.name),
                            model.unknowns.shown(&reason)
                        ),
                    )
                    .also(
                        api.span,
                        format!("the API of account {}", model.unknowns.shown(account)),
                    )
                    .help(format!(
                        "name `{}` in the resource policy of the API",
                        model.unknowns.shown(&record.arn)
                    )),
                );
            }
        }
    }
}
