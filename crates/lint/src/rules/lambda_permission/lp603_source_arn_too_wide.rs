//! `LP603`.

use can_invoke_policy::{condition::OperatorBase, document::Condition};

use crate::{
    execute_api::{ExecuteApi, Part},
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// How sure it is that a pattern fits APIs of other accounts, if it seems so. With the id of an
/// API written out it fits no other one as long as ids are not given twice, which AWS does not
/// promise.
fn too_wide(text: &str) -> Option<Confidence> {
    if !text.is_empty() && text.chars().all(|mark| mark == '*') {
        return Some(Confidence::Proven);
    }
    let resource = ExecuteApi::parse(text)?;
    let is_of_any_account = resource.account.is_some_and(|part| part.text.contains('*'));
    let names_api = resource.api.as_ref().is_some_and(Part::is_literal);
    is_of_any_account.then_some(if names_api {
        Confidence::Hint
    } else {
        Confidence::Proven
    })
}

/// Whether a condition asks for source ARNs by a pattern; with `StringEquals` a `*` is a `*`.
fn asks_by_pattern(condition: &Condition) -> bool {
    let base = condition.operator.base;
    condition.lowercase_key == "aws:sourcearn"
        && matches!(
            base,
            OperatorBase::ArnLike | OperatorBase::ArnEquals | OperatorBase::StringLike
        )
}

rule! {
    /// The source ARN that a Lambda function asks for fits APIs of other accounts.
    ///
    /// # Why
    ///
    /// A pattern such as `*` or `arn:aws:execute-api:*:*:*` in `aws:SourceArn` fits every API
    /// there is, so that it restricts nothing. The stage, the method and the path may well be
    /// `*`: `…:abc123/*` are the routes of one API, be it a REST, an HTTP or a WebSocket API.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "ArnLike": { "AWS:SourceArn": "arn:aws:execute-api:*:*:*" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "ArnLike": { "AWS:SourceArn": "arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html>
    SourceArnTooWide = "LP603" "source-arn-too-wide" High Regular since "0.2.0"
}

impl Rule for SourceArnTooWide {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let is_of_service = place
                .lets_in()
                .any(|entry| entry.text == "apigateway.amazonaws.com");
            let names_owner = place.conditions().any(|condition| {
                matches!(
                    condition.lowercase_key.as_str(),
                    "aws:sourceaccount" | "aws:sourceorgid" | "aws:sourceorgpaths"
                )
            });
            if !is_of_service || names_owner || !place.names_action("lambda:invokefunction") {
                continue;
            }
            for condition in place
                .conditions()
                .filter(|condition| asks_by_pattern(condition))
            {
                for value in &condition.values {
                    // An operator for ARNs takes nothing else, and `*` alone fits none of them,
                    // which another rule tells.
                    let is_of_arns = matches!(
                        condition.operator.base,
                        OperatorBase::ArnLike | OperatorBase::ArnEquals
                    );
                    if is_of_arns && value.text.matches(':').count() < 5 {
                        continue;
                    }
                    let Some(confidence) = too_wide(&value.text) else {
                        continue;
                    };
                    findings.add(
                        Finding::new(
                            &Self::META,
                            confidence,
                            value.span,
                            model.subject(place, &value.text),
                            format!(
                                "`{}` fits APIs of other accounts",
                                model.unknowns.shown(&value.text)
                            ),
                        )
                        .help("name the account and the API"),
                    );
                }
            }
        }
    }
}
