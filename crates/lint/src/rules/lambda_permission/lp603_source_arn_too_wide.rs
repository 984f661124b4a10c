//! `LP603`.

use can_invoke_policy::document::Effect;

use crate::{
    execute_api::ExecuteApi,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// Whether a pattern fits APIs of any account.
fn is_too_wide(text: &str) -> bool {
    text.chars().all(|mark| mark == '*')
        || ExecuteApi::parse(text)
            .and_then(|resource| resource.account)
            .is_some_and(|account| account.text.contains('*'))
}

rule! {
    /// The source ARN that a Lambda function asks for fits APIs of other accounts.
    ///
    /// # Why
    ///
    /// A pattern such as `*` or `arn:aws:execute-api:*:*:*` in `aws:SourceArn` fits every API
    /// there is, so that it restricts nothing.
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
                .principals()
                .any(|entry| entry.text == "apigateway.amazonaws.com");
            let has_account = place
                .conditions()
                .any(|condition| condition.lowercase_key == "aws:sourceaccount");
            if place.statement.effect == Effect::Deny || !is_of_service || has_account {
                continue;
            }
            for condition in place
                .conditions()
                .filter(|one| one.lowercase_key == "aws:sourcearn")
            {
                for value in condition
                    .values
                    .iter()
                    .filter(|value| is_too_wide(&value.text))
                {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            value.span,
                            model.subject(place, &value.text),
                            format!("`{}` fits APIs of other accounts", value.text),
                        )
                        .help("name the account and the API"),
                    );
                }
            }
        }
    }
}
