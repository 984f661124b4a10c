//! `XA403`.

use can_invoke_policy::document::PrincipalForm;

use crate::{
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The resource policy of an API lets a whole other account in, without a condition.
    ///
    /// # Why
    ///
    /// Which of its users and roles may call is then up to the other account. Where one role
    /// is meant, name it; a condition on `aws:PrincipalArn` names several.
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
    /// "Principal": { "AWS": "arn:aws:iam::222222222222:role/pet-shop" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    WholeAccountInResourcePolicy = "XA403" "whole-account-in-resource-policy" Low Auditor since "0.2.0"
}

impl Rule for WholeAccountInResourcePolicy {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Attached::Api(api) = place.document.attached else {
                continue;
            };
            let Some(own) = api.account.known() else {
                continue;
            };
            if !place.statement.conditions.is_empty() {
                continue;
            }
            for entry in place.lets_in() {
                let PrincipalForm::Account { account, .. } = &entry.form else {
                    continue;
                };
                if account == own {
                    continue;
                }
                let is_known = !model.unknowns.is_in(own) && !model.unknowns.is_in(account);
                let is_proven = is_known && !place.may_be_taken_back();
                findings.add(
                    Finding::new(
                        &Self::META,
                        if is_proven { Confidence::Proven } else { Confidence::Likely },
                        entry.span,
                        model.subject(place, &entry.text),
                        format!("the account `{}` decides who of it may call", model.unknowns.shown(account)),
                    )
                    .help("name the users or roles that are meant, or add a condition on `aws:PrincipalArn`"),
                );
            }
        }
    }
}
