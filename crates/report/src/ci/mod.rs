//! Findings and test results in the formats of services that run checks of a change.
//!
//! Everything here is a function of what was found: no file is read, no environment is asked,
//! and the same input gives the same bytes. Texts of documents are data: what would break out
//! of a format is escaped or replaced where the format is written.

mod fingerprint;
mod github;
mod gitlab;
mod junit;
mod markdown;
mod paths;
mod sarif;

use std::collections::HashMap;

use can_invoke_lint::{
    Unit,
    finding::Finding,
    rule::{Meta, Severity},
};
use can_invoke_source::{SourceFile, Sources, Span};

pub use fingerprint::fingerprint;
pub use github::github;
pub use gitlab::gitlab;
pub use junit::{lint as junit_lint, tests as junit_tests};
pub use markdown::markdown;
pub use paths::Paths;
pub use sarif::{SCHEMA, sarif};

use crate::{snippet::is_unsafe, v1};

/// What a run of `can-invoke lint` has to tell.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The documents with their names and what was found in them, in order.
    pub documents: &'a [(String, Unit, Vec<Finding>)],
    /// The rules that were asked, in order of their ids.
    pub rules: &'a [&'static Meta],
    /// Where the names of documents begin, and where those of the service do.
    pub paths: &'a Paths,
    /// The version of can-invoke.
    pub version: &'a str,
    /// Documents that could not be read, each with the reason.
    pub unreadable: &'a [(String, String)],
    /// Whether a finding is suppressed. Formats that know of suppressions tell it as such;
    /// all others leave it out.
    pub suppressed: &'a dyn Fn(&Finding) -> Option<Suppression>,
}

/// Why a finding is to be told to nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Whether the document itself says so, and not a file beside it.
    pub is_in_source: bool,
    /// The reason that somebody wrote down.
    pub justification: String,
}

/// No finding is suppressed.
pub fn none_suppressed(_: &Finding) -> Option<Suppression> {
    None
}

/// A finding with what all formats need of it.
struct Placed<'a> {
    found: &'a Finding,
    sources: &'a Sources,
    /// The path from the root, with forward slashes.
    path: String,
    /// Where it is in its file.
    at: v1::Location,
    /// What it is about, without the name of the file.
    subject: &'a str,
    fingerprint: String,
    suppression: Option<Suppression>,
}

/// All findings, in order of document and place.
fn placed<'a>(report: &Report<'a>) -> Vec<Placed<'a>> {
    // Several findings of one rule about one subject are told apart by their order, which
    // stays when lines move.
    let mut seen: HashMap<(&'static str, String, &str), usize> = HashMap::new();
    let mut placed = Vec::new();
    for (name, unit, found) in report.documents {
        let sources = &unit.loaded.sources;
        for found in found {
            let at = v1::location(found.primary.span, sources);
            let file = if at.file.is_empty() { name } else { &at.file };
            let path = report.paths.relative(file);
            let subject = subject(found, sources);
            let ordinal = seen
                .entry((found.rule.id, path.clone(), subject))
                .or_default();
            let fingerprint = fingerprint(found.rule.id, &path, subject, *ordinal);
            *ordinal += 1;
            placed.push(Placed {
                found,
                sources,
                path,
                at,
                subject,
                fingerprint,
                suppression: (report.suppressed)(found),
            });
        }
    }
    placed
}

/// All findings that are not suppressed, the gravest and surest first, else in their order.
fn worst_first<'a>(report: &Report<'a>) -> Vec<Placed<'a>> {
    let mut placed = placed(report);
    placed.retain(|one| one.suppression.is_none());
    sort_worst_first(&mut placed);
    placed
}

fn sort_worst_first(placed: &mut [Placed<'_>]) {
    let key = |one: &Placed<'_>| (one.found.severity, one.found.confidence);
    placed.sort_by_key(|one| std::cmp::Reverse(key(one)));
}

/// The subject without the names of files at its beginning, which are others from another
/// folder. A policy that stands alone has the name of its file, so there may be two.
fn subject<'a>(found: &'a Finding, sources: &Sources) -> &'a str {
    let mut rest = found.subject.as_str();
    let shorter = |rest: &'a str| {
        let of = |(_, file): (_, &SourceFile)| rest.strip_prefix(file.name())?.strip_prefix(" / ");
        sources.iter().find_map(of)
    };
    while let Some(shorter) = shorter(rest) {
        rest = shorter;
    }
    rest
}

/// What a service makes of a finding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Note,
}

/// The three levels that most services know.
fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error | Severity::High => Level::Error,
        Severity::Medium => Level::Warning,
        Severity::Low | Severity::Info => Level::Note,
    }
}

/// A text in one line, without characters that command a terminal or turn the direction of
/// what follows.
fn plain(text: &str) -> String {
    let one = |character| if is_unsafe(character) { '?' } else { character };
    text.chars().map(one).collect()
}

/// What is wrong and what to do, in one line.
fn told(found: &Finding) -> String {
    match &found.help {
        Some(help) => format!("{}; help: {}", plain(&found.message), plain(help)),
        None => plain(&found.message),
    }
}

/// The page that a rule goes back to: the first address on its manual page.
fn page(meta: &Meta) -> Option<&'static str> {
    let (_, rest) = meta.manual.split_once("<https://")?;
    let (address, _) = rest.split_once('>')?;
    let start = meta.manual.find("<https://")? + 1;
    meta.manual
        .get(start..start + "https://".len() + address.len())
}

fn place(span: Span, sources: &Sources, paths: &Paths) -> (String, v1::Location) {
    let at = v1::location(span, sources);
    (paths.relative(&at.file), at)
}
