//! `RP111`.

use can_invoke_source::Edit;

use crate::{
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// The segments of a path that are parameters, and where they begin.
fn parameters(path: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut position = 0;
    path.split('/').filter_map(move |segment| {
        let start = position;
        position += segment.len() + 1;
        let is_parameter = segment.starts_with('{') && segment.ends_with('}');
        // Two braces are what the examples of the console have where a value belongs.
        (is_parameter && !segment.starts_with("{{")).then_some((start, segment))
    })
}

rule! {
    /// A resource holds a path parameter such as `{id}`.
    ///
    /// # Why
    ///
    /// The ARN of a request holds the path as it was called, `/pets/42`, and never the name
    /// of the parameter, so that `{id}` matches no request. Messages to the clients of
    /// WebSocket APIs are the exception: `@connections/{connectionId}` is what their ARN holds.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets/{id}"
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
    PathParameterInResource = "RP111" "path-parameter-in-resource" Error Regular since "0.2.0"
}

impl Rule for PathParameterInResource {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for (pattern, resource) in place.execute_apis() {
                let Some(path) = resource
                    .path
                    .filter(|path| !path.text.starts_with("@connections"))
                else {
                    continue;
                };
                for (start, parameter) in parameters(path.text) {
                    let first = path.range.start + start;
                    let span = place.place(pattern.text_span, first..first + parameter.len());
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            span,
                            model.subject(place, &pattern.text),
                            format!("no request has `{parameter}` in its path"),
                        )
                        .label("a request has a value here")
                        .help("write `*` for any value")
                        .correct(
                            Applicability::Unsafe,
                            "write `*`",
                            vec![Edit::replace(span, "*")],
                        ),
                    );
                }
            }
        }
    }
}
