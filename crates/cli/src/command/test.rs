//! `can-invoke test`: questions with the answers that are expected.

use std::{cell::RefCell, io::Write as _, path::Path};

use can_invoke_cases::{
    CaseResult, Coverage, Question, ReadOptions, TestFile, coverage, is_test_file, read_with, run,
};
use can_invoke_gateway::Inventory;
use can_invoke_report::{
    ci, snippet,
    text::{self, Detail},
    v1,
};
use can_invoke_source::{Limits, Node};
use can_invoke_templates::{Placeholders, lower};

use super::{
    assumptions::readings,
    check,
    lint_output::paths,
    output::{print_json, unless_closed},
};
use crate::{
    arguments::{Explain, Format, TestFormat, TestOptions},
    exit::ExitStatus,
    input::{Disk, documents, read_bounded, shown},
    templates, test_files,
};

pub(crate) fn run_tests(options: &TestOptions) -> anyhow::Result<ExitStatus> {
    if let Err(error) = readings(&options.assume) {
        // A mistake on the command line is no result; in JUnit, too, it is told to a person.
        return check::refuse(&error, format_of_refusals(options.format));
    }
    let pairs = options.assume.iter();
    let pairs = pairs.filter_map(|option| option.split_once('='));
    let assume: Vec<(String, String)> = pairs
        .map(|(id, choice)| (id.to_owned(), choice.to_owned()))
        .collect();
    let limits = Limits::default();
    let given = given(&options.inputs, &limits)?;
    let environment = options.environment.environment();
    let mut files: Vec<TestFile> = Vec::new();
    // One for all files, so that one name stands for one thing in all that is written.
    let placeholders = RefCell::new(Placeholders::default());
    for path in test_files::find(&options.paths)? {
        let name = shown(&path);
        let bytes = read_bounded(&path, &limits)
            .map_err(|error| error.context(format!("`{name}` cannot be read")))?;
        let disk = Disk { limits };
        let lower = |name: &str, node: &Node| {
            let lowered = lower(name, node, &environment, &mut placeholders.borrow_mut())?;
            Some(templates::for_verdicts(lowered, node))
        };
        let named = |text: &str| placeholders.borrow().hidden(text);
        let reading = ReadOptions {
            assume: &assume,
            lower: Some(&lower),
            named: Some(&named),
        };
        let mut file = read_with(&reading, &name, &bytes, &given, &disk, &limits);
        let placeholders = placeholders.borrow();
        for case in &mut file.cases {
            name_as_in_templates(&mut case.question, &file.inventory, &placeholders);
        }
        if let Some(error) = templates::lacks_place(&file.inventory, &placeholders) {
            return check::refuse(&error, format_of_refusals(options.format));
        }
        files.push(file);
    }
    let is_full = options.explain == Explain::Full;
    if files.iter().any(TestFile::has_errors) {
        return refuse(&files, options.format);
    }
    let not_chosen = match &options.only {
        Some(part) => choose(&mut files, part)?,
        None => 0,
    };
    let results: Vec<_> = files.iter().map(run).collect();
    let wants_coverage = options.coverage || options.coverage_threshold.is_some();
    let covered = wants_coverage.then(|| coverage(&files, &results));
    let shown = |text: &str| placeholders.borrow().shown(text);
    match options.format {
        TestFormat::Text => {
            tell_diagnostics(&files)?;
            let detail = if is_full { Detail::Full } else { Detail::Short };
            let mut written = text::test_run(&files, &results, detail);
            if not_chosen > 0 {
                written.push_str(&format!("{not_chosen} not chosen\n"));
            }
            if let Some(covered) = &covered {
                written.push_str(&text::test_coverage(covered));
            }
            unless_closed(anstream::stdout().write_all(shown(&written).as_bytes()))?;
        }
        TestFormat::Json => {
            let mut told = v1::test_run(&files, &results, is_full);
            told.coverage = covered.as_ref().map(v1::test_coverage);
            let written = shown(&serde_json::to_string_pretty(&told)?) + "\n";
            unless_closed(std::io::stdout().write_all(written.as_bytes()))?;
        }
        TestFormat::Junit => {
            let written = shown(&ci::junit_tests(&files, &results, &paths()?));
            unless_closed(std::io::stdout().write_all(written.as_bytes()))?;
        }
    }
    let all_hold = results.iter().flatten().all(|result| result.holds());
    let is_enough = |covered: &Coverage| {
        let threshold = options.coverage_threshold.unwrap_or_default();
        covered.percent() >= usize::from(threshold)
    };
    let covers_enough = covered.as_ref().is_none_or(is_enough);
    if !covers_enough {
        let threshold = options.coverage_threshold.unwrap_or_default();
        writeln!(
            anstream::stderr(),
            "error: the coverage is below {threshold} %"
        )?;
    }
    Ok(if all_hold && covers_enough {
        ExitStatus::Allowed
    } else {
        ExitStatus::Denied
    })
}

/// How a refusal is written: in JUnit a mistake on the command line is no result either.
fn format_of_refusals(format: TestFormat) -> Format {
    match format {
        TestFormat::Json => Format::Json,
        TestFormat::Text | TestFormat::Junit => Format::Text,
    }
}

/// Puts the id of an API in the place of its name in a template.
fn name_as_in_templates(
    question: &mut Question,
    inventory: &Inventory,
    placeholders: &Placeholders,
) {
    let Question::Invocation(query) = question else {
        return;
    };
    let is_id = |id: &str| inventory.apis.iter().any(|api| api.id == id);
    let named = query.api.as_deref().filter(|named| !is_id(named));
    if let Some(id) = named.and_then(|named| placeholders.standing_for(named)) {
        query.api = Some(id.to_owned());
    }
}

/// The documents that hold for all files. A folder of documents may hold test files too, which
/// are none; a test file that is named itself was meant to be run.
fn given(inputs: &[String], limits: &Limits) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let all = documents(inputs, limits)?;
    let is_in_folder = |name: &str| {
        let folder = Path::new(name).parent();
        let mut folders = inputs.iter().map(Path::new).filter(|path| path.is_dir());
        folders.any(|path| folder == Some(path))
    };
    let mut given = Vec::new();
    for (name, bytes) in all {
        if !is_test_file(&name, &bytes, limits) {
            given.push((name, bytes));
        } else if !is_in_folder(&name) {
            anyhow::bail!(
                "`{name}` is a test file, not a document\n  help: give test files before `--in`, \
                 which takes every word up to the next option"
            );
        }
    }
    if given.is_empty() && !inputs.is_empty() {
        anyhow::bail!("`--in` names no document but test files");
    }
    Ok(given)
}

/// Leaves the cases whose titles contain a text, and the files with such cases; how many cases
/// were left out.
fn choose(files: &mut Vec<TestFile>, part: &str) -> anyhow::Result<usize> {
    let count = |files: &[TestFile]| files.iter().map(|file| file.cases.len()).sum::<usize>();
    let all = count(files);
    for file in files.iter_mut() {
        file.cases.retain(|case| case.title.contains(part));
    }
    files.retain(|file| !file.cases.is_empty());
    if files.is_empty() {
        anyhow::bail!("the title of no case contains `{part}`");
    }
    Ok(all - count(files))
}

/// Some file cannot be read as a test file: nothing is run, so that a mistake in one file
/// never looks like a test that passed.
fn refuse(files: &[TestFile], format: TestFormat) -> anyhow::Result<ExitStatus> {
    match format {
        TestFormat::Text => {
            tell_diagnostics(files)?;
            writeln!(anstream::stderr(), "{}", text::unreadable(files))?;
        }
        TestFormat::Json => print_json(&v1::test_run(files, &[], false))?,
        TestFormat::Junit => print_junit(files, &[])?,
    }
    Ok(ExitStatus::InputError)
}

fn print_junit(files: &[TestFile], results: &[Vec<CaseResult>]) -> anyhow::Result<()> {
    let written = ci::junit_tests(files, results, &paths()?);
    unless_closed(std::io::stdout().write_all(written.as_bytes()))
}

fn tell_diagnostics(files: &[TestFile]) -> anyhow::Result<()> {
    let mut stderr = anstream::stderr().lock();
    for file in files {
        for diagnostic in &file.diagnostics {
            let written = snippet::diagnostic(diagnostic, &file.sources);
            writeln!(stderr, "{written}")?;
        }
    }
    Ok(())
}
