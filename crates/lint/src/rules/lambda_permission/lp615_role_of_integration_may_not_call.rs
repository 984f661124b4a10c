//! `LP615`.

use can_invoke_gateway::integration::RefusedBy;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
    surveyed::{name, place, refusals},
};

rule! {
    /// An integration has a role that API Gateway may not assume, or that may not call the function.
    ///
    /// # Why
    ///
    /// With a role, API Gateway assumes it as `apigateway.amazonaws.com` and calls with its
    /// permissions. The trust policy of the role has to let it in, and its identity-based
    /// policies have to allow `lambda:InvokeFunction`; otherwise every call ends in a 500.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// "Principal": { "Service": "lambda.amazonaws.com" }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// "Principal": { "Service": "apigateway.amazonaws.com" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html>
    RoleOfIntegrationMayNotCall = "LP615" "role-of-integration-may-not-call" Error Regular since "0.2.0"
}

impl Rule for RoleOfIntegrationMayNotCall {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        let found = refusals(model, |surveyed, refused| {
            let _ = surveyed;
            matches!(refused.by, RefusedBy::RoleTrust | RefusedBy::RolePolicies)
        });
        for (surveyed, refused, confidence) in found {
            let text = model.unknowns.shown(&refused.summary);
            let finding = Finding::new(
                &Self::META,
                confidence,
                place(surveyed),
                model.subject_of_api(
                    surveyed.api,
                    &format!("{} / role-of-integration-may-not-call", name(surveyed)),
                ),
                format!("{}: it is denied that {text}", name(surveyed)),
            );
            findings.add(match &refused.remedy {
                Some(remedy) => finding.help(format!(
                    "let API Gateway in: {}",
                    model.unknowns.shown(&remedy.command)
                )),
                None => finding.help("trust `apigateway.amazonaws.com`, and allow `lambda:InvokeFunction` on the function"),
            });
        }
    }
}
