//! Colours, used sparingly: green for open, red for closed, yellow for undecided.

use anstyle::{AnsiColor, Style};
use can_invoke_policy::Verdict;

use crate::snippet::is_unsafe;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GREEN: Style = AnsiColor::Green.on_default().bold();
pub(super) const RED: Style = AnsiColor::Red.on_default().bold();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const CYAN: Style = AnsiColor::Cyan.on_default();

/// Colours a text from a document or a question.
pub(super) fn paint(style: Style, text: &str) -> String {
    format!("{style}{}{style:#}", plain(text))
}

/// A text from a document or a question without control characters: with them it could
/// forge lines of the answer or command the terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|character| if is_unsafe(character) { '?' } else { character })
        .collect()
}

pub(super) fn of_verdict(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Allowed => GREEN,
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => RED,
        Verdict::Depends => YELLOW,
    }
}
