//! Findings that readers of documents have made already: a rule takes over their diagnostics.

use can_invoke_source::Diagnostic;

use crate::{
    finding::{Applicability, Correction, Finding, Findings},
    model::Model,
    rule::{Confidence, Meta},
};

/// Takes over the diagnostics with these codes. What a reader says is certain, unless it is about
/// a value that is not known. A correction of the syntax of JSON keeps what the document means;
/// any other makes a policy that AWS refuses into one that it takes, which may allow something,
/// and so somebody has to want it.
pub(crate) fn promote(
    rule: &'static Meta,
    codes: &[&str],
    model: &Model<'_>,
    findings: &mut Findings,
) {
    for diagnostic in model
        .diagnostics
        .iter()
        .filter(|one| codes.contains(&one.code) && !rests_on_unknown(one, model))
    {
        findings.add(promoted(rule, diagnostic, model));
    }
}

/// Whether a text is said to have a wrong form, and it is not known what will stand there.
pub(crate) fn rests_on_unknown(diagnostic: &Diagnostic, model: &Model<'_>) -> bool {
    let is_of_form = [
        "condition-value-type",
        "incomplete-arn",
        "invalid-principal",
        "malformed-resource",
        "malformed-variable",
        "unsupported-action",
        "unsupported-wildcard-in-principal",
    ];
    is_of_form.contains(&diagnostic.code) && model.unknowns.is_in(&diagnostic.message)
}

pub(crate) fn promoted(rule: &'static Meta, diagnostic: &Diagnostic, model: &Model<'_>) -> Finding {
    let span = diagnostic.primary.span;
    let subject = format!("{} / {}", model.sources.name(span.file), diagnostic.message);
    // What was never filled in is told by its looks, and a value that is not known may be right.
    let is_certain = diagnostic.code != "placeholder" && !model.unknowns.is_in(&diagnostic.message);
    let finding = Finding::new(
        rule,
        if is_certain {
            Confidence::Proven
        } else {
            Confidence::Likely
        },
        span,
        subject,
        model.unknowns.shown(&diagnostic.message),
    );
    Finding {
        primary: diagnostic.primary.clone(),
        secondary: diagnostic.secondary.clone(),
        help: diagnostic.help.clone(),
        correction: diagnostic.fix.as_ref().map(|fix| Correction {
            title: fix.title.clone(),
            edits: fix.edits.clone(),
            applicability: if diagnostic.code.starts_with("json-") {
                Applicability::Safe
            } else {
                Applicability::Unsafe
            },
        }),
        ..finding
    }
}

/// A rule that takes over diagnostics.
macro_rules! promoted_rule {
    ($name:ident takes $($code:literal)+) => {
        impl $crate::rule::Rule for $name {
            fn meta(&self) -> &'static $crate::rule::Meta {
                &Self::META
            }

            fn takes(&self) -> &'static [&'static str] {
                &[$($code),+]
            }

            fn check(
                &self,
                model: &$crate::model::Model<'_>,
                findings: &mut $crate::finding::Findings,
            ) {
                $crate::promote::promote(&Self::META, self.takes(), model, findings);
            }
        }
    };
}
pub(crate) use promoted_rule;
