//! The command line of `can-invoke lint`.

use std::path::PathBuf;

use can_invoke_policy::PolicyKind;
use clap::{Args, ValueEnum};

use super::{Format, LivingOptions};

/// How the findings of `lint` are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintFormat {
    /// For people.
    #[default]
    Text,
    /// For programs; see `schemas/report-v1.json`.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// The code quality report of GitLab.
    Gitlab,
    /// JUnit, a suite for each document.
    Junit,
    /// A summary in Markdown, for the page of a step.
    Markdown,
}

const EXAMPLES: &str = "\
Examples:
  Everything below this folder:
    can-invoke lint

  Some files, and only some rules:
    can-invoke lint examples/published-sample --select RP,DC004

  What safe corrections would change, and then changing it:
    can-invoke lint examples/published-sample --fix --diff
    can-invoke lint policies --fix

  Annotations in the log of a GitHub workflow, and a file for code scanning, in one run:
    can-invoke lint --format github --output sarif=results.sarif

  A project that begins with what it has:
    can-invoke lint --baseline lint-baseline.json --write-baseline

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 a document or the configuration \
cannot be read, or nothing there is to look at.";

/// What a policy that stands alone is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PolicyKindWord {
    /// An identity-based policy.
    Identity,
    /// The resource policy of an API.
    Resource,
    /// The trust policy of a role.
    Trust,
    /// A permissions boundary.
    Boundary,
    /// A session policy.
    Session,
    /// The policy of a VPC endpoint.
    VpcEndpoint,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
}

impl From<PolicyKindWord> for PolicyKind {
    fn from(word: PolicyKindWord) -> Self {
        match word {
            PolicyKindWord::Identity => PolicyKind::Identity,
            PolicyKindWord::Resource => PolicyKind::Resource,
            PolicyKindWord::Trust => PolicyKind::Trust,
            PolicyKindWord::Boundary => PolicyKind::PermissionsBoundary,
            PolicyKindWord::Session => PolicyKind::Session,
            PolicyKindWord::VpcEndpoint => PolicyKind::VpcEndpoint,
            PolicyKindWord::Scp => PolicyKind::ServiceControl,
            PolicyKindWord::Rcp => PolicyKind::ResourceControl,
        }
    }
}

/// `can-invoke lint`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LintOptions {
    /// Files, folders or patterns. A folder stands for all JSON and YAML files in and below
    /// it; hidden files and folders are left out, and what a `.gitignore` leaves out.
    /// `-` is standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<String>,

    /// What standard input is called in findings, configuration and baseline.
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    pub(crate) name: String,

    /// Only these rules: ids, names, or beginnings of ids such as `RP`.
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Not these rules.
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// What policies that stand alone are used as, where their content shall not say it.
    #[arg(long = "as", value_name = "KIND", value_enum)]
    pub(crate) kind: Option<PolicyKindWord>,

    /// A document without a policy is an error.
    #[arg(long)]
    pub(crate) require_policies: bool,

    /// Corrects the files where that keeps every decision, and tells what is left to find.
    #[arg(long)]
    pub(crate) fix: bool,

    /// With `--fix`: corrects also what changes who is allowed what.
    #[arg(long, requires = "fix")]
    pub(crate) r#unsafe: bool,

    /// With `--fix`: writes what would change as a patch, and changes no file.
    #[arg(long, requires = "fix")]
    pub(crate) diff: bool,

    /// How the findings are written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: LintFormat,

    /// Write them into a file too, in the same or another format; a file that is there is
    /// replaced. Repeatable.
    #[arg(long, short, value_name = "FORMAT=FILE", value_parser = LintOutput::parse)]
    pub(crate) output: Vec<LintOutput>,

    #[command(flatten)]
    pub(crate) living: LivingOptions,
}

/// A file that findings are written into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LintOutput {
    pub(crate) format: LintFormat,
    pub(crate) file: PathBuf,
}

impl LintOutput {
    fn parse(word: &str) -> Result<Self, String> {
        let (format, file) = word
            .split_once('=')
            .ok_or("give a format and a file: `sarif=results.sarif`")?;
        if file.is_empty() {
            return Err("the name of the file is missing after `=`".to_owned());
        }
        let format = LintFormat::from_str(format, false).map_err(|_| {
            let names = LintFormat::value_variants().iter();
            let names =
                names.filter_map(|one| Some(one.to_possible_value()?.get_name().to_owned()));
            let names: Vec<String> = names.collect();
            format!("`{format}` is no format; there are {}", names.join(", "))
        })?;
        Ok(LintOutput {
            format,
            file: file.into(),
        })
    }
}

const RULES_EXAMPLES: &str = "\
Examples:
  All rules:
    can-invoke rules

  The manual page of one:
    can-invoke rules RP104";

/// `can-invoke rules`.
#[derive(Args, Debug)]
#[command(after_help = RULES_EXAMPLES)]
pub(crate) struct RulesOptions {
    /// A rule, by its id or its name.
    pub(crate) rule: Option<String>,

    /// How the list is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}
