//! What could not be read when the inventory was made, for a terminal.

use std::fmt::Write as _;

use can_invoke_gateway::inventory::NotReadable;

use super::style::{self, paint, plain};

/// Writes what bears on the answer, each with what reading it takes.
pub(super) fn write(out: &mut String, notes: &[NotReadable]) {
    if notes.is_empty() {
        return;
    }
    let title = "Not readable when the inventory was made, and so not known";
    let _ = writeln!(out, "\n{}", paint(style::BOLD, title));
    for note in notes {
        let what = format!("{} of {}", note.fact, note.of);
        let _ = writeln!(
            out,
            "  {}; needs {}",
            plain(&what),
            paint(style::CYAN, &note.permission())
        );
        let _ = writeln!(out, "    {}", paint(style::DIM, &plain(&note.refusal())));
    }
}
