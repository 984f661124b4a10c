//! `LP601`.

use can_invoke_gateway::integration::{RefusedBy, Subject};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
    surveyed::{lets_in, name, place, refusals},
};

rule! {
    /// A route leads to a Lambda function whose policy has no statement for API Gateway.
    ///
    /// # Why
    ///
    /// API Gateway calls the function as `apigateway.amazonaws.com`, and the policy of the
    /// function has to allow it, unless the integration has a role of its own. Otherwise
    /// every call of the route ends in a 500, and the log says `Invalid permissions on Lambda
    /// function`.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// functions: [{ arn: arn:aws:lambda:us-east-1:111111111111:function:pets, policy: none }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// functions:
    ///   - arn: arn:aws:lambda:us-east-1:111111111111:function:pets
    ///     policy: # allows lambda:InvokeFunction to apigateway.amazonaws.com
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html>
    FunctionLetsNobodyOfApiGatewayIn = "LP601" "function-lets-nobody-of-api-gateway-in" Error Regular since "0.2.0"
}

impl Rule for FunctionLetsNobodyOfApiGatewayIn {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        let found = refusals(model, |surveyed, refused| {
            matches!(surveyed.subject, Subject::Route(..))
                && refused.by == RefusedBy::FunctionPolicy
                && !lets_in(refused, model)
        });
        for (surveyed, refused, confidence) in found {
            let text = model.unknowns.shown(&refused.summary);
            let finding = Finding::new(
                &Self::META,
                confidence,
                place(surveyed),
                model.subject_of_api(
                    surveyed.api,
                    &format!(
                        "{} / function-lets-nobody-of-api-gateway-in",
                        name(surveyed)
                    ),
                ),
                format!(
                    "{}: no statement of the function lets API Gateway in, so that every call ends in a 500 ({text})",
                    name(surveyed)
                ),
            );
            findings.add(match &refused.remedy {
                Some(remedy) => finding.help(format!(
                    "let API Gateway in: {}",
                    model.unknowns.shown(&remedy.command)
                )),
                None => finding.help("add a permission with `aws lambda add-permission --principal apigateway.amazonaws.com --source-arn …`"),
            });
        }
    }
}
