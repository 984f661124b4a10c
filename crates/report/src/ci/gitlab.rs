//! The code quality report of GitLab.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use can_invoke_lint::rule::Severity;
use serde_json::{Value, json};

use super::{Report, placed, told};

/// A list with an entry for each finding, which is empty if there is nothing to tell. GitLab
/// shows only the first of several with one fingerprint; ours are all different.
pub fn gitlab(report: &Report<'_>) -> Value {
    let all = placed(report);
    let told_ones = all.iter().filter(|one| one.suppression.is_none());
    let entry = |one: &super::Placed<'_>| {
        let severity = match one.found.severity {
            Severity::Error => "blocker",
            Severity::High => "critical",
            Severity::Medium => "major",
            Severity::Low => "minor",
            Severity::Info => "info",
        };
        json!({
            // GitLab hides the name of the check.
            "description": format!("{}: {}", one.found.rule.id, told(one.found)),
            "check_name": one.found.rule.id,
            "fingerprint": one.fingerprint,
            "severity": severity,
            "location": {
                "path": one.path,
                "lines": { "begin": one.at.line, "end": one.at.end_line },
            },
        })
    };
    Value::Array(told_ones.map(entry).collect())
}
