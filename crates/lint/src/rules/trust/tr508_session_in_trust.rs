//! `TR508`.

use can_invoke_policy::{PolicyKind, document::PrincipalForm};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A trust policy names one session of a role.
    ///
    /// # Why
    ///
    /// The name of a session is chosen by whoever assumes the role, each time anew, and many
    /// tools make one up. Name the role; `sts:RoleSessionName` or `aws:userid` can ask for
    /// more.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "AWS": "arn:aws:sts::222222222222:assumed-role/pet-shop/ann" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "AWS": "arn:aws:iam::222222222222:role/pet-shop" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    SessionInTrust = "TR508" "session-in-trust" Low Regular since "0.2.0"
}

impl Rule for SessionInTrust {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            if place.document.policy.kind != PolicyKind::Trust {
                continue;
            }
            for entry in place.lets_in() {
                if let PrincipalForm::Session { account, role, .. } = &entry.form {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            entry.span,
                            model.subject(place, &entry.text),
                            format!("one session of the role `{role}` is named, and any other is not meant"),
                        )
                        .help(format!("name the role of the account {account} that the session is of")),
                    );
                }
            }
        }
    }
}
