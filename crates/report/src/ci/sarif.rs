//! SARIF 2.1.0, as GitHub and editors take it.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>, and what GitHub reads of
//! it: <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>

use can_invoke_lint::{
    finding::{Applicability, Correction},
    rule::{Audience, Confidence, Meta, Severity},
    unit::What,
};
use can_invoke_source::{Label, Sources};
use serde_json::{Map, Value, json};

use super::{
    Level, Paths, Placed, Report, level, page, paths::encoded, place, placed, plain,
    sort_worst_first, told,
};
use crate::v1::{self, audience_word, confidence_word, severity_word};

/// The address of the schema.
pub const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// GitHub keeps so many results of a run.
const RESULTS: usize = 5_000;
/// GitHub keeps so many locations of a result.
const LOCATIONS: usize = 1_000;

/// One run with all rules that were asked and what they found. Of more than 5,000 findings
/// the gravest are kept, and a notification says so; documents in which nothing is
/// understood, and those that cannot be read, are notifications too.
pub fn sarif(report: &Report<'_>) -> Value {
    let mut all = placed(report);
    let number = all.len();
    let mut notifications = notifications(report);
    if number > RESULTS {
        // What is suppressed hides nobody else.
        all.sort_by_key(|one| one.suppression.is_some());
        let shown = all.partition_point(|one| one.suppression.is_none());
        if let Some((told, _)) = all.split_at_mut_checked(shown) {
            sort_worst_first(told);
        }
        all.truncate(RESULTS);
        let text = format!("{number} findings: only the gravest {RESULTS} are told");
        notifications.push(json!({ "level": "warning", "message": { "text": text } }));
    }
    let has_suppressed = all.iter().any(|one| one.suppression.is_some());
    let results: Vec<Value> = all
        .iter()
        .map(|one| result(one, report, has_suppressed))
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "can-invoke",
                "version": report.version,
                "semanticVersion": report.version,
                "rules": report.rules.iter().map(|meta| rule(meta)).collect::<Vec<_>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {
                "%SRCROOT%": { "description": { "text": "The root of the repository." } },
            },
            "invocations": [{
                "executionSuccessful": report.unreadable.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    })
}

fn rule(meta: &'static Meta) -> Value {
    let markdown = crate::text::manual(meta);
    let family = meta.id.trim_end_matches(|mark: char| mark.is_ascii_digit());
    let is_security = matches!(family, "RP" | "PV" | "IA" | "XA" | "TR" | "LP");
    let mut tags = vec!["aws", "iam", "api-gateway"];
    if is_security {
        // With this tag GitHub shows the severity as a number of security.
        tags.insert(0, "security");
    }
    let mut properties = Map::new();
    properties.insert("tags".to_owned(), json!(tags));
    properties.insert("precision".to_owned(), json!(precision(meta.audience)));
    properties.insert(
        "problem.severity".to_owned(),
        json!(match level(meta.severity) {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "recommendation",
        }),
    );
    if is_security {
        let number = security_severity(meta.severity);
        properties.insert("security-severity".to_owned(), json!(number));
    }
    properties.insert("audience".to_owned(), json!(audience_word(meta.audience)));
    properties.insert("since".to_owned(), json!(meta.since));
    let mut rule = json!({
        "id": meta.id,
        "name": meta.name,
        "shortDescription": { "text": meta.summary() },
        "fullDescription": { "text": meta.summary() },
        "help": { "text": markdown, "markdown": markdown },
        "defaultConfiguration": { "level": level_word(meta.severity) },
        "properties": properties,
    });
    if let (Some(page), Some(rule)) = (page(meta), rule.as_object_mut()) {
        rule.insert("helpUri".to_owned(), json!(page));
    }
    rule
}

/// How often a finding is meant as it is written. How sure a single finding is stands at the
/// finding; of a rule, whom it is for says most.
fn precision(audience: Audience) -> &'static str {
    match audience {
        Audience::Regular => "high",
        Audience::Pedantic => "medium",
        Audience::Auditor => "low",
    }
}

/// In the ranges of GitHub: over 9.0 is critical, from 7.0 high, from 4.0 medium. Nothing is
/// critical: an error is mostly something that has no effect, which is noticed.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "8.0",
        Severity::High => "7.5",
        Severity::Medium => "5.0",
        Severity::Low => "3.0",
        Severity::Info => "1.0",
    }
}

fn level_word(severity: Severity) -> &'static str {
    match level(severity) {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn result(one: &Placed<'_>, report: &Report<'_>, has_suppressed: bool) -> Value {
    let found = one.found;
    let mut result = Map::new();
    let mut put = |key: &str, value: Value| {
        result.insert(key.to_owned(), value);
    };
    put("ruleId", json!(found.rule.id));
    let index = report
        .rules
        .iter()
        .position(|meta| meta.id == found.rule.id);
    if let Some(index) = index {
        put("ruleIndex", json!(index));
    }
    put("level", json!(level_word(found.severity)));
    put("message", message(&told(found)));
    let logical = json!([{ "fullyQualifiedName": plain(one.subject) }]);
    let mut location = physical(&one.path, &one.at);
    if let Some(location) = location.as_object_mut() {
        location.insert("logicalLocations".to_owned(), logical);
        if !found.primary.text.is_empty() {
            location.insert("message".to_owned(), message(&plain(&found.primary.text)));
        }
    }
    put("locations", json!([location]));
    let related = labels(&found.secondary, one.sources, report.paths, true);
    if !related.is_empty() {
        put("relatedLocations", Value::Array(related));
    }
    if !found.steps.is_empty() {
        let steps = labels(&found.steps, one.sources, report.paths, false);
        let steps: Vec<Value> = steps
            .into_iter()
            .map(|location| json!({ "location": location }))
            .collect();
        put(
            "codeFlows",
            json!([{ "threadFlows": [{ "locations": steps }] }]),
        );
    }
    put(
        "partialFingerprints",
        json!({ "canInvoke/v1": one.fingerprint }),
    );
    if let Some(correction) = &found.correction
        && correction.applicability == Applicability::Safe
        && !correction.edits.is_empty()
    {
        put("fixes", json!([fix(correction, one.sources, report.paths)]));
    }
    // SARIF wants the list on all results of a run or on none.
    if has_suppressed {
        let suppressions: Vec<Value> = one
            .suppression
            .iter()
            .map(|suppression| {
                let kind = if suppression.is_in_source {
                    "inSource"
                } else {
                    "external"
                };
                json!({
                    "kind": kind,
                    "status": "accepted",
                    "justification": plain(&suppression.justification),
                })
            })
            .collect();
        put("suppressions", Value::Array(suppressions));
    }
    put("rank", json!(rank(found.severity, found.confidence)));
    put(
        "properties",
        json!({
            "severity": severity_word(found.severity),
            "confidence": confidence_word(found.confidence),
        }),
    );
    Value::Object(result)
}

/// From 0 to 100, the worst highest; how sure a finding is decides only between two of one
/// severity.
fn rank(severity: Severity, confidence: Confidence) -> f64 {
    let severity = match severity {
        Severity::Error => 80.0,
        Severity::High => 60.0,
        Severity::Medium => 40.0,
        Severity::Low => 20.0,
        Severity::Info => 0.0,
    };
    severity
        + match confidence {
            Confidence::Proven => 20.0,
            Confidence::Likely => 12.0,
            Confidence::Hint => 5.0,
        }
}

/// A message. `[text](target)` would be a link in it, also where a document says so.
fn message(text: &str) -> Value {
    let text = if text.contains("](") {
        text.replace('\\', "\\\\")
            .replace('[', "\\[")
            .replace(']', "\\]")
    } else {
        text.to_owned()
    };
    json!({ "text": text })
}

fn physical(path: &str, at: &v1::Location) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": artifact(path),
        "region": region(at),
    } })
}

fn artifact(path: &str) -> Value {
    json!({ "uri": encoded(path), "uriBaseId": "%SRCROOT%" })
}

fn region(at: &v1::Location) -> Value {
    json!({
        "startLine": at.line,
        "startColumn": at.utf16_column,
        "endLine": at.end_line,
        "endColumn": at.utf16_end_column,
    })
}

fn labels(labels: &[Label], sources: &Sources, paths: &Paths, has_ids: bool) -> Vec<Value> {
    let one = |(index, label): (usize, &Label)| {
        let (path, at) = place(label.span, sources, paths);
        let mut location = physical(&path, &at);
        if let Some(location) = location.as_object_mut() {
            if has_ids {
                location.insert("id".to_owned(), json!(index + 1));
            }
            if !label.text.is_empty() {
                location.insert("message".to_owned(), message(&plain(&label.text)));
            }
        }
        location
    };
    labels.iter().take(LOCATIONS).enumerate().map(one).collect()
}

fn fix(correction: &Correction, sources: &Sources, paths: &Paths) -> Value {
    let mut changes: Vec<(String, Vec<Value>)> = Vec::new();
    for edit in &correction.edits {
        let (path, at) = place(edit.span, sources, paths);
        let replacement = json!({
            "deletedRegion": region(&at),
            "insertedContent": { "text": edit.replacement },
        });
        match changes.iter_mut().find(|(of, _)| *of == path) {
            Some((_, replacements)) => replacements.push(replacement),
            None => changes.push((path, vec![replacement])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(path, replacements)| {
            json!({ "artifactLocation": artifact(&path), "replacements": replacements })
        })
        .collect();
    json!({ "description": message(&plain(&correction.title)), "artifactChanges": changes })
}

fn notifications(report: &Report<'_>) -> Vec<Value> {
    let about = |path: &str, level: &str, text: &str| {
        json!({
            "level": level,
            "message": message(text),
            "locations": [{ "physicalLocation": { "artifactLocation": artifact(path) } }],
        })
    };
    let mut all = Vec::new();
    for (name, reason) in report.unreadable {
        let text = format!("the document cannot be read: {}", plain(reason));
        all.push(about(&report.paths.relative(name), "error", &text));
    }
    for (name, unit, found) in report.documents {
        let path = report.paths.relative(name);
        if unit.what == What::Other {
            let text = "no policy, inventory or template is understood in this document";
            all.push(about(&path, "note", text));
            continue;
        }
        let is_told = |span| found.iter().any(|one| one.primary.span == span);
        for diagnostic in &unit.loaded.diagnostics {
            if diagnostic.is_error() && !is_told(diagnostic.primary.span) {
                let (path, at) = place(diagnostic.primary.span, &unit.loaded.sources, report.paths);
                all.push(json!({
                    "level": "error",
                    "descriptor": { "id": diagnostic.code },
                    "message": message(&plain(&diagnostic.message)),
                    "locations": [physical(&path, &at)],
                }));
            }
        }
    }
    all
}
