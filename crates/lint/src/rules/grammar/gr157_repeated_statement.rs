//! `GR157`.

use std::collections::{BTreeSet, HashMap};

use can_invoke_policy::document::{Effect, Statement};

use crate::{
    elements::InPolicy,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// How much a statement says: those that say the same have the same.
fn size(statement: &Statement) -> (bool, usize, Option<usize>, usize) {
    (
        statement.effect == Effect::Allow,
        statement.action.patterns.len(),
        statement.resource.as_ref().map(|all| all.patterns.len()),
        statement.conditions.len(),
    )
}

/// What a statement says, in an order of its own and without its name.
fn says(place: InPolicy<'_>) -> BTreeSet<(String, String)> {
    let statement = place.statement;
    let mut said = BTreeSet::new();
    let mut put = |element: &str, text: String| {
        said.insert((element.to_owned(), text));
    };
    put("Effect", statement.effect.as_str().to_owned());
    let negated = |is: bool, name: &str| {
        if is {
            format!("Not{name}")
        } else {
            name.to_owned()
        }
    };
    for action in place.actions() {
        put(
            &negated(statement.action.negated, "Action"),
            action.text.to_ascii_lowercase(),
        );
    }
    for resource in place.resources() {
        let is_negated = statement.resource.as_ref().is_some_and(|all| all.negated);
        put(&negated(is_negated, "Resource"), resource.text.clone());
    }
    for principal in place.principals() {
        let is_negated = statement.principal.as_ref().is_some_and(|all| all.negated);
        // The form tells a service from an account of the same text.
        put(
            &negated(is_negated, "Principal"),
            format!("{:?} {}", principal.form, principal.text),
        );
    }
    for condition in place.conditions() {
        let mut values: Vec<&str> = condition
            .values
            .iter()
            .map(|value| value.text.as_str())
            .collect();
        values.sort_unstable();
        put(
            &format!("{} {}", condition.operator_text, condition.lowercase_key),
            format!("{values:?}"),
        );
    }
    said
}

rule! {
    /// A statement says what an earlier one of the same policy says.
    ///
    /// # Why
    ///
    /// It adds nothing, and who changes one of the two changes half of what they mean.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*" },
    /// { "Effect": "Allow", "Action": ["execute-api:Invoke"], "Resource": ["*"] }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    RepeatedStatement = "GR157" "repeated-statement" Low Pedantic since "0.2.0"
        access_analyzer ["REDUNDANT_STATEMENT"]
}

impl Rule for RepeatedStatement {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for document in &model.policies {
            let statements = &document.policy.statements;
            // Most differ in how much they say, and need no closer look.
            let mut sizes: HashMap<_, usize> = HashMap::new();
            for statement in statements {
                *sizes.entry(size(statement)).or_default() += 1;
            }
            let mut seen = HashMap::new();
            for statement in statements {
                let place = InPolicy {
                    document,
                    statement,
                };
                if sizes.get(&size(statement)).is_none_or(|count| *count < 2) {
                    continue;
                }
                let said = says(place);
                let Some(first) = seen.insert(said, statement.span) else {
                    continue;
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        statement.span,
                        model.subject(place, "Statement"),
                        "the statement repeats another one",
                    )
                    .also(first, "the same"),
                );
            }
        }
    }
}
