//! Roles that are assumed and requests that are sent, for a terminal.

use std::fmt::Write as _;

use can_invoke_gateway::{
    answer::AssumeCall,
    chosen_way::ChosenWay,
    sent::{Agreement, Outcome},
};
use can_invoke_policy::Verdict;
use can_invoke_source::Sources;

use super::{
    Detail, check, evidence, roles,
    style::{self, paint, plain},
    why,
};
use crate::sent::{RefusedRole, Reply, Sent};

/// How much of a body is shown.
const MOST_CHARACTERS: usize = 4_000;
const MOST_LINES: usize = 60;

/// Writes what came back beside what was predicted.
pub fn called(sent: &Sent<'_>, detail: Detail) -> String {
    let mut out = String::new();
    headline(&mut out, sent);
    agreement(&mut out, sent);
    if let Ok(reply) = sent.result {
        response(&mut out, reply);
    }
    match (sent.predicted, sent.not_predicted) {
        (Some(predicted), _) => {
            out.push('\n');
            way(&mut out, predicted, sent.sources, detail);
        }
        (None, Some(reason)) => {
            let mark = paint(style::YELLOW, "?");
            let _ = writeln!(out, "\n{mark} nothing is predicted: {}", plain(reason));
        }
        (None, None) => {}
    }
    if let Ok(reply) = sent.result
        && reply.answered.outcome != Outcome::LetThrough
        && !reply.why.diagnoses.is_empty()
    {
        let title = format!("What {} means", reply.status);
        let _ = writeln!(out, "\n{}", paint(style::BOLD, &title));
        out.push_str(&why(reply.why, sent.sources, detail));
    }
    out
}

fn headline(out: &mut String, sent: &Sent<'_>) {
    let what = match sent.result {
        Ok(reply) => {
            let (colour, word) = match reply.answered.outcome {
                Outcome::LetThrough => (style::GREEN, "let through"),
                Outcome::Refused => (style::RED, "refused"),
                Outcome::Failed => (style::RED, "failed"),
                Outcome::NotTold => (style::YELLOW, "who answers is not clear"),
            };
            paint(colour, &format!("{} {word}:", reply.status))
        }
        Err(_) => paint(style::RED, "not sent:"),
    };
    let _ = writeln!(
        out,
        "{what} {} {} {}",
        paint(style::BOLD, sent.caller),
        plain(sent.method),
        paint(style::BOLD, sent.url)
    );
    if !sent.through.is_empty() {
        let _ = writeln!(
            out,
            "        through {}",
            plain(&sent.through.join(", then "))
        );
    }
    if let Some(address) = sent.address {
        let _ = writeln!(out, "        sent to {}", plain(address));
    }
    match sent.result {
        Ok(reply) => {
            let because = plain(&reply.answered.because);
            let _ = writeln!(out, "        {}", paint(style::DIM, &because));
        }
        Err(RefusedRole { role, message }) => {
            let _ = writeln!(
                out,
                "        {} is refused: {}",
                plain(role),
                plain(message)
            );
        }
    }
}

fn agreement(out: &mut String, sent: &Sent<'_>) {
    let (colour, words) = match sent.comparison.agreement {
        Agreement::AsPredicted => (style::GREEN, "as predicted"),
        Agreement::NotAsPredicted => (style::RED, "not as predicted"),
        Agreement::NotPredicted => (style::YELLOW, "not predicted"),
        Agreement::NotComparable => (style::YELLOW, "cannot be compared with the prediction"),
    };
    let _ = writeln!(
        out,
        "{}: {}",
        paint(colour, words),
        plain(&sent.comparison.because)
    );
}

fn response(out: &mut String, reply: &Reply<'_>) {
    let _ = writeln!(out, "\n{}", paint(style::BOLD, "What came back"));
    for (name, value) in reply.telling_headers() {
        let _ = writeln!(out, "  {}: {}", plain(&name), plain(value));
    }
    let (body, is_cut) = reply.shown_body(MOST_CHARACTERS);
    let mut lines = body.lines();
    for line in lines.by_ref().take(MOST_LINES) {
        let _ = writeln!(out, "  {}", plain(&line.replace('\t', "  ")));
    }
    if is_cut || lines.next().is_some() {
        let _ = writeln!(out, "  … ({} bytes)", reply.length);
    } else if body.is_empty() {
        let _ = writeln!(out, "  {}", paint(style::DIM, "no body"));
    }
}

/// Writes what was predicted of a request that is not sent.
pub fn foreseen(predicted: &ChosenWay, sources: &Sources, detail: Detail) -> String {
    let mut out = String::new();
    way(&mut out, predicted, sources, detail);
    out
}

/// The prediction.
fn way(out: &mut String, predicted: &ChosenWay, sources: &Sources, detail: Detail) {
    let expected = match predicted.expected() {
        Some(response) => format!(
            ", and API Gateway answers {} {}",
            response.status, response.message
        ),
        None => String::new(),
    };
    let _ = writeln!(
        out,
        "{} {}{}",
        paint(style::BOLD, "Predicted"),
        paint(
            style::of_verdict(predicted.verdict),
            predicted.verdict.as_str()
        ),
        plain(&expected)
    );
    calls(out, &predicted.calls, sources, detail);
    check::journey(out, &predicted.journey, sources, detail);
    leans_on(out, predicted);
}

fn leans_on(out: &mut String, predicted: &ChosenWay) {
    let all = predicted.assumptions();
    if all.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n{}",
        paint(style::BOLD, "Where AWS is silent, this leans on")
    );
    for (assumption, choice) in all {
        let text = assumption.text();
        let _ = writeln!(out, "  {}={}: {}", text.id, choice.id, choice.reading);
    }
}

/// Writes what was predicted of a chain of calls of `sts:AssumeRole`.
pub fn assumed(calls: &[AssumeCall], sources: &Sources, detail: Detail) -> String {
    let mut out = String::new();
    let verdict = verdict_of(calls);
    let _ = writeln!(
        out,
        "{} {}",
        paint(style::BOLD, "Predicted"),
        paint(style::of_verdict(verdict), verdict.as_str())
    );
    self::calls(&mut out, calls, sources, detail);
    out
}

fn verdict_of(calls: &[AssumeCall]) -> Verdict {
    let mut verdicts = calls.iter().map(|call| call.verdict);
    let first = verdicts.clone().find(|verdict| verdict.is_denied());
    first
        .or_else(|| verdicts.find(|verdict| *verdict == Verdict::Depends))
        .unwrap_or(Verdict::Allowed)
}

fn calls(out: &mut String, calls: &[AssumeCall], sources: &Sources, detail: Detail) {
    let is_chain = calls.len() > 1;
    for call in calls {
        roles::assume(out, call, is_chain);
    }
    for explained in calls.iter().flat_map(AssumeCall::decisions) {
        // A call that is allowed is worth a line, unless everything is asked for.
        if detail == Detail::Full || explained.decision.verdict != Verdict::Allowed {
            evidence::write(out, explained, sources, detail);
        }
    }
}
