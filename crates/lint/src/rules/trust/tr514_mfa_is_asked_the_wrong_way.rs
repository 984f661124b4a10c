//! `TR514`.

use can_invoke_policy::{condition::OperatorBase, document::Effect};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A condition on multi-factor authentication lets long-term credentials pass.
    ///
    /// # Why
    ///
    /// `aws:MultiFactorAuthPresent` is there only for temporary credentials. A `Deny` with
    /// `Bool` … `false` does not apply to access keys, which have no such key; `BoolIfExists`
    /// … `true` in an `Allow` is fulfilled by them.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Effect": "Deny", …, "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "false" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Effect": "Deny", …, "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    MfaIsAskedTheWrongWay = "TR514" "mfa-is-asked-the-wrong-way" Medium Regular since "0.2.0"
}

impl Rule for MfaIsAskedTheWrongWay {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for condition in place.conditions() {
                if condition.lowercase_key != "aws:multifactorauthpresent"
                    || condition.operator.base != OperatorBase::Bool
                {
                    continue;
                }
                let asks = |word: &str| {
                    condition
                        .values
                        .iter()
                        .any(|value| value.text.eq_ignore_ascii_case(word))
                };
                let if_exists = condition.operator.if_exists;
                let message = match place.statement.effect {
                    Effect::Deny if asks("false") && !if_exists => {
                        "this `Deny` does not apply to access keys, which lack the key"
                    }
                    Effect::Allow if asks("true") && if_exists => {
                        "access keys, which lack the key, fulfil this condition"
                    }
                    _ => continue,
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Likely,
                        condition.span,
                        model.subject(place, &condition.key),
                        message,
                    )
                    .help(if if_exists {
                        "write `Bool`"
                    } else {
                        "write `BoolIfExists`"
                    }),
                );
            }
        }
    }
}
