//! Keys of mappings: which scalars can be one, and how it is said when none can.

use saphyr_parser::ScalarStyle;

use super::load::{Content, Fatal, Loader};
use super::scalar::Literal;
use super::schema::TagKind;
use crate::{Diagnostic, Node, Span, Text, Value};

/// A key whose value is still to come.
pub(super) struct Key {
    pub(super) decoded: String,
    pub(super) span: Span,
    pub(super) text_span: Span,
}

impl Loader<'_> {
    pub(super) fn key(
        &mut self,
        text: Text,
        style: ScalarStyle,
        anchor: usize,
        tag: TagKind,
        literal: &Literal,
        whole: usize,
    ) -> Result<(), Fatal> {
        let (start, end) = (literal.start, literal.end);
        if start == end {
            return Err(self.bad_key(start, end, "there is no key before the colon"));
        }
        if matches!(tag, TagKind::Custom(_)) {
            return Err(self.bad_key(whole, end, "a key cannot have a tag"));
        }
        let span = self.map.span(start, end);
        if text.decoded == "<<" && style == ScalarStyle::Plain && tag == TagKind::None {
            self.out.push(
                Diagnostic::error("yaml-merge-key", span, "merge keys are not supported")
                    .help("write the merged keys out; AWS CloudFormation does not know `<<`"),
            );
        }
        let key = Key {
            decoded: text.decoded.clone(),
            span,
            text_span: text.span(),
        };
        if anchor != 0 {
            let node = Node {
                span,
                tag: None,
                value: Value::String(text),
            };
            let anchored = self.budget.keep(&node, start, end)?;
            self.anchors.insert(anchor, anchored);
        }
        self.set_key(key, start, end);
        Ok(())
    }

    /// `start` and `end` are its bytes, which the mapping holds too.
    pub(super) fn set_key(&mut self, key: Key, start: usize, end: usize) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        frame.holds(start, end);
        if let Content::Mapping(_, pending) = &mut frame.content {
            *pending = Some(key);
        }
    }

    pub(super) fn expects_key(&self) -> bool {
        let content = self.frames.last().map(|frame| &frame.content);
        matches!(content, Some(Content::Mapping(_, None)))
    }

    pub(super) fn bad_key(&self, start: usize, end: usize, message: &'static str) -> Fatal {
        let span = self.map.span(start, end);
        Box::new(Diagnostic::error("yaml-key", span, message).help("write the key as a string"))
    }
}
