//! Diagnoses, for `can-invoke why`.

use can_invoke_gateway::why;
use can_invoke_source as source;
use serde::Serialize;

use super::{Decision, Diagnostic, VERSION, decision, diagnostic};
use crate::text::quoted_message;

/// The answer to `can-invoke why`: what each error can come from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// One for each error, equal ones once, in the order of the text.
    pub diagnoses: Vec<Diagnosis>,
    /// How many lines of a log tell of requests that did not fail.
    pub passed_over: usize,
    /// What is to be said about the documents.
    pub diagnostics: Vec<Diagnostic>,
}

/// What one error can come from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// The id of the likeliest cause; left out if none is known or all are contradicted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// How many requests of the text come to this.
    pub count: usize,
    /// The lines at which the first of them stand, counted from one.
    pub lines: Vec<usize>,
    /// What the text says.
    pub symptom: Symptom,
    /// What is to be said about the text as a whole.
    pub notes: Vec<String>,
    /// What it can come from, the likeliest first; what is contradicted comes last.
    pub hypotheses: Vec<Hypothesis>,
}

/// What a text says of an error.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Symptom {
    /// The HTTP status code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The type of the error: `AccessDeniedException`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    /// The message, shortened where it is long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The type of the gateway response: `ACCESS_DENIED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_type: Option<String>,
    /// Who called, as the text names it: an ARN, or `anonymous`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// The resource with the account filled in, where the inventory knows the API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The id of the first of the requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One possible cause.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hypothesis {
    /// The id of the cause, which stays.
    pub cause: String,
    /// The cause, in a line.
    pub title: String,
    /// How it stands.
    pub standing: Standing,
    /// Why, in a sentence that names the fact.
    pub reason: String,
    /// What to do.
    pub remedy: String,
    /// The page of AWS that describes the cause.
    pub source: String,
    /// The decision of policies that the reason speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

/// How a hypothesis stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A fact leads to this error, and none speaks against it.
    Supported,
    /// A fact excludes it.
    Contradicted,
    /// No fact speaks for it or against it.
    NotKnown,
}

/// Diagnoses, for machines. `diagnostics` are those of the documents.
pub fn why(why: &why::Why, diagnostics: &[source::Diagnostic], sources: &source::Sources) -> Why {
    Why {
        version: VERSION,
        diagnoses: why
            .diagnoses
            .iter()
            .map(|one| diagnosis(one, sources))
            .collect(),
        passed_over: why.passed_over,
        diagnostics: diagnostics
            .iter()
            .map(|one| diagnostic(one, sources))
            .collect(),
    }
}

fn diagnosis(one: &why::Diagnosis, sources: &source::Sources) -> Diagnosis {
    let symptom = &one.symptom;
    let denial = symptom.denial.as_ref();
    let caller = denial.and_then(|denial| match &denial.who {
        why::symptom::Who::Anonymous => Some("anonymous".to_owned()),
        why::symptom::Who::Principal(name) => Some(name.clone()),
        why::symptom::Who::NotNamed => None,
    });
    Diagnosis {
        cause: one.first().map(|first| first.cause.id.to_owned()),
        count: one.count,
        lines: one.lines.clone(),
        symptom: Symptom {
            status: symptom.status,
            error_type: symptom.error_type.clone(),
            message: symptom.message.as_deref().map(quoted_message),
            response_type: symptom.response_type.clone(),
            caller: caller.or_else(|| symptom.identity.user_arn.clone()),
            resource: one
                .arn
                .clone()
                .or_else(|| denial.and_then(|denial| denial.resource.clone())),
            request_id: symptom.request_id.clone(),
        },
        notes: one.notes.clone(),
        hypotheses: one
            .hypotheses
            .iter()
            .map(|one| hypothesis(one, sources))
            .collect(),
    }
}

fn hypothesis(one: &why::Hypothesis, sources: &source::Sources) -> Hypothesis {
    let finding = &one.finding;
    let decided = finding.evidence.as_ref().map(|evidence| {
        let mut decided = decision(&evidence.explained, sources);
        decided.drop_undecisive_statements();
        decided
    });
    Hypothesis {
        cause: one.cause.id.to_owned(),
        title: one.cause.title.to_owned(),
        standing: match finding.standing {
            why::Standing::Supported => Standing::Supported,
            why::Standing::Contradicted => Standing::Contradicted,
            why::Standing::NotKnown => Standing::NotKnown,
        },
        reason: finding.reason.clone(),
        remedy: one.cause.remedy.to_owned(),
        source: one.cause.source.to_owned(),
        decision: decided,
    }
}
