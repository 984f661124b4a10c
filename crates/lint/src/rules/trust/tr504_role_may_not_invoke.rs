//! `TR504`.

use std::collections::BTreeSet;

use can_invoke_policy::document::{Effect, PrincipalForm};

use crate::{
    asked,
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Meta, Rule, rule},
};

rule! {
    /// A role that others assume to invoke an API may not invoke it.
    ///
    /// # Why
    ///
    /// The role speaks of the API and trusts somebody, and the evaluator denies every route
    /// with AWS_IAM for it. The way through the role leads nowhere.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/cats" # and the route is GET /pets
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html>
    RoleMayNotInvoke = "TR504" "role-may-not-invoke" High Regular since "0.2.0"
}

impl Rule for RoleMayNotInvoke {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        let mut told = BTreeSet::new();
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
                let trusts = record.trust.known().is_some_and(|policy| {
                    policy.statements.iter().any(|statement| {
                        let entries = statement.principal.iter().flat_map(|all| &all.entries);
                        statement.effect == Effect::Allow
                            && entries
                                .into_iter()
                                .any(|entry| entry.form != PrincipalForm::Service)
                    })
                });
                // A part that is not known may be that of a route.
                let parts = [&resource.stage, &resource.verb, &resource.path];
                let mut parts = parts.into_iter().flatten();
                let is_unknown = parts.any(|part| model.unknowns.is_in(part.text));
                if !trusts || is_unknown || !place.names_action("execute-api:invoke") {
                    continue;
                }
                if !told.insert((record.arn.as_str(), api.id.as_str())) {
                    continue;
                }
                let Some(reason) = asked::may_invoke_nothing(model, record, api) else {
                    continue;
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([api.id.as_str(), pattern.text.as_str()]),
                        pattern.span,
                        model.subject(place, &pattern.text),
                        format!(
                            "{} may invoke no route of `{}`, {}",
                            model.unknowns.shown(&record.name),
                            model.unknowns.shown(&api.id),
                            model.unknowns.shown(&reason)
                        ),
                    )
                    .help("compare the resource with stages and routes: `can-invoke routes`"),
                );
            }
        }
    }
}
