//! One document, read and looked at; and many of them at the same time.

use std::{
    cell::RefCell,
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use can_invoke_gateway::inventory::Lowered;
use can_invoke_lint::{
    Unit,
    finding::Finding,
    model::{Model, Unknowns},
    run,
    suppress::{Entry, apply, of_comments, of_metadata},
    unit::{NOT_SEEN, ReadOptions},
};
use can_invoke_source::{Diagnostic, Limits, Node};
use can_invoke_templates::{Environment, Placeholders, lower};

use crate::{input::Disk, lint_config::Settings};

/// A document before rules look at it.
pub(crate) struct Document {
    /// Its name, as people see it.
    pub(crate) name: String,
    /// Its path as configuration and baseline see it.
    pub(crate) seen: String,
    /// The suppressions of the file that stands beside it.
    pub(crate) beside: Vec<Entry>,
    /// Where it is going to be deployed.
    pub(crate) environment: Environment,
}

/// A document after rules looked at it.
pub(crate) struct Looked {
    pub(super) name: String,
    /// Its path as configuration and baseline see it.
    pub(super) seen: String,
    pub(crate) unit: Unit,
    pub(crate) found: Vec<Finding>,
    /// The names of the documents that it refers to, which were read as a part of it.
    pub(super) parts: Vec<String>,
    /// What is to be said of suppressions.
    pub(super) notes: Vec<String>,
    /// The suppressions of the configuration that were used, by their places.
    pub(super) used: Vec<String>,
    /// How many places the readers did not understand.
    pub(super) not_understood: usize,
}

/// Looks at a document. What stands for values that are not known is left in `placeholders`.
pub(crate) fn at(
    document: &Document,
    bytes: &[u8],
    settings: &Settings,
    today: &str,
    placeholders: &RefCell<Placeholders>,
) -> Looked {
    let limits = Limits::default();
    let Document { name, seen, .. } = document;
    placeholders.replace(Placeholders::default());
    let environment = &document.environment;
    let lower = |name: &str, node: &Node| -> Option<Lowered> {
        lower(name, node, environment, &mut placeholders.borrow_mut())
    };
    let reading = ReadOptions {
        kind: settings.kind(seen),
        lower: Some(&lower),
    };
    let unit = Unit::read(name, bytes, &Disk { limits }, &limits, &reading);
    let mut found = {
        let unknowns = Shown(&placeholders.borrow());
        let model = Model::new(&unit.loaded, &unit.alone, &unknowns);
        run(&model, settings.rules(seen))
    };
    for finding in &mut found {
        if let Some(severity) = settings.severity(finding.rule) {
            finding.severity = severity;
        }
    }
    let sources = &unit.loaded.sources;
    let mut entries = of_comments(sources);
    entries.extend(of_metadata(sources, &limits));
    entries.extend(document.beside.iter().cloned());
    let notes = apply(&mut found, &entries, sources, today);
    // What the configuration lets be may be in any of the documents; only after all of them is
    // it known whether it is used.
    let mut used = settings.suppressions(seen);
    used.retain(|entry| apply(&mut found, std::slice::from_ref(entry), sources, today).is_empty());
    let used = used.into_iter().map(|entry| entry.place).collect();
    found.retain(|one| {
        one.severity >= settings.min_severity && one.confidence >= settings.min_confidence
    });
    let not_seen = |one: &&Diagnostic| one.is_error() || NOT_SEEN.contains(&one.code);
    let not_understood = unit.loaded.diagnostics.iter().filter(not_seen).count();
    let texts = sources.iter().map(|(_, file)| file.name().to_owned());
    let parts = texts.filter(|other| other != name).collect();
    Looked {
        name: name.clone(),
        seen: seen.clone(),
        parts,
        unit,
        found,
        notes,
        used,
        not_understood,
    }
}

/// Does the same with each of many, on all processors; the results are in order. The first
/// error in this order ends the run.
pub(super) fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<Vec<R>> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let mut results: Vec<(usize, anyhow::Result<R>)> = std::thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(index) else {
                    return done;
                };
                done.push((index, work(item)));
            }
        };
        let workers: Vec<_> = (0..threads.min(items.len()))
            .map(|_| scope.spawn(worker))
            .collect();
        let mut results = Vec::with_capacity(items.len());
        for one in workers {
            match one.join() {
                Ok(done) => results.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// This day, in UTC, as suppressions write it: `2027-01-31`.
pub(crate) fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    day(since.map_or(0, |time| time.as_secs() / 86_400))
}

/// The day that is so many days after 1970-01-01, in the calendar that repeats every 400 years.
fn day(since_1970: u64) -> String {
    let days = since_1970 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// What placeholders of templates stand for.
struct Shown<'a>(&'a Placeholders);

impl Unknowns for Shown<'_> {
    fn is_in(&self, text: &str) -> bool {
        self.0.is_in(text)
    }

    fn shown(&self, text: &str) -> String {
        self.0.shown(text)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_of_the_calendar() {
        assert_eq!(super::day(0), "1970-01-01");
        assert_eq!(super::day(11_016), "2000-02-29");
        assert_eq!(super::day(20_454), "2026-01-01");
    }

    #[test]
    fn results_stay_in_order() {
        let items: Vec<usize> = (0..500).collect();
        let doubled = super::in_parallel(&items, |one| Ok(one * 2)).expect("nothing fails");
        assert_eq!(doubled, items.iter().map(|one| one * 2).collect::<Vec<_>>());
    }
}
