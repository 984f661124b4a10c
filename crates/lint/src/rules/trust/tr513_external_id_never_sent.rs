//! `TR513`.

use can_invoke_policy::{
    condition::OperatorBase,
    document::{Effect, PrincipalForm},
};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A trust policy asks a service or a provider for an external id.
    ///
    /// # Why
    ///
    /// An external id is a parameter of `sts:AssumeRole` as callers of AWS accounts use it.
    /// Services send none, and `sts:AssumeRoleWithWebIdentity` and `sts:AssumeRoleWithSAML`
    /// have none, so that the statement never applies.
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
            let mut principals = place.principals().peekable();
            let has_some = principals.peek().is_some();
            let are_foreign = principals.all(|entry| {
                matches!(
                    entry.form,
                    PrincipalForm::Service | PrincipalForm::Federated
                )
            });
            if place.statement.effect == Effect::Deny || !has_some || !are_foreign {
                continue;
            }
            for condition in place.conditions() {
                let asks = condition.lowercase_key == "sts:externalid"
                    && !condition.operator.if_exists
                    && condition.operator.base == OperatorBase::StringEquals;
                if asks {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            condition.span,
                            model.subject(place, &condition.key),
                            "no service and no provider sends an external id, so the statement never applies",
                        )
                        .help("for a service ask for `aws:SourceAccount` or `aws:SourceArn`"),
                    );
                }
            }
        }
    }
}
