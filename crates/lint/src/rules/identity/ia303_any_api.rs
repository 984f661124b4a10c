//! `IA303`.

use can_invoke_policy::{PolicyKind, document::Effect};

use crate::{
    execute_api::{ExecuteApi, Part},
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// What a resource stands for, if it names neither the account nor the API.
fn what_is_allowed(text: &str) -> Option<&'static str> {
    let every = "calls of every API are allowed";
    if text == "*" {
        return Some(every);
    }
    let resource = ExecuteApi::parse(text)?;
    let is_any = |part: &Part<'_>| part.text == "*";
    let names_no_api =
        resource.account.as_ref().is_some_and(is_any) && resource.api.as_ref().is_some_and(is_any);
    let rest = [
        &resource.region,
        &resource.stage,
        &resource.verb,
        &resource.path,
    ];
    let names_nothing = rest.into_iter().flatten().all(is_any);
    names_no_api.then_some(if names_nothing {
        every
    } else {
        "an API of any account and of any id may be called"
    })
}

rule! {
    /// An identity-based policy allows calls of every API.
    ///
    /// # Why
    ///
    /// Whoever has it may call every API of the account that asks for IAM authorization, and
    /// every API of other accounts whose resource policy lets the account in, also those that
    /// are made tomorrow.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:Invoke", "Resource": "*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    AnyApi = "IA303" "any-api" Low Regular since "0.2.0"
}

impl Rule for AnyApi {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let statement = place.statement;
            let is_about_calls = place.actions().any(|action| {
                action.text.to_ascii_lowercase().starts_with("execute-api:")
                    && action.matches("execute-api:invoke")
            });
            let is_negated = statement.action.negated
                || statement.resource.as_ref().is_none_or(|all| all.negated);
            if place.document.policy.kind != PolicyKind::Identity
                || statement.effect == Effect::Deny
                || is_negated
                || !is_about_calls
                || !statement.conditions.is_empty()
            {
                continue;
            }
            for pattern in place.resources() {
                if let Some(what) = what_is_allowed(&pattern.text) {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            if place.may_be_taken_back() {
                                Confidence::Likely
                            } else {
                                Confidence::Proven
                            },
                            pattern.span,
                            model.subject(place, &pattern.text),
                            what,
                        )
                        .help("name the APIs that are meant"),
                    );
                }
            }
        }
    }
}
