//! Condition keys as a table.

use std::fmt::Write as _;

use can_invoke_gateway::keys::Requests;
use can_invoke_policy::keys::{self, Presence};

use super::style::{self, paint};

/// Which keys requests carry: a line for each key, a column for each kind of caller, and
/// what the words of the cells mean.
pub fn keys(requests: &Requests) -> String {
    let mut heads = vec!["KEY", "TYPE", "VALUES"];
    heads.extend(requests.callers.iter().map(|caller| caller.name()));
    let rows: Vec<Vec<&str>> = keys::all()
        .map(|key| {
            let mut row = vec![
                key.name,
                key.value_type.name(),
                if key.is_multivalued { "many" } else { "one" },
            ];
            let callers = requests.callers.iter();
            row.extend(callers.map(|caller| requests.presence(key, *caller).name()));
            row
        })
        .collect();
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(column, head)| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| cell.len())
                .max()
                .unwrap_or(0)
                .max(head.len())
        })
        .collect();
    let mut out = String::new();
    let _ = writeln!(out, "{}", paint(style::BOLD, &line(&heads, &widths)));
    for row in &rows {
        let _ = writeln!(out, "{}", line(row, &widths));
    }
    let _ = writeln!(out);
    for presence in Presence::ALL {
        let _ = writeln!(out, "{:<9}{}", presence.name(), meaning(presence));
    }
    out
}

/// The cells in columns, without blanks at the end.
fn line(cells: &[&str], widths: &[usize]) -> String {
    let padded: Vec<String> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| format!("{cell:<width$}"))
        .collect();
    padded.join("  ").trim_end().to_owned()
}

fn meaning(presence: Presence) -> &'static str {
    match presence {
        Presence::Known => {
            "the request carries the key, and the value follows from caller, API and resource"
        }
        Presence::ValueUnknown => "the request carries the key; say the value with --context",
        Presence::Absent => "the request does not carry the key",
        Presence::Unknown => "it may carry the key or not; say so with --context or --absent",
    }
}
