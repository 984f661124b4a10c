//! The way from decoded text back to the bytes of the file: [`OffsetMap`].

use std::ops::Range;

use crate::{FileId, Span};

/// Maps offsets in a decoded text (a JSON string after its escapes, a YAML block scalar
/// after its indentation) to offsets in the file that the text was read from.
///
/// The map is a list of anchors. After an anchor both sides advance byte by byte, up to
/// the next one; what the file holds in between (indentation, an opening quote) has no
/// counterpart in the decoded text. An anchor may begin with an *escape*: some decoded
/// bytes that stand, as a whole, for some bytes of the file (`\n`, `\u00e9`, `%7B`, the
/// line break that YAML folds into a space). A position inside an escape leads to its
/// first byte, and a span that ends inside it covers all of it.
///
/// A text without escapes costs no allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetMap {
    file: FileId,
    is_of_file: bool,
    first: Option<Anchor>,
    rest: Vec<Anchor>,
}

/// `escape` is the length of the escape on both sides, zero for a plain anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Anchor {
    decoded: u32,
    file: u32,
    escape: (u32, u32),
}

impl Anchor {
    /// Where a decoded offset at or after the anchor stands in the file.
    fn to_file(self, decoded: u32) -> u32 {
        match decoded
            .saturating_sub(self.decoded)
            .checked_sub(self.escape.0)
        {
            Some(beyond) => self
                .file
                .saturating_add(self.escape.1)
                .saturating_add(beyond),
            None => self.file,
        }
    }

    fn is_in_escape(self, decoded: u32) -> bool {
        decoded.saturating_sub(self.decoded) < self.escape.0
    }

    fn end_of_escape(self) -> u32 {
        self.decoded.saturating_add(self.escape.0)
    }
}

impl OffsetMap {
    /// The map of a text that is the file itself, starting at byte `start`.
    pub fn identity(file: FileId, start: usize) -> Self {
        let mut map = OffsetMap::empty(file);
        map.is_of_file = true;
        map.anchor(0, start);
        map
    }

    /// A map without anchors yet; add them in ascending order with [`OffsetMap::anchor`]
    /// and [`OffsetMap::escape`].
    pub fn empty(file: FileId) -> Self {
        OffsetMap {
            file,
            is_of_file: false,
            first: None,
            rest: Vec::new(),
        }
    }

    /// The file that the positions lead to.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// Whether the text is the text of the file itself and not something that stands in a
    /// string of it: only then may a correction write quotes and backslashes as they are.
    pub fn is_verbatim(&self) -> bool {
        let is_plain = self.first.is_none_or(|anchor| anchor.escape == (0, 0));
        self.is_of_file && is_plain && self.rest.is_empty()
    }

    /// Says that byte `decoded` of the decoded text stands at byte `in_file` of the file.
    /// An anchor that continues the previous one on both sides is not stored.
    pub fn anchor(&mut self, decoded: usize, in_file: usize) {
        let anchor = Anchor {
            decoded: clamp(decoded),
            file: clamp(in_file),
            escape: (0, 0),
        };
        if let Some(last) = self.last()
            && last.end_of_escape() <= anchor.decoded
            && last.to_file(anchor.decoded) == anchor.file
        {
            return;
        }
        self.push(anchor);
    }

    /// Says that the bytes `decoded` of the decoded text are written as the bytes
    /// `in_file` of the file, which cannot be told apart further.
    pub fn escape(&mut self, decoded: Range<usize>, in_file: Range<usize>) {
        if decoded.is_empty() {
            return self.anchor(decoded.start, in_file.end);
        }
        if decoded.len() == 1 && in_file.len() == 1 {
            return self.anchor(decoded.start, in_file.start);
        }
        self.push(Anchor {
            decoded: clamp(decoded.start),
            file: clamp(in_file.start),
            escape: (clamp(decoded.len()), clamp(in_file.len())),
        });
    }

    /// Where byte `decoded` of the decoded text stands in the file.
    pub fn to_file(&self, decoded: usize) -> usize {
        let decoded = clamp(decoded);
        self.at(self.index(decoded))
            .map_or(0, |anchor| anchor.to_file(decoded)) as usize
    }

    /// The span in the file of a range of the decoded text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let file_start = self.to_file(start);
        if end <= start {
            return Span::new(self.file, file_start, file_start);
        }
        // The end is found through the last byte inside the range, so that whatever the
        // file holds between that byte and the next does not stretch the span.
        let last = clamp(end - 1);
        let file_end = self.at(self.index(last)).map_or(0, |anchor| {
            if anchor.is_in_escape(last) {
                anchor.to_file(anchor.end_of_escape())
            } else {
                anchor.to_file(last).saturating_add(1)
            }
        });
        Span::new(self.file, file_start, file_end as usize)
    }

    /// The map of a text decoded twice: `inner` maps the second decoding to the first,
    /// `self` maps the first to the file.
    pub fn compose(&self, inner: &OffsetMap) -> OffsetMap {
        self.compose_within(inner, u32::MAX as usize)
    }

    /// [`OffsetMap::compose`] for a second decoding of `length` bytes. What lies beyond is
    /// left out, so that composing for many short texts inside one long text stays linear.
    pub fn compose_within(&self, inner: &OffsetMap, length: usize) -> OffsetMap {
        let length = clamp(length);
        let mut composed = OffsetMap::empty(self.file);
        for index in 0..inner.len() {
            let Some(anchor) = inner.at(index) else { break };
            if index > 0 && anchor.decoded > length {
                break;
            }
            let next = inner.at(index + 1).map_or(length, |next| next.decoded);
            let end = next.min(length);
            let plain = anchor.end_of_escape().min(end);
            if plain > anchor.decoded {
                let outer = self.span(
                    anchor.file as usize,
                    anchor.file.saturating_add(anchor.escape.1) as usize,
                );
                composed.escape(anchor.decoded as usize..plain as usize, outer.range());
            }
            self.copy_run(&mut composed, plain, end, anchor.to_file(plain));
        }
        composed
    }

    /// The map of the `length` bytes of the decoded text from `start` on, counted from
    /// zero again; for a text that stands inside another, such as a string in JSON.
    pub fn slice(&self, start: usize, length: usize) -> OffsetMap {
        self.compose_within(&OffsetMap::identity(self.file, start), length)
    }

    /// Appends to `composed` the positions of a run of bytes `decoded..end` that stand,
    /// byte for byte, at `middle` of the text which `self` maps.
    fn copy_run(&self, composed: &mut OffsetMap, mut decoded: u32, end: u32, mut middle: u32) {
        if decoded >= end {
            // An empty run still says where the text would go on.
            return composed.anchor(decoded as usize, self.to_file(middle as usize));
        }
        let mut index = self.index(middle);
        while decoded < end {
            let Some(outer) = self.at(index) else { break };
            let next = self.at(index + 1).map_or(u32::MAX, |next| next.decoded);
            if outer.is_in_escape(middle) {
                let length = (end - decoded).min(outer.end_of_escape() - middle);
                let in_file = outer.file as usize..outer.to_file(outer.end_of_escape()) as usize;
                composed.escape(decoded as usize..(decoded + length) as usize, in_file);
                (decoded, middle) = (decoded + length, middle.saturating_add(length));
            }
            if decoded < end && middle < next {
                composed.anchor(decoded as usize, outer.to_file(middle) as usize);
                let length = (end - decoded).min(next - middle);
                (decoded, middle) = (decoded + length, middle.saturating_add(length));
            }
            index += 1;
        }
    }

    fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.rest.len()
    }

    fn at(&self, index: usize) -> Option<Anchor> {
        match index.checked_sub(1) {
            None => self.first,
            Some(index) => self.rest.get(index).copied(),
        }
    }

    fn last(&self) -> Option<Anchor> {
        self.rest.last().copied().or(self.first)
    }

    /// The index of the last anchor at or before a decoded offset; zero if there is none.
    fn index(&self, decoded: u32) -> usize {
        self.rest
            .partition_point(|anchor| anchor.decoded <= decoded)
    }

    fn push(&mut self, anchor: Anchor) {
        let replaces = self
            .last()
            .is_some_and(|last| last.decoded == anchor.decoded);
        match (self.first, self.rest.last_mut()) {
            (Some(_), Some(last)) if replaces => *last = anchor,
            (Some(_), _) if !replaces => self.rest.push(anchor),
            _ => self.first = Some(anchor),
        }
    }
}

/// Files larger than 4 GiB are refused by [`crate::Limits`] long before.
fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: FileId = FileId(3);

    /// `a\nb` in quotes at byte 10: a at 11, the escape at 12 and 13, b at 14.
    fn escaped() -> OffsetMap {
        let mut map = OffsetMap::identity(FILE, 11);
        map.escape(1..2, 12..14);
        map
    }

    fn span(map: &OffsetMap, start: usize, end: usize) -> (u32, u32) {
        let span = map.span(start, end);
        assert_eq!(span.file, FILE);
        (span.start, span.end)
    }

    #[test]
    fn an_identity_only_shifts() {
        let map = OffsetMap::identity(FILE, 7);
        assert!(map.is_verbatim());
        assert!(!map.slice(1, 4).is_verbatim());
        assert_eq!(span(&map, 0, 5), (7, 12));
        assert_eq!(span(&map, 3, 3), (10, 10));
    }

    #[test]
    fn an_escape_is_covered_whole() {
        let map = escaped();
        assert!(!map.is_verbatim());
        assert_eq!(span(&map, 0, 1), (11, 12));
        assert_eq!(span(&map, 1, 2), (12, 14));
        assert_eq!(span(&map, 2, 3), (14, 15));
        assert_eq!(span(&map, 0, 3), (11, 15));
        assert_eq!(span(&map, 2, 2), (14, 14));
    }

    #[test]
    fn a_gap_does_not_stretch_a_span() {
        // Two lines of a YAML block, indented by four.
        let mut map = OffsetMap::empty(FILE);
        map.anchor(0, 4);
        map.anchor(3, 11);
        assert_eq!(span(&map, 0, 3), (4, 7));
        assert_eq!(span(&map, 0, 4), (4, 12));
        assert_eq!(span(&map, 3, 3), (11, 11));
    }

    #[test]
    fn an_anchor_that_continues_is_not_stored() {
        let mut map = escaped();
        map.anchor(2, 14);
        map.anchor(9, 21);
        assert_eq!(map, escaped());
    }

    #[test]
    fn a_later_word_about_the_same_byte_replaces_the_earlier() {
        let mut map = OffsetMap::identity(FILE, 0);
        map.anchor(0, 5);
        assert_eq!(map, OffsetMap::identity(FILE, 5));
        map.anchor(4, 20);
        map.anchor(4, 30);
        assert_eq!(map.to_file(4), 30);
        assert_eq!(map.to_file(3), 8);
    }

    #[test]
    fn an_empty_map_leads_to_the_start() {
        assert_eq!(span(&OffsetMap::empty(FILE), 4, 9), (0, 0));
    }

    #[test]
    fn composing_carries_escapes_through_plain_runs() {
        // The middle text is `xa?b`; the inner text is its last three bytes.
        let mut outer = OffsetMap::identity(FILE, 10);
        outer.escape(2..3, 12..18);
        let composed = outer.slice(1, 3);
        assert_eq!(span(&composed, 0, 1), (11, 12));
        assert_eq!(span(&composed, 1, 2), (12, 18));
        assert_eq!(span(&composed, 2, 3), (18, 19));
    }

    #[test]
    fn composing_two_escapes_covers_both() {
        // File `"\\n"`: decoded once it is `\n`, decoded twice a line break.
        let mut outer = OffsetMap::identity(FILE, 1);
        outer.escape(0..1, 1..3);
        let mut inner = OffsetMap::empty(FILE);
        inner.escape(0..1, 0..2);
        let composed = outer.compose(&inner);
        assert_eq!(span(&composed, 0, 1), (1, 4));
        assert_eq!(span(&composed, 1, 1), (4, 4));
    }

    #[test]
    fn composing_cuts_an_escape_that_is_only_partly_inside() {
        // Percent-decoding gives two bytes for `%C3%A9`; a slice may begin at the second.
        let mut outer = OffsetMap::empty(FILE);
        outer.escape(0..2, 0..6);
        let composed = outer.slice(1, 2);
        assert_eq!(span(&composed, 0, 1), (0, 6));
        assert_eq!(span(&composed, 1, 2), (6, 7));
    }

    #[test]
    fn an_empty_slice_knows_its_place() {
        assert_eq!(span(&escaped().slice(2, 0), 0, 0), (14, 14));
    }
}
