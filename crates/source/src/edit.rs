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

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: FileId = FileId(0);

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit::replace(Span::new(FILE, start, end), text)
    }

    #[test]
    fn edits_are_applied_in_order_of_position() {
        let edits = [edit(4, 5, ""), edit(0, 1, "AA"), edit(2, 2, "+")];
        assert_eq!(apply(FILE, "abcde", &edits), "AAb+cd");
    }

    #[test]
    fn adjacent_edits_and_insertions_at_one_place_all_apply() {
        let edits = [
            edit(1, 2, "x"),
            edit(2, 3, "y"),
            edit(3, 3, "1"),
            edit(3, 3, "2"),
        ];
        assert_eq!(apply(FILE, "abcd", &edits), "axy12d");
    }

    #[test]
    fn what_overlaps_or_is_out_of_the_text_is_left_out() {
        let edits = [
            edit(0, 2, "x"),
            edit(1, 3, "y"),
            edit(9, 12, "z"),
            Edit::delete(Span::new(FileId(7), 0, 3)),
        ];
        assert_eq!(apply(FILE, "abcd", &edits), "xcd");
        // Inside a character.
        assert_eq!(apply(FILE, "é", &[edit(1, 2, "")]), "é");
    }
}
