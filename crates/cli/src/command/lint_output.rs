//! Writing what `can-invoke lint` found, in every format that is asked for.

use std::{fs, io::Write as _, path::Path};

use anyhow::Context as _;
use can_invoke_lint::{
    Unit,
    finding::{Finding, SuppressionKind},
    rule::Rule,
};
use can_invoke_report::{ci, text, v1};

use super::output::unless_closed;
use crate::{
    arguments::{LintFormat, LintOptions},
    input::shown,
};

/// Writes findings to standard output, and into the files that are asked for. The files come
/// first: a reader of standard output that goes away takes nothing from them.
pub(super) fn write(
    options: &LintOptions,
    documents: &[(String, Unit, Vec<Finding>)],
    rules: &[&'static dyn Rule],
) -> anyhow::Result<()> {
    let rules: Vec<_> = rules.iter().map(|rule| rule.meta()).collect();
    let paths = paths()?;
    let report = ci::Report {
        documents,
        rules: &rules,
        paths: &paths,
        version: env!("CARGO_PKG_VERSION"),
        unreadable: &[],
        suppressed: &suppressed,
    };
    for output in &options.output {
        let mut written = rendered(output.format, &report)?;
        if output.format == LintFormat::Text {
            // Colours are for terminals.
            written = anstream::adapter::strip_str(&written).to_string();
        }
        fs::write(&output.file, written)
            .with_context(|| format!("`{}` cannot be written", shown(&output.file)))?;
    }
    if options.diff {
        // The patch stands alone, so that it can be applied.
        return Ok(());
    }
    let written = rendered(options.format, &report)?;
    if options.format == LintFormat::Text {
        unless_closed(anstream::stdout().write_all(written.as_bytes()))
    } else {
        unless_closed(std::io::stdout().write_all(written.as_bytes()))
    }
}

/// What the document, the configuration or the baseline says about a finding.
fn suppressed(finding: &Finding) -> Option<ci::Suppression> {
    let suppression = finding.suppressed.as_ref()?;
    Some(ci::Suppression {
        is_in_source: suppression.kind == SuppressionKind::InSource,
        justification: suppression.reason.clone(),
    })
}

fn rendered(format: LintFormat, report: &ci::Report<'_>) -> anyhow::Result<String> {
    Ok(match format {
        LintFormat::Text => text::lint(report.documents),
        LintFormat::Json => json(&v1::lint(report.documents))?,
        LintFormat::Sarif => json(&ci::sarif(report))?,
        LintFormat::Github => ci::github(report),
        LintFormat::Gitlab => json(&ci::gitlab(report))?,
        LintFormat::Junit => ci::junit_lint(report),
        LintFormat::Markdown => ci::markdown(report),
    })
}

fn json(value: &impl serde::Serialize) -> anyhow::Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}

/// Services know documents by their paths from the root of the repository, wherever the
/// command is run; without a repository, from the working folder.
pub(super) fn paths() -> anyhow::Result<ci::Paths> {
    let folder = std::env::current_dir().context("the working folder is not known")?;
    let is_root = |folder: &&Path| folder.join(".git").exists();
    let root = folder.ancestors().find(is_root).unwrap_or(&folder);
    Ok(ci::Paths {
        folder: shown(&folder),
        root: shown(root),
    })
}
