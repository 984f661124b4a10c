//! `RP113`.

use crate::{
    execute_api::METHODS,
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A resource has a path where the method belongs.
    ///
    /// # Why
    ///
    /// The parts of an execute-api ARN are the API, the stage, the method and the path. With
    /// the method left out, the first segment of the path stands in its place, which no
    /// request has. Two slashes in a row leave a part empty, with the same effect. `ANY` is a
    /// word for methods of the API and none of a request; `*` stands for any. A `*` as the
    /// stage fits the method too, so that `abc123/*/pets/*` is complete.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/pets/*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    MissingMethod = "RP113" "missing-method" Error Regular since "0.2.0"
}

impl Rule for MissingMethod {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for (pattern, resource) in place.execute_apis() {
                let Some(confidence) = model.has_method(place, &resource) else {
                    continue;
                };
                let may_be_in_stage = resource
                    .stage
                    .as_ref()
                    .is_none_or(|stage| stage.text.contains('*'));
                let (Some(verb), Some(path)) = (resource.verb, resource.path) else {
                    continue;
                };
                let is_empty = verb.text.is_empty();
                let is_method = METHODS.contains(&verb.text.to_ascii_uppercase().as_str());
                if is_method
                    || may_be_in_stage
                    || !verb.is_literal()
                    // What was never filled in is told by the rule about examples.
                    || verb.text.starts_with(['@', '{'])
                {
                    continue;
                }
                let message = if is_empty {
                    "the part for the method is empty, so the resource matches no request"
                        .to_owned()
                } else {
                    format!(
                        "`{}` stands where the method belongs, so the resource matches no request",
                        model.unknowns.shown(verb.text)
                    )
                };
                let span = if is_empty {
                    verb.range.start..path.range.end
                } else {
                    verb.range
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        confidence,
                        place.place(pattern.text_span, span),
                        model.subject(place, &pattern.text),
                        message,
                    )
                    .help("write the method, or `*` for any, between stage and path"),
                );
            }
        }
    }
}
