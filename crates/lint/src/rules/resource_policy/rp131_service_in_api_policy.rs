//! `RP131`.

use can_invoke_policy::document::PrincipalForm;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A resource policy of an API lets a service in.
    ///
    /// # Why
    ///
    /// Services such as API Gateway or Lambda do not invoke APIs in their own name.
    /// `apigateway.amazonaws.com` belongs into the policy of a Lambda function; a service
    /// that calls an API does so with a role, which the policy has to name.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "Service": "apigateway.amazonaws.com" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "AWS": "arn:aws:iam::111111111111:role/caller" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    ServiceInApiPolicy = "RP131" "service-in-api-policy" Medium Regular since "0.2.0"
}

impl Rule for ServiceInApiPolicy {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements().filter(|place| place.api().is_some()) {
            for entry in place
                .lets_in()
                .filter(|entry| entry.form == PrincipalForm::Service)
            {
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Likely,
                        entry.span,
                        model.subject(place, &entry.text),
                        format!("`{}` does not invoke APIs in its own name", entry.text),
                    )
                    .help("name the role with which the service calls"),
                );
            }
        }
    }
}
