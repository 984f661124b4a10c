//! `TR512`.

use can_invoke_policy::{
    PolicyKind,
    condition::OperatorBase,
    document::{Condition, Effect},
};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// How many characters an external id should have.
const SHORTEST: usize = 8;

/// Whether a statement lets callers with the values of a condition through: what an `Allow`
/// asks for, and what a `Deny` spares.
fn asks_for(effect: Effect, condition: &Condition) -> bool {
    let base = condition.operator.base;
    condition.lowercase_key == "sts:externalid"
        && match effect {
            Effect::Allow => matches!(
                base,
                OperatorBase::StringEquals
                    | OperatorBase::StringEqualsIgnoreCase
                    | OperatorBase::StringLike
            ),
            Effect::Deny => matches!(
                base,
                OperatorBase::StringNotEquals
                    | OperatorBase::StringNotEqualsIgnoreCase
                    | OperatorBase::StringNotLike
            ),
        }
}

rule! {
    /// The external id that a trust policy asks for is empty, short, or a pattern.
    ///
    /// # Why
    ///
    /// An external id keeps a third party from being talked into using its access for
    /// somebody else. One that can be guessed, or a pattern that anything fits, does not.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringLike": { "sts:ExternalId": "*" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "sts:ExternalId": "6b1f0c52-pets" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html>
    WeakExternalId = "TR512" "weak-external-id" Medium Regular since "0.2.0"
}

impl Rule for WeakExternalId {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            if place.document.policy.kind != PolicyKind::Trust {
                continue;
            }
            for condition in place.conditions() {
                if !asks_for(place.statement.effect, condition) {
                    continue;
                }
                for value in &condition.values {
                    let takes_patterns = matches!(
                        condition.operator.base,
                        OperatorBase::StringLike | OperatorBase::StringNotLike
                    );
                    let is_pattern = takes_patterns && value.text.contains(['*', '?']);
                    // What is agreed on of a pattern is what stands in it beside the wildcards.
                    let is_wild = |mark: char| is_pattern && matches!(mark, '*' | '?');
                    let literal = value.text.chars().filter(|mark| !is_wild(*mark));
                    let is_short = literal.count() < SHORTEST;
                    if model.unknowns.is_in(&value.text) || !(is_pattern || is_short) {
                        continue;
                    }
                    let message = if is_pattern {
                        "a pattern is fulfilled by external ids that nobody agreed on".to_owned()
                    } else {
                        format!("an external id of fewer than {SHORTEST} characters can be guessed")
                    };
                    findings.add(
                        Finding::new(
                            &Self::META,
                            if is_pattern && is_short {
                                Confidence::Proven
                            } else {
                                Confidence::Hint
                            },
                            value.span,
                            model.subject(place, &condition.key),
                            message,
                        )
                        .help("compare with one long value by `StringEquals`"),
                    );
                }
            }
        }
    }
}
