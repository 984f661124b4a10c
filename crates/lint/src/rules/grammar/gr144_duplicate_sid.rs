//! `GR144`.

use can_invoke_policy::{PolicyKind, document::Statement};

use crate::{
    catalogued::written,
    elements::InPolicy,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, Severity, rule},
};

rule! {
    /// Two statements of a policy have the same `Sid`.
    ///
    /// # Why
    ///
    /// In a policy of IAM and in the trust policy of a role AWS refuses it. Elsewhere it
    /// takes it, and who changes or removes a statement by its name meets the wrong one.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Sid": "Invoke", "Effect": "Allow", … },
    /// { "Sid": "Invoke", "Effect": "Deny", … }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Sid": "Invoke", "Effect": "Allow", … },
    /// { "Sid": "InvokeFromOffice", "Effect": "Deny", … }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>
    DuplicateSid = "GR144" "duplicate-sid" Error Regular since "0.2.0"
        access_analyzer ["UNIQUE_SIDS_REQUIRED", "UNIQUE_SIDS_RECOMMENDED"]
}

impl Rule for DuplicateSid {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for document in &model.policies {
            let statements = &document.policy.statements;
            for (index, statement) in statements.iter().enumerate() {
                let Some(sid) = statement.sid.as_deref().filter(|sid| !sid.is_empty()) else {
                    continue;
                };
                let same = |other: &&Statement| other.sid.as_deref() == Some(sid);
                let Some(first) = statements.iter().take(index).find(same) else {
                    continue;
                };
                let place = InPolicy {
                    document,
                    statement,
                };
                let sid_of = |statement| {
                    let node = written(InPolicy {
                        document,
                        statement,
                    })?;
                    node.get("Sid").map(|node| node.span)
                };
                let is_refused = !matches!(
                    document.policy.kind,
                    PolicyKind::Resource | PolicyKind::VpcEndpoint
                );
                let what = if is_refused {
                    "AWS refuses the policy"
                } else {
                    "AWS takes it"
                };
                let mut finding = Finding::new(
                    &Self::META,
                    if model.unknowns.is_in(sid) {
                        Confidence::Likely
                    } else {
                        Confidence::Proven
                    },
                    sid_of(statement).unwrap_or(statement.span),
                    model.subject(place, "Sid"),
                    format!(
                        "another statement has the `Sid` `{}`; {what}",
                        model.unknowns.shown(sid)
                    ),
                )
                .also(sid_of(first).unwrap_or(first.span), "first here");
                if !is_refused {
                    finding.severity = Severity::Low;
                }
                findings.add(finding);
            }
        }
    }
}
