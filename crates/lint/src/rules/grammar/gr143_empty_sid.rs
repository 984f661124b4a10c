//! `GR143`.

use crate::{
    catalogued::written,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The `Sid` of a statement is empty.
    ///
    /// # Why
    ///
    /// A name that says nothing helps nobody who reads a trace, and tools that go by names
    /// take all such statements for one.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Sid": ""
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Sid": "InvokePets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    EmptySid = "GR143" "empty-sid" Info Regular since "0.2.0"
        access_analyzer ["EMPTY_SID_VALUE"]
}

impl Rule for EmptySid {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            if place.statement.sid.as_deref() != Some("") {
                continue;
            }
            let span = written(place)
                .and_then(|node| node.get("Sid"))
                .map(|sid| sid.span);
            findings.add(
                Finding::new(
                    &Self::META,
                    Confidence::Proven,
                    span.unwrap_or(place.statement.span),
                    model.subject(place, "Sid"),
                    "the `Sid` is empty",
                )
                .help("say what the statement is for, or leave the `Sid` out"),
            );
        }
    }
}
