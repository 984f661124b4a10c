//! `GR127`.

use can_invoke_catalogue as catalogue;
use can_invoke_policy::condition::Family;
use can_invoke_source::Edit;

use crate::{
    catalogued::{BY_NAME, help, is_pattern, parts, text_span},
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// An ARN or a condition names a Region that AWS does not have.
    ///
    /// # Why
    ///
    /// No resource is in a Region that does not exist, and no request is sent there.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-esat-1:111122223333:a1b2c3d4e5/*"
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
    /// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
    UnknownRegion = "GR127" "unknown-region" Error Regular since "0.2.0"
        access_analyzer ["INVALID_ARN_REGION", "INVALID_REGION"]
}

impl Rule for UnknownRegion {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        let is_wrong = |name: &str| {
            !name.is_empty()
                && !is_pattern(name)
                && !model.unknowns.is_in(name)
                && !catalogue::is_region(name)
        };
        let finding = |place, span, name: &str| {
            let message = format!("there is no Region `{name}`");
            let subject = model.subject(place, name);
            let meant = catalogue::nearest_region(name);
            let finding = Finding::new(&Self::META, BY_NAME, span, subject, message);
            let finding = help(finding, meant);
            match meant {
                Some(meant) => finding.correct(
                    Applicability::Unsafe,
                    format!("write `{meant}`"),
                    vec![Edit::replace(span, meant)],
                ),
                None => finding,
            }
        };
        for place in model.statements() {
            for resource in place.resources() {
                if let Some([prefix, partition, service, region, ..]) = parts(&resource.text)
                    && is_wrong(region)
                    // A value that is not known may hold colons of its own.
                    && ![partition, service].iter().any(|part| model.unknowns.is_in(part))
                {
                    let start = prefix.len() + partition.len() + service.len() + 3;
                    let span = place.place(resource.text_span, start..start + region.len());
                    findings.add(finding(place, span, region));
                }
            }
            for condition in place.conditions() {
                let is_text = condition.operator.base.family() == Family::String;
                if condition.lowercase_key == "aws:requestedregion" && is_text {
                    for value in condition
                        .values
                        .iter()
                        .filter(|value| is_wrong(&value.text))
                    {
                        let span = text_span(place, value.span);
                        findings.add(finding(place, span, &value.text));
                    }
                }
            }
        }
    }
}
