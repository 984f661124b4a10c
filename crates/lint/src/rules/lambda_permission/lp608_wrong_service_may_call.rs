//! `LP608`.

use can_invoke_policy::{condition::OperatorBase, document::PrincipalForm};

use crate::{
    execute_api::ExecuteApi,
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A Lambda function lets a service in that calls no functions for APIs.
    ///
    /// # Why
    ///
    /// API Gateway calls functions as `apigateway.amazonaws.com`. `execute-api.amazonaws.com`
    /// is no caller, and a statement for it lets nobody in: the integration fails with 500.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "Service": "execute-api.amazonaws.com" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "Service": "apigateway.amazonaws.com" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html>
    WrongServiceMayCall = "LP608" "wrong-service-may-call" Error Regular since "0.2.0"
}

impl Rule for WrongServiceMayCall {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let is_of_function = matches!(place.document.attached, Attached::Function(_));
            let speaks_of_apis = place.conditions().any(|condition| {
                let is_negated = matches!(
                    condition.operator.base,
                    OperatorBase::ArnNotEquals
                        | OperatorBase::ArnNotLike
                        | OperatorBase::StringNotEquals
                        | OperatorBase::StringNotLike
                );
                condition.lowercase_key == "aws:sourcearn"
                    && !is_negated
                    && condition
                        .values
                        .iter()
                        .any(|value| ExecuteApi::parse(&value.text).is_some())
            });
            if !is_of_function {
                continue;
            }
            for entry in place.lets_in() {
                let is_wrong = entry.text == "execute-api.amazonaws.com"
                    || (speaks_of_apis
                        && entry.form == PrincipalForm::Service
                        && entry.text != "apigateway.amazonaws.com");
                if is_wrong {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            entry.span,
                            model.subject(place, &entry.text),
                            format!("API Gateway does not call functions as `{}`", entry.text),
                        )
                        .help("write `apigateway.amazonaws.com`"),
                    );
                }
            }
        }
    }
}
