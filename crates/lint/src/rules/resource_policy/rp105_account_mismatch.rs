//! `RP105`.

use crate::{
    execute_api::is_placeholder,
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A resource of an API's resource policy names another account than that of the API.
    ///
    /// # Why
    ///
    /// A resource policy is asked about requests to its own API only. With the account of
    /// another one the statement never applies: an `Allow` opens nothing, a `Deny` closes
    /// nothing. Often the policy was copied from another account.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:222222222222:abc123/prod/GET/*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "execute-api:/prod/GET/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    AccountMismatch = "RP105" "account-mismatch" Error Regular since "0.2.0"
}

impl Rule for AccountMismatch {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Attached::Api(api) = place.document.attached else {
                continue;
            };
            let own = api.account.known().map(String::as_str);
            // Where it is not known, it may be the one that the resource names.
            let Some(own) = own.filter(|own| !model.unknowns.is_in(own)) else {
                continue;
            };
            for (pattern, resource) in place.execute_apis() {
                let Some(named) = resource.account.filter(|named| {
                    named.is_literal()
                        && !named.text.is_empty()
                        && !is_placeholder(named.text)
                        && named.text != own
                }) else {
                    continue;
                };
                let is_known = !model.unknowns.is_in(named.text) && !model.unknowns.is_in(own);
                let message = format!(
                    "the API is in the account `{}`, and the resource names `{}`",
                    model.unknowns.shown(own),
                    model.unknowns.shown(named.text)
                );
                findings.add(
                    Finding::new(
                        &Self::META,
                        if is_known {
                            Confidence::Proven
                        } else {
                            Confidence::Likely
                        },
                        place.place(pattern.text_span, named.range),
                        model.subject(place, &pattern.text),
                        message,
                    )
                    .label("this is another account")
                    .help("write `execute-api:/…`, which is the API itself"),
                );
            }
        }
    }
}
