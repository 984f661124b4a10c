//! The options of `can-invoke lint` for living with it, and what is known of a deployment.

use can_invoke_lint::rule::{Audience, Confidence, Severity};
use can_invoke_templates::Environment;
use clap::{Args, ValueEnum};

/// The words of severities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityWord {
    /// Worth knowing.
    Info,
    /// A nuisance.
    Low,
    /// It will hurt some day.
    Medium,
    /// It opens what should be closed, or closes what should be open.
    High,
    /// It cannot be meant.
    Error,
}

impl From<SeverityWord> for Severity {
    fn from(word: SeverityWord) -> Self {
        match word {
            SeverityWord::Info => Severity::Info,
            SeverityWord::Low => Severity::Low,
            SeverityWord::Medium => Severity::Medium,
            SeverityWord::High => Severity::High,
            SeverityWord::Error => Severity::Error,
        }
    }
}

/// The words of confidences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConfidenceWord {
    /// It may be meant otherwise.
    Hint,
    /// It holds unless an unknown value says otherwise.
    Likely,
    /// It holds whatever the unknown values are.
    Proven,
}

impl From<ConfidenceWord> for Confidence {
    fn from(word: ConfidenceWord) -> Self {
        match word {
            ConfidenceWord::Hint => Confidence::Hint,
            ConfidenceWord::Likely => Confidence::Likely,
            ConfidenceWord::Proven => Confidence::Proven,
        }
    }
}

/// The words of audiences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AudienceWord {
    /// Rules for everybody.
    Regular,
    /// And those for who wants tidy documents.
    Pedantic,
    /// And those for who looks for risks and takes false alarms for it.
    Auditor,
}

impl From<AudienceWord> for Audience {
    fn from(word: AudienceWord) -> Self {
        match word {
            AudienceWord::Regular => Audience::Regular,
            AudienceWord::Pedantic => Audience::Pedantic,
            AudienceWord::Auditor => Audience::Auditor,
        }
    }
}

/// Where templates are going to be deployed.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct EnvironmentOptions {
    /// The Region that templates are deployed to.
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,

    #[command(flatten)]
    pub(crate) deployment: DeploymentOptions,
}

/// The same without the Region, which some commands ask for other purposes too.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Templates")]
pub(crate) struct DeploymentOptions {
    /// The account that templates are deployed to.
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,

    /// The partition that templates are deployed to; `aws` if it is left out.
    #[arg(long, value_name = "PARTITION")]
    pub(crate) partition: Option<String>,

    /// The value of a parameter of a template. Repeatable.
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = parameter)]
    pub(crate) parameters: Vec<(String, String)>,
}

impl EnvironmentOptions {
    /// What the command line says.
    pub(crate) fn environment(&self) -> Environment {
        self.deployment.environment(self.region.as_deref())
    }
}

impl DeploymentOptions {
    /// What the command line says.
    pub(crate) fn environment(&self, region: Option<&str>) -> Environment {
        Environment {
            account: self.account.clone(),
            region: region.map(str::to_owned),
            partition: self.partition.clone(),
            parameters: self.parameters.clone(),
            kind: None,
        }
    }
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write `NAME=VALUE`".to_owned()),
    }
}

/// Configuration, what fails, what is let be.
#[derive(Args, Debug)]
pub(crate) struct LivingOptions {
    /// The configuration. Left out: `can-invoke.toml` of this folder or of one above it, up to
    /// the root of the repository.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<String>,

    /// Read no configuration.
    #[arg(long)]
    pub(crate) no_config: bool,

    /// From which severity on a finding fails the run; `medium` if neither this nor the
    /// configuration says it.
    #[arg(long, value_name = "SEVERITY", value_enum)]
    pub(crate) fail_on: Option<SeverityWord>,

    /// From which severity on findings are shown.
    #[arg(long, value_name = "SEVERITY", value_enum)]
    pub(crate) min_severity: Option<SeverityWord>,

    /// From which confidence on findings are shown.
    #[arg(long, value_name = "CONFIDENCE", value_enum)]
    pub(crate) min_confidence: Option<ConfidenceWord>,

    /// For whom the rules are; rules that `--select` names by their ids are asked in any case.
    #[arg(long, value_name = "AUDIENCE", value_enum)]
    pub(crate) audience: Option<AudienceWord>,

    /// Documents and values that are not understood fail the run.
    #[arg(long)]
    pub(crate) strict: bool,

    /// End with 0 whatever is found.
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// Findings that this file lists are let be.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<String>,

    /// Write what is found to the baseline, instead of comparing with it.
    #[arg(long, requires = "baseline")]
    pub(crate) write_baseline: bool,

    /// Look again whenever a document or the configuration changes, until Ctrl-C.
    #[arg(long)]
    pub(crate) watch: bool,

    #[command(flatten)]
    pub(crate) environment: EnvironmentOptions,
}
