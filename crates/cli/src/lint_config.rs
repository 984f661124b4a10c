//! The configuration of `lint`: where it is found, and what holds when the command line and
//! the configuration are taken together. The command line has the last word.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use can_invoke_lint::{
    config::{self, Config, Refused, is_known_rule},
    rule::{Audience, Confidence, Rule, Severity, fits},
    rules,
    suppress::{Entry, matches, of_configuration},
};
use can_invoke_policy::PolicyKind;
use can_invoke_report::snippet;
use can_invoke_source::Limits;
use can_invoke_templates::Environment;

use crate::{
    arguments::LintOptions,
    input::{read_bounded, shown},
};

const NAME: &str = "can-invoke.toml";

/// What holds for one run.
pub(crate) struct Settings {
    config: Config,
    /// The configuration file, if there is one.
    pub(crate) file: Option<PathBuf>,
    rules: Vec<&'static dyn Rule>,
    kind: Option<PolicyKind>,
    pub(crate) environment: Environment,
    pub(crate) fail_on: Severity,
    pub(crate) min_severity: Severity,
    pub(crate) min_confidence: Confidence,
    pub(crate) strict: bool,
    pub(crate) require_policies: bool,
}

impl Settings {
    /// Reads the configuration and takes the command line on top of it.
    pub(crate) fn read(options: &LintOptions) -> anyhow::Result<Self> {
        let living = &options.living;
        let file = match &living.config {
            Some(path) => Some(PathBuf::from(path)),
            None if living.no_config => None,
            None => find()?,
        };
        let config = match &file {
            Some(path) => {
                let (name, text) = read_text(path)?;
                config::read(&name, &text).map_err(|refused| told(&refused))?
            }
            None => Config::default(),
        };
        for word in options.select.iter().chain(&options.ignore) {
            if !is_known_rule(word) {
                bail!("there is no rule `{word}`\n  help: `can-invoke rules` lists them");
            }
        }
        let lint = &config.lint;
        let audience = living.audience.map(Into::into).or(lint.audience);
        Ok(Settings {
            rules: chosen(options, &config, audience.unwrap_or(Audience::Regular)),
            kind: options.kind.map(Into::into),
            environment: environment(options, &config),
            fail_on: (living.fail_on.map(Into::into))
                .or(lint.fail_on)
                .unwrap_or(Severity::Medium),
            min_severity: (living.min_severity.map(Into::into))
                .or(lint.min_severity)
                .unwrap_or(Severity::Info),
            min_confidence: (living.min_confidence.map(Into::into))
                .or(lint.min_confidence)
                .unwrap_or(Confidence::Hint),
            strict: living.strict || lint.strict,
            require_policies: options.require_policies || lint.require_policies,
            config,
            file,
        })
    }

    /// Every rule that looks at some document.
    pub(crate) fn all_rules(&self) -> &[&'static dyn Rule] {
        &self.rules
    }

    /// Where a template is going to be deployed, of which `known` is known: what the command
    /// line and the configuration say counts first.
    pub(crate) fn environment_over(&self, known: Environment) -> Environment {
        let said = self.environment.clone();
        Environment {
            account: said.account.or(known.account),
            region: said.region.or(known.region),
            partition: said.partition.or(known.partition),
            ..said
        }
    }

    /// The rules that look at a document.
    pub(crate) fn rules(&self, path: &str) -> impl Iterator<Item = &'static dyn Rule> {
        let ignored: Vec<&str> = self
            .of_path(path)
            .flat_map(|one| one.ignore.iter().map(|word| word.get_ref().as_str()))
            .collect();
        let rules = self.rules.iter().copied();
        rules.filter(move |rule| !ignored.iter().any(|word| fits(rule.meta(), word)))
    }

    /// What policies that stand alone are used as in a document.
    pub(crate) fn kind(&self, path: &str) -> Option<PolicyKind> {
        self.kind
            .or_else(|| self.of_path(path).find_map(|one| one.kind).map(Into::into))
    }

    /// How grave findings of a rule are, where the configuration says it.
    pub(crate) fn severity(&self, rule: &can_invoke_lint::rule::Meta) -> Option<Severity> {
        let of = self.config.lint.severity.iter();
        // What is longer says it more exactly: `RP104` before `RP`.
        of.filter(|(word, _)| fits(rule, word.get_ref()))
            .max_by_key(|(word, _)| word.get_ref().len())
            .map(|(_, severity)| *severity)
    }

    /// What the configuration lets be in a document.
    pub(crate) fn suppressions(&self, path: &str) -> Vec<Entry> {
        let name = self.file.as_deref().map(shown).unwrap_or_default();
        of_configuration(&self.config.lint.suppress, path, &name)
    }

    /// Everything that the configuration lets be somewhere.
    pub(crate) fn all_suppressions(&self) -> Vec<Entry> {
        let name = self.file.as_deref().map(shown).unwrap_or_default();
        let mut anywhere = self.config.lint.suppress.clone();
        for one in &mut anywhere {
            one.path = None;
        }
        of_configuration(&anywhere, "", &name)
    }

    /// A path as patterns of the configuration see it: relative to its folder, with `/`.
    pub(crate) fn seen(&self, path: &Path) -> String {
        let folder = self.file.as_deref().and_then(|file| {
            let folder = file.parent().filter(|one| !one.as_os_str().is_empty());
            folder.unwrap_or(Path::new(".")).canonicalize().ok()
        });
        let relative = folder.and_then(|folder| {
            let full = path.canonicalize().ok()?;
            full.strip_prefix(folder).ok().map(Path::to_owned)
        });
        let text = shown(relative.as_deref().unwrap_or(path)).replace('\\', "/");
        text.strip_prefix("./").unwrap_or(&text).to_owned()
    }

    fn of_path(&self, path: &str) -> impl Iterator<Item = &config::PerPath> {
        let holds = |one: &&config::PerPath| {
            let mut patterns = one.paths.iter();
            patterns.any(|pattern| matches(pattern.get_ref(), path))
        };
        self.config.lint.per_path.iter().filter(holds)
    }
}

/// What stands beside a document lets be: `policy.json.can-invoke.toml`.
pub(crate) fn sidecar(path: &Path, seen: &str) -> anyhow::Result<Vec<Entry>> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".can-invoke.toml");
    let beside = PathBuf::from(beside);
    if !beside.is_file() {
        return Ok(Vec::new());
    }
    let (name, text) = read_text(&beside)?;
    let entries = config::read_sidecar(&name, &text).map_err(|refused| told(&refused))?;
    Ok(of_configuration(&entries, seen, &name))
}

/// `can-invoke.toml` of the working folder, or of the nearest folder above it, but not above
/// the root of the repository.
fn find() -> anyhow::Result<Option<PathBuf>> {
    let folder = std::env::current_dir().context("the working folder is not known")?;
    for (depth, above) in folder.ancestors().enumerate() {
        if above.join(NAME).is_file() {
            // The name as people would write it.
            let up = std::iter::repeat_n("..", depth);
            return Ok(Some(up.collect::<PathBuf>().join(NAME)));
        }
        if above.join(".git").exists() {
            break;
        }
    }
    Ok(None)
}

fn read_text(path: &Path) -> anyhow::Result<(String, String)> {
    let name = shown(path);
    let bytes = read_bounded(path, &Limits::default())
        .with_context(|| format!("`{name}` cannot be read"))?;
    let text = String::from_utf8(bytes).with_context(|| format!("`{name}` is not UTF-8"))?;
    Ok((name, text))
}

fn told(refused: &Refused) -> anyhow::Error {
    let shown = snippet::diagnostic(&refused.diagnostic, &refused.sources);
    anyhow::anyhow!("the configuration cannot be used\n{shown}")
}

fn environment(options: &LintOptions, config: &Config) -> Environment {
    let given = options.living.environment.environment();
    let context = &config.context;
    let named = |name: &str| given.parameters.iter().any(|(known, _)| known == name);
    let configured = context.parameters.iter();
    let mut parameters: Vec<(String, String)> = configured
        .filter(|(name, _)| !named(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    parameters.extend(given.parameters.iter().cloned());
    Environment {
        account: given.account.or_else(|| context.account.clone()),
        region: given.region.or_else(|| context.region.clone()),
        partition: given.partition.or_else(|| context.partition.clone()),
        parameters,
        kind: None,
    }
}

/// The rules that are asked for: those of the audience, and those that are named in full.
fn chosen(options: &LintOptions, config: &Config, audience: Audience) -> Vec<&'static dyn Rule> {
    let words = |given: &[String], configured: &[config::Word]| -> Vec<String> {
        if given.is_empty() {
            configured
                .iter()
                .map(|word| word.get_ref().clone())
                .collect()
        } else {
            given.to_vec()
        }
    };
    let select = words(&options.select, &config.lint.select);
    let mut ignore: Vec<String> = options.ignore.clone();
    ignore.extend(config.lint.ignore.iter().map(|word| word.get_ref().clone()));
    let is_chosen = |rule: &&&'static dyn Rule| {
        let meta = rule.meta();
        let is_named = select
            .iter()
            .any(|word| meta.id.eq_ignore_ascii_case(word) || meta.name.eq_ignore_ascii_case(word));
        (is_named || meta.audience <= audience)
            && (select.is_empty() || select.iter().any(|word| fits(meta, word)))
            && !ignore.iter().any(|word| fits(meta, word))
    };
    rules::ALL.iter().filter(is_chosen).copied().collect()
}
