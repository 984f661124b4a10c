//! `GR155`.

use can_invoke_catalogue as catalogue;
use can_invoke_policy::PolicyKind;

use crate::{
    catalogued::{BY_NAME, help, is_pattern},
    elements::InPolicy,
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A resource control policy names an action of a service that none of them reaches.
    ///
    /// # Why
    ///
    /// Resource control policies bear on some services only, and `execute-api` is not among
    /// them: the statement restricts nothing. AWS refuses such an action.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:Invoke"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "sts:AssumeRole"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
    RcpDoesNotReachService = "GR155" "rcp-does-not-reach-service" Error Regular since "0.2.0"
        access_analyzer ["RCP_SYNTAX_ERROR_ACTION"]
}

impl Rule for RcpDoesNotReachService {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for document in model.of_kind(PolicyKind::ResourceControl) {
            for statement in &document.policy.statements {
                let place = InPolicy {
                    document,
                    statement,
                };
                for action in place.actions() {
                    let Some((service, _)) = action.text.split_once(':') else {
                        continue;
                    };
                    if is_pattern(service)
                        || model.unknowns.is_in(service)
                        || !catalogue::is_service(service)
                        || catalogue::supports_resource_control(service)
                    {
                        continue;
                    }
                    findings.add(help(
                        Finding::new(
                            &Self::META,
                            BY_NAME,
                            action.span,
                            model.subject(place, &action.text),
                            format!("resource control policies do not reach `{service}`"),
                        ),
                        None,
                    ));
                }
            }
        }
    }
}
