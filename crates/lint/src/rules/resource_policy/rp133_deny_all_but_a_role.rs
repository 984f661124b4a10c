//! `RP133`.

use can_invoke_policy::document::{Effect, PrincipalForm};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A `Deny` with `NotPrincipal` names a role or a user, and not its account.
    ///
    /// # Why
    ///
    /// AWS checks the account, the role and the session of a caller one after the other, and
    /// each that is not named is denied. A `NotPrincipal` that names only the role denies the
    /// account of the role, and so the role. AWS advises a condition on `aws:PrincipalArn`
    /// instead.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Effect": "Deny", "NotPrincipal": { "AWS": "arn:aws:iam::222222222222:role/app" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Effect": "Deny", "Principal": "*", …,
    /// "Condition": { "ArnNotEquals": { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/app" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
    DenyAllButARole = "RP133" "deny-all-but-a-role" High Regular since "0.2.0"
}

impl Rule for DenyAllButARole {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Some(principals) = place.statement.principal.as_ref().filter(|all| all.negated)
            else {
                continue;
            };
            if place.statement.effect != Effect::Deny {
                continue;
            }
            let has_account = |wanted: &str| {
                principals.entries.iter().any(|entry| {
                    matches!(&entry.form, PrincipalForm::Account { account, .. } if account == wanted)
                })
            };
            for entry in &principals.entries {
                let account = match &entry.form {
                    PrincipalForm::User { account, .. }
                    | PrincipalForm::Role { account, .. }
                    | PrincipalForm::Session { account, .. } => account,
                    _ => continue,
                };
                if has_account(account) {
                    continue;
                }
                findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([entry.text.as_str()]),
                        entry.span,
                        model.subject(place, &entry.text),
                        format!("the account {} is not named, so that `{}` may be denied all the same", model.unknowns.shown(account), model.unknowns.shown(&entry.text)),
                    )
                    .help("write `\"Principal\": \"*\"` with a condition `ArnNotEquals` on `aws:PrincipalArn`"),
                );
            }
        }
    }
}
