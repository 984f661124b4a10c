//! The rules of `can-invoke lint`.

use std::fmt::Write as _;

use can_invoke_lint::rule::{Audience, Meta, Severity};

use super::style::{self, paint};
use crate::v1::{audience_word, severity_word};

/// One line for each rule.
pub fn rules(metas: impl Iterator<Item = &'static Meta>) -> String {
    let mut out = String::new();
    for meta in metas {
        let colour = match meta.severity {
            Severity::Error | Severity::High => style::RED,
            Severity::Medium => style::YELLOW,
            Severity::Low | Severity::Info => style::CYAN,
        };
        let audience = match meta.audience {
            Audience::Regular => String::new(),
            other => format!(" [{}]", audience_word(other)),
        };
        let _ = writeln!(
            out,
            "{}  {:<34} {}  {}{audience}",
            paint(style::BOLD, meta.id),
            meta.name,
            paint(colour, &format!("{:<6}", severity_word(meta.severity))),
            meta.summary(),
        );
    }
    out
}

/// The manual page of a rule, in Markdown.
pub fn manual(meta: &'static Meta) -> String {
    let lines = meta.manual.lines();
    let body: Vec<&str> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let mut out = format!(
        "# {} {}\n\n{}\n",
        meta.id,
        meta.name,
        body.join("\n").trim().replace("\n# ", "\n## ")
    );
    let _ = writeln!(
        out,
        "\n## Facts\n\n- severity: {}\n- audience: {}\n- since: {}",
        severity_word(meta.severity),
        audience_word(meta.audience),
        meta.since
    );
    if !meta.access_analyzer.is_empty() {
        let codes = meta.access_analyzer.join("`, `");
        let _ = writeln!(out, "- IAM Access Analyzer: `{codes}`");
    }
    out
}
