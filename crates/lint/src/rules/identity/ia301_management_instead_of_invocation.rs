//! `IA301`.

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A statement about calling an API names the management of API Gateway.
    ///
    /// # Why
    ///
    /// `apigateway:GET` and the like manage APIs, on ARNs of the form
    /// `arn:aws:apigateway:…::/restapis/…`. Calling an API is `execute-api:Invoke` on
    /// `arn:aws:execute-api:…`. A statement that has one of both from each matches nothing.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "apigateway:GET", "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    ManagementInsteadOfInvocation = "IA301" "management-instead-of-invocation" Error Regular since "0.2.0"
}

impl Rule for ManagementInsteadOfInvocation {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            // What `NotResource` leaves out is not what the statement is about.
            let leaves_out = place.statement.resource.as_ref();
            if place.statement.action.negated || leaves_out.is_some_and(|all| all.negated) {
                continue;
            }
            for (actions, resources, other) in [
                ("apigateway:", "execute-api", "execute-api:Invoke"),
                ("execute-api:", "apigateway", "apigateway:GET"),
            ] {
                let mut all = place.actions().peekable();
                let first = all.peek().copied();
                let are_all =
                    all.all(|action| action.text.to_ascii_lowercase().starts_with(actions));
                let wrong = place
                    .resources()
                    .find(|pattern| pattern.text.split(':').nth(2) == Some(resources));
                let (Some(first), true, Some(wrong)) = (first, are_all, wrong) else {
                    continue;
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        first.span,
                        model.subject(place, &first.text),
                        format!(
                            "`{}` is never asked about `{}`",
                            first.text,
                            model.unknowns.shown(&wrong.text)
                        ),
                    )
                    .also(wrong.span, "this resource")
                    .help(format!(
                        "the action that goes with this resource is such as `{other}`"
                    )),
                );
            }
        }
    }
}
