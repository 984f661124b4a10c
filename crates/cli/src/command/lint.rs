//! `can-invoke lint`: what rules find in documents.

use std::cell::RefCell;

use anyhow::{Context as _, bail};
use can_invoke_gateway::inventory::Lowered;
use can_invoke_lint::{
    Unit,
    finding::Finding,
    fix::Looked,
    model::{Model, Unknowns},
    rule::Rule,
    rules, run,
    unit::{ReadOptions, What},
};
use can_invoke_source::{Limits, Node};
use can_invoke_templates::{Environment, Placeholders, lower};

use super::{lint_fix, lint_output};
use crate::{
    arguments::LintOptions,
    exit::ExitStatus,
    input::{Disk, read_bounded, shown},
    lint_files, lint_stacks,
};

pub(crate) fn run_rules(options: &LintOptions) -> anyhow::Result<ExitStatus> {
    let limits = Limits::default();
    let rules = selected(options)?;
    let mut documents: Vec<(String, Unit, Vec<Finding>)> = Vec::new();
    let paths = lint_stacks::with_environments(lint_files::find(&options.paths)?, &limits);
    if options.fix {
        // All files first, for what is found in one may be about another.
        for (path, environment) in &paths {
            lint_fix::fix_file(path, environment, options, &rules)?;
        }
    }
    for (path, environment) in paths {
        let name = shown(&path);
        let bytes =
            read_bounded(&path, &limits).with_context(|| format!("`{name}` cannot be read"))?;
        let unknown = RefCell::default();
        let Looked { unit, found } = look(&name, &bytes, &environment, options, &rules, &unknown);
        documents.push((name, unit, found));
    }
    let is_without = |(_, unit, _): &&(String, Unit, Vec<Finding>)| {
        unit.what == What::Other || unit.loaded.policies.len() + unit.alone.len() == 0
    };
    if options.require_policies
        && let Some((name, _, _)) = documents.iter().find(is_without)
    {
        bail!("no policy is found in `{name}`, and `--require-policies` asks for one");
    }
    lint_output::write(options, &documents, &rules)?;
    Ok(if documents.iter().all(|(_, _, found)| found.is_empty()) {
        ExitStatus::Allowed
    } else {
        ExitStatus::Denied
    })
}

/// Reads a document and runs rules on it. What stands for values that are not known is left in
/// `placeholders`.
pub(super) fn look(
    name: &str,
    bytes: &[u8],
    environment: &Environment,
    options: &LintOptions,
    rules: &[&'static dyn Rule],
    placeholders: &RefCell<Placeholders>,
) -> Looked {
    let limits = Limits::default();
    placeholders.replace(Placeholders::default());
    let lower = |name: &str, node: &Node| -> Option<Lowered> {
        lower(name, node, environment, &mut placeholders.borrow_mut())
    };
    let reading = ReadOptions {
        kind: options.kind.map(Into::into),
        lower: Some(&lower),
    };
    let unit = Unit::read(name, bytes, &Disk { limits }, &limits, &reading);
    let found = {
        let unknowns = Shown(&placeholders.borrow());
        let model = Model::new(&unit.loaded, &unit.alone, &unknowns);
        run(&model, rules.iter().copied())
    };
    Looked { unit, found }
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

/// The rules that are asked for.
fn selected(options: &LintOptions) -> anyhow::Result<Vec<&'static dyn Rule>> {
    let fits = |rule: &dyn Rule, word: &str| {
        let meta = rule.meta();
        let beginning = meta.id.get(..word.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(word))
            || meta.name.eq_ignore_ascii_case(word)
    };
    for word in options.select.iter().chain(&options.ignore) {
        if word.is_empty() || !rules::ALL.iter().any(|rule| fits(*rule, word)) {
            bail!("there is no rule `{word}`\n  help: `can-invoke rules` lists them");
        }
    }
    let is_selected = |rule: &&&'static dyn Rule| {
        (options.select.is_empty() || options.select.iter().any(|word| fits(**rule, word)))
            && !options.ignore.iter().any(|word| fits(**rule, word))
    };
    Ok(rules::ALL.iter().filter(is_selected).copied().collect())
}
