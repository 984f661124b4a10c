//! `RP113`.

use can_invoke_gateway::inventory::ApiKind;
use can_invoke_policy::PolicyKind;

use crate::{
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Confidence, Meta, Rule, rule},
};

/// The methods of HTTP.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

rule! {
    /// A resource has a path where the method belongs.
    ///
    /// # Why
    ///
    /// The parts of an execute-api ARN are the API, the stage, the method and the path. With
    /// the method left out, the first segment of the path stands in its place, which no
    /// request has. Two slashes in a row leave a part empty, with the same effect.
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
            if let Attached::Api(api) = place.document.attached
                && api.kind == ApiKind::WebSocket
            {
                continue;
            }
            // Only a resource policy belongs to REST APIs for sure; elsewhere the part may be the
            // key of a route of a WebSocket API.
            let is_sure = place.document.policy.kind == PolicyKind::Resource;
            for (pattern, resource) in place.execute_apis() {
                let (Some(verb), Some(path)) = (resource.verb, resource.path) else {
                    continue;
                };
                let is_empty = verb.text.is_empty();
                let is_method = METHODS.contains(&verb.text.to_ascii_uppercase().as_str());
                if is_method
                    || !verb.is_literal()
                    || verb.text.starts_with('@')
                    || verb.text == "ANY"
                {
                    continue;
                }
                let is_known = !model.unknowns.is_in(verb.text);
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
                        if is_sure && is_known {
                            Confidence::Proven
                        } else {
                            Confidence::Likely
                        },
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
