//! `TR505`.

use crate::{
    asked,
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Meta, Rule, rule},
};

rule! {
    /// A role trusts a principal of another account that its own policies do not let assume it.
    ///
    /// # Why
    ///
    /// Across accounts both sides have to allow: the trust policy of the role, and an
    /// identity-based policy of the caller with `sts:AssumeRole` on the role. The evaluator
    /// was asked, and denies the call.
    ///
    /// # Bad
    ///
    /// ```json
    /// # the role of 111111111111 trusts arn:aws:iam::222222222222:role/app, whose policies say nothing of sts:AssumeRole
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// the same, and a policy of the caller: "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111111111111:role/invoker"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html>
    CallerMayNotAssume = "TR505" "caller-may-not-assume" High Regular since "0.2.0"
}

impl Rule for CallerMayNotAssume {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Attached::Trust(role) = place.document.attached else {
                continue;
            };
            if !place.names_action("sts:assumerole") {
                continue;
            }
            for entry in place.lets_in() {
                let Some(record) = model.inventory.principal(&entry.text) else {
                    continue;
                };
                let Some(reason) = asked::may_not_assume(model, record, role) else {
                    continue;
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([entry.text.as_str(), role.arn.as_str()]),
                        entry.span,
                        model.subject(place, &entry.text),
                        format!(
                            "{} is trusted and may not assume {}, {}",
                            model.unknowns.shown(&record.name),
                            model.unknowns.shown(&role.name),
                            model.unknowns.shown(&reason)
                        ),
                    )
                    .also(record.span, "these are its policies")
                    .help(format!(
                        "allow `sts:AssumeRole` on `{}` in a policy of the caller",
                        model.unknowns.shown(&role.arn)
                    )),
                );
            }
        }
    }
}
