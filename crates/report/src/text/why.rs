//! The answer to `can-invoke why`, for a terminal.

use std::fmt::Write as _;

use can_invoke_gateway::why::{Diagnosis, Hypothesis, Standing, Why};
use can_invoke_source::Sources;

use super::{
    Detail, evidence,
    style::{self, paint, plain},
};

/// Writes the diagnoses. In short only the first hypothesis tells what to do, and what is
/// contradicted tells why not.
pub fn why(why: &Why, sources: &Sources, detail: Detail) -> String {
    let mut out = String::new();
    for (number, diagnosis) in why.diagnoses.iter().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        write_diagnosis(&mut out, diagnosis, sources, detail);
    }
    if why.diagnoses.is_empty() {
        let _ = writeln!(out, "The text tells of no error.");
    }
    match why.passed_over {
        0 => {}
        1 => {
            let _ = writeln!(out, "\n1 line tells of a request that did not fail.");
        }
        count => {
            let _ = writeln!(out, "\n{count} lines tell of requests that did not fail.");
        }
    }
    out
}

fn write_diagnosis(out: &mut String, diagnosis: &Diagnosis, sources: &Sources, detail: Detail) {
    headline(out, diagnosis);
    for note in &diagnosis.notes {
        let _ = writeln!(out, "  {} {}", paint(style::BOLD, "note:"), plain(note));
    }
    out.push('\n');
    let first = diagnosis.first();
    match first {
        Some(first) => {
            hypothesis(out, first, Detail::Full, true);
            statements(out, first, sources);
        }
        None => nothing_fits(out, diagnosis, sources, detail),
    }
    let Some(first) = first else { return };
    let others = diagnosis.hypotheses.iter();
    let others = others.filter(|other| other.cause.id != first.cause.id);
    let (contradicted, possible): (Vec<&Hypothesis>, Vec<&Hypothesis>) =
        others.partition(|other| other.finding.standing == Standing::Contradicted);
    for (title, others) in [("It can also be", possible), ("It is not", contradicted)] {
        if others.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{}", paint(style::BOLD, title));
        for other in others {
            // Without an inventory all have the same reason.
            let is_said = other.finding.standing == Standing::NotKnown
                && other.finding.reason == first.finding.reason;
            hypothesis(out, other, detail, !is_said);
            if detail == Detail::Full {
                statements(out, other, sources);
            }
        }
    }
}

/// What the text says: status, type and message.
fn headline(out: &mut String, diagnosis: &Diagnosis) {
    let symptom = &diagnosis.symptom;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(symptom.status.map(|status| status.to_string()));
    parts.extend(symptom.error_type.clone());
    parts.extend(symptom.response_type.clone());
    let message = symptom.message.as_deref().map(quoted_message);
    let message = message.unwrap_or_default();
    let _ = writeln!(
        out,
        "{}{}{}",
        paint(style::BOLD, &parts.join(" ")),
        if parts.is_empty() || message.is_empty() {
            ""
        } else {
            ": "
        },
        plain(&message)
    );
    if let Some(arn) = &diagnosis.arn
        && !message.contains(arn.as_str())
    {
        let _ = writeln!(out, "  {}", paint(style::DIM, arn));
    }
    if diagnosis.count > 1 {
        let lines: Vec<String> = diagnosis.lines.iter().map(usize::to_string).collect();
        let more = if diagnosis.lines.len() < diagnosis.count {
            " …"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "  {} times: lines {}{more}",
            diagnosis.count,
            lines.join(", ")
        );
    } else if let Some(line) = diagnosis.lines.first().filter(|line| **line > 1) {
        let _ = writeln!(out, "  line {line}");
    }
}

/// `is_reason_told` is false where the reason has just been said.
fn hypothesis(out: &mut String, hypothesis: &Hypothesis, detail: Detail, is_reason_told: bool) {
    let finding = &hypothesis.finding;
    let (mark, word) = match finding.standing {
        Standing::Supported => (paint(style::GREEN, "✓"), "supported"),
        Standing::Contradicted => (paint(style::RED, "✗"), "contradicted"),
        Standing::NotKnown => (paint(style::YELLOW, "?"), "not known"),
    };
    let cause = hypothesis.cause;
    let _ = writeln!(
        out,
        "  {mark} {} {}",
        paint(style::BOLD, cause.title),
        paint(style::DIM, &format!("[{}]", cause.id))
    );
    if is_reason_told || detail == Detail::Full {
        let _ = writeln!(out, "    {word}: {}", plain(&finding.reason));
    }
    if detail == Detail::Full {
        let _ = writeln!(out, "    to do: {}", plain(cause.remedy));
        let _ = writeln!(out, "    see: {}", plain(cause.source));
    }
}

fn statements(out: &mut String, hypothesis: &Hypothesis, sources: &Sources) {
    let Some(found) = &hypothesis.finding.evidence else {
        return;
    };
    for reference in &found.statements {
        evidence::write_statement(out, *reference, &found.explained, sources);
    }
}

/// There is no diagnosis, and none is made up.
fn nothing_fits(out: &mut String, diagnosis: &Diagnosis, sources: &Sources, detail: Detail) {
    if diagnosis.hypotheses.is_empty() {
        let _ = writeln!(
            out,
            "  {} nothing in the catalogue fits this text",
            paint(style::YELLOW, "?")
        );
        return;
    }
    let _ = writeln!(
        out,
        "  {} every cause of this error that is known is contradicted, so none is named",
        paint(style::RED, "✗")
    );
    let _ = writeln!(
        out,
        "    what the inventory describes does not lead to it: look for another caller, stage or \
         API, for what changed since or is not deployed, and for gateway responses with texts of \
         their own"
    );
    out.push('\n');
    for other in &diagnosis.hypotheses {
        hypothesis(out, other, detail, true);
        if detail == Detail::Full {
            statements(out, other, sources);
        }
    }
    if let Some(first) = diagnosis.hypotheses.first()
        && detail == Detail::Short
    {
        statements(out, first, sources);
    }
}

/// A message on one line, shortened where it is long.
pub(crate) fn quoted_message(message: &str) -> String {
    const MOST: usize = 600;
    let words: Vec<&str> = message.split_whitespace().take(MOST).collect();
    let line = words.join(" ");
    let mut characters = line.chars();
    let mut short: String = characters.by_ref().take(MOST).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}
