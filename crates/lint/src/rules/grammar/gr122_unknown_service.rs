//! `GR122`.

use can_invoke_catalogue as catalogue;
use can_invoke_source::Edit;

use crate::{
    catalogued::{BY_NAME, help, is_pattern, text_span},
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Meta, Rule, Severity, rule},
};

rule! {
    /// An action names a service that AWS does not have.
    ///
    /// # Why
    ///
    /// An action begins with the prefix of its service. The prefix is not always the name of
    /// the service: callers of APIs need `execute-api`, and load balancers have
    /// `elasticloadbalancing`. IAM takes the policy, and the entry matches nothing.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "executeapi:Invoke"
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
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
    UnknownService = "GR122" "unknown-service" Error Regular since "0.2.0"
        access_analyzer ["INVALID_SERVICE_IN_ACTION"]
}

impl Rule for UnknownService {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for action in place.actions() {
                let Some((service, _)) = action.text.split_once(':') else {
                    continue;
                };
                if service.is_empty()
                    || is_pattern(service)
                    || model.unknowns.is_in(service)
                    || catalogue::is_service(service)
                {
                    continue;
                }
                let meant = catalogue::nearest_service(service);
                let mut finding = help(
                    Finding::new(
                        &Self::META,
                        BY_NAME,
                        action.span,
                        model.subject(place, &action.text),
                        format!("there is no service `{service}`, so the entry matches nothing"),
                    ),
                    meant,
                );
                if meant.is_none() {
                    // AWS retires services, and has some that no page lists.
                    finding.severity = Severity::Low;
                }
                if let Some(meant) = meant {
                    let name = place.place(text_span(place, action.span), 0..service.len());
                    let edit = Edit::replace(name, meant);
                    finding = finding.correct(
                        Applicability::Unsafe,
                        format!("write `{meant}`"),
                        vec![edit],
                    );
                }
                findings.add(finding);
            }
        }
    }
}
