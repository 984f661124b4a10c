//! `RP108`.

use can_invoke_gateway::inventory::ApiKind;
use can_invoke_source::words::nearest;

use crate::{
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A resource names a stage that the API does not have.
    ///
    /// # Why
    ///
    /// The stage is the first part of what follows the id of the API, and is compared in the
    /// case in which it is written. A statement for a stage that does not exist never
    /// applies.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "execute-api:/production/GET/pets" # and the only stage is `prod`
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
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    UnknownStage = "RP108" "unknown-stage" High Regular since "0.2.0"
}

impl Rule for UnknownStage {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for (pattern, resource) in place.execute_apis() {
                let api = match place.document.attached {
                    Attached::Api(api) | Attached::Deployed(api, _) => Some(api),
                    _ => resource.api.as_ref().and_then(|part| {
                        model.inventory.apis.iter().find(|api| api.id == part.text)
                    }),
                };
                let (Some(api), Some(stage)) = (api, &resource.stage) else {
                    continue;
                };
                // What is of another API is told by another rule.
                let is_own = resource.api.as_ref().is_none_or(|part| part.text == api.id);
                let Some(stages) = api.stage_names().filter(|names| !names.is_empty()) else {
                    continue;
                };
                if !is_own
                    || !stage.is_literal()
                    || stage.text.is_empty()
                    || stages.contains(&stage.text)
                {
                    continue;
                }
                if api.kind == ApiKind::Rest && stage.text == "test-invoke-stage" {
                    continue;
                }
                // A name that is not known may be the right one.
                let mut texts = stages.iter().copied().chain([stage.text]);
                if texts.any(|text| model.unknowns.is_in(text)) {
                    continue;
                }
                let finding = Finding::new(
                    &Self::META,
                    Confidence::Proven,
                    place.place(pattern.text_span, stage.range.clone()),
                    model.subject(place, &pattern.text),
                    format!(
                        "the API `{}` has no stage `{}`",
                        model.unknowns.shown(&api.id),
                        model.unknowns.shown(stage.text)
                    ),
                );
                let names: Vec<String> = stages
                    .iter()
                    .map(|name| format!("`{}`", model.unknowns.shown(name)))
                    .collect();
                findings.add(finding.help(match nearest(stage.text, &stages) {
                    Some(near) => format!("did you mean `{}`?", model.unknowns.shown(near)),
                    None => format!("its stages are {}", names.join(", ")),
                }));
            }
        }
    }
}
