//! `XA401`.

use can_invoke_gateway::inventory::Known;

use crate::{
    asked,
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A resource policy lets a principal of another account in, and its own policies do not.
    ///
    /// # Why
    ///
    /// Across accounts both sides have to allow: the resource policy of the API, and the
    /// identity-based policies of the caller. The evaluator was asked, and denies the request
    /// for want of the second.
    ///
    /// # Bad
    ///
    /// ```json
    /// # the API of 111111111111 names arn:aws:iam::222222222222:role/app, whose policies say nothing of execute-api
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// the same, and a policy of the role that allows `execute-api:Invoke` on the API
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html>
    PoliciesOfCallerDoNotLetIn = "XA401" "policies-of-caller-do-not-let-in" High Regular since "0.2.0"
}

impl Rule for PoliciesOfCallerDoNotLetIn {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Some(api) = place.api() else { continue };
            for entry in place.lets_in() {
                let Some(record) = model.inventory.principal(&entry.text) else {
                    continue;
                };
                let Known::Known(account) = &api.account else {
                    continue;
                };
                if *account == record.account {
                    continue;
                }
                let Some(reason) = asked::denied_by_the_caller(model, record, place) else {
                    continue;
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([account.as_str(), entry.text.as_str(), api.id.as_str()]),
                        entry.span,
                        model.subject(place, &entry.text),
                        format!("{} is let in by the API and not by its own policies, {}", model.unknowns.shown(&record.name), model.unknowns.shown(&reason)),
                    )
                    .also(record.span, "these are its policies")
                    .help("allow `execute-api:Invoke` on the API in an identity-based policy of the caller"),
                );
            }
        }
    }
}
