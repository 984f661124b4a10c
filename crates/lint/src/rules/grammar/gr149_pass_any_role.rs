//! `GR149`.

use can_invoke_policy::{Effect, PolicyKind, pattern::ActionPattern};

use crate::{
    catalogued::parts,
    elements::InPolicy,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, Severity, rule},
};

const ACTION: &str = "iam:PassRole";

/// Whether a statement is about an action.
fn gives(place: InPolicy<'_>, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let is_listed = place.actions().any(|pattern| pattern.matches(&action));
    is_listed != place.statement.action.negated
}

rule! {
    /// A statement lets pass any role to a service.
    ///
    /// # Why
    ///
    /// Who may pass a role lets a service act with its permissions. With any role, and a
    /// service that runs what it is given, a caller gets whatever any role of the account
    /// has. A statement that names the roles, or the services in `iam:PassedToService`, does
    /// not.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "iam:PassRole",
    /// "Resource": "*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "iam:PassRole",
    /// "Resource": "arn:aws:iam::111122223333:role/pets-function"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>
    PassAnyRole = "GR149" "pass-any-role" High Regular since "0.2.0"
        access_analyzer ["PASS_ROLE_WITH_NOT_RESOURCE", "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE", "PASS_ROLE_WITH_STAR_IN_RESOURCE", "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION"]
}

impl Rule for PassAnyRole {
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
                    .any(|one| one.lowercase_key == "iam:passedtoservice")
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
            let mut finding = Finding::new(
                &Self::META,
                confidence,
                span,
                model.subject(place, ACTION),
                format!("the statement lets {which} be passed to any service"),
            )
            .also(statement.action.span, "by this")
            .help("name the roles, or the services with `iam:PassedToService`");
            if confidence != Confidence::Proven {
                finding.severity = Severity::Medium;
            }
            findings.add(finding);
        }
    }
}
