//! `RP101`.

use can_invoke_gateway::inventory::Authorization;
use can_invoke_policy::document::{Effect, PrincipalEntry, PrincipalForm};

use crate::{
    coverage::Covered,
    elements::InPolicy,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// Whether another statement of the policy lets everybody in at the route.
fn is_open_to_all(model: &Model<'_>, place: InPolicy<'_>, at: &Covered<'_>) -> bool {
    place.document.policy.statements.iter().any(|statement| {
        let other = InPolicy {
            document: place.document,
            statement,
        };
        statement.effect == Effect::Allow
            && other.lets_in().any(PrincipalEntry::is_everyone)
            && other
                .covered(model)
                .is_some_and(|covered| covered.iter().any(|one| one.route.key == at.route.key))
    })
}

rule! {
    /// A resource policy lets IAM principals in, and the routes do not ask who calls.
    ///
    /// # Why
    ///
    /// Only with `AWS_IAM` authorization does API Gateway know which principal calls. With
    /// `NONE`, a Lambda authorizer or a user pool the caller is anonymous for the resource
    /// policy, so that a statement that names an account, a role or a user never applies, and
    /// the request is denied.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "AWS": "arn:aws:iam::222222222222:role/app" } # and the method has the authorization NONE
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "AWS": "arn:aws:iam::222222222222:role/app" } # and the method has the authorization AWS_IAM
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    PrincipalOnOpenRoute = "RP101" "principal-on-open-route" High Regular since "0.2.0"
}

impl Rule for PrincipalOnOpenRoute {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let names: Vec<_> = place
                .lets_in()
                .filter(|entry| {
                    matches!(
                        entry.form,
                        PrincipalForm::Account { .. }
                            | PrincipalForm::User { .. }
                            | PrincipalForm::Role { .. }
                            | PrincipalForm::Session { .. }
                    )
                })
                .collect();
            let (Some(first), Some(covered)) = (names.first(), place.covered(model)) else {
                continue;
            };
            // Nobody signs the request that browsers send ahead, and nobody means it here.
            let asking: Vec<_> = covered.iter().filter(|one| !one.is_preflight()).collect();
            let open: Vec<_> = asking
                .iter()
                .filter(|one| one.is_open() && !is_open_to_all(model, place, one))
                .collect();
            let Some(one) = open.first() else {
                continue;
            };
            let authorization = one.authorization().map_or("", Authorization::name);
            // Where it is also for a route that asks, the statement does something.
            // A text of which nothing is known may be `*`.
            let is_known = first.text.starts_with("arn:") || !model.unknowns.is_in(&first.text);
            let confidence = if is_known && open.len() == asking.len() {
                Confidence::Proven
            } else {
                Confidence::Likely
            };
            findings.add(
                Finding::new(
                    &Self::META,
                    confidence,
                    first.span,
                    model.subject(place, "Principal"),
                    format!(
                        "{} has the authorization {authorization}, so that nobody is `{}` for it and the statement lets nobody in{}",
                        one.route.key.text(),
                        model.unknowns.shown(&first.text),
                        if open.len() == asking.len() { "" } else { " there" },
                    ),
                )
                .also(one.route.span, "this route does not ask who calls")
                .help("set the authorization of the method to AWS_IAM, or let in by conditions and `\"Principal\": \"*\"`"),
            );
        }
    }
}
