//! `IA303`.

use can_invoke_policy::{PolicyKind, document::Effect};

use crate::{
    execute_api::ExecuteApi,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// Whether a resource stands for every API there is.
fn is_every_api(text: &str) -> bool {
    let is_any = |text: &str| text == "*";
    is_any(text)
        || ExecuteApi::parse(text).is_some_and(|resource| {
            resource.account.is_some_and(|part| is_any(part.text))
                && resource.api.is_some_and(|part| is_any(part.text))
        })
}

rule! {
    /// An identity-based policy allows calls of every API.
    ///
    /// # Why
    ///
    /// Whoever has it may call every API of the account, and every API of other accounts
    /// whose resource policy lets the account in, also those that are made tomorrow.
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
                if is_every_api(&pattern.text) {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            pattern.span,
                            model.subject(place, &pattern.text),
                            "calls of every API are allowed",
                        )
                        .help("name the APIs that are meant"),
                    );
                }
            }
        }
    }
}
