//! `GR130`.

use can_invoke_catalogue as catalogue;
use can_invoke_source::words::{enumerate, nearest};

use crate::{
    catalogued::{BY_NAME, help, parts},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

/// The services whose resources begin with a word for their type.
const BEGINS_WITH_TYPE: &[&str] = &["elasticloadbalancing", "iam", "lambda"];

/// What stands before the first thing that varies.
fn literal(format: &str) -> &str {
    let end = format.find(['*', '?', '$']).unwrap_or(format.len());
    format.get(..end).unwrap_or_default()
}

rule! {
    /// The resource part of an ARN has no format of its service.
    ///
    /// # Why
    ///
    /// A service has few formats of ARNs: a function of Lambda is `function:name`, a role of
    /// IAM `role/name`. An entry that begins otherwise matches no resource.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:lambda:us-east-1:111122223333:pets"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:lambda:us-east-1:111122223333:function:pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
    ResourceFormat = "GR130" "resource-format" Error Regular since "0.2.0"
        access_analyzer ["INVALID_ARN_RESOURCE"]
}

impl Rule for ResourceFormat {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for resource in place.resources() {
                let Some([_, _, name, _, _, part]) = parts(&resource.text) else {
                    continue;
                };
                // An API may have any id, so that nothing is wrong with how its resource begins.
                if !BEGINS_WITH_TYPE.contains(&name)
                    || model.unknowns.is_in(&resource.text)
                    || part.is_empty()
                {
                    continue;
                }
                let own = catalogue::formats(name)
                    .iter()
                    .map(|[.., format]| literal(format));
                let begun = literal(part);
                // What stands before the first wildcard begins a type, or goes on after one.
                let fits = |own: &str| {
                    part.starts_with(own) || (begun.len() < part.len() && own.starts_with(begun))
                };
                if own.clone().any(fits) {
                    continue;
                }
                let mut names: Vec<&str> = own.collect();
                names.sort_unstable();
                names.dedup();
                let finding = Finding::new(
                    &Self::META,
                    BY_NAME,
                    resource.span,
                    model.subject(place, &resource.text),
                    format!("`{part}` is no resource of `{name}`"),
                );
                let word = part.split([':', '/']).next().unwrap_or_default();
                let words: Vec<&str> = names
                    .iter()
                    .map(|name| name.trim_end_matches([':', '/']))
                    .collect();
                findings.add(match nearest(word, &words) {
                    Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                    None if names.len() < 12 => {
                        finding.help(format!("resources begin with {}", enumerate(&names)))
                    }
                    None => help(finding, None),
                });
            }
        }
    }
}
