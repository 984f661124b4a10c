//! `GR124`.

use can_invoke_catalogue as catalogue;
use can_invoke_source::words::nearest;

use crate::{
    catalogued::{BY_NAME, conditions, help, known_key},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A condition key of a service does not exist.
    ///
    /// # Why
    ///
    /// No request carries the key. With most operators the condition is then never fulfilled;
    /// with a negated operator, or one that ends in `IfExists`, always.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "execute-api:stage": "prod" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/prod/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
    UnknownServiceKey = "GR124" "unknown-service-key" Error Regular since "0.2.0"
        access_analyzer ["INVALID_SERVICE_CONDITION_KEY", "INVALID_SERVICE"]
}

impl Rule for UnknownServiceKey {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let Some((prefix, _)) = condition.key.split_once(':') else {
                continue;
            };
            // Keys of identity providers begin with an address, or are among those that are listed.
            if prefix.is_empty()
                || prefix.contains(['.', '/', '*', '$'])
                || prefix.eq_ignore_ascii_case("aws")
                || prefix.eq_ignore_ascii_case("saml")
                || model.unknowns.is_in(&condition.key)
                || known_key(&condition.key).is_some()
            {
                continue;
            }
            // Most of the other keys of EC2 belong to actions that are known by name only.
            let (message, meant) = match catalogue::service(prefix) {
                Some(service) => {
                    let names: Vec<&str> = service.keys().map(|key| key.name).collect();
                    let meant = nearest(&condition.key, &names);
                    let message = format!("`{prefix}` has no condition key `{}`", condition.key);
                    (message, meant.map(str::to_owned))
                }
                None if catalogue::is_service(prefix) => continue,
                // Some keys have a prefix that no action has.
                None => match catalogue::nearest_service(prefix) {
                    Some(meant) => (
                        format!("no service has condition keys that begin with `{prefix}:`"),
                        Some(format!("{meant}:…")),
                    ),
                    None => continue,
                },
            };
            findings.add(help(
                Finding::new(
                    &Self::META,
                    BY_NAME,
                    condition.span,
                    model.subject(place, &condition.key),
                    message,
                ),
                meant.as_deref(),
            ));
        }
    }
}
