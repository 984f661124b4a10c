//! `GR150`.

use can_invoke_policy::{Effect, PolicyKind, pattern::ActionPattern};

use crate::{
    catalogued::parts,
    elements::InPolicy,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

const ACTION: &str = "iam:CreateServiceLinkedRole";

/// Whether a statement is about an action.
fn gives(place: InPolicy<'_>, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let is_listed = place.actions().any(|pattern| pattern.matches(&action));
    is_listed != place.statement.action.negated
}

rule! {
    /// A statement lets create the service-linked role of any service.
    ///
    /// # Why
    ///
    /// A service-linked role gives its service what the service asks for. A statement that
    /// names the service in `iam:AWSServiceName`, or the role, gives what is needed and no
    /// more.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "iam:CreateServiceLinkedRole",
    /// "Resource": "*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "iam:CreateServiceLinkedRole",
    /// "Resource": "arn:aws:iam::*:role/aws-service-role/ops.apigateway.amazonaws.com/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html>
    CreateAnyServiceLinkedRole = "GR150" "create-any-service-linked-role" Low Regular since "0.2.0"
        access_analyzer ["CREATE_SLR_WITH_NOT_RESOURCE", "CREATE_SLR_WITH_STAR_IN_RESOURCE"]
}

impl Rule for CreateAnyServiceLinkedRole {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let statement = place.statement;
            if statement.effect != Effect::Allow
                || !matches!(place.document.policy.kind, PolicyKind::Identity)
                || !gives(place, ACTION)
                || place
                    .conditions()
                    .any(|one| one.lowercase_key == "iam:awsservicename")
                || !place
                    .actions()
                    .any(|one| one.text.to_ascii_lowercase().contains("servicelinked"))
            {
                continue;
            }
            let Some(resources) = &statement.resource else {
                continue;
            };
            let is_wide = |text: &str| {
                let Some([_, _, service, _, _, name]) = parts(text) else {
                    return text == "*";
                };
                ActionPattern::new(service, place.statement.span).matches("iam")
                    && (matches!(name, "role/*" | "role*") || name.starts_with('*'))
            };
            let mut wide = resources.patterns.iter().filter(|one| is_wide(&one.text));
            let (span, which) = if resources.negated {
                (resources.span, "every role but those of `NotResource`")
            } else if let Some(wide) = wide.next() {
                (wide.span, "any role")
            } else {
                continue;
            };
            let names = place
                .actions()
                .any(|action| action.text.eq_ignore_ascii_case(ACTION));
            let confidence = if names && !statement.action.negated {
                Confidence::Proven
            } else {
                // Who writes `*` may know what it gives.
                Confidence::Likely
            };
            findings.add(
                Finding::new(
                    &Self::META,
                    confidence,
                    span,
                    model.subject(place, ACTION),
                    format!("the statement lets {which} be created for its service"),
                )
                .also(statement.action.span, "by this")
                .help("name the service with `iam:AWSServiceName`"),
            );
        }
    }
}
