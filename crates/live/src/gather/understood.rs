//! Whether the reader of inventories understands a document.

use can_invoke_gateway::inventory::{InMemory, load};
use can_invoke_source::Limits;
use serde_json::Value;

/// The first error that it finds.
pub(super) fn problem(document: &Value) -> Option<String> {
    let documents = [("answer.json".to_owned(), document.to_string().into_bytes())];
    let loaded = load(&documents, &InMemory::default(), &limits());
    let mut diagnostics = loaded.diagnostics.iter();
    let error = diagnostics.find(|diagnostic| diagnostic.is_error())?;
    Some(error.message.clone())
}

/// What AWS answers is as long as it is; the usual limits are for files of strangers.
pub(super) fn limits() -> Limits {
    Limits {
        bytes: usize::MAX,
        nodes: usize::MAX,
        ..Limits::default()
    }
}
