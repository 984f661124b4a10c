//! Building trees whose places lead into a template.

use can_invoke_source::{FileId, Member, Node, OffsetMap, Span, Text, Value};

/// A text that stands for the bytes of a span.
pub(crate) fn text(value: impl Into<String>, span: Span) -> Node {
    let decoded = value.into();
    let mut map = OffsetMap::empty(span.file);
    map.escape(0..decoded.len(), span.range());
    Node {
        span,
        tag: None,
        value: Value::String(Text { decoded, map }),
    }
}

/// `true` or `false`, which stands for the bytes of a span.
pub(crate) fn boolean(value: bool, span: Span) -> Node {
    Node {
        span,
        tag: None,
        value: Value::Bool(value),
    }
}

/// An object that stands for the bytes of a span.
pub(crate) fn object(span: Span, members: Vec<Member>) -> Node {
    Node {
        span,
        tag: None,
        value: Value::Object(members),
    }
}

/// A list that stands for the bytes of a span.
pub(crate) fn list(span: Span, items: Vec<Node>) -> Node {
    Node {
        span,
        tag: None,
        value: Value::Array(items),
    }
}

/// A key with its value; the key stands where the value stands.
pub(crate) fn member(key: &str, value: Node) -> Member {
    Member {
        key: key.to_owned(),
        key_span: value.span,
        key_text_span: value.span,
        value,
    }
}

/// A text that is put together from pieces, each of which keeps its own place.
pub(crate) struct Pieces {
    decoded: String,
    map: OffsetMap,
    span: Span,
}

impl Pieces {
    /// Nothing yet; `span` is the place of the whole.
    pub(crate) fn new(span: Span) -> Self {
        Pieces {
            decoded: String::new(),
            map: OffsetMap::empty(span.file),
            span,
        }
    }

    /// Adds bytes of a text that stands in the file.
    pub(crate) fn slice(&mut self, from: &Text, range: std::ops::Range<usize>) {
        let Some(piece) = from.decoded.get(range.clone()) else {
            return;
        };
        if from.map.file() != self.file() {
            return self.whole(piece, self.span);
        }
        // Character by character, as each may be an escape of its own.
        for (offset, character) in piece.char_indices() {
            let start = range.start + offset;
            let place = from.map.span(start, start + character.len_utf8());
            let first = self.decoded.len();
            self.decoded.push(character);
            self.map.escape(first..self.decoded.len(), place.range());
        }
    }

    /// Adds a text that stands for all the bytes of a span.
    pub(crate) fn whole(&mut self, piece: &str, span: Span) {
        let first = self.decoded.len();
        self.decoded.push_str(piece);
        if span.file == self.file() {
            self.map.escape(first..self.decoded.len(), span.range());
        }
    }

    /// The text.
    pub(crate) fn finish(self) -> Node {
        Node {
            span: self.span,
            tag: None,
            value: Value::String(Text {
                decoded: self.decoded,
                map: self.map,
            }),
        }
    }

    fn file(&self) -> FileId {
        self.map.file()
    }
}
