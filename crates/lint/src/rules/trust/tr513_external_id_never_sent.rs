//! `TR513`.

use can_invoke_policy::{
    PolicyKind,
    condition::{OperatorBase, Qualifier},
    document::{Condition, PrincipalEntry, PrincipalForm},
};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// Whether somebody never sends an external id.
fn never_sends(entry: &PrincipalEntry) -> bool {
    match entry.form {
        PrincipalForm::Federated => true,
        PrincipalForm::Service => matches!(
            entry.text.as_str(),
            "apigateway.amazonaws.com" | "ops.apigateway.amazonaws.com" | "lambda.amazonaws.com"
        ),
        _ => false,
    }
}

/// Whether a condition is fulfilled only by who sends an external id.
fn asks(condition: &Condition) -> bool {
    condition.lowercase_key == "sts:externalid"
        && !condition.operator.if_exists
        && condition.operator.qualifier != Some(Qualifier::ForAllValues)
        && matches!(
            condition.operator.base,
            OperatorBase::StringEquals
                | OperatorBase::StringEqualsIgnoreCase
                | OperatorBase::StringLike
        )
}

rule! {
    /// A trust policy asks API Gateway, Lambda or a provider for an external id.
    ///
    /// # Why
    ///
    /// An external id is a parameter of `sts:AssumeRole` as callers of AWS accounts use it.
    /// API Gateway and Lambda send none, and `sts:AssumeRoleWithWebIdentity` and
    /// `sts:AssumeRoleWithSAML` have none, so that the statement never applies. Some other
    /// services do send one, such as Amazon Cognito for its text messages.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "Service": "apigateway.amazonaws.com" },
    /// "Condition": { "StringEquals": { "sts:ExternalId": "pets-2026" } }
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
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html>
    ExternalIdNeverSent = "TR513" "external-id-never-sent" Error Regular since "0.2.0"
}

impl Rule for ExternalIdNeverSent {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let mut principals = place.lets_in().peekable();
            // One who sends an external id suffices for the statement to apply.
            if place.document.policy.kind != PolicyKind::Trust
                || principals.peek().is_none()
                || !principals.all(never_sends)
            {
                continue;
            }
            for condition in place.conditions() {
                if asks(condition) {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            condition.span,
                            model.subject(place, &condition.key),
                            "nobody who is named here sends an external id, so the statement never applies",
                        )
                        .help("for API Gateway and Lambda ask for `aws:SourceAccount` or `aws:SourceArn`"),
                    );
                }
            }
        }
    }
}
