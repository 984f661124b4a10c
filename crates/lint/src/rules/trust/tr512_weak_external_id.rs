//! `TR512`.

use can_invoke_policy::condition::OperatorBase;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// How many characters an external id should have.
const SHORTEST: usize = 8;

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
            for condition in place.conditions() {
                if condition.lowercase_key != "sts:externalid"
                    || condition.operator.base == OperatorBase::Null
                {
                    continue;
                }
                for value in &condition.values {
                    let is_pattern = condition.operator.base == OperatorBase::StringLike
                        && value.text.contains(['*', '?']);
                    let is_short = value.text.chars().count() < SHORTEST;
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
                            if is_pattern {
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
