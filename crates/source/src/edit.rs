//! Text edits, and applying them.

use crate::{FileId, Span};

/// Replaces the bytes of a span by a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace; empty to insert.
    pub span: Span,
    /// The new text; empty to delete.
    pub replacement: String,
}

impl Edit {
    /// An edit that replaces `span`.
    pub fn replace(span: Span, replacement: impl Into<String>) -> Self {
        Edit {
            span,
            replacement: replacement.into(),
        }
    }

    /// An edit that deletes `span`.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// The text of `file` with the edits of that file applied. Edits are applied in order of
/// position; one that overlaps an earlier one, or is out of the text, is left out.
pub fn apply(file: FileId, text: &str, edits: &[Edit]) -> String {
    let mut ordered: Vec<&Edit> = edits.iter().filter(|edit| edit.span.file == file).collect();
    ordered.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut result = String::with_capacity(text.len());
    let mut position = 0;
    for edit in ordered {
        let range = edit.span.range();
        if range.start < position {
            continue;
        }
        let Some(before) = text.get(position..range.start) else {
            continue;
        };
        if text.get(range.clone()).is_none() {
            continue;
        }
        result.push_str(before);
        result.push_str(&edit.replacement);
        position = range.end;
    }
    result.push_str(text.get(position..).unwrap_or_default());
    result
}
