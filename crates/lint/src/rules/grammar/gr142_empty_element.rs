//! `GR142`.

use can_invoke_source::Node;

use crate::{
    catalogued::written,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

fn is_empty(node: &Node) -> bool {
    node.as_array().is_some_and(<[Node]>::is_empty)
        || node.as_object().is_some_and(|members| members.is_empty())
}

rule! {
    /// An element of a statement is an empty list or an empty object.
    ///
    /// # Why
    ///
    /// A statement without actions, resources or principals applies to nothing. An empty list
    /// of values is never matched, and with a negated operator always. `"Condition": {}` says
    /// nothing at all. In a template such an emptiness is mostly a list that somebody forgot
    /// to fill.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": []
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
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    EmptyElement = "GR142" "empty-element" Low Regular since "0.2.0"
        access_analyzer ["EMPTY_ARRAY_ACTION", "EMPTY_ARRAY_RESOURCE", "EMPTY_ARRAY_PRINCIPAL", "EMPTY_ARRAY_CONDITION", "EMPTY_OBJECT_CONDITION", "EMPTY_OBJECT_PRINCIPAL"]
}

impl Rule for EmptyElement {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Some(members) = written(place).and_then(Node::as_object) else {
                continue;
            };
            for member in members {
                let effect = match member.key.as_str() {
                    "Action" | "Resource" | "Principal" => "so the statement applies to nothing",
                    "NotAction" | "NotResource" | "NotPrincipal" => "so nothing is left out",
                    "Condition" => "so nothing is asked",
                    _ => continue,
                };
                if is_empty(&member.value) {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            member.value.span,
                            model.subject(place, &member.key),
                            format!("`{}` is empty, {effect}", member.key),
                        )
                        .label("empty"),
                    );
                    continue;
                }
                // Principals by kind, operators with their keys.
                for inner in member.value.as_object().unwrap_or_default() {
                    if is_empty(&inner.value) {
                        findings.add(Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            inner.value.span,
                            model.subject(place, &inner.key),
                            format!("`{}` of `{}` is empty", inner.key, member.key),
                        ));
                    }
                }
            }
            for condition in place.conditions().filter(|one| one.values.is_empty()) {
                let what =
                    match condition.operator.base.is_negated() || condition.operator.if_exists {
                        true => "may be fulfilled by requests that it was meant to stop",
                        false => "is not fulfilled by any value",
                    };
                findings.add(Finding::new(
                    &Self::META,
                    Confidence::Proven,
                    condition.span,
                    model.subject(place, &condition.key),
                    format!(
                        "`{}` is compared with nothing, and the condition {what}",
                        condition.key
                    ),
                ));
            }
        }
    }
}
