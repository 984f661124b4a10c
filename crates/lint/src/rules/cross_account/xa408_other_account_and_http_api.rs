//! `XA408`.

use can_invoke_gateway::inventory::{ApiKind, Known};
use can_invoke_policy::document::Effect;

use crate::{
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Meta, Rule, rule},
};

rule! {
    /// A policy lets a principal of another account invoke an HTTP API.
    ///
    /// # Why
    ///
    /// HTTP APIs have no resource policies, so that the account of the API cannot let another
    /// account in: the request is denied whatever the policies of the caller say. The caller
    /// has to assume a role in the account of the API.
    ///
    /// # Bad
    ///
    /// ```json
    /// # policy of arn:aws:iam::222222222222:role/app
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/*" # an HTTP API of 111111111111
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// # the same principal assumes a role of 111111111111, and that role has the policy
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html>
    OtherAccountAndHttpApi = "XA408" "other-account-and-http-api" Error Regular since "0.2.0"
}

impl Rule for OtherAccountAndHttpApi {
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
                if api.kind != ApiKind::Http
                    || *account == record.account
                    || !place.names_action("execute-api:invoke")
                {
                    continue;
                }
                findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([account.as_str(), record.account.as_str(), api.id.as_str()]),
                        pattern.span,
                        model.subject(place, &pattern.text),
                        format!(
                            "{} is of account {}, and HTTP APIs let nobody of another account in",
                            model.unknowns.shown(&record.name),
                            model.unknowns.shown(&record.account)
                        ),
                    )
                    .also(api.span, format!("the API is of account {}", model.unknowns.shown(account)))
                    .help("make a role in the account of the API, let the caller assume it, and give it this policy"),
                );
            }
        }
    }
}
