//! Route tables, and what is to be said about the patterns of policies.

use std::fmt::Write as _;

use can_invoke_gateway::patterns::{ApiRoutes, Cover, Finding, FindingKind, PatternUse, Report};
use can_invoke_source::{Label, Sources};

use super::{
    Detail,
    style::{self, paint, plain},
};
use crate::snippet::{self, Kind, Message};

/// The route tables, with full detail the patterns with what they match, and the findings.
pub fn routes(report: &Report<'_>, sources: &Sources, detail: Detail) -> String {
    let mut out = String::new();
    for api in &report.apis {
        table(&mut out, api);
    }
    if detail == Detail::Full {
        for used in &report.patterns {
            pattern(&mut out, used);
        }
    }
    for finding in &report.findings {
        if let Some(used) = report.patterns.get(finding.pattern) {
            out.push_str(&told(finding, used, sources));
            out.push_str("\n\n");
        }
    }
    let patterns = count(report.patterns.len(), "pattern", "patterns");
    let _ = match report.findings.len() {
        0 => writeln!(
            out,
            "{}",
            paint(style::GREEN, &format!("{patterns}, nothing to be said"))
        ),
        many => writeln!(
            out,
            "{}",
            paint(
                style::YELLOW,
                &format!("{patterns}, {}", count(many, "finding", "findings"))
            )
        ),
    };
    out
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn table(out: &mut String, of: &ApiRoutes<'_>) {
    let name = of.api.name.as_ref().map(|name| format!(" ({name})"));
    let stages = match of.api.stage_names() {
        Some(names) => format!("stages {}", names.join(", ")),
        None => "stages not known".to_owned(),
    };
    let head = format!(
        "{} {}{}, {stages}",
        of.api.kind.name(),
        of.api.id,
        name.unwrap_or_default()
    );
    let _ = writeln!(out, "{}", paint(style::BOLD, &head));
    let Some(lines) = &of.routes else {
        let _ = writeln!(out, "  routes not known\n");
        return;
    };
    let keys: Vec<String> = lines.iter().map(|line| line.route.key.text()).collect();
    let width = keys.iter().map(|key| key.chars().count()).max();
    let width = width.unwrap_or_default();
    for (line, key) in lines.iter().zip(&keys) {
        let authorization = line.authorization.map_or("not known", |it| it.name());
        let _ = writeln!(
            out,
            "  {:<width$}  {authorization:<18}  {}",
            plain(key),
            paint(style::DIM, &line.example)
        );
    }
    let _ = writeln!(out);
}

fn pattern(out: &mut String, used: &PatternUse<'_>) {
    let not = if used.is_negated { " all but" } else { "" };
    let head = format!(
        "{}{not} {} ({} {}, {})",
        used.effect.as_str(),
        used.text,
        used.kind.name(),
        used.policy,
        used.statement
    );
    let _ = writeln!(out, "{}", paint(style::BOLD, &head));
    for one in &used.matches {
        let how = match &one.cover {
            Cover::All => "all of",
            Cover::Some(..) => "some of",
            Cover::NotKnown | Cover::None => "it may be",
        };
        let route = format!("{} {}", one.api.id, one.route.key.text());
        let _ = writeln!(out, "  {how:<9}  {}", plain(&route));
    }
    if used.matches.is_empty() {
        let _ = writeln!(out, "  no route");
    }
    let _ = writeln!(out);
}

/// A finding at its place.
fn told(finding: &Finding, used: &PatternUse<'_>, sources: &Sources) -> String {
    let text = match finding.kind {
        FindingKind::MissesAll => "no route".to_owned(),
        _ => {
            let routes = finding.routes.iter();
            let named: Vec<String> = routes.map(|(api, key)| format!("{api} {key}")).collect();
            named.join(", ")
        }
    };
    let mut labels = vec![(
        Label {
            span: used.span,
            text,
        },
        true,
    )];
    if let Some(span) = finding.also {
        let text = "this denies it".to_owned();
        labels.push((Label { span, text }, false));
    }
    let help = match (&finding.nearest, &finding.witness) {
        (Some(nearest), _) => Some(format!("the nearest pattern that matches: `{nearest}`")),
        (None, Some(witness)) => Some(format!("it matches `{witness}`")),
        (None, None) => None,
    };
    let message = Message {
        kind: Kind::Warning,
        code: Some(finding.kind.name()),
        title: &finding.message,
        labels,
        help: help.as_deref(),
        fix: None,
    };
    snippet::message(&message, sources)
}
