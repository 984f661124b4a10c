//! `GR128`.

use can_invoke_source::Edit;

use crate::{
    catalogued::{is_pattern, parts},
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The service of an ARN is not written in lower case.
    ///
    /// # Why
    ///
    /// ARNs are compared letter by letter, and the service stands in lower case in every one
    /// of them, so that the entry matches nothing.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:Execute-API:us-east-1:111122223333:a1b2c3d4e5/*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    ArnServiceCase = "GR128" "arn-service-case" Error Regular since "0.2.0"
        access_analyzer ["INVALID_ARN_SERVICE_CASE"]
}

impl Rule for ArnServiceCase {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for resource in place.resources() {
                let Some([prefix, partition, service, ..]) = parts(&resource.text) else {
                    continue;
                };
                let lower = service.to_ascii_lowercase();
                if lower == service
                    || is_pattern(service)
                    || [partition, service]
                        .iter()
                        .any(|part| model.unknowns.is_in(part))
                {
                    continue;
                }
                let start = prefix.len() + partition.len() + 2;
                let span = place.place(resource.text_span, start..start + service.len());
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        span,
                        model.subject(place, &resource.text),
                        format!(
                            "the service of an ARN is in lower case, so `{service}` matches nothing"
                        ),
                    )
                    .correct(
                        Applicability::Unsafe,
                        format!("write `{lower}`"),
                        vec![Edit::replace(span, lower)],
                    ),
                );
            }
        }
    }
}
