//! Findings that somebody lets be: by a comment, by metadata of a resource, by the
//! configuration, or by a file beside the document.

mod comment;
mod metadata;
#[cfg(test)]
mod tests;

use can_invoke_source::{FileId, Sources, Span};

use crate::{
    config::Suppress,
    finding::{Finding, Suppression, SuppressionKind},
    rule::fits,
};

pub use comment::of_comments;
pub use metadata::of_metadata;

/// One statement that findings are let be.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The rules, as [`fits`] reads them.
    pub rules: Vec<String>,
    /// Where the findings are.
    pub scope: Scope,
    /// The `Sid` of the statement that a finding is about.
    pub sid: Option<String>,
    /// The subject of a finding.
    pub subject: Option<String>,
    /// Why; without a reason nothing is let be.
    pub reason: String,
    /// The last day on which it holds, `2027-01-31`.
    pub expires: Option<String>,
    /// How it was said.
    pub kind: SuppressionKind,
    /// Where it was said, for people: `api.yaml:3`.
    pub place: String,
}

/// Where the findings are that an [`Entry`] means.
#[derive(Clone, Debug, PartialEq)]
pub enum Scope {
    /// Anywhere in the document.
    Document,
    /// On this line of a file, counted from one.
    Line(FileId, usize),
    /// Within these bytes.
    Within(Span),
}

/// Entries of a configuration or of a file beside the document that hold for a path;
/// `place` is what people call the file.
pub fn of_configuration<'a>(
    entries: impl IntoIterator<Item = &'a Suppress>,
    path: &str,
    place: &str,
) -> Vec<Entry> {
    let holds = |(_, entry): &(usize, &Suppress)| match &entry.path {
        Some(pattern) => matches(pattern.get_ref(), path),
        None => true,
    };
    let entry = |(index, entry): (usize, &Suppress)| Entry {
        rules: vec![entry.rule.get_ref().clone()],
        scope: Scope::Document,
        sid: entry.sid.clone(),
        subject: entry.subject.clone(),
        reason: entry.reason.get_ref().clone(),
        expires: entry.expires.as_ref().map(|day| day.get_ref().clone()),
        kind: SuppressionKind::External,
        place: format!("{place}, `[[suppress]]` {}", index + 1),
    };
    let numbered = entries.into_iter().enumerate();
    numbered.filter(holds).map(entry).collect()
}

/// Whether a path fits a pattern, in which `*` stays within a folder and `**` does not.
pub fn matches(pattern: &str, path: &str) -> bool {
    let options = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };
    let path = path.strip_prefix("./").unwrap_or(path);
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    glob::Pattern::new(pattern).is_ok_and(|pattern| pattern.matches_with(path, options))
}

/// Marks the findings that entries mean, and says which entries do nothing: because they have
/// no reason, because their day is over, or because there is no such finding. `today` is
/// written like `2027-01-31`.
pub fn apply(
    findings: &mut [Finding],
    entries: &[Entry],
    sources: &Sources,
    today: &str,
) -> Vec<String> {
    let mut notes = Vec::new();
    for entry in entries {
        let rules = entry.rules.join(", ");
        let place = &entry.place;
        if entry.reason.trim().is_empty() {
            notes.push(format!(
                "{place}: the suppression of {rules} gives no reason, and does not hold"
            ));
            continue;
        }
        if let Some(day) = &entry.expires {
            if !is_date(day) {
                notes.push(format!(
                    "{place}: `{day}` is not a day, so the suppression of {rules} does not hold"
                ));
                continue;
            }
            if day.as_str() < today {
                notes.push(format!(
                    "{place}: the suppression of {rules} held until {day}, and does not hold \
                     any more"
                ));
                continue;
            }
        }
        let mut is_used = false;
        for finding in findings.iter_mut() {
            if means(entry, finding, sources) {
                is_used = true;
                if finding.suppressed.is_none() {
                    finding.suppressed = Some(Suppression {
                        reason: entry.reason.clone(),
                        kind: entry.kind,
                    });
                }
            }
        }
        if !is_used {
            notes.push(format!("{place}: the suppression of {rules} is not used"));
        }
    }
    notes
}

fn means(entry: &Entry, finding: &Finding, sources: &Sources) -> bool {
    let span = finding.primary.span;
    let is_there = match entry.scope {
        Scope::Document => true,
        Scope::Line(file, line) => {
            span.file == file
                && sources
                    .get(file)
                    .is_some_and(|text| text.line_column(span.start as usize).line == line)
        }
        Scope::Within(outer) => {
            span.file == outer.file && outer.start <= span.start && span.end <= outer.end
        }
    };
    is_there
        && entry.rules.iter().any(|word| fits(finding.rule, word))
        && entry
            .subject
            .as_ref()
            .is_none_or(|subject| *subject == finding.subject)
        && entry
            .sid
            .as_ref()
            .is_none_or(|sid| names(&finding.subject, sid))
}

/// Whether a subject speaks of a statement by its `Sid`, as a word of its own.
fn names(subject: &str, sid: &str) -> bool {
    !sid.is_empty()
        && subject
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .any(|word| word == sid)
}

/// Whether a text is a day of the calendar, written like `2027-01-31`.
pub fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let number = |part: &str, length: usize| {
        let is_written_out = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        is_written_out.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}
