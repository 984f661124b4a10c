//! `RP104`.

use can_invoke_source::Edit;

use crate::{
    execute_api::ExecuteApi,
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
        for document in &model.policies {
            let Attached::Api(api) = document.attached else {
                continue;
            };
            for statement in &document.policy.statements {
                for pattern in statement.resource.iter().flat_map(|all| &all.patterns) {
                    let named = ExecuteApi::parse(&pattern.text, pattern.text_span)
                        .and_then(|resource| resource.api);
                    let Some(named) = named.filter(|named| {
                        named.text != api.id && !named.text.contains(['*', '?', '$'])
                    }) else {
                        continue;
                    };
                    let is_known =
                        !model.unknowns.is_in(named.text) && !model.unknowns.is_in(&api.id);
                    let confidence = if is_known {
                        Confidence::Proven
                    } else {
                        Confidence::Likely
                    };
                    let own = model.unknowns.shown(&api.id);
                    let other = model.unknowns.shown(named.text);
                    let mut finding = Finding::new(
                        &Self::META,
                        confidence,
                        named.span,
                        model.subject(document, statement, &pattern.text),
                        format!("the resource policy of `{own}` speaks of the API `{other}`"),
                    )
                    .label("this is another API")
                    .help("name the API itself, or write `execute-api:/…` for it");
                    if is_known {
                        finding = finding.correct(
                            Applicability::Unsafe,
                            format!("name `{own}`"),
                            vec![Edit::replace(named.span, &api.id)],
                        );
                    }
                    findings.add(finding);
                }
            }
        }
    }
}
