//! From the events of the library to our tree.

use std::collections::HashMap;

use saphyr_parser::{Event, ScalarStyle, ScanError, Span as CharSpan};

use super::aliases::{Anchored, Budget};
use super::keys::Key;
use super::lexical::{find_header, skip_properties};
use super::positions::Positions;
use super::scalar::{self, Literal};
use super::schema::TagKind;
use super::syntax;
use crate::collector::Collector;
use crate::json::too_deep;
use crate::quote::quote;
use crate::{Diagnostic, Limits, Member, Node, OffsetMap, Parsed, Text, Value, duplicates};

/// A diagnostic after which reading does not go on.
pub(super) type Fatal = Box<Diagnostic>;

/// Builds the tree of one text.
pub(super) struct Loader<'a> {
    text: &'a str,
    pub(super) map: &'a OffsetMap,
    limits: &'a Limits,
    positions: Positions<'a>,
    pub(super) out: Collector,
    pub(super) frames: Vec<Frame>,
    root: Option<Node>,
    pub(super) budget: Budget<'a>,
    pub(super) anchors: HashMap<usize, Anchored>,
    /// The byte after the last thing read; what follows up to the next event are only
    /// indicators, white space and comments.
    cursor: usize,
    is_done: bool,
}

/// An open collection.
pub(super) struct Frame {
    start: usize,
    end: usize,
    /// Whether it stands in brackets.
    is_flow: bool,
    tag: Option<String>,
    anchor: usize,
    pub(super) content: Content,
}

/// What has been read of a collection; for a mapping with the key whose value is next.
pub(super) enum Content {
    Sequence(Vec<Node>),
    Mapping(Vec<Member>, Option<Key>),
}

impl<'a> Loader<'a> {
    pub(super) fn new(text: &'a str, map: &'a OffsetMap, limits: &'a Limits) -> Self {
        Loader {
            text,
            map,
            limits,
            positions: Positions::new(text),
            out: Collector::default(),
            frames: Vec::new(),
            root: None,
            budget: Budget::new(map, limits),
            anchors: HashMap::new(),
            cursor: 0,
            is_done: false,
        }
    }

    /// Whether nothing more is to be read.
    pub(super) fn is_done(&self) -> bool {
        self.is_done
    }

    /// Whether no document was found.
    pub(super) fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    pub(super) fn finish(self) -> Parsed<Option<Node>> {
        Parsed {
            value: self.root,
            diagnostics: self.out.finish(),
        }
    }

    pub(super) fn into_diagnostics(self) -> Collector {
        self.out
    }

    /// The diagnostic for an error of the library.
    pub(super) fn explain(&self, error: &ScanError) -> Diagnostic {
        let open = self.frames.iter().rev().find(|frame| frame.is_flow);
        let at = self.positions.byte(error.marker().index());
        syntax::explain(
            self.text,
            self.map,
            error.info(),
            at,
            open.map(|frame| frame.start),
        )
    }

    pub(super) fn event(&mut self, event: Event<'_>, span: CharSpan) -> Result<(), Fatal> {
        let start = self.positions.byte(span.start.index());
        let end = self.positions.byte(span.end.index());
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                self.out.push(
                    Diagnostic::error(
                        "yaml-multiple-documents",
                        self.map.span(start, end.max(start)),
                        "a second document begins here",
                    )
                    .help("a file holds one document"),
                );
                self.is_done = true;
            }
            Event::DocumentStart(is_explicit) => {
                if is_explicit {
                    self.cursor = end;
                }
            }
            Event::Scalar(value, style, anchor, tag) => {
                let tag = TagKind::of(tag.as_deref());
                self.scalar(value.into_owned(), style, anchor, tag, start, end)?;
            }
            Event::Alias(anchor) => self.alias(anchor, start, end)?,
            Event::SequenceStart(anchor, tag) => {
                let tag = TagKind::of(tag.as_deref());
                self.open(
                    Content::Sequence(Vec::new()),
                    "seq",
                    tag,
                    anchor,
                    start,
                    end,
                )?;
            }
            Event::MappingStart(anchor, tag) => {
                let tag = TagKind::of(tag.as_deref());
                let content = Content::Mapping(Vec::new(), None);
                self.open(content, "map", tag, anchor, start, end)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(start)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn open(
        &mut self,
        content: Content,
        kind: &'static str,
        tag: TagKind,
        anchor: usize,
        start: usize,
        end: usize,
    ) -> Result<(), Fatal> {
        let inner = skip_properties(self.text, start);
        let is_flow = inner < end && self.byte_is(inner, b"[{");
        // What to point at: the bracket, or the first character of a block.
        let shown = if is_flow {
            inner + 1
        } else {
            self.character_end(start)
        };
        if self.expects_key() {
            return Err(self.bad_key(start, shown, "a key cannot be a collection"));
        }
        if self.frames.len() >= self.limits.depth {
            let too_deep = too_deep(self.map, start, shown, self.limits.depth);
            return Err(Box::new(too_deep));
        }
        self.budget.count(1, start, shown)?;
        let tag = tag.of_collection(kind).unwrap_or_else(|name| {
            self.wrong_tag(&name, start, inner);
            None
        });
        self.frames.push(Frame {
            start,
            end: if is_flow { inner + 1 } else { inner.min(end) },
            is_flow,
            tag,
            anchor,
            content,
        });
        Ok(())
    }

    fn close(&mut self, at: usize) -> Result<(), Fatal> {
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        let end = if frame.is_flow {
            self.cursor = at + 1;
            at + 1
        } else {
            frame.end
        };
        let value = match frame.content {
            Content::Sequence(items) => Value::Array(items),
            Content::Mapping(members, _) => {
                duplicates::report(&members, &mut self.out);
                Value::Object(members)
            }
        };
        let node = Node {
            span: self.map.span(frame.start, end),
            tag: frame.tag,
            value,
        };
        self.deliver(node, frame.anchor, frame.start, end)
    }

    fn scalar(
        &mut self,
        decoded: String,
        style: ScalarStyle,
        anchor: usize,
        tag: TagKind,
        start: usize,
        end: usize,
    ) -> Result<(), Fatal> {
        let is_absent = decoded.is_empty() && style == ScalarStyle::Plain;
        let has_properties = anchor != 0 || tag != TagKind::None;
        let literal = if is_absent && !has_properties {
            let at = if self.expects_key() {
                start
            } else {
                self.absent(start)
            };
            Literal {
                start: at,
                end: at,
                map: OffsetMap::identity(self.map.file(), at),
            }
        } else if is_absent {
            Literal {
                start: end,
                end,
                map: OffsetMap::identity(self.map.file(), end),
            }
        } else {
            self.literal(style, &decoded, has_properties, start, end)
        };
        let whole = if has_properties { start } else { literal.start };
        if !is_absent || has_properties {
            self.cursor = literal.end;
        }
        let text = Text {
            map: self.map.compose_within(&literal.map, decoded.len()),
            decoded,
        };
        if self.expects_key() {
            return self.key(text, style, anchor, tag, &literal, whole);
        }
        self.budget.count(1, whole, literal.end)?;
        let (value, tag) = match tag.of_scalar(text.clone(), style) {
            Ok(resolved) => resolved,
            Err(name) => {
                self.wrong_tag(&name, whole, literal.end);
                (Value::String(text), None)
            }
        };
        let node = Node {
            span: self.map.span(whole, literal.end),
            tag,
            value,
        };
        self.deliver(node, anchor, whole, literal.end)
    }

    /// Finds the bytes of a scalar that is there.
    fn literal(
        &self,
        style: ScalarStyle,
        decoded: &str,
        has_properties: bool,
        start: usize,
        end: usize,
    ) -> Literal {
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            // The range begins at the first line, or at the properties; the header is in
            // between or before.
            let from = if has_properties { start } else { self.cursor };
            let indicator = if style == ScalarStyle::Literal {
                b'|'
            } else {
                b'>'
            };
            let header = find_header(self.text, from, indicator).filter(|header| *header < end);
            return scalar::block(self.text, header.unwrap_or(start), end, style, decoded);
        }
        let inner = if has_properties {
            skip_properties(self.text, start)
        } else {
            start
        };
        scalar::flow(self.text, inner, end, style, decoded)
    }

    /// Where a value that is not written would be: after the indicator before it.
    fn absent(&self, at: usize) -> usize {
        if self.byte_is(at, b":") {
            return at + 1;
        }
        let before = self.text.get(..at).unwrap_or_default();
        before.trim_end().len()
    }

    fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Fatal> {
        self.cursor = end;
        let Some(anchored) = self.anchors.get(&anchor) else {
            // The library knows the name, so the value has begun and not yet ended.
            return Err(Box::new(Diagnostic::error(
                "yaml-alias",
                self.map.span(start, end),
                "this alias stands inside the value that it repeats",
            )));
        };
        if self.expects_key() {
            let Some(key) = anchored.node.scalar_text().map(str::to_owned) else {
                return Err(self.bad_key(start, end, "a key cannot be a collection"));
            };
            let span = self.map.span(start, end);
            self.set_key(Key {
                decoded: key,
                span,
                text_span: span,
            });
            return Ok(());
        }
        let size = anchored.size;
        if self.frames.len() + size.height > self.limits.depth {
            return Err(Box::new(too_deep(self.map, start, end, self.limits.depth)));
        }
        self.budget.charge(size, start, end)?;
        let node = self
            .anchors
            .get(&anchor)
            .map(|anchored| anchored.node.clone());
        node.map_or(Ok(()), |node| self.deliver(node, 0, start, end))
    }

    /// Puts a finished value where it belongs.
    fn deliver(
        &mut self,
        node: Node,
        anchor: usize,
        start: usize,
        end: usize,
    ) -> Result<(), Fatal> {
        if anchor != 0 {
            let anchored = self.budget.keep(&node, start, end)?;
            self.anchors.insert(anchor, anchored);
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        // The parser may place what is not written before the collection that it is in.
        frame.start = frame.start.min(start);
        frame.end = frame.end.max(end);
        match &mut frame.content {
            Content::Sequence(items) => items.push(node),
            Content::Mapping(members, pending) => {
                if let Some(key) = pending.take() {
                    members.push(Member {
                        key: key.decoded,
                        key_span: key.span,
                        key_text_span: key.text_span,
                        value: node,
                    });
                }
            }
        }
        Ok(())
    }

    fn character_end(&self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        start + rest.chars().next().map_or(0, char::len_utf8)
    }

    fn byte_is(&self, at: usize, any: &[u8]) -> bool {
        let byte = self.text.as_bytes().get(at);
        byte.is_some_and(|byte| any.contains(byte))
    }

    fn wrong_tag(&mut self, name: &str, start: usize, end: usize) {
        let tag = quote(&format!("!!{name}"));
        self.out.push(Diagnostic::error(
            "yaml-tag",
            self.map.span(start, end),
            format!("the value does not fit its tag {tag}"),
        ));
    }
}
