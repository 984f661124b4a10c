//! Findings of rules, for `can-invoke lint`.

use can_invoke_lint::{
    finding::{self, Applicability as Applies, SuppressionKind},
    rule::{Audience, Confidence as Sure, Meta, Severity as Grave},
    unit::{Unit, What},
};
use can_invoke_source::{Label as SourceLabel, Sources};
use serde::Serialize;

use super::{Location, VERSION, location};

/// The answer to `can-invoke lint`: what was looked at, and what rules found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Lint {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// The documents, in the order in which they were read.
    pub documents: Vec<LintedDocument>,
    /// What was found, in order of document, place and rule.
    pub findings: Vec<LintFinding>,
}

/// A document that was looked at.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LintedDocument {
    /// Its name.
    pub name: String,
    /// What it was taken for: a kind of policy, `inventory`, a kind of template such as
    /// `CloudFormation template`, or `other`, in which there is nothing to look at.
    pub taken_for: String,
    /// How many policies are in it.
    pub policies: usize,
}

/// Something that a rule found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LintFinding {
    /// The id of the rule: `RP104`.
    pub rule: String,
    /// The name of the rule: `api-id-mismatch`.
    pub name: String,
    /// `error`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// `proven`, `likely` or `hint`.
    pub confidence: String,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub location: Location,
    /// What to see there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Further places that explain it.
    pub related: Vec<LabelledLocation>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What it is about, in words that stay when lines move.
    pub subject: String,
    /// The correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<LintFix>,
    /// Why it is let be; it does not fail the run then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<LintSuppression>,
}

/// That a finding is let be.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LintSuppression {
    /// `in-source`, `external` or `baseline`.
    pub kind: String,
    /// Why.
    pub reason: String,
}

/// A place with a word about it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LabelledLocation {
    /// The place.
    pub location: Location,
    /// What to see there.
    pub text: String,
}

/// A correction.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LintFix {
    /// What it does.
    pub title: String,
    /// `safe` or `unsafe`: whether it may be applied without a look.
    pub applicability: String,
    /// The texts to put in the place of others.
    pub edits: Vec<LintEdit>,
}

/// A text in the place of another.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LintEdit {
    /// What is replaced; empty to insert.
    pub location: Location,
    /// The new text; empty to delete.
    pub replacement: String,
}

/// Findings of documents, for machines. `documents` are names, units and what was found in
/// them.
pub fn lint(documents: &[(String, Unit, Vec<finding::Finding>)]) -> Lint {
    Lint {
        version: VERSION,
        documents: documents
            .iter()
            .map(|(name, unit, _)| document(name, unit))
            .collect(),
        findings: documents
            .iter()
            .flat_map(|(_, unit, found)| {
                found
                    .iter()
                    .map(|one| lint_finding(one, &unit.loaded.sources))
            })
            .collect(),
    }
}

fn document(name: &str, unit: &Unit) -> LintedDocument {
    LintedDocument {
        name: name.to_owned(),
        taken_for: match unit.what {
            What::Policy(kind) => kind.name().to_owned(),
            What::Inventory => "inventory".to_owned(),
            What::Template(kind) => kind.to_owned(),
            What::Other => "other".to_owned(),
        },
        policies: unit.policies(),
    }
}

/// The word of a severity.
pub fn severity_word(severity: Grave) -> &'static str {
    match severity {
        Grave::Error => "error",
        Grave::High => "high",
        Grave::Medium => "medium",
        Grave::Low => "low",
        Grave::Info => "info",
    }
}

/// The word of a confidence.
pub fn confidence_word(confidence: Sure) -> &'static str {
    match confidence {
        Sure::Proven => "proven",
        Sure::Likely => "likely",
        Sure::Hint => "hint",
    }
}

/// A finding, for machines.
pub fn lint_finding(found: &finding::Finding, sources: &Sources) -> LintFinding {
    let labelled = |label: &SourceLabel| LabelledLocation {
        location: location(label.span, sources),
        text: label.text.clone(),
    };
    LintFinding {
        rule: found.rule.id.to_owned(),
        name: found.rule.name.to_owned(),
        severity: severity_word(found.severity).to_owned(),
        confidence: confidence_word(found.confidence).to_owned(),
        message: found.message.clone(),
        location: location(found.primary.span, sources),
        label: found.primary.text.clone(),
        related: found.secondary.iter().map(labelled).collect(),
        help: found.help.clone(),
        subject: found.subject.clone(),
        fix: found.correction.as_ref().map(|correction| LintFix {
            title: correction.title.clone(),
            applicability: match correction.applicability {
                Applies::Safe => "safe".to_owned(),
                Applies::Unsafe => "unsafe".to_owned(),
            },
            edits: correction
                .edits
                .iter()
                .map(|edit| LintEdit {
                    location: location(edit.span, sources),
                    replacement: edit.replacement.clone(),
                })
                .collect(),
        }),
        suppressed: found.suppressed.as_ref().map(|why| LintSuppression {
            kind: match why.kind {
                SuppressionKind::InSource => "in-source".to_owned(),
                SuppressionKind::External => "external".to_owned(),
                SuppressionKind::Baseline => "baseline".to_owned(),
            },
            reason: why.reason.clone(),
        }),
    }
}

/// The rules that there are.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rules {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// The rules, in order of their ids.
    pub rules: Vec<LintRule>,
}

/// A rule.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LintRule {
    /// Its id: `RP104`.
    pub id: String,
    /// Its name: `api-id-mismatch`.
    pub name: String,
    /// What it finds, in one line.
    pub summary: String,
    /// How grave its findings are: `error`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// For whom it is: `regular`, `pedantic` or `auditor`.
    pub audience: String,
    /// The version that has it first.
    pub since: String,
    /// The codes of IAM Access Analyzer for the same mistake.
    pub access_analyzer: Vec<String>,
    /// The manual page, in Markdown.
    pub manual: String,
}

/// The word of an audience.
pub fn audience_word(audience: Audience) -> &'static str {
    match audience {
        Audience::Regular => "regular",
        Audience::Pedantic => "pedantic",
        Audience::Auditor => "auditor",
    }
}

/// Rules, for machines.
pub fn rules(metas: impl Iterator<Item = &'static Meta>) -> Rules {
    let rule = |meta: &'static Meta| LintRule {
        id: meta.id.to_owned(),
        name: meta.name.to_owned(),
        summary: meta.summary(),
        severity: severity_word(meta.severity).to_owned(),
        audience: audience_word(meta.audience).to_owned(),
        since: meta.since.to_owned(),
        access_analyzer: meta
            .access_analyzer
            .iter()
            .map(|&code| code.to_owned())
            .collect(),
        manual: crate::text::manual(meta),
    };
    Rules {
        version: VERSION,
        rules: metas.map(rule).collect(),
    }
}
