//! `TR502`.

use can_invoke_policy::PolicyKind;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// Whether a condition on a key can say who may assume the role.
fn names_callers(lowercase_key: &str) -> bool {
    lowercase_key.starts_with("aws:principal")
        || lowercase_key.starts_with("aws:source")
        || lowercase_key.starts_with("aws:vpc")
        || matches!(
            lowercase_key,
            "sts:externalid" | "aws:userid" | "aws:username"
        )
}

rule! {
    /// A trust policy lets anybody assume the role.
    ///
    /// # Why
    ///
    /// `{ "AWS": "*" }` means every caller of every account. Unless a condition names whom,
    /// say by `aws:PrincipalArn`, `aws:PrincipalOrgID` or `sts:ExternalId`, whoever knows the
    /// name of the role gets what it may do.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "AWS": "*" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "AWS": "222222222222" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    AnybodyMayAssume = "TR502" "anybody-may-assume" High Regular since "0.2.0"
}

impl Rule for AnybodyMayAssume {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            if place.document.policy.kind != PolicyKind::Trust
                || !place.names_action("sts:assumerole")
                || place
                    .conditions()
                    .any(|condition| names_callers(&condition.lowercase_key))
            {
                continue;
            }
            for entry in place.lets_in().filter(|entry| entry.is_everyone()) {
                findings.add(
                    Finding::new(
                        &Self::META,
                        if place.may_be_taken_back() || !place.statement.conditions.is_empty() {
                            Confidence::Likely
                        } else {
                            Confidence::Proven
                        },
                        entry.span,
                        model.subject(place, &entry.text),
                        "every caller of every account may assume the role",
                    )
                    .help("name the accounts, users or roles that may"),
                );
            }
        }
    }
}
