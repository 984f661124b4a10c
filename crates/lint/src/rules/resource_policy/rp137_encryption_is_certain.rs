//! `RP137`.

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
    /// true. The condition does no harm and protects nothing.
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
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html>
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
                findings.add(Finding::new(
                    &Self::META,
                    Confidence::Likely,
                    condition.span,
                    model.subject(place, &condition.key),
                    "every request to API Gateway is encrypted, so that this condition decides nothing",
                ));
            }
        }
    }
}
