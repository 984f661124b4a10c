//! `# can-invoke: ignore[RP101] reason`, on the line of the finding or on the line before.

use can_invoke_source::Sources;

use super::{Entry, Scope};
use crate::finding::SuppressionKind;

const MARK: &str = "can-invoke: ignore[";

/// What comments of YAML documents let be. JSON has no comments; in a text that begins as JSON
/// does, nothing is looked for.
pub fn of_comments(sources: &Sources) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (file, source) in sources.iter() {
        let text = source.text();
        if !text.contains(MARK) || text.trim_start().starts_with(['{', '[']) {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            let Some((before, rules, reason)) = read(line) else {
                continue;
            };
            // A comment on a line of its own speaks of the next line.
            let is_alone = before.trim().is_empty();
            let number = index + 1;
            entries.push(Entry {
                rules,
                scope: Scope::Line(file, if is_alone { number + 1 } else { number }),
                sid: None,
                subject: None,
                reason,
                expires: None,
                kind: SuppressionKind::InSource,
                place: format!("{}:{number}", source.name()),
            });
        }
    }
    entries
}

/// What stands before the comment, the rules, and the reason.
fn read(line: &str) -> Option<(&str, Vec<String>, String)> {
    let (before, after) = line.split_once(MARK)?;
    let before = before.trim_end().strip_suffix('#')?;
    if !before.is_empty() && !before.ends_with([' ', '\t']) {
        return None;
    }
    let (rules, reason) = after.split_once(']')?;
    let rules = rules.split(',').map(|rule| rule.trim().to_owned());
    Some((
        before,
        rules.filter(|rule| !rule.is_empty()).collect(),
        reason.trim().to_owned(),
    ))
}
