//! `TR516`.

use can_invoke_policy::{
    PolicyKind,
    condition::{OperatorBase, Qualifier},
    document::{Effect, Statement},
};

use crate::{
    elements::InPolicy,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A trust policy asks for session tags, and does not let the caller pass any.
    ///
    /// # Why
    ///
    /// Passing tags takes `sts:TagSession` in the trust policy beside `sts:AssumeRole`.
    /// Without it a call with tags is denied, and one without tags does not fulfil the
    /// condition: nobody can assume the role by this statement.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "sts:AssumeRole", "Condition": { "StringEquals": { "aws:RequestTag/team": "pets" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": ["sts:AssumeRole", "sts:TagSession"], …
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>
    TagsWithoutTagSession = "TR516" "tags-without-tag-session" Error Regular since "0.2.0"
        access_analyzer ["MISSING_ACTION_FOR_CONDITION_KEY"]
}

impl Rule for TagsWithoutTagSession {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            if place.document.policy.kind != PolicyKind::Trust
                || place.statement.effect == Effect::Deny
            {
                continue;
            }
            let mut statements = place.document.policy.statements.iter();
            let lets_tag = |statement: &Statement| {
                let place = InPolicy {
                    document: place.document,
                    statement,
                };
                statement.action.negated || place.names_action("sts:tagsession")
            };
            if !place.names_action("sts:assumerole") || statements.any(lets_tag) {
                continue;
            }
            for condition in place.conditions() {
                let key = condition.lowercase_key.as_str();
                let is_of_tags =
                    key.starts_with("aws:requesttag/") || key == "sts:transitivetagkeys";
                let needs_it = !condition.operator.if_exists
                    && !condition.operator.base.is_negated()
                    && condition.operator.base != OperatorBase::Null
                    && condition.operator.qualifier != Some(Qualifier::ForAllValues);
                if is_of_tags && needs_it {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            condition.span,
                            model.subject(place, &condition.key),
                            format!("`{}` is there only if tags are passed, and no statement allows `sts:TagSession`", condition.key),
                        )
                        .help("add `sts:TagSession` to the actions"),
                    );
                }
            }
        }
    }
}
