//! What a rule is: a name, a manual page, and a function that looks at a [`Model`].

use crate::{finding::Findings, model::Model};

/// How grave a finding is, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A nuisance.
    Low,
    /// It will hurt some day.
    Medium,
    /// It opens what should be closed, or closes what should be open.
    High,
    /// It cannot be meant: AWS refuses it, or it has no effect at all.
    Error,
}

/// How sure a finding is, the surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// It may be meant otherwise.
    Hint,
    /// It holds unless an unknown value, or a reading of AWS that is an assumption, says
    /// otherwise.
    Likely,
    /// It holds whatever the unknown values are.
    Proven,
}

/// For whom a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Everybody.
    Regular,
    /// Who wants tidy documents.
    Pedantic,
    /// Who looks for risks and takes false alarms for it.
    Auditor,
}

/// Where a rule is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lifecycle {
    /// It may still change.
    Preview,
    /// It stays as it is.
    Stable,
    /// It is going to be removed; the text says what stands in its place.
    Deprecated(&'static str),
}

/// What is known of a rule without running it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Two letters and three digits, never used again: `RP104`.
    pub id: &'static str,
    /// Its name for people: `api-id-mismatch`.
    pub name: &'static str,
    /// How grave its findings are, unless configured otherwise.
    pub severity: Severity,
    /// For whom it is.
    pub audience: Audience,
    /// Where it is in its life.
    pub lifecycle: Lifecycle,
    /// The version of can-invoke that has it first.
    pub since: &'static str,
    /// The codes of IAM Access Analyzer for the same mistake.
    pub access_analyzer: &'static [&'static str],
    /// The manual page, in Markdown: the first paragraph says what is found, then come the
    /// headings `Why`, `Bad`, `Good` and `Source`.
    pub manual: &'static str,
}

impl Meta {
    /// What is found, in one line.
    pub fn summary(&self) -> String {
        let first = self.manual.trim().split("\n\n").next().unwrap_or_default();
        first.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A rule.
pub trait Rule: Sync {
    /// What is known of it.
    fn meta(&self) -> &'static Meta;

    /// The codes of the diagnostics of readers that it takes over.
    fn takes(&self) -> &'static [&'static str] {
        &[]
    }

    /// Looks at everything and tells what it finds.
    fn check(&self, model: &Model<'_>, findings: &mut Findings);
}

/// Declares a rule: its doc comment is its manual page.
macro_rules! rule {
    (
        $(#[doc = $manual:literal])*
        $name:ident = $id:literal $slug:literal $severity:ident $audience:ident
        since $since:literal $(access_analyzer [$($code:literal),*])?
    ) => {
        $(#[doc = $manual])*
        pub(crate) struct $name;

        impl $name {
            const META: $crate::rule::Meta = $crate::rule::Meta {
                id: $id,
                name: $slug,
                severity: $crate::rule::Severity::$severity,
                audience: $crate::rule::Audience::$audience,
                lifecycle: $crate::rule::Lifecycle::Stable,
                since: $since,
                access_analyzer: &[$($($code),*)?],
                manual: concat!($($manual, "\n"),*),
            };
        }
    };
}
pub(crate) use rule;

/// Whether a word means a rule: its id, the beginning of its id, or its name.
pub fn fits(meta: &Meta, word: &str) -> bool {
    let beginning = meta.id.get(..word.len());
    beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(word))
        || meta.name.eq_ignore_ascii_case(word)
}
