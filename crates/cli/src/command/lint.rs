//! `can-invoke lint`: what rules find in documents.

mod look;
mod watch;

use std::{
    io::{Read as _, Write as _},
    path::PathBuf,
};

use anyhow::{Context as _, bail};
use can_invoke_lint::{Unit, finding::Finding, suppress::apply, unit::What};
use can_invoke_report::{text, v1};
use can_invoke_source::{Limits, Sources};

use super::output::{print_json, unless_closed};
use crate::{
    arguments::{Format, LintOptions},
    exit::ExitStatus,
    input::{read_bounded, shown},
    lint_baseline::Baseline,
    lint_config::{Settings, sidecar},
    lint_files,
};
use look::Looked;

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
    if not_understood > 0 {
        notes.push(format!(
            "{not_understood} places in documents are not understood; `--strict` fails then"
        ));
    }
    let is_strange = |one: &Looked| one.not_understood > 0 || one.unit.what == What::Other;
    let fails_strictly = settings.strict && looked.iter().any(is_strange);
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
    match options.format {
        Format::Text => {
            let written = text::lint(&documents);
            unless_closed(anstream::stdout().write_all(written.as_bytes()))?;
        }
        Format::Json => unless_closed(print_json(&v1::lint(&documents)))?,
    }
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
    let stdin = options.paths.iter().any(|path| path == "-");
    let words: Vec<String> = options
        .paths
        .iter()
        .filter(|path| *path != "-")
        .cloned()
        .collect();
    let mut looked = Vec::new();
    if stdin {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(limits.bytes as u64 + 1)
            .read_to_end(&mut bytes)
            .context("standard input cannot be read")?;
        let seen = options.name.clone();
        looked.push(look::at(
            &options.name,
            &seen,
            &bytes,
            Vec::new(),
            settings,
            &today,
        ));
    }
    let paths = lint_files::find(&words)?;
    looked.extend(look::in_parallel(&paths, |path: &PathBuf| {
        let name = shown(path);
        let bytes =
            read_bounded(path, &limits).with_context(|| format!("`{name}` cannot be read"))?;
        let seen = settings.seen(path);
        let beside = sidecar(path, &seen)?;
        Ok(look::at(&name, &seen, &bytes, beside, settings, &today))
    })?);
    Ok(looked)
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
