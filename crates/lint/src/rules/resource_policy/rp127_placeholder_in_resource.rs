//! `RP127`.

use can_invoke_source::Edit;

use crate::{
    execute_api::is_placeholder,
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A resource still holds a placeholder of an example.
    ///
    /// # Why
    ///
    /// Words such as `account-id`, `API-ID` and `{{stage}}` stand in examples for values that
    /// somebody has to put in. With them the resource names nothing, and the statement never
    /// applies.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:account-id:api-id/*"
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
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    PlaceholderInResource = "RP127" "placeholder-in-resource" Error Regular since "0.2.0"
}

impl Rule for PlaceholderInResource {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for (pattern, resource) in place.execute_apis() {
                let api = place.api();
                let own_region = api.and_then(|api| api.region.known());
                let own_account = api.and_then(|api| api.account.known());
                let parts = [
                    (&resource.region, own_region),
                    (&resource.account, own_account),
                    (&resource.api, api.map(|api| &api.id)),
                ];
                // Words such as `api` are good names of stages.
                let stage = resource
                    .stage
                    .as_ref()
                    .filter(|part| part.text.contains(['{', '<']));
                let parts = parts.map(|(part, own)| (part.as_ref(), own));
                for (part, own) in parts.into_iter().chain([(stage, None)]) {
                    let Some(part) = part.filter(|part| is_placeholder(part.text)) else {
                        continue;
                    };
                    let span = place.place(pattern.text_span, part.range.clone());
                    let finding = Finding::new(
                        &Self::META,
                        Confidence::Likely,
                        span,
                        model.subject(place, &format!("{} / {}", pattern.text, part.text)),
                        format!("the placeholder `{}` was never filled in", part.text),
                    )
                    .help("write the value in its place");
                    findings.add(match own.filter(|own| !model.unknowns.is_in(own)) {
                        Some(own) => {
                            let edit = Edit::replace(span, own.as_str());
                            finding.correct(
                                Applicability::Unsafe,
                                format!("write `{own}`"),
                                vec![edit],
                            )
                        }
                        None => finding,
                    });
                }
            }
        }
    }
}
