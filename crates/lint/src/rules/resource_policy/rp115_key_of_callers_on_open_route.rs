//! `RP115`.

use can_invoke_gateway::keys::{ApiEndpoint, Callee, presence};
use can_invoke_policy::{
    condition::OperatorBase,
    keys::{self, CallerKind, Presence},
};

use crate::{
    absent::{confidence, effect},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A condition asks for a property of the caller, and the routes do not ask who calls.
    ///
    /// # Why
    ///
    /// Keys such as `aws:PrincipalArn`, `aws:PrincipalOrgID` and `aws:userid` are there only
    /// with `AWS_IAM` authorization. Elsewhere the key is absent: an `Allow` that asks for it
    /// never applies, and a `Deny` with a negated operator denies everybody.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-exampleorg1" } } # and the method has NONE
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// the same with AWS_IAM
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html>
    KeyOfCallersOnOpenRoute = "RP115" "key-of-callers-on-open-route" High Regular since "0.2.0"
}

impl Rule for KeyOfCallersOnOpenRoute {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let (Some(api), Some(covered)) = (place.api(), place.covered(model)) else {
                continue;
            };
            let covered: Vec<_> = covered.iter().filter(|one| !one.is_preflight()).collect();
            let Some(first) = covered
                .first()
                .filter(|_| covered.iter().all(|one| one.is_open()))
            else {
                continue;
            };
            for condition in place.conditions() {
                let key = condition.lowercase_key.as_str();
                let is_of_caller = key.starts_with("aws:principal")
                    || matches!(key, "aws:userid" | "aws:username");
                if !is_of_caller || condition.operator.base == OperatorBase::Null {
                    continue;
                }
                // Some keys of callers are there for anonymous requests too: `aws:PrincipalType`.
                let is_absent = keys::find(&condition.key).is_none_or(|known| {
                    let callee = Callee::Api(ApiEndpoint::of(api));
                    presence(known, CallerKind::Anonymous, callee) == Presence::Absent
                });
                if !is_absent {
                    continue;
                }
                let effect = effect(place, condition);
                findings.add(
                    Finding::new(
                        &Self::META,
                        confidence(condition),
                        condition.span,
                        model.subject(place, &condition.key),
                        format!("{} has no `{}`, as it does not ask who calls: {effect}", first.route.key.text(), condition.key),
                    )
                    .also(first.route.span, "this route does not ask who calls")
                    .help("set the authorization of the method to AWS_IAM, or ask for something that every request has"),
                );
            }
        }
    }
}
