//! `GR153`.

use can_invoke_policy::{
    Effect,
    condition::{OperatorBase, Qualifier},
};

use crate::{
    catalogued::{BY_NAME, conditions},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A condition asks for the tags of an API, which no call of it carries.
    ///
    /// # Why
    ///
    /// AWS fills `aws:ResourceTag/…`, `aws:RequestTag/…` and `aws:TagKeys` for services that
    /// support them. `execute-api` does not: an `Allow` with such a condition allows nothing,
    /// and a `Deny` denies nobody, unless the operator is negated or asks for absence.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:Invoke",
    /// "Condition": { "StringEquals": { "aws:ResourceTag/team": "pets" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "execute-api:Invoke",
    /// "Condition": { "StringEquals": { "aws:PrincipalTag/team": "pets" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_apigatewaymanagementapi.html>
    TagConditionNeverCarried = "GR153" "tag-condition-never-carried" High Regular since "0.2.0"
        access_analyzer ["ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"]
}

impl Rule for TagConditionNeverCarried {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let key = &condition.lowercase_key;
            let is_of_tags = ["aws:resourcetag/", "aws:requesttag/"]
                .iter()
                .any(|family| key.starts_with(family))
                || key == "aws:tagkeys";
            let operator = condition.operator;
            // In the policy of an API another rule says so, also of what is negated.
            let is_told_of_api = place.api().is_some() && !key.starts_with("aws:resourcetag/");
            if !is_of_tags
                || is_told_of_api
                || place.statement.action.negated
                || operator.base == OperatorBase::Null
                || operator.base.is_negated()
                || operator.if_exists
                || operator.qualifier == Some(Qualifier::ForAllValues)
            {
                continue;
            }
            let mut actions = place.actions().peekable();
            let is_empty = actions.peek().is_none();
            let is_of_calls = |text: &str| text.to_ascii_lowercase().starts_with("execute-api:");
            if is_empty || !actions.all(|action| is_of_calls(&action.text)) {
                continue;
            }
            let effect = match place.statement.effect {
                Effect::Allow => "the statement allows nothing",
                Effect::Deny => "the statement denies nobody",
            };
            findings.add(
                Finding::new(
                    &Self::META,
                    BY_NAME,
                    condition.span,
                    model.subject(place, &condition.key),
                    format!(
                        "calls of an API do not carry `{}`, so {effect}",
                        condition.key
                    ),
                )
                .help("tags of the caller are in `aws:PrincipalTag/…`"),
            );
        }
    }
}
