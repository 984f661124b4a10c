//! Findings that a project has already, and lets be until it comes to them.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use can_invoke_lint::finding::{Finding, Suppression, SuppressionKind};
use serde::{Deserialize, Serialize};

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    path: String,
    subject: String,
    count: usize,
}

/// How many findings there are by path, rule and subject. Lines do not count, so that a
/// baseline survives changes elsewhere in a document.
#[derive(Debug, Default)]
pub(crate) struct Baseline {
    left: BTreeMap<(String, String, String), usize>,
}

impl Baseline {
    pub(crate) fn read(path: &str) -> anyhow::Result<Self> {
        let bytes = std::fs::read(path).with_context(|| {
            format!("the baseline `{path}` cannot be read; `--write-baseline` writes one")
        })?;
        let file: File = serde_json::from_slice(&bytes)
            .with_context(|| format!("`{path}` is not a baseline"))?;
        if file.version != VERSION {
            bail!(
                "`{path}` is a baseline of version {}, not {VERSION}",
                file.version
            );
        }
        let mut left = BTreeMap::new();
        for entry in file.findings {
            *left
                .entry((entry.path, entry.rule, entry.subject))
                .or_default() += entry.count;
        }
        Ok(Baseline { left })
    }

    /// Counts findings of a document; what is let be otherwise needs no baseline.
    pub(crate) fn add(&mut self, path: &str, findings: &[Finding]) {
        for finding in findings.iter().filter(|one| one.suppressed.is_none()) {
            *self.left.entry(key(path, finding)).or_default() += 1;
        }
    }

    /// Writes itself, sorted, so that two baselines are merged line by line.
    pub(crate) fn write(self, path: &str) -> anyhow::Result<()> {
        let findings = self
            .left
            .into_iter()
            .map(|((path, rule, subject), count)| Entry {
                rule,
                path,
                subject,
                count,
            })
            .collect();
        let file = File {
            version: VERSION,
            findings,
        };
        let mut text = serde_json::to_string_pretty(&file)?;
        text.push('\n');
        std::fs::write(path, text).with_context(|| format!("`{path}` cannot be written"))
    }

    /// Lets the findings of a document be that are in it, each as often as it is listed.
    pub(crate) fn apply(&mut self, path: &str, findings: &mut [Finding]) {
        for finding in findings.iter_mut().filter(|one| one.suppressed.is_none()) {
            if let Some(count) = self.left.get_mut(&key(path, finding))
                && *count > 0
            {
                *count -= 1;
                finding.suppressed = Some(Suppression {
                    reason: "it is in the baseline".to_owned(),
                    kind: SuppressionKind::Baseline,
                });
            }
        }
    }

    /// What it lists and nobody finds any more.
    pub(crate) fn stale(&self) -> Vec<String> {
        let stale = self.left.iter().filter(|(_, count)| **count > 0);
        stale
            .map(|((path, rule, subject), count)| {
                format!("{path}: the baseline lists {rule} {count} times more than it is found, about `{subject}`")
            })
            .collect()
    }
}

fn key(path: &str, finding: &Finding) -> (String, String, String) {
    (
        path.to_owned(),
        finding.rule.id.to_owned(),
        finding.subject.clone(),
    )
}
