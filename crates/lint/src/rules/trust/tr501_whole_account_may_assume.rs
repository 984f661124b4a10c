//! `TR501`.

use can_invoke_policy::{PolicyKind, document::PrincipalForm};

use crate::{
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Confidence, Meta, Rule, rule},
};

/// Whether a condition on a key says nothing of who assumes the role: whoever wants fulfils it.
fn says_nothing_of_callers(lowercase_key: &str) -> bool {
    matches!(
        lowercase_key,
        "aws:currenttime"
            | "aws:epochtime"
            | "aws:referer"
            | "aws:requestedregion"
            | "aws:securetransport"
            | "aws:useragent"
            | "sts:durationseconds"
            | "sts:rolesessionname"
    )
}

rule! {
    /// A trust policy lets a whole other account assume the role, without a condition on who.
    ///
    /// # Why
    ///
    /// Naming an account leaves it to that account who of its users and roles may assume the
    /// role. Where one role is meant, or the account belongs to somebody else, name the role,
    /// or ask for an external id. Conditions that whoever wants fulfils, such as one on
    /// `aws:SecureTransport` or `sts:RoleSessionName`, do not count.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "AWS": "222222222222" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "AWS": "222222222222" },
    /// "Condition": { "StringEquals": { "sts:ExternalId": "pets-2026" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html>
    WholeAccountMayAssume = "TR501" "whole-account-may-assume" Medium Regular since "0.2.0"
}

impl Rule for WholeAccountMayAssume {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let own = match place.document.attached {
                Attached::Trust(role) => Some(role.account.as_str()),
                _ => None,
            };
            if place.document.policy.kind != PolicyKind::Trust
                || !place.names_action("sts:assumerole")
                || !place
                    .conditions()
                    .all(|condition| says_nothing_of_callers(&condition.lowercase_key))
            {
                continue;
            }
            for entry in place.lets_in() {
                let PrincipalForm::Account { account, .. } = &entry.form else {
                    continue;
                };
                if own == Some(account.as_str()) {
                    continue;
                }
                let is_known = own.is_some_and(|own| !model.unknowns.is_in(own))
                    && !model.unknowns.is_in(account)
                    && !place.may_be_taken_back();
                findings.add(
                    Finding::new(
                        &Self::META,
                        if is_known { Confidence::Proven } else { Confidence::Likely },
                        entry.span,
                        model.subject(place, &entry.text),
                        format!("whoever the account `{}` lets may assume the role", model.unknowns.shown(account)),
                    )
                    .help("name the role that is meant, or add a condition on `sts:ExternalId` or `aws:PrincipalArn`"),
                );
            }
        }
    }
}
