//! Every rule finds what it should in `tests/lint/<ID>/bad*`, at the places and with the words
//! that `bad*.found` holds, and nothing in `good*`. `UPDATE_LINT=1` writes what is found.

use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
};

use can_invoke_gateway::inventory::InMemory;
use can_invoke_lint::{
    Unit,
    model::{Model, Unknowns},
    rule::Rule,
    rules, run,
    unit::ReadOptions,
};
use can_invoke_policy::PolicyKind;
use can_invoke_source::{Limits, Node};
use can_invoke_templates::{Environment, Placeholders, lower};

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/lint")
}

/// The fixtures of a rule whose names begin with this word.
pub(crate) fn fixtures(rule: &dyn Rule, word: &str) -> Vec<PathBuf> {
    let folder = folder().join(rule.meta().id);
    let entries = fs::read_dir(&folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with(word) && !name.ends_with(".found")
        })
        .collect();
    paths.sort();
    paths
}

/// What placeholders of templates stand for.
pub(crate) struct Shown<'a>(pub(crate) &'a Placeholders);

impl Unknowns for Shown<'_> {
    fn is_in(&self, text: &str) -> bool {
        self.0.is_in(text)
    }

    fn shown(&self, text: &str) -> String {
        self.0.shown(text)
    }
}

/// The kind that a name says: `bad.trust.json`.
pub(crate) fn kind(path: &Path) -> Option<PolicyKind> {
    let name = path.file_name()?.to_str()?;
    [
        (".identity.", PolicyKind::Identity),
        (".resource.", PolicyKind::Resource),
        (".trust.", PolicyKind::Trust),
        (".scp.", PolicyKind::ServiceControl),
        (".rcp.", PolicyKind::ResourceControl),
        (".boundary.", PolicyKind::PermissionsBoundary),
        (".session.", PolicyKind::Session),
        (".vpce.", PolicyKind::VpcEndpoint),
    ]
    .into_iter()
    .find_map(|(word, kind)| name.contains(word).then_some(kind))
}

/// What a rule finds in a file, one line for each finding.
fn found(rule: &dyn Rule, path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    let placeholders = RefCell::new(Placeholders::default());
    let environment = Environment::default();
    let lower =
        |name: &str, node: &Node| lower(name, node, &environment, &mut placeholders.borrow_mut());
    let options = ReadOptions {
        kind: kind(path),
        lower: Some(&lower),
    };
    let bytes = fs::read(path).unwrap();
    let unit = Unit::read(
        name,
        &bytes,
        &InMemory::default(),
        &Limits::default(),
        &options,
    );
    let placeholders = placeholders.borrow();
    let unknowns = Shown(&placeholders);
    let model = Model::new(&unit.loaded, &unit.alone, &unknowns);
    let mut lines = String::new();
    for finding in run(&model, [rule]) {
        let place = |span: can_invoke_source::Span| {
            let file = model.sources.get(span.file).unwrap();
            let at = file.line_column(span.start as usize);
            format!("{}:{}", at.line, at.column)
        };
        lines += &format!(
            "{} {:?} {:?} `{}`: {}\n",
            place(finding.primary.span),
            finding.severity,
            finding.confidence,
            model
                .sources
                .slice(finding.primary.span)
                .lines()
                .next()
                .unwrap_or_default(),
            finding.message,
        );
        for label in &finding.secondary {
            lines += &format!("  {} {}\n", place(label.span), label.text);
        }
        if let Some(correction) = &finding.correction {
            lines += &format!(
                "  {:?} fix: {}\n",
                correction.applicability, correction.title
            );
        }
    }
    lines
}

#[test]
fn every_rule_finds_what_is_bad_and_is_silent_on_what_is_good() {
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        for path in fixtures(*rule, "bad") {
            let found = found(*rule, &path);
            let expected = path.with_extension("found");
            if std::env::var_os("UPDATE_LINT").is_some() {
                fs::write(&expected, &found).unwrap();
            }
            let wanted = fs::read_to_string(&expected).unwrap_or_default();
            if found.is_empty() || found != wanted {
                wrong.push(format!(
                    "{}\nfound:\n{found}wanted:\n{wanted}",
                    path.display()
                ));
            }
        }
        for path in fixtures(*rule, "good") {
            let found = found(*rule, &path);
            if !found.is_empty() {
                wrong.push(format!(
                    "{}\nfound:\n{found}wanted nothing\n",
                    path.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
