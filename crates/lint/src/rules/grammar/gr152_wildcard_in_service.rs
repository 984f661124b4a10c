//! `GR152`.

use can_invoke_catalogue as catalogue;
use can_invoke_policy::pattern::ActionPattern;
use can_invoke_source::words::enumerate;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The service of an action holds a wildcard.
    ///
    /// # Why
    ///
    /// The prefix of a service is a word and no pattern; AWS refuses some of such entries,
    /// and those that it takes may meet services that nobody thought of.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "*api:Invoke"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "execute-api:Invoke"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    WildcardInService = "GR152" "wildcard-in-service" Medium Regular since "0.2.0"
        access_analyzer ["WILDCARD_IN_SERVICE_NAME"]
}

impl Rule for WildcardInService {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for action in place.actions() {
                let Some((service, _)) = action.text.split_once(':') else {
                    continue;
                };
                if !service.contains(['*', '?']) || model.unknowns.is_in(service) {
                    continue;
                }
                let matched: Vec<&str> = catalogue::services()
                    .filter(|name| ActionPattern::new(service, action.span).matches(name))
                    .collect();
                let finding = Finding::new(
                    &Self::META,
                    Confidence::Likely,
                    action.span,
                    model.subject(place, &action.text),
                    format!("`{service}` is a pattern where the service stands"),
                );
                findings.add(match matched.as_slice() {
                    [] => finding.help("no service fits it"),
                    few @ ([_] | [_, _] | [_, _, _]) => {
                        finding.help(format!("name the service: {}", enumerate(few)))
                    }
                    many => finding.help(format!("it fits {} services; name the one", many.len())),
                });
            }
        }
    }
}
