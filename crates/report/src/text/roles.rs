//! Ways through roles, for a terminal.

use std::fmt::Write as _;

use can_invoke_gateway::{
    answer::{Answer, AssumeCall, Explained, Question, RoleFailure, RolePath, RolePaths},
    role_path::LONGEST_CHAIN,
    wording,
};
use can_invoke_policy::Verdict;
use can_invoke_source::Sources;

use super::{
    Detail, evidence,
    steps::steps,
    style::{self, paint, plain},
};

/// How many of the reasons why roles lead nowhere are told.
const MOST_FAILURES: usize = 5;

/// The role of a way, or all of its roles in their order.
pub(super) fn names(path: &RolePath) -> String {
    let roles: Vec<String> = path
        .calls()
        .map(|call| paint(style::BOLD, &call.role))
        .collect();
    match roles.as_slice() {
        [only] => format!("role {only}"),
        several => format!("roles {}", several.join(", then ")),
    }
}

/// What the open way, or else those that depend, take for granted.
pub(super) fn taken_for_granted(answer: &Answer) -> impl Iterator<Item = &String> {
    let via = answer.via();
    let paths = answer.role_paths.paths.iter();
    paths
        .filter(move |path| match via {
            Some(via) => std::ptr::eq(via, *path),
            None => path.verdict == Verdict::Depends,
        })
        .flat_map(|path| {
            let of_calls = path.calls().flat_map(|call| &call.taken_for_granted);
            of_calls.chain(&path.taken_for_granted)
        })
}

/// Writes the ways, and why there is none.
pub(super) fn write(out: &mut String, answer: &Answer, sources: &Sources, detail: Detail) {
    let paths = &answer.role_paths;
    if paths.not_searched.is_some() {
        no_way(out, paths);
        return;
    }
    if paths.considered == 0 {
        let _ = writeln!(
            out,
            "\nNo way through a role: the inventory holds no role of account {}.",
            answer.question.account
        );
        return;
    }
    if paths.paths.is_empty() {
        let roles = match paths.considered {
            1 => "the only role of the inventory leads nowhere".to_owned(),
            count => format!("none of the {count} roles of the inventory leads there"),
        };
        let _ = writeln!(
            out,
            "\nNo way through a role: {roles}, nor does a chain of up to {LONGEST_CHAIN} of them."
        );
    }
    for path in &paths.paths {
        role_path(out, path, "", &answer.question, sources, detail);
    }
    if let Some(unfinished) = &paths.unfinished {
        let _ = writeln!(out, "\n{} {}", paint(style::YELLOW, "?"), plain(unfinished));
    }
    if answer.verdict != Verdict::Allowed {
        failures(out, answer);
    }
}

/// Says which hop keeps every role out, where roles were looked at.
fn no_way(out: &mut String, paths: &RolePaths) {
    if let Some(reason) = paths.not_searched.as_ref().filter(|_| paths.considered > 0) {
        let reason = reason
            .strip_prefix("a role does not help: ")
            .unwrap_or(reason);
        let _ = writeln!(out, "\nNo way through a role: {}.", plain(reason));
    }
}

/// Writes the ways as they are once what the API holds is deployed.
pub(super) fn once_deployed(
    out: &mut String,
    paths: &RolePaths,
    question: &Question,
    sources: &Sources,
    detail: Detail,
) {
    for path in &paths.paths {
        role_path(out, path, ", once deployed", question, sources, detail);
    }
    if let Some(unfinished) = &paths.unfinished {
        let _ = writeln!(out, "\n{} {}", paint(style::YELLOW, "?"), plain(unfinished));
    }
    no_way(out, paths);
}

/// Why roles lead nowhere of which no way tells it.
fn failures(out: &mut String, answer: &Answer) {
    let paths = &answer.role_paths;
    let is_told = |failure: &&RoleFailure| {
        let mut told = paths.paths.iter();
        !told.any(|path| path.before.is_empty() && path.role == failure.role)
    };
    let all: Vec<&RoleFailure> = paths.failures.iter().filter(is_told).collect();
    if all.is_empty() {
        return;
    }
    let longest =
        format!("Why not through other roles (chains of up to {LONGEST_CHAIN} were tried)");
    let _ = writeln!(out, "\n{}", paint(style::BOLD, &longest));
    for failure in all.iter().take(MOST_FAILURES) {
        let _ = writeln!(
            out,
            "  {} {:<7} {}: {}",
            paint(style::RED, "✗"),
            failure.step.as_str(),
            plain(&failure.role),
            plain(&failure.message())
        );
    }
    if let Some(more) = all
        .len()
        .checked_sub(MOST_FAILURES)
        .filter(|more| *more > 0)
    {
        let _ = writeln!(out, "  and {more} more; `--format json` has all of them");
    }
}

fn role_path(
    out: &mut String,
    path: &RolePath,
    when: &str,
    question: &Question,
    sources: &Sources,
    detail: Detail,
) {
    let _ = writeln!(
        out,
        "\n{} through the {}{when}",
        paint(style::of_verdict(path.verdict), path.verdict.as_str()),
        names(path)
    );
    let is_chain = !path.before.is_empty();
    for call in path.calls() {
        assume(out, call, is_chain);
    }
    step(out, "invoke as the role", &path.invoke);
    for line in &path.undecided {
        let mark = paint(style::YELLOW, "?");
        let _ = writeln!(out, "  {mark} {:<18} {}", "", plain(line));
    }
    for explained in path.decisions() {
        // Of a closed way only the step that closes it has something to tell.
        if path.verdict.is_denied() != explained.decision.verdict.is_denied() {
            continue;
        }
        evidence::write(out, explained, sources, detail);
    }
    let steps = steps(path, question);
    if steps.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paint(style::BOLD, "Steps"));
    for (index, step) in steps.iter().enumerate() {
        let _ = writeln!(out, "  {}. {}", index + 1, plain(&step.title));
        if let Some(command) = &step.command {
            let _ = writeln!(out, "     {}", paint(style::CYAN, command));
        }
    }
}

/// Writes the lines of one call of `sts:AssumeRole`.
pub(super) fn assume(out: &mut String, call: &AssumeCall, is_chain: bool) {
    let name = call.role.rsplit('/').next().unwrap_or(&call.role);
    let title = if is_chain {
        format!("assume {name}")
    } else {
        "assume the role".to_owned()
    };
    step(out, &title, &call.decision);
    for further in &call.also {
        step(out, further.request.action.as_str(), further);
    }
    let lines = [
        (style::RED, "✗", call.duration.map(|one| one.message())),
        (style::YELLOW, "?", call.undecided.first().cloned()),
    ];
    for (colour, mark, line) in lines {
        if let Some(line) = line {
            let title = "session duration";
            let _ = writeln!(
                out,
                "  {} {title:<18} {}",
                paint(colour, mark),
                plain(&line)
            );
        }
    }
}

fn step(out: &mut String, title: &str, explained: &Explained) {
    let (mark, summary) = match explained.decision.verdict {
        Verdict::Allowed => (paint(style::GREEN, "✓"), "allowed".to_owned()),
        Verdict::Depends => (paint(style::YELLOW, "?"), "it depends".to_owned()),
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => {
            (paint(style::RED, "✗"), wording::denied(explained))
        }
    };
    let _ = writeln!(out, "  {mark} {:<18} {}", plain(title), plain(&summary));
}
