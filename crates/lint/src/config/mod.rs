//! The configuration of `can-invoke lint`, as TOML. Files are found and read elsewhere: this
//! knows texts only, so that it works in a browser too.

mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use can_invoke_policy::PolicyKind;
use serde::Deserialize;
use toml::Spanned;

use crate::rule::{Audience, Confidence, Severity};

/// A word with its place.
pub type Word = Spanned<String>;

pub use read::{Refused, is_known_rule, read, read_sidecar};

/// A configuration file.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// What rules look at, and what fails.
    pub lint: Lint,
    /// Where templates are going to be deployed.
    pub context: Context,
}

/// What rules look at, and what fails.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Lint {
    /// Only these rules: ids, names, or beginnings of ids.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub select: Vec<Spanned<String>>,
    /// Not these rules.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub ignore: Vec<Spanned<String>>,
    /// From which severity on a finding fails the run.
    pub fail_on: Option<Severity>,
    /// From which severity on findings are shown.
    pub min_severity: Option<Severity>,
    /// From which confidence on findings are shown.
    pub min_confidence: Option<Confidence>,
    /// For whom the rules are.
    pub audience: Option<Audience>,
    /// Whether documents and values that are not understood fail the run.
    pub strict: bool,
    /// Whether a document without a policy is an error.
    pub require_policies: bool,
    /// Severities of rules, in the place of their own.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Severity>"))]
    pub severity: BTreeMap<Spanned<String>, Severity>,
    /// What holds for some paths only.
    pub per_path: Vec<PerPath>,
    /// Findings that are let be.
    pub suppress: Vec<Suppress>,
}

/// What holds for some paths only.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PerPath {
    /// Patterns of paths, relative to the folder of the configuration.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub paths: Vec<Spanned<String>>,
    /// Rules that are not asked there.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub ignore: Vec<Spanned<String>>,
    /// What policies that stand alone are used as there.
    #[serde(default, rename = "as")]
    pub kind: Option<Kind>,
}

/// What a policy that stands alone is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
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

impl From<Kind> for PolicyKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Identity => PolicyKind::Identity,
            Kind::Resource => PolicyKind::Resource,
            Kind::Trust => PolicyKind::Trust,
            Kind::Boundary => PolicyKind::PermissionsBoundary,
            Kind::Session => PolicyKind::Session,
            Kind::VpcEndpoint => PolicyKind::VpcEndpoint,
            Kind::Scp => PolicyKind::ServiceControl,
            Kind::Rcp => PolicyKind::ResourceControl,
        }
    }
}

/// Findings that are let be.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Suppress {
    /// The rule: its id or its name.
    #[cfg_attr(test, schemars(with = "String"))]
    pub rule: Spanned<String>,
    /// A pattern of paths; all paths if it is left out.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub path: Option<Spanned<String>>,
    /// The `Sid` of the statement.
    #[serde(default)]
    pub sid: Option<String>,
    /// The subject of the finding, as JSON shows it.
    #[serde(default)]
    pub subject: Option<String>,
    /// Why.
    #[cfg_attr(test, schemars(with = "String"))]
    pub reason: Spanned<String>,
    /// The last day on which it holds: `2027-01-31`.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub expires: Option<Spanned<String>>,
}

/// Where templates are going to be deployed.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Context {
    /// The account, twelve digits.
    pub account: Option<String>,
    /// The Region.
    pub region: Option<String>,
    /// The partition; `aws` if it is left out.
    pub partition: Option<String>,
    /// Values of parameters by their names.
    pub parameters: BTreeMap<String, String>,
}
