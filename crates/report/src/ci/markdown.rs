//! A summary in Markdown, meant for the page of a step or a comment on a change.

use std::fmt::Write as _;

use can_invoke_lint::rule::Severity;

use super::{Placed, Report, page, plain, told, worst_first};
use crate::v1::{confidence_word, severity_word};

/// GitHub takes a mebibyte for the summary of one step; what is appended to the same file by
/// others has room too.
const LIMIT: usize = 900 * 1024;
/// The longest path or message that is written out.
const LONGEST: usize = 600;

/// How many there are of each severity, and a table of all findings, the worst first. No more
/// than 900 KiB: what does not fit is counted.
pub fn markdown(report: &Report<'_>) -> String {
    let all = worst_first(report);
    let mut out = String::from("## can-invoke lint\n\n");
    let documents = report.documents.len();
    let noun = if documents == 1 {
        "document"
    } else {
        "documents"
    };
    if all.is_empty() {
        let _ = writeln!(out, "Nothing found in {documents} {noun}.");
    } else {
        counts(&mut out, &all);
        let noun_found = if all.len() == 1 {
            "finding"
        } else {
            "findings"
        };
        let _ = writeln!(out, "\n{} {noun_found} in {documents} {noun}.\n", all.len());
        out.push_str("| severity | rule | where | what |\n| --- | --- | --- | --- |\n");
        for (index, one) in all.iter().enumerate() {
            let line = line(one);
            if out.len() + line.len() > LIMIT {
                let _ = writeln!(out, "\n{} more do not fit here.", all.len() - index);
                break;
            }
            out.push_str(&line);
        }
    }
    unreadable(&mut out, report);
    out
}

fn counts(out: &mut String, all: &[Placed<'_>]) {
    out.push_str("| severity | findings |\n| --- | ---: |\n");
    for severity in [
        Severity::Error,
        Severity::High,
        Severity::Medium,
        Severity::Low,
        Severity::Info,
    ] {
        let number = all
            .iter()
            .filter(|one| one.found.severity == severity)
            .count();
        if number > 0 {
            let _ = writeln!(out, "| {} | {number} |", severity_word(severity));
        }
    }
}

fn line(one: &Placed<'_>) -> String {
    let rule = one.found.rule;
    let name = format!("{} {}", rule.id, rule.name);
    let rule = match page(rule) {
        Some(page) => format!("[{name}]({page})"),
        None => name,
    };
    let place = format!("{}:{}:{}", one.path, one.at.line, one.at.column);
    format!(
        "| {}, {} | {rule} | {} | {} |\n",
        severity_word(one.found.severity),
        confidence_word(one.found.confidence),
        escaped(&place),
        escaped(&told(one.found)),
    )
}

fn unreadable(out: &mut String, report: &Report<'_>) {
    for (name, reason) in report.unreadable {
        let name = escaped(&report.paths.relative(name));
        let line = format!("\nNot read: {name}: {}\n", escaped(reason));
        if out.len() + line.len() <= LIMIT {
            out.push_str(&line);
        }
    }
}

/// A text that stays text: no markup, no link, no mention of a person, no end of the cell.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (index, character) in plain(text).chars().enumerate() {
        if index >= LONGEST {
            out.push('…');
            break;
        }
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // As characters by number, no service takes them for a mention, an issue or the
            // beginning of an address.
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            ':' => out.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("a|b\n| c"), "a\\|b?\\| c");
        assert_eq!(
            escaped("[x](javascript:y) <img> @ann #1"),
            "\\[x\\]\\(javascript&#58;y\\) &lt;img&gt; &#64;ann &#35;1"
        );
        assert_eq!(escaped(&"é".repeat(1000)).chars().count(), LONGEST + 1);
    }
}
