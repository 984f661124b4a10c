//! `RP110`.

use can_invoke_source::Edit;

use crate::{
    execute_api::METHODS,
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// The HTTP method in a resource is not written in upper case.
    ///
    /// # Why
    ///
    /// The ARN of a request holds its method in upper case, and ARNs are compared with regard
    /// to case, so that `get` matches no request. For a WebSocket API `get` may be the key of a
    /// route, which is written as it is.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/get/pets"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    VerbCase = "RP110" "verb-case" Error Regular since "0.2.0"
}

impl Rule for VerbCase {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for (pattern, resource) in place.execute_apis() {
                let Some(confidence) = model.has_method(place, &resource) else {
                    continue;
                };
                let Some(verb) = resource.verb.filter(|verb| {
                    let upper = verb.text.to_ascii_uppercase();
                    verb.text != upper && METHODS.contains(&upper.as_str())
                }) else {
                    continue;
                };
                let upper = verb.text.to_ascii_uppercase();
                let span = place.place(pattern.text_span, verb.range);
                let title = format!("write `{upper}`");
                findings.add(
                    Finding::new(
                        &Self::META,
                        confidence,
                        span,
                        model.subject(place, &pattern.text),
                        format!(
                            "`{}` matches no request, whose methods are in upper case",
                            verb.text
                        ),
                    )
                    .help(title.clone())
                    .correct(
                        Applicability::Unsafe,
                        title,
                        vec![Edit::replace(span, upper)],
                    ),
                );
            }
        }
    }
}
