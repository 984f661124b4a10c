//! Findings of rules.

use std::fmt::Write as _;

use can_invoke_lint::{finding::Finding, rule::Severity, unit::Unit};
use can_invoke_source::Fix;

use super::style::{self, paint};
use crate::{
    snippet::{self, Kind, Message},
    v1::{confidence_word, severity_word},
};

/// What was found in documents: each finding with its place, then how many there are.
pub fn lint(documents: &[(String, Unit, Vec<Finding>)]) -> String {
    let mut out = String::new();
    for (_, unit, found) in documents {
        for one in found {
            out.push_str(&finding(one, unit));
            out.push_str("\n\n");
        }
    }
    out.push_str(&summary(documents));
    out
}

fn finding(found: &Finding, unit: &Unit) -> String {
    let mut labels = vec![(found.primary.clone(), true)];
    labels.extend(found.secondary.iter().cloned().map(|label| (label, false)));
    let fix = found.correction.as_ref().map(|correction| Fix {
        title: correction.title.clone(),
        edits: correction.edits.clone(),
    });
    let code = format!(
        "{} {} {} {}",
        found.rule.id,
        found.rule.name,
        severity_word(found.severity),
        confidence_word(found.confidence)
    );
    snippet::message(
        &Message {
            kind: match found.severity {
                Severity::Error | Severity::High => Kind::Error,
                Severity::Medium => Kind::Warning,
                Severity::Low | Severity::Info => Kind::Note,
            },
            code: Some(&code),
            title: &found.message,
            labels,
            help: found.help.as_deref(),
            fix: fix.as_ref(),
        },
        &unit.loaded.sources,
    )
}

fn summary(documents: &[(String, Unit, Vec<Finding>)]) -> String {
    let mut out = String::new();
    let policies: usize = documents
        .iter()
        .map(|(_, unit, _)| unit.loaded.policies.len() + unit.alone.len())
        .sum();
    let head = format!(
        "{} with {}",
        count(documents.len(), "document", "documents"),
        count(policies, "policy", "policies")
    );
    let found: Vec<&Finding> = documents.iter().flat_map(|(_, _, found)| found).collect();
    if found.is_empty() {
        let _ = writeln!(
            out,
            "{}",
            paint(style::GREEN, &format!("{head}: nothing found"))
        );
        return out;
    }
    let mut parts = Vec::new();
    for severity in [
        Severity::Error,
        Severity::High,
        Severity::Medium,
        Severity::Low,
        Severity::Info,
    ] {
        let number = found.iter().filter(|one| one.severity == severity).count();
        if number > 0 {
            parts.push(format!("{number} {}", severity_word(severity)));
        }
    }
    let colour = match found.iter().map(|one| one.severity).max() {
        Some(Severity::Error | Severity::High) => style::RED,
        _ => style::YELLOW,
    };
    let total = count(found.len(), "finding", "findings");
    let _ = writeln!(
        out,
        "{}",
        paint(colour, &format!("{head}: {total} ({})", parts.join(", ")))
    );
    out
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
