//! `GR126`.

use can_invoke_catalogue as catalogue;
use can_invoke_policy::{PolicyKind, keys};

use crate::{
    catalogued::{BY_NAME, conditions, known_key},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

/// Whether a key tells where a session comes from, and so is there for every action.
fn is_of_session(key: &str) -> bool {
    const KEYS: &[&str] = &[
        "lambda:SourceFunctionArn",
        "ec2:RoleDelivery",
        "ec2:SourceInstanceArn",
    ];
    KEYS.contains(&key)
}

rule! {
    /// None of the actions of a statement can carry a condition key.
    ///
    /// # Why
    ///
    /// A service fills in its keys for the actions that they belong to, and for no other. A
    /// condition on a key of another service is never fulfilled, unless the operator is
    /// negated or ends in `IfExists`.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:Invoke",
    /// "Condition": { "StringEquals": { "sts:ExternalId": "k9Xq27Lm" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "sts:AssumeRole",
    /// "Condition": { "StringEquals": { "sts:ExternalId": "k9Xq27Lm" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
    KeyNotOfAction = "GR126" "key-not-of-action" Error Regular since "0.2.0"
        access_analyzer ["UNSUPPORTED_ACTION_FOR_CONDITION_KEY"]
}

impl Rule for KeyNotOfAction {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let is_of_service = condition
                .key
                .split_once(':')
                .is_some_and(|(prefix, _)| catalogue::service(prefix).is_some());
            // An external id that nobody sends has a rule of its own.
            let has_own_rule = condition.lowercase_key == "sts:externalid"
                && place.document.policy.kind == PolicyKind::Trust;
            // Keys of the session come with every request of it.
            // So have the keys that no request to an API carries.
            let is_told_of_api = place.api().is_some()
                && ["sts:", "iam:"]
                    .iter()
                    .any(|family| condition.lowercase_key.starts_with(family));
            if place.statement.action.negated
                || has_own_rule
                || is_told_of_api
                || !is_of_service
                || known_key(&condition.key).is_none()
                || keys::find(&condition.key).is_some_and(|key| is_of_session(key.name))
            {
                continue;
            }
            let mut actions = place.actions().peekable();
            let is_empty = actions.peek().is_none();
            let knows_none = actions.all(|action| {
                let Some((prefix, name)) = action.text.split_once(':') else {
                    return false;
                };
                let action = catalogue::service(prefix).and_then(|service| service.action(name));
                action.and_then(|action| action.knows(&condition.key)) == Some(false)
            });
            if is_empty || !knows_none {
                continue;
            }
            findings.add(
                Finding::new(
                    &Self::META,
                    BY_NAME,
                    condition.span,
                    model.subject(place, &condition.key),
                    format!("no action of the statement carries `{}`", condition.key),
                )
                .also(place.statement.action.span, "these actions")
                .help("move the condition to a statement about the actions that carry the key"),
            );
        }
    }
}
