//! `TR515`.

use can_invoke_policy::PolicyKind;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A trust policy lets API Gateway assume the role, whoever it works for.
    ///
    /// # Why
    ///
    /// A service works for many accounts. Without a condition on `aws:SourceAccount`,
    /// `aws:SourceArn` or the organization, somebody else can have it act on your resource:
    /// the confused deputy.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "Service": "apigateway.amazonaws.com" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "Service": "apigateway.amazonaws.com" },
    /// "Condition": { "StringEquals": { "aws:SourceAccount": "111111111111" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>
    ServiceWithoutSource = "TR515" "service-without-source" Medium Auditor since "0.2.0"
        access_analyzer ["RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL"]
}

impl Rule for ServiceWithoutSource {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            if place.document.policy.kind != PolicyKind::Trust
                || !place.names_action("sts:assumerole")
                || place
                    .conditions()
                    .any(|condition| condition.lowercase_key.starts_with("aws:source"))
            {
                continue;
            }
            for entry in place
                .lets_in()
                .filter(|entry| entry.text == "apigateway.amazonaws.com")
            {
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Hint,
                        entry.span,
                        model.subject(place, &entry.text),
                        format!(
                            "`{}` may assume the role for whatever account it works for",
                            entry.text
                        ),
                    )
                    .help("add a condition on `aws:SourceAccount`"),
                );
            }
        }
    }
}
