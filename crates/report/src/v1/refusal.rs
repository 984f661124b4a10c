//! What is written when no answer is given.

use can_invoke_source::{Diagnostic as SourceDiagnostic, Sources};
use serde::Serialize;

use super::{Diagnostic, VERSION, diagnostic};

/// A question that cannot be asked, or documents that cannot be read. No verdict is given.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// What is wrong, in one line.
    pub error: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What is to be said about the documents.
    pub diagnostics: Vec<Diagnostic>,
}

impl Refusal {
    /// A question that cannot be asked.
    pub fn of_question(message: &str, help: &str) -> Self {
        Refusal {
            version: VERSION,
            error: message.to_owned(),
            help: Some(help.to_owned()),
            diagnostics: Vec::new(),
        }
    }

    /// Documents that cannot be read.
    pub fn of_documents(diagnostics: &[SourceDiagnostic], sources: &Sources) -> Self {
        let error = diagnostics
            .iter()
            .find(|diagnostic| diagnostic.is_error())
            .map_or("", |diagnostic| diagnostic.message.as_str());
        Refusal {
            version: VERSION,
            error: error.to_owned(),
            help: None,
            diagnostics: diagnostics
                .iter()
                .map(|one| diagnostic(one, sources))
                .collect(),
        }
    }
}
