//! `can-invoke lint`: what rules find in documents.

pub(super) mod look;
mod watch;

use std::{
    cell::RefCell,
    collections::BTreeSet,
    io::{Read as _, Write as _},
};

use anyhow::{Context as _, bail};
use can_invoke_lint::{Unit, finding::Finding, suppress::apply, unit::What};
use can_invoke_source::{Limits, Sources};

use super::{lint_fix, lint_output};
use crate::{
    arguments::LintOptions,
    exit::ExitStatus,
    input::{read_bounded, shown},
    lint_baseline::Baseline,
    lint_config::{Settings, sidecar},
    lint_files, lint_stacks,
};
use look::{Document, Looked};

pub(crate) fn run_rules(options: &LintOptions) -> anyhow::Result<ExitStatus> {
    if options.living.watch {
        return watch::run(options, || once(options));
    }
    once(options)
}

fn once(options: &LintOptions) -> anyhow::Result<ExitStatus> {
    let settings = Settings::read(options)?;
    let mut looked = look_at_all(options, &settings)?;
    let mut notes = baseline(options, &mut looked)?;
    notes.extend(looked.iter().flat_map(|one| one.notes.iter().cloned()));
    for entry in settings.all_suppressions() {
        if !looked.iter().any(|one| one.used.contains(&entry.place)) {
            notes.extend(apply(&mut [], &[entry], &Sources::new(), &look::today()));
        }
    }
    let not_understood: usize = looked.iter().map(|one| one.not_understood).sum();
    let is_other = |one: &&Looked| one.unit.what == What::Other;
    let others = looked.iter().filter(is_other).count();
    if not_understood + others > 0 && settings.strict {
        notes.push(format!(
            "{not_understood} places in documents and {others} documents are not understood, and \
             `--strict` fails then"
        ));
    }
    let fails_strictly = settings.strict && not_understood + others > 0;
    let is_without = |one: &&Looked| one.unit.what == What::Other || one.unit.policies() == 0;
    if settings.require_policies
        && let Some(one) = looked.iter().find(is_without)
    {
        bail!(
            "no policy is found in `{}`, and `--require-policies` asks for one",
            one.name
        );
    }
    let documents: Vec<(String, Unit, Vec<Finding>)> = looked
        .into_iter()
        .map(|one| (one.name, one.unit, one.found))
        .collect();
    for note in &notes {
        // If standard error is closed, there is nobody to tell.
        let _ = writeln!(anstream::stderr(), "info: {note}");
    }
    lint_output::write(options, &documents, settings.all_rules())?;
    let fails = documents
        .iter()
        .flat_map(|(_, _, found)| found)
        .any(|one| one.suppressed.is_none() && one.severity >= settings.fail_on);
    Ok(if (fails || fails_strictly) && !options.living.exit_zero {
        ExitStatus::Denied
    } else {
        ExitStatus::Allowed
    })
}

/// Every document, read and looked at, in order.
fn look_at_all(options: &LintOptions, settings: &Settings) -> anyhow::Result<Vec<Looked>> {
    let limits = Limits::default();
    let today = look::today();
    let is_stdin = |path: &&String| *path == "-";
    let mut looked = Vec::new();
    if options.paths.iter().any(|path| is_stdin(&path)) {
        if options.fix {
            bail!("standard input cannot be corrected in place\n  help: name a file");
        }
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(limits.bytes as u64 + 1)
            .read_to_end(&mut bytes)
            .context("standard input cannot be read")?;
        let document = Document {
            name: options.name.clone(),
            seen: options.name.clone(),
            beside: Vec::new(),
            environment: settings.environment.clone(),
        };
        looked.push(looked_at(&document, &bytes, settings, &today));
    }
    let words: Vec<String> = options
        .paths
        .iter()
        .filter(|path| !is_stdin(path))
        .cloned()
        .collect();
    let paths = lint_files::find(&words)?;
    let paths = lint_stacks::with_environments(paths, &limits);
    let documents = paths
        .into_iter()
        .map(|(path, environment)| {
            let seen = settings.seen(&path);
            let document = Document {
                name: shown(&path),
                beside: sidecar(&path, &seen)?,
                environment: settings.environment_over(environment),
                seen,
            };
            Ok((path, document))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    if options.fix {
        // All files first, for what is found in one may be about another.
        for (path, document) in &documents {
            lint_fix::fix_file(path, document, options, settings)?;
        }
    }
    looked.extend(look::in_parallel(&documents, |(path, document)| {
        let name = &document.name;
        let bytes =
            read_bounded(path, &limits).with_context(|| format!("`{name}` cannot be read"))?;
        Ok(looked_at(document, &bytes, settings, &today))
    })?);
    Ok(without_parts(looked))
}

fn looked_at(document: &Document, bytes: &[u8], settings: &Settings, today: &str) -> Looked {
    let mut looked = look::at(document, bytes, settings, today, &RefCell::default());
    looked.unit.let_go(!looked.found.is_empty());
    looked
}

/// Leaves out documents that another document refers to: they were looked at as a part of it,
/// where it is known what they belong to.
fn without_parts(looked: Vec<Looked>) -> Vec<Looked> {
    let parts: BTreeSet<String> = looked
        .iter()
        .flat_map(|one| one.parts.iter().cloned())
        .collect();
    looked
        .into_iter()
        .filter(|one| !parts.contains(&one.name))
        .collect()
}

/// Compares with the baseline, or writes it; what the baseline lists in vain.
fn baseline(options: &LintOptions, looked: &mut [Looked]) -> anyhow::Result<Vec<String>> {
    let Some(path) = &options.living.baseline else {
        return Ok(Vec::new());
    };
    if options.living.write_baseline {
        let mut written = Baseline::default();
        for one in looked.iter() {
            written.add(&one.seen, &one.found);
        }
        written.write(path)?;
    }
    let mut baseline = Baseline::read(path)?;
    for one in looked.iter_mut() {
        baseline.apply(&one.seen, &mut one.found);
    }
    Ok(baseline.stale())
}
