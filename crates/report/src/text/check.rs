//! The answer to `can-invoke check`, for a terminal.

use std::fmt::Write as _;

use can_invoke_gateway::answer::{Answer, Hop, HopStatus, Journey, RolePath, RolePaths};
use can_invoke_policy::{Layer, Verdict};
use can_invoke_source::Sources;

use super::{
    Detail, evidence, not_readable, roles,
    steps::deployment_command,
    style::{self, paint, plain},
};
use crate::snippet;

/// Writes the answer.
pub fn check(answer: &Answer, sources: &Sources, detail: Detail) -> String {
    let mut out = String::new();
    headline(&mut out, answer);
    out.push('\n');
    journey(&mut out, &answer.direct, sources, detail);
    after_deployment(&mut out, answer, sources, detail);
    corrections(&mut out, answer, sources);
    roles::write(&mut out, answer, sources, detail);
    suggestions(&mut out, answer);
    failure(&mut out, answer);
    provisos(&mut out, answer);
    not_readable::write(&mut out, &answer.not_readable);
    assumptions(&mut out, answer);
    out
}

fn headline(out: &mut String, answer: &Answer) {
    let question = &answer.question;
    let verdict = match answer.failure() {
        Some(failure) => format!(
            "{}, but API Gateway answers {}:",
            answer.verdict.as_str(),
            failure.response.status
        ),
        None => answer.verdict.as_str().to_owned(),
    };
    let color = match answer.failure() {
        Some(_) => style::of_verdict(Verdict::ImplicitlyDenied),
        None => style::of_verdict(answer.verdict),
    };
    let _ = writeln!(
        out,
        "{} {} {} {}",
        paint(color, &verdict),
        paint(style::BOLD, &question.caller.to_string()),
        plain(&question.method),
        paint(style::BOLD, &question.url),
    );
    if let Some(path) = answer.via() {
        let _ = writeln!(out, "        through the {}", roles::names(path));
    }
    let _ = writeln!(out, "        {}", paint(style::DIM, &question.arn));
    if answer.after_deployment.is_some() {
        let _ = writeln!(
            out,
            "        as stage {} serves it now; what the API holds is not deployed yet",
            paint(style::BOLD, &question.stage)
        );
    }
}

/// The hops, and what explains those that policies decide.
pub(super) fn journey(out: &mut String, journey: &Journey, sources: &Sources, detail: Detail) {
    let names = journey.hops.iter().map(|hop| hop.kind.as_str().len());
    let width = names.max().unwrap_or_default().max(15);
    for hop in &journey.hops {
        write_hop(out, hop, width);
    }
    for (_, explained) in &journey.gates {
        // A gate that is passed is worth a line, unless everything is asked for.
        if detail == Detail::Full || explained.decision.verdict != Verdict::Allowed {
            evidence::write(out, explained, sources, detail);
        }
    }
    if let Some(explained) = &journey.explained {
        evidence::write(out, explained, sources, detail);
    }
}

/// What the same request comes to once what the API holds is deployed.
fn after_deployment(out: &mut String, answer: &Answer, sources: &Sources, detail: Detail) {
    let Some(after) = &answer.after_deployment else {
        return;
    };
    let question = &answer.question;
    let verdict = answer.verdict_after_deployment().unwrap_or(after.verdict);
    let through = match answer.via_after_deployment() {
        Some(path) => format!(", through the {}", roles::names(path)),
        None => String::new(),
    };
    let _ = writeln!(
        out,
        "\n{} once what API {} holds is deployed to stage {}{through}",
        paint(style::of_verdict(verdict), verdict.as_str()),
        plain(&question.api),
        paint(style::BOLD, &question.stage),
    );
    let is_same = after.verdict == answer.direct.verdict && after.hops == answer.direct.hops;
    let roles_then = answer.role_paths_then.as_ref();
    let roles_then = roles_then.filter(|then| outcomes(then) != outcomes(&answer.role_paths));
    if !is_same {
        journey(out, after, sources, detail);
    }
    if let Some(then) = roles_then {
        roles::once_deployed(out, then, question, sources, detail);
    }
    if is_same && roles_then.is_none() {
        return;
    }
    if let Some(command) = deployment_command(question) {
        let _ = writeln!(out, "\n{}", paint(style::BOLD, "To deploy"));
        let _ = writeln!(out, "  {}", paint(style::CYAN, &command));
    }
}

/// The roles of the ways, and what each way comes to.
fn outcomes(paths: &RolePaths) -> Vec<(Vec<&str>, Verdict)> {
    let roles = |path| RolePath::calls(path).map(|call| call.role.as_str());
    let paths = paths.paths.iter();
    paths
        .map(|path| (roles(path).collect(), path.verdict))
        .collect()
}

/// What API Gateway writes into its log, and what would help.
fn failure(out: &mut String, answer: &Answer) {
    let Some(failure) = answer.failure().or(answer.direct.failure.as_ref()) else {
        return;
    };
    // On a way through a role, no hop has shown it yet.
    if answer.via().is_some() {
        let _ = writeln!(
            out,
            "\n{} {} {}: {}",
            paint(style::RED, "✗"),
            failure.hop.as_str(),
            failure.response.status,
            plain(&failure.reason)
        );
    }
    if let Some(log) = &failure.log {
        let _ = writeln!(
            out,
            "\nThe execution log of API Gateway says\n  {}",
            plain(log)
        );
    }
    let Some(remedy) = &failure.remedy else {
        return;
    };
    let title = match remedy.verdict {
        Verdict::Allowed => "To let API Gateway in, add to",
        _ => "This is needed, and something else keeps API Gateway out; add to",
    };
    let _ = writeln!(
        out,
        "\n{} {}",
        paint(style::BOLD, title),
        plain(&remedy.place)
    );
    let _ = writeln!(out, "  {}", paint(style::CYAN, &remedy.command));
}

fn write_hop(out: &mut String, hop: &Hop, width: usize) {
    let mark = match hop.status {
        HopStatus::Passes => paint(style::GREEN, "✓"),
        HopStatus::Stops(_) => paint(style::RED, "✗"),
        HopStatus::Undecided => paint(style::YELLOW, "?"),
    };
    // Each part of the summary on a line of its own.
    let summary = plain(&hop.summary).replace("; ", &format!("\n    {:<width$} ", ""));
    let _ = writeln!(out, "  {mark} {:<width$} {summary}", hop.kind.as_str());
    if let HopStatus::Stops(response) = &hop.status {
        let _ = writeln!(
            out,
            "    {:<width$} {}",
            "",
            paint(
                style::DIM,
                &format!("the client sees {} {}", response.status, response.message)
            )
        );
    }
}

fn suggestions(out: &mut String, answer: &Answer) {
    let is_corrected = answer
        .corrections
        .as_ref()
        .is_some_and(|corrections| corrections.verdict == Verdict::Allowed);
    let Some(first) = answer.suggestions.first() else {
        return;
    };
    // Where deploying opens the way, nothing has to be added.
    let verdict = answer.verdict_after_deployment();
    if verdict.unwrap_or(answer.verdict) == Verdict::Allowed
        || answer.verdict == Verdict::Allowed
        || is_corrected
    {
        return;
    }
    let _ = writeln!(
        out,
        "\n{}",
        paint(
            style::BOLD,
            match first.verdict {
                Verdict::Allowed => "To allow exactly this request",
                Verdict::Depends => "This is needed; then it still depends on facts not given",
                Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied =>
                    "To come nearer; something else still denies the request",
            }
        )
    );
    for suggestion in &answer.suggestions {
        let _ = writeln!(out, "  add to {}:", plain(&suggestion.place));
        for line in suggestion.statement.lines() {
            let _ = writeln!(out, "    {}", paint(style::CYAN, line));
        }
        if let Some(note) = &suggestion.note {
            let _ = writeln!(out, "  {}", plain(note));
        }
    }
}

fn corrections(out: &mut String, answer: &Answer, sources: &Sources) {
    let Some(corrections) = &answer.corrections else {
        return;
    };
    out.push('\n');
    for diagnostic in &corrections.diagnostics {
        out.push_str(&snippet::diagnostic(diagnostic, sources));
    }
    let _ = writeln!(
        out,
        "With these placeholders filled in, the direct way is {}.",
        paint(
            style::of_verdict(corrections.verdict),
            corrections.verdict.as_str()
        )
    );
}

fn provisos(out: &mut String, answer: &Answer) {
    let mut lines: Vec<String> = Vec::new();
    let open: Vec<_> = match answer.via() {
        Some(path) => path.decisions().collect(),
        None => answer.decisions().collect(),
    };
    for explained in open {
        for layer in &explained.decision.provisos {
            let caller = &explained.request.caller;
            let of = match layer {
                Layer::ServiceControl => {
                    format!("of account {}", caller.account().unwrap_or("-"))
                }
                Layer::ResourceControl => format!(
                    "of account {}",
                    explained.request.resource.account.as_deref().unwrap_or("-")
                ),
                Layer::Resource if explained.request.action.service() == "execute-api" => {
                    format!("of API {}", answer.question.api)
                }
                _ => format!("of {caller}"),
            };
            let line = format!("{} {of}", plural(*layer));
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    let of_roles = roles::taken_for_granted(answer);
    let granted: Vec<&String> = answer
        .direct
        .taken_for_granted
        .iter()
        .chain(of_roles)
        .collect();
    if !granted.is_empty() && !answer.verdict.is_denied() {
        let _ = writeln!(
            out,
            "\n{}",
            paint(style::BOLD, "Taken for granted (--strict asks for it)")
        );
        for line in granted {
            let _ = writeln!(out, "  {}", plain(line));
        }
    }
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n{}",
        paint(
            style::BOLD,
            "Not given, taken as not restricting (--strict asks for them)"
        )
    );
    for line in lines {
        let _ = writeln!(out, "  {}", plain(&line));
    }
}

/// A layer by what it is made of.
fn plural(layer: Layer) -> &'static str {
    match layer {
        Layer::ResourceControl => "resource control policies",
        Layer::ServiceControl => "service control policies",
        Layer::VpcEndpoint => "VPC endpoint policies",
        Layer::Identity => "identity-based policies",
        Layer::Resource | Layer::PermissionsBoundary | Layer::Session => layer.name(),
    }
}

fn assumptions(out: &mut String, answer: &Answer) {
    let all = answer.assumptions();
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
        let whose = if choice == text.default {
            ""
        } else {
            " (chosen with --assume)"
        };
        let _ = writeln!(
            out,
            "  {}={}{whose}: {} {}",
            text.id, choice.id, text.question, choice.reading
        );
    }
}
