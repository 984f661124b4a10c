//! `GR132`.

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A value is not what its operator compares with.
    ///
    /// # Why
    ///
    /// `Bool` knows `true` and `false`, `IpAddress` addresses and ranges, the date operators
    /// dates as ISO 8601 writes them, the numeric ones numbers. Any other value never
    /// compares: the condition is not fulfilled by it, and what a negated operator makes of
    /// it is not certain.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "Bool": { "aws:SecureTransport": "yes" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "Bool": { "aws:SecureTransport": "true" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
    ValueDoesNotFitOperator = "GR132" "value-does-not-fit-operator" Error Regular since "0.2.0"
        access_analyzer ["TYPE_MISMATCH_BOOLEAN", "TYPE_MISMATCH_DATE", "TYPE_MISMATCH_NUMBER", "TYPE_MISMATCH_IP_RANGE"]
}

impl Rule for ValueDoesNotFitOperator {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn takes(&self) -> &'static [&'static str] {
        &["condition-value-type"]
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for diagnostic in model.diagnostics {
            let span = diagnostic.primary.span;
            // A value that is known only after deployment may be right.
            // Policy variables have a rule of their own.
            if diagnostic.code != "condition-value-type"
                || diagnostic.message.contains("${")
                || model.unknowns.is_in(&diagnostic.message)
            {
                continue;
            }
            let subject = format!("{} / {}", model.sources.name(span.file), diagnostic.message);
            // Whether `ArnLike` takes a `*` for an ARN, no page says.
            let is_wildcard = model.sources.slice(span).trim_matches('"') == "*";
            let mut finding = Finding::new(
                &Self::META,
                if is_wildcard {
                    Confidence::Likely
                } else {
                    Confidence::Proven
                },
                span,
                subject,
                diagnostic.message.clone(),
            );
            finding.primary = diagnostic.primary.clone();
            findings.add(finding);
        }
    }
}
