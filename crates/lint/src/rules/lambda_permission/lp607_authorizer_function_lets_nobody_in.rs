//! `LP607`.

use can_invoke_gateway::integration::{RefusedBy, Subject};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
    surveyed::{name, place, refusals},
};

rule! {
    /// API Gateway may not call the function of a Lambda authorizer.
    ///
    /// # Why
    ///
    /// For an authorizer API Gateway says `{api}/authorizers/{authorizer-id}` as its source,
    /// and not the ARN of a route, so that a permission for the routes does not cover it.
    /// Every request to a route with this authorizer ends in a 500.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// "AWS:SourceArn": "arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets"
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// "AWS:SourceArn": "arn:aws:execute-api:us-east-1:111111111111:abc123/authorizers/au1234"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html>
    AuthorizerFunctionLetsNobodyIn = "LP607" "authorizer-function-lets-nobody-in" Error Regular since "0.2.0"
}

impl Rule for AuthorizerFunctionLetsNobodyIn {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        let found = refusals(model, |surveyed, refused| {
            matches!(surveyed.subject, Subject::Authorizer(_))
                && refused.by == RefusedBy::FunctionPolicy
        });
        for (surveyed, refused, confidence) in found {
            let text = model.unknowns.shown(&refused.summary);
            let finding = Finding::new(
                &Self::META,
                confidence,
                place(surveyed),
                model.subject_of_api(
                    surveyed.api,
                    &format!("{} / authorizer-function-lets-nobody-in", name(surveyed)),
                ),
                format!(
                    "{}: its function does not let API Gateway in ({text})",
                    name(surveyed)
                ),
            );
            findings.add(match &refused.remedy {
                Some(remedy) => finding.help(format!(
                    "let API Gateway in: {}",
                    model.unknowns.shown(&remedy.command)
                )),
                None => finding.help(
                    "add a permission whose source ARN is `{api}/authorizers/{authorizer-id}`",
                ),
            });
        }
    }
}
