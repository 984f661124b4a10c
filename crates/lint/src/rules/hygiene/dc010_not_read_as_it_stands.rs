//! `DC010`.

use std::collections::BTreeSet;

use can_invoke_source::Severity;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    promote::promoted,
    rule::{self, Meta, Rule, rule},
    unit::OF_NOTHING,
};

rule! {
    /// Something in a document cannot be read as it stands.
    ///
    /// # Why
    ///
    /// What the reader of documents says and no rule of its own takes over: an unknown key, a
    /// value of a wrong form, a resource that is described twice, a reference to nothing.
    /// What is not read is not looked at either, and a document with an error is never taken
    /// for clean.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apis: [{ id: abc123, kind: SOAP }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apis: [{ id: abc123, kind: REST }]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html>
    NotReadAsItStands = "DC010" "not-read-as-it-stands" Error Regular since "0.2.0"
}

impl Rule for NotReadAsItStands {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        if model.diagnostics.is_empty() {
            return;
        }
        let taken: BTreeSet<&str> = super::super::ALL
            .iter()
            .flat_map(|rule| rule.takes().iter().copied())
            .collect();
        for diagnostic in model.diagnostics {
            // That nothing in a document is understood is said of the document as a whole.
            if taken.contains(diagnostic.code) || OF_NOTHING.contains(&diagnostic.code) {
                continue;
            }
            let finding = promoted(&Self::META, diagnostic, model);
            findings.add(Finding {
                severity: match diagnostic.severity {
                    Severity::Error => rule::Severity::Error,
                    Severity::Warning => rule::Severity::Medium,
                    Severity::Note => rule::Severity::Info,
                },
                message: format!("{} ({})", finding.message, diagnostic.code),
                ..finding
            });
        }
    }
}
