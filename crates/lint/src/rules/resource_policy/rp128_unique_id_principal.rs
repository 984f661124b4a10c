//! `RP128`.

use can_invoke_policy::document::PrincipalForm;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A principal is a unique id such as `AROA…`.
    ///
    /// # Why
    ///
    /// IAM writes the unique id of a user or role into a policy when that user or role is
    /// deleted. A new one of the same name has another id and is not meant.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "AWS": "AROAEXAMPLEEXAMPLE123" }
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
    UniqueIdPrincipal = "RP128" "unique-id-principal" Medium Regular since "0.2.0"
        access_analyzer ["INVALID_ROLE_REFERENCE", "INVALID_USER_REFERENCE"]
}

impl Rule for UniqueIdPrincipal {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for entry in place.principals() {
                let of_inventory = model.inventory.principals.iter();
                let known = of_inventory
                    .filter(|record| record.unique_id.as_deref() == Some(entry.text.as_str()))
                    .count();
                if entry.form != PrincipalForm::UniqueId || known > 0 {
                    continue;
                }
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Likely,
                        entry.span,
                        model.subject(place, &entry.text),
                        format!(
                            "`{}` was probably left by a user or role that was deleted",
                            entry.text
                        ),
                    )
                    .help("name the ARN of the user or role that is meant, or remove the entry"),
                );
            }
        }
    }
}
