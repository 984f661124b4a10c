//! `RP138`.

use can_invoke_gateway::patterns::FindingKind;

use crate::{
    finding::Findings,
    model::Model,
    patterns,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A `*` of a resource goes on past slashes, and matches routes that it does not seem to mean.
    ///
    /// # Why
    ///
    /// In the resources of policies `*` stands for any text, slashes too. `*/GET/pets*`
    /// matches `…/GET/pets-admin/keys`, and a `*` in the middle of a path matches any number
    /// of segments.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "execute-api:/prod/GET/pets*" # matches /pets-admin too
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": ["execute-api:/prod/GET/pets", "execute-api:/prod/GET/pets/*"]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    PatternMatchesMoreThanItSeems = "RP138" "pattern-matches-more-than-it-seems" Medium Regular since "0.2.0"
}

impl Rule for PatternMatchesMoreThanItSeems {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for found in patterns::found(model, FindingKind::OverMatches) {
            findings.add(patterns::finding(
                &Self::META,
                model,
                &found,
                "end the pattern at a slash, or name the routes",
            ));
        }
    }
}
