//! `RP112`.

use can_invoke_source::Edit;

use crate::{
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A resource ends with the id of the API.
    ///
    /// # Why
    ///
    /// The ARN of a request goes on with stage, method and path, so that `abc123` alone, or
    /// with a slash, matches no request.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    ResourceWithoutStage = "RP112" "resource-without-stage" Medium Regular since "0.2.0"
}

impl Rule for ResourceWithoutStage {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for (pattern, resource) in place.execute_apis() {
                let has_stage = resource
                    .stage
                    .as_ref()
                    .is_some_and(|stage| !stage.text.is_empty());
                let Some(api) = resource.api.filter(|api| {
                    !has_stage
                        && resource.verb.is_none()
                        // Stage, method and path are in the wildcard.
                        && !api.text.contains('*')
                        && !api.text.is_empty()
                }) else {
                    continue;
                };
                let end = pattern.text.len();
                // With the slash it is a shape that examples of AWS have.
                let is_proven =
                    resource.stage.is_none() && api.is_literal() && !model.unknowns.is_in(api.text);
                let title = "add `/*` for every stage, method and path";
                findings.add(
                    Finding::new(
                        &Self::META,
                        if is_proven {
                            Confidence::Proven
                        } else {
                            Confidence::Likely
                        },
                        place.place(pattern.text_span, api.range.clone()),
                        model.subject(place, &pattern.text),
                        "a resource that ends with the id of the API matches no request",
                    )
                    .label("stage, method and path are missing")
                    .help(title)
                    .correct(
                        Applicability::Unsafe,
                        title,
                        vec![Edit::replace(
                            place.place(pattern.text_span, api.range.end..end.max(api.range.end)),
                            "/*",
                        )],
                    ),
                );
            }
        }
    }
}
