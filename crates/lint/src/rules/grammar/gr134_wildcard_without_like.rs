//! `GR134`.

use can_invoke_policy::condition::OperatorBase;

use crate::{
    catalogued::conditions,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A value holds a wildcard, and its operator knows none.
    ///
    /// # Why
    ///
    /// `StringEquals` compares letter by letter, `*` and `?` with itself. A value with a
    /// wildcard matches only a text that holds the very sign.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:PrincipalOrgPaths": "o-exampleorg1/*" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-exampleorg1/*" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
    WildcardWithoutLike = "GR134" "wildcard-without-like" Medium Regular since "0.2.0"
        access_analyzer ["WILDCARD_WITHOUT_LIKE_OPERATOR"]
}

impl Rule for WildcardWithoutLike {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            let base = condition.operator.base;
            let like = match base {
                OperatorBase::StringEquals | OperatorBase::StringEqualsIgnoreCase => "StringLike",
                OperatorBase::StringNotEquals | OperatorBase::StringNotEqualsIgnoreCase => {
                    "StringNotLike"
                }
                _ => continue,
            };
            // Who sends the user agent may well send such a sign.
            let is_free = matches!(
                condition.lowercase_key.as_str(),
                "aws:useragent" | "aws:referer"
            );
            for value in &condition.values {
                let literal = value.text.replace("${*}", "").replace("${?}", "");
                if is_free || !literal.contains(['*', '?']) {
                    continue;
                }
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Likely,
                        value.span,
                        model.subject(place, &condition.key),
                        format!(
                            "`{}` takes the wildcard in `{}` as a letter",
                            base.name(),
                            value.text
                        ),
                    )
                    .help(format!("wildcards are for `{like}`")),
                );
            }
        }
    }
}
