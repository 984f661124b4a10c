//! Findings of rules.

use std::fmt::Write as _;

use can_invoke_lint::{
    finding::Finding,
    rule::Severity,
    unit::{Unit, What},
};
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
        for one in found.iter().filter(|one| one.suppressed.is_none()) {
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
    let policies: usize = documents.iter().map(|(_, unit, _)| unit.policies()).sum();
    let head = format!(
        "{} with {}",
        count(documents.len(), "document", "documents"),
        count(policies, "policy", "policies")
    );
    let all = || documents.iter().flat_map(|(_, _, found)| found);
    let found: Vec<&Finding> = all().filter(|one| one.suppressed.is_none()).collect();
    let let_be = all().count() - found.len();
    let let_be = match let_be {
        0 => String::new(),
        number => format!(", {number} let be"),
    };
    let is_other = |(_, unit, _): &&(String, Unit, Vec<Finding>)| unit.what == What::Other;
    let others: Vec<&str> = documents
        .iter()
        .filter(is_other)
        .map(|(name, _, _)| name.as_str())
        .collect();
    if !others.is_empty() {
        let some = others.iter().take(5).copied().collect::<Vec<_>>();
        let more = match others.len().saturating_sub(some.len()) {
            0 => String::new(),
            number => format!(" and {number} more"),
        };
        let _ = writeln!(
            out,
            "not looked at, for nothing in it is known as a policy, an inventory or a template: \
             {}{more}",
            some.join(", ")
        );
    }
    if found.is_empty() {
        let _ = writeln!(
            out,
            "{}",
            paint(style::GREEN, &format!("{head}: nothing found{let_be}"))
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
        paint(
            colour,
            &format!("{head}: {total} ({}){let_be}", parts.join(", "))
        )
    );
    out
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
