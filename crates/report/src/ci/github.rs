//! Annotations of GitHub Actions: lines on standard output that the runner takes as commands.
//!
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::fmt::Write as _;

use super::{Level, Report, level, plain, told, worst_first};

/// GitHub shows so many of each level for one step, and drops the others silently.
const SHOWN: usize = 10;

/// Annotations, the worst first, as many as GitHub shows, then a line that says how many more
/// there are. Nothing if there is nothing to tell.
pub fn github(report: &Report<'_>) -> String {
    let mut out = String::new();
    let all = worst_first(report);
    let mut more = 0;
    for (wanted, command) in [
        (Level::Error, "error"),
        (Level::Warning, "warning"),
        (Level::Note, "notice"),
    ] {
        let of_level = all
            .iter()
            .filter(|one| level(one.found.severity) == wanted)
            .enumerate();
        for (index, one) in of_level {
            if index >= SHOWN {
                more += 1;
                continue;
            }
            let title = format!("{} {}", one.found.rule.id, one.found.rule.name);
            let _ = write!(
                out,
                "::{command} file={},line={},endLine={}",
                property(&one.path),
                one.at.line,
                one.at.end_line
            );
            // GitHub takes columns only within one line.
            if one.at.line == one.at.end_line {
                let last = one.at.utf16_end_column.max(one.at.utf16_column + 1);
                let _ = write!(out, ",col={},endColumn={last}", one.at.utf16_column);
            }
            let _ = writeln!(
                out,
                ",title={}::{}",
                property(&title),
                message(&told(one.found))
            );
        }
    }
    for (name, reason) in report.unreadable {
        let path = property(&report.paths.relative(name));
        let _ = writeln!(
            out,
            "::error file={path},title=not read::{}",
            message(reason)
        );
    }
    if more > 0 {
        let findings = if more == 1 { "finding" } else { "findings" };
        let _ = writeln!(
            out,
            "{more} more {findings}: GitHub shows {SHOWN} errors, {SHOWN} warnings and {SHOWN} notices \
             of a step; `--format markdown` and `--format sarif` have all"
        );
    }
    out
}

/// A message: with its line breaks and percent signs as they are, it could begin another
/// command.
fn message(text: &str) -> String {
    plain(text).replace('%', "%25")
}

/// A property: it may not end the property or the list of them either. Line breaks of names
/// are kept, because the name is a path.
fn property(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' => out.push_str("%3A"),
            ',' => out.push_str("%2C"),
            other => out.push_str(&plain(other.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_command() {
        assert_eq!(message("50%\n::error::x\r"), "50%25?::error::x?");
        assert_eq!(property("a,line=1::\r\nb%"), "a%2Cline=1%3A%3A%0D%0Ab%25");
        assert_eq!(property("a\u{1b}[31m"), "a?[31m");
    }
}
