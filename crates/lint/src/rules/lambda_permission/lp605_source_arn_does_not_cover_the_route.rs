//! `LP605`.

use can_invoke_gateway::integration::{RefusedBy, Subject};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
    surveyed::{lets_in, name, place, refusals},
};

rule! {
    /// The policy of a function lets API Gateway in, and not for this route.
    ///
    /// # Why
    ///
    /// API Gateway says for which stage, method and path of which API it calls. A statement
    /// for another API, another path or another method, with `ANY` as the method, or with a
    /// path parameter in braces, does not fit, and every call of the route ends in a 500.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// "AWS:SourceArn": "arn:aws:execute-api:us-east-1:111111111111:abc123/*/ANY/pets"
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// "AWS:SourceArn": "arn:aws:execute-api:us-east-1:111111111111:abc123/*/*/pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html>
    SourceArnDoesNotCoverTheRoute = "LP605" "source-arn-does-not-cover-the-route" Error Regular since "0.2.0"
}

impl Rule for SourceArnDoesNotCoverTheRoute {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        let found = refusals(model, |surveyed, refused| {
            matches!(surveyed.subject, Subject::Route(..))
                && refused.by == RefusedBy::FunctionPolicy
                && lets_in(refused, model)
        });
        for (surveyed, refused, confidence) in found {
            let text = model.unknowns.shown(&refused.summary);
            let finding = Finding::new(
                &Self::META,
                confidence,
                place(surveyed),
                model.subject_of_api(
                    surveyed.api,
                    &format!("{} / source-arn-does-not-cover-the-route", name(surveyed)),
                ),
                format!(
                    "{}: the function lets API Gateway in for other sources only ({text})",
                    name(surveyed)
                ),
            );
            findings.add(match &refused.remedy {
                Some(remedy) => finding.help(format!(
                    "let API Gateway in: {}",
                    model.unknowns.shown(&remedy.command)
                )),
                None => finding.help("widen the source ARN to the route: `{api}/*/{METHOD}/{path}`, with `*` for any method and for path parameters"),
            });
        }
    }
}
