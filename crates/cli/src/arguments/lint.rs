//! The command line of `can-invoke lint`.

use can_invoke_policy::PolicyKind;
use clap::{Args, ValueEnum};

use super::{Format, LivingOptions};

const EXAMPLES: &str = "\
Examples:
  Everything below this folder:
    can-invoke lint

  Some files, and only some rules:
    can-invoke lint examples/published-sample --select RP,DC004

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

    #[command(flatten)]
    pub(crate) living: LivingOptions,

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

    /// How the findings are written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
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
