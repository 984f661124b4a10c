//! `RP137`.

use can_invoke_policy::{condition::OperatorBase, document::Effect};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A condition asks for encryption, which every request to API Gateway has.
    ///
    /// # Why
    ///
    /// The endpoints of API Gateway speak HTTPS only, so that `aws:SecureTransport` is always
    /// true. The condition protects nothing, and an `Allow` that asks for `false` never
    /// applies.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "Bool": { "aws:SecureTransport": "false" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// no such condition
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/data-protection-encryption.html>
    EncryptionIsCertain = "RP137" "encryption-is-certain" Info Pedantic since "0.2.0"
}

impl Rule for EncryptionIsCertain {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements().filter(|place| place.api().is_some()) {
            for condition in place
                .conditions()
                .filter(|one| one.lowercase_key == "aws:securetransport")
            {
                let asks_for_none = condition.operator.base == OperatorBase::Bool
                    && condition
                        .values
                        .iter()
                        .all(|value| value.text.eq_ignore_ascii_case("false"));
                let asks_for_some = condition.operator.base == OperatorBase::Bool
                    && condition
                        .values
                        .iter()
                        .all(|value| value.text.eq_ignore_ascii_case("true"));
                let effect = match place.statement.effect {
                    Effect::Allow if asks_for_none => "this statement never applies",
                    Effect::Deny if asks_for_some => "this condition spares nobody",
                    _ => "this condition decides nothing",
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Likely,
                        condition.span,
                        model.subject(place, &condition.key),
                        format!("every request to API Gateway is encrypted, so that {effect}"),
                    )
                    .help("take the condition away, or the statement if it never applies"),
                );
            }
        }
    }
}
