//! `RP104`.

use can_invoke_source::Edit;

use crate::{
    execute_api::is_placeholder,
    finding::{Applicability, Finding, Findings},
    model::{Attached, Model},
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A resource of an API's resource policy names another API.
    ///
    /// # Why
    ///
    /// A resource policy is asked about requests to its own API only, so that a statement
    /// about another API never applies: an `Allow` opens nothing, a `Deny` closes nothing.
    ///
    /// # Bad
    ///
    /// The policy of the API `abc123`:
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:xyz789/prod/GET/pets"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "execute-api:/prod/GET/pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    ApiIdMismatch = "RP104" "api-id-mismatch" Error Regular since "0.2.0"
}

impl Rule for ApiIdMismatch {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Attached::Api(api) = place.document.attached else {
                continue;
            };
            for (pattern, resource) in place.execute_apis() {
                let Some(named) = resource.api.filter(|named| {
                    named.is_literal() && !is_placeholder(named.text) && named.text != api.id
                }) else {
                    continue;
                };
                let is_known = !model.unknowns.is_in(named.text) && !model.unknowns.is_in(&api.id);
                let own = model.unknowns.shown(&api.id);
                let other = model.unknowns.shown(named.text);
                let span = place.place(pattern.text_span, named.range);
                let finding = Finding::new(
                    &Self::META,
                    if is_known {
                        Confidence::Proven
                    } else {
                        Confidence::Likely
                    },
                    span,
                    model.subject(place, &pattern.text),
                    format!("the resource policy of `{own}` speaks of the API `{other}`"),
                )
                .label("this is another API")
                .help("name the API itself, or write `execute-api:/…` for it");
                findings.add(if is_known {
                    let title = format!("name `{own}`");
                    let edit = Edit::replace(span, &api.id);
                    finding.correct(Applicability::Unsafe, title, vec![edit])
                } else {
                    finding
                });
            }
        }
    }
}
