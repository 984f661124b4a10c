//! `RP119`.

use crate::{
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The resource policy of an API names an action that it is never asked about.
    ///
    /// # Why
    ///
    /// A resource policy is asked about `execute-api:Invoke`, and about
    /// `execute-api:InvalidateCache` for callers that ask to renew the cache. A statement about
    /// `apigateway:*`, `lambda:InvokeFunction` or `execute-api:ManageConnections` never
    /// applies.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "apigateway:GET"
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
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    WrongActionInResourcePolicy = "RP119" "wrong-action-in-resource-policy" Error Regular since "0.2.0"
}

impl Rule for WrongActionInResourcePolicy {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let is_of_api = matches!(
                place.document.attached,
                Attached::Api(_) | Attached::Deployed(..)
            );
            if !is_of_api || place.statement.action.negated {
                continue;
            }
            for action in place.actions() {
                let asked = ["execute-api:invoke", "execute-api:invalidatecache"];
                if asked.iter().any(|asked| action.matches(asked))
                    || model.unknowns.is_in(&action.text)
                {
                    continue;
                }
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        action.span,
                        model.subject(place, &action.text),
                        format!(
                            "the resource policy of an API is never asked about `{}`",
                            action.text
                        ),
                    )
                    .help("the action of a request is `execute-api:Invoke`"),
                );
            }
        }
    }
}
