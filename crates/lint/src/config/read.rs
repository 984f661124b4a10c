//! From TOML to a configuration, with mistakes told at their places.

use std::ops::Range;

use can_invoke_source::{Diagnostic, Sources, Span, words::nearest};
use serde::{Deserialize, de::DeserializeOwned};
use toml::Spanned;

use super::{Config, Suppress};
use crate::{rule::fits, rules, suppress::is_date};

/// A configuration that cannot be used, with its text.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The text of the configuration.
    pub sources: Sources,
    /// What is wrong.
    pub diagnostic: Box<Diagnostic>,
}

/// Reads a configuration. Every mistake, unknown keys and rules among them, is an error: a
/// setting that silently does nothing would let a mistake pass.
pub fn read(name: &str, text: &str) -> Result<Config, Refused> {
    let config: Config = parsed(name, text)?;
    let lint = &config.lint;
    let rules = lint.select.iter().chain(&lint.ignore);
    let of_paths = lint.per_path.iter().flat_map(|one| &one.ignore);
    for word in rules.chain(lint.severity.keys()).chain(of_paths) {
        known_rule(name, text, word)?;
    }
    for pattern in lint.per_path.iter().flat_map(|one| &one.paths) {
        known_pattern(name, text, pattern)?;
    }
    for suppress in &lint.suppress {
        known_suppression(name, text, suppress)?;
    }
    Ok(config)
}

/// Reads the suppressions that stand beside a document: tables `[[suppress]]`.
pub fn read_sidecar(name: &str, text: &str) -> Result<Vec<Suppress>, Refused> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Sidecar {
        suppress: Vec<Suppress>,
    }
    let sidecar: Sidecar = parsed(name, text)?;
    for suppress in &sidecar.suppress {
        known_suppression(name, text, suppress)?;
    }
    Ok(sidecar.suppress)
}

/// Whether a word means at least one rule.
pub fn is_known_rule(word: &str) -> bool {
    !word.is_empty() && rules::ALL.iter().any(|rule| fits(rule.meta(), word))
}

fn parsed<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Refused> {
    toml::from_str(text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or_default();
        // The words between backticks: what is unknown, then what is known.
        let mut words = message.split('`').skip(1).step_by(2);
        let near = message
            .starts_with("unknown ")
            .then(|| words.next())
            .flatten()
            .and_then(|unknown| nearest(unknown, &words.collect::<Vec<_>>()));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        refused(name, text, error.span().unwrap_or(0..0), message, help)
    })
}

fn known_rule(name: &str, text: &str, word: &Spanned<String>) -> Result<(), Refused> {
    if is_known_rule(word.get_ref()) {
        return Ok(());
    }
    let message = format!("there is no rule `{}`", word.get_ref());
    let help = "`can-invoke rules` lists them".to_owned();
    Err(refused(name, text, word.span(), &message, Some(help)))
}

fn known_pattern(name: &str, text: &str, word: &Spanned<String>) -> Result<(), Refused> {
    glob::Pattern::new(word.get_ref()).map_or_else(
        |error| {
            let message = format!("`{}` is not a pattern: {}", word.get_ref(), error.msg);
            Err(refused(name, text, word.span(), &message, None))
        },
        |_| Ok(()),
    )
}

fn known_suppression(name: &str, text: &str, suppress: &Suppress) -> Result<(), Refused> {
    known_rule(name, text, &suppress.rule)?;
    if let Some(path) = &suppress.path {
        known_pattern(name, text, path)?;
    }
    if suppress.reason.get_ref().trim().is_empty() {
        let help = "say why the finding is let be".to_owned();
        let at = suppress.reason.span();
        return Err(refused(name, text, at, "the reason is empty", Some(help)));
    }
    if let Some(day) = suppress
        .expires
        .as_ref()
        .filter(|day| !is_date(day.get_ref()))
    {
        let message = format!("`{}` is not a day", day.get_ref());
        let help = "write it like `2027-01-31`".to_owned();
        return Err(refused(name, text, day.span(), &message, Some(help)));
    }
    Ok(())
}

fn refused(
    name: &str,
    text: &str,
    at: Range<usize>,
    message: &str,
    help: Option<String>,
) -> Refused {
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    let span = Span::new(file, at.start, at.end);
    let mut diagnostic = Diagnostic::error("bad-configuration", span, message);
    if let Some(help) = help {
        diagnostic = diagnostic.help(help);
    }
    Refused {
        sources,
        diagnostic: Box::new(diagnostic),
    }
}
