//! The answer to `can-invoke sequence`, for a terminal.

use std::fmt::Write as _;

use can_invoke_gateway::{
    answer::HopStatus,
    sequence::{AuthorizerUse, Broken, CallAnswer, Sequence, SequenceAnswer},
};
use can_invoke_policy::Verdict;
use can_invoke_source::Sources;

use super::style::{self, paint, plain};
use crate::snippet;

/// Writes the answer.
pub fn sequence(calls: &Sequence, answer: &SequenceAnswer, sources: &Sources) -> String {
    let mut out = String::new();
    headline(&mut out, calls, answer);
    let width = calls.calls.iter().map(|call| call.text.chars().count());
    let width = width.max().unwrap_or_default();
    for (index, (call, one)) in calls.calls.iter().zip(&answer.calls).enumerate() {
        let verdict = paint(style::of_verdict(one.verdict), one.verdict.as_str());
        let space = " ".repeat(width.saturating_sub(call.text.chars().count()));
        let _ = writeln!(
            out,
            "\n  {} {}. at {} s  {}{space}  {verdict}",
            mark(one.verdict),
            index + 1,
            call.at,
            paint(style::BOLD, &call.text),
        );
        let _ = writeln!(out, "       {}", plain(&authorizer(&one.authorizer)));
        stops(&mut out, one);
    }
    for (index, one) in answer.calls.iter().enumerate() {
        if let Some(broken) = &one.broken {
            write_broken(&mut out, index, broken, sources);
        }
    }
    let granted = granted(answer);
    if !granted.is_empty() {
        let title = "Taken for granted (--strict asks for it)";
        let _ = writeln!(out, "\n{}", paint(style::BOLD, title));
        for line in granted {
            let _ = writeln!(out, "  {}", plain(line));
        }
    }
    out
}

/// What is taken for granted of the cache, and by the calls that are not denied.
fn granted(answer: &SequenceAnswer) -> Vec<&str> {
    let mut lines: Vec<&str> = Vec::new();
    let calls = answer.calls.iter().filter(|one| !one.verdict.is_denied());
    let of_calls = calls.flat_map(|one| &one.answer.direct.taken_for_granted);
    for line in answer.taken_for_granted.iter().chain(of_calls) {
        if !lines.contains(&line.as_str()) {
            lines.push(line);
        }
    }
    lines
}

fn headline(out: &mut String, calls: &Sequence, answer: &SequenceAnswer) {
    let verdict = answer.verdict();
    let count = answer.calls.len();
    let denied = answer.calls.iter().filter(|one| one.verdict.is_denied());
    let denied = denied.count();
    let of = match (count, denied) {
        (1, _) => "1 call".to_owned(),
        (_, 0) => format!("{count} calls"),
        (_, 1) => format!("{count} calls, 1 of them denied"),
        _ => format!("{count} calls, {denied} of them denied"),
    };
    let title = match &calls.title {
        Some(title) => format!(": {}", plain(title)),
        None => String::new(),
    };
    let _ = writeln!(
        out,
        "{} {of}{title}",
        paint(style::of_verdict(verdict), verdict.as_str())
    );
}

fn mark(verdict: Verdict) -> String {
    match verdict {
        Verdict::Allowed => paint(style::GREEN, "✓"),
        Verdict::Depends => paint(style::YELLOW, "?"),
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => paint(style::RED, "✗"),
    }
}

fn authorizer(used: &AuthorizerUse) -> String {
    match used {
        AuthorizerUse::NotAsked => "no function of an authorizer is asked".to_owned(),
        AuthorizerUse::Called { until: None } => {
            "the authorizer's function is called, and its answer is not kept".to_owned()
        }
        AuthorizerUse::Called { until: Some(until) } => {
            format!("the authorizer's function is called, and its answer kept until {until} s")
        }
        AuthorizerUse::Reused { from, age, key } => format!(
            "the answer to call {} is reused, {age} s old, for the same {}",
            from + 1,
            key.trim_start_matches("the ").trim_start_matches("same ")
        ),
    }
}

/// Where a call ends or cannot be decided.
fn stops(out: &mut String, one: &CallAnswer) {
    for hop in &one.answer.direct.hops {
        if hop.status == HopStatus::Passes {
            continue;
        }
        let summary = plain(&hop.summary).replace("; ", "\n         ");
        let _ = writeln!(out, "       {}: {summary}", hop.kind.as_str());
        if let HopStatus::Stops(response) = &hop.status {
            let sees = format!("the client sees {} {}", response.status, response.message);
            let _ = writeln!(out, "         {}", paint(style::DIM, &sees));
        }
    }
}

fn write_broken(out: &mut String, index: usize, broken: &Broken, sources: &Sources) {
    out.push('\n');
    if let Some(diagnostic) = &broken.diagnostic {
        let _ = writeln!(
            out,
            "{}",
            snippet::diagnostic(diagnostic, sources).trim_end()
        );
        out.push('\n');
    }
    let title = format!(
        "Call {} fails by the answer to call {} in the cache; one of these helps",
        index + 1,
        broken.from + 1
    );
    let _ = writeln!(out, "{}", paint(style::BOLD, &title));
    for advice in &broken.advice {
        let _ = writeln!(
            out,
            "  {}\n    then call {} is {}",
            plain(&advice.text),
            index + 1,
            paint(style::of_verdict(advice.verdict), advice.verdict.as_str())
        );
    }
}
