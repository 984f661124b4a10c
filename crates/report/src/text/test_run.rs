//! The result of `can-invoke test`, for a terminal.

use std::fmt::Write as _;

use can_invoke_cases::{Case, CaseResult, Coverage, Found, Reached, TestFile};
use can_invoke_source::words::quote;

use super::{
    Detail, check, evidence,
    style::{self, paint, plain},
};

/// Writes what is not as expected, and how many cases are. `results` are those of the files,
/// in their order.
pub fn test_run(files: &[TestFile], results: &[Vec<CaseResult>], detail: Detail) -> String {
    let mut out = String::new();
    let mut failed = 0;
    for (file, results) in files.iter().zip(results) {
        if detail == Detail::Full {
            let _ = writeln!(out, "{}", paint(style::BOLD, &file.name));
        }
        for (case, result) in file.cases.iter().zip(results) {
            if !result.holds() {
                failed += 1;
                write_failure(&mut out, file, case, result);
            } else if detail == Detail::Full {
                let mark = paint(style::GREEN, "✓");
                let _ = writeln!(out, "  {mark} {}", plain(&case.title));
            }
        }
    }
    let count: usize = results.iter().map(Vec::len).sum();
    let passed = format!("{} passed", count - failed);
    let of = format!(
        "{} in {}",
        counted(count, "case"),
        counted(files.len(), "file")
    );
    let line = if failed == 0 {
        format!("{} of {of}", paint(style::GREEN, &passed))
    } else {
        let failed = format!("{failed} failed");
        format!("{}, {passed} of {of}", paint(style::RED, &failed))
    };
    let _ = writeln!(out, "{line}");
    out
}

/// Writes what no case touches, and how much is touched.
pub fn test_coverage(coverage: &Coverage) -> String {
    let mut out = String::new();
    for (reached, heading) in [
        (Reached::NotAsked, "Statements that no case asks"),
        (Reached::Asked, "Statements that decide nothing in any case"),
    ] {
        let mut untouched = coverage
            .statements
            .iter()
            .filter(|one| one.reached == reached)
            .peekable();
        if untouched.peek().is_some() {
            let _ = writeln!(out, "{}", paint(style::BOLD, heading));
        }
        for one in untouched {
            let place = format!("{}:{}:{}", one.file, one.at.line, one.at.column);
            let of = plain(&one.policy);
            let _ = writeln!(out, "  {place} {} of the {of}", plain(&one.statement));
        }
    }
    let mut never = coverage
        .routes
        .iter()
        .filter(|one| one.cases == 0)
        .peekable();
    if never.peek().is_some() {
        let _ = writeln!(
            out,
            "{}",
            paint(style::BOLD, "Routes about which no case asks")
        );
    }
    for one in never {
        let (api, route) = (plain(&one.api), plain(&one.route));
        let _ = writeln!(out, "  {} API {api}: {route}", one.file);
    }
    let _ = writeln!(
        out,
        "coverage {} %: {} of {} decisive, {} of {} asked",
        coverage.percent(),
        coverage.decisive(),
        counted(coverage.statements.len(), "statement"),
        coverage.asked(),
        counted(coverage.routes.len(), "route"),
    );
    out
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

fn write_failure(out: &mut String, file: &TestFile, case: &Case, result: &CaseResult) {
    let source = file.sources.get(case.span.file);
    let place = source.map(|source| source.line_column(case.span.start as usize));
    let place = place.map_or(file.name.clone(), |place| {
        format!("{}:{}:{}", file.name, place.line, place.column)
    });
    let _ = writeln!(
        out,
        "{} {} {}",
        paint(style::RED, "failed"),
        paint(style::BOLD, &case.title),
        paint(style::DIM, &place),
    );
    for difference in &result.differences {
        let _ = writeln!(out, "  {}", plain(&difference.what));
        let _ = writeln!(out, "    expected  {}", plain(&difference.expected));
        let _ = writeln!(out, "    found     {}", plain(&difference.found));
    }
    let mut told = String::new();
    match &result.found {
        Found::Answer(answer) => told = check(answer, &file.sources, Detail::Short),
        Found::Decision(explained) => {
            let request = &explained.request;
            let verdict = explained.decision.verdict;
            let _ = writeln!(
                told,
                "{} {} {} on {}",
                paint(style::of_verdict(verdict), verdict.as_str()),
                paint(style::BOLD, &request.caller.to_string()),
                plain(request.action.as_str()),
                plain(&request.resource.arn),
            );
            if let Some(why) = explained.decision.beyond_policies() {
                let _ = writeln!(told, "{} {why}", paint(style::BOLD, "note:"));
            }
            evidence::write(&mut told, explained, &file.sources, Detail::Short);
        }
        Found::Refused(diagnostics) => {
            for diagnostic in diagnostics {
                let _ = writeln!(told, "error: {}", plain(&diagnostic.message));
            }
            if diagnostics.is_empty() {
                let _ = writeln!(told, "the documents are accepted");
            }
        }
        Found::Error(error) => {
            let _ = writeln!(told, "help: {}", plain(&error.help));
        }
    }
    for line in told.lines() {
        let _ = writeln!(out, "{}", format!("  {line}").trim_end());
    }
    out.push('\n');
}

/// Why no case was run: files that cannot be read as tests.
pub fn unreadable(files: &[TestFile]) -> String {
    let names: Vec<String> = files
        .iter()
        .filter(|file| file.has_errors())
        .map(|file| quote(&file.name))
        .collect();
    format!(
        "no test was run: {} cannot be read as {}",
        names.join(", "),
        if names.len() == 1 {
            "a test file"
        } else {
            "test files"
        },
    )
}
