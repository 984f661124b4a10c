//! `GR151`.

use can_invoke_policy::condition::Prepared;

use crate::{
    catalogued::conditions,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A date is written as a number, or without its zone.
    ///
    /// # Why
    ///
    /// AWS reads digits as seconds since 1970, and of a date without `Z` its pages do not say
    /// which zone is meant. ISO 8601 with a zone says one thing.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "DateLessThan": { "aws:CurrentTime": "1767225600" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "DateLessThan": { "aws:CurrentTime": "2026-01-01T00:00:00Z" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
    DateInDigits = "GR151" "date-in-digits" Low Regular since "0.2.0"
        access_analyzer ["INVALID_DATE_VALUE"]
}

impl Rule for DateInDigits {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            // This key is a number of seconds.
            if condition.lowercase_key == "aws:epochtime" {
                continue;
            }
            for value in &condition.values {
                let Prepared::Date(Some(date)) = &value.prepared else {
                    continue;
                };
                let is_digits = value.text.chars().all(|sign| sign.is_ascii_digit());
                let message = if is_digits {
                    format!("`{}` is read as seconds since 1970", value.text)
                } else if date.without_zone {
                    format!("`{}` has no zone", value.text)
                } else {
                    continue;
                };
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        value.span,
                        model.subject(place, &condition.key),
                        message,
                    )
                    .help(format!("as we read it, it is `{}`", date.instant)),
                );
            }
        }
    }
}
