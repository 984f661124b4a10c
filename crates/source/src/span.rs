//! Positions: a [`Span`] in a file, and the [`OffsetMap`] from decoded text back to it.

use crate::FileId;

/// A range of bytes in one source file. Line and column are worked out only when a
/// person is going to read them, see [`crate::SourceFile::line_column`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file the bytes are in.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just after the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Offsets beyond `u32::MAX` are clamped; files that
    /// large are refused by [`crate::Limits`] long before.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            file,
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    /// The range as `usize`, for slicing the text of the file.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that covers both; `self` if they are in different files.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// Maps offsets in a decoded text (a JSON string after its escapes, a YAML block scalar
/// after its indentation) to offsets in the file that the text was read from.
///
/// The map is a list of anchors `(decoded offset, file offset)`; between two anchors the
/// distance is the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetMap {
    file: FileId,
    anchors: Vec<(u32, u32)>,
}

impl OffsetMap {
    /// The map of a text that is the file itself, starting at byte `start`.
    pub fn identity(file: FileId, start: usize) -> Self {
        OffsetMap {
            file,
            anchors: vec![(0, Span::new(file, start, start).start)],
        }
    }

    /// A map without anchors yet; add them in ascending order with [`OffsetMap::anchor`].
    pub fn empty(file: FileId) -> Self {
        OffsetMap {
            file,
            anchors: Vec::new(),
        }
    }

    /// The file that the positions lead to.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// Says that byte `decoded` of the decoded text stands at byte `in_file` of the file.
    /// An anchor that continues the previous one on both sides is not stored.
    pub fn anchor(&mut self, decoded: usize, in_file: usize) {
        let decoded = u32::try_from(decoded).unwrap_or(u32::MAX);
        let in_file = u32::try_from(in_file).unwrap_or(u32::MAX);
        if let Some(&(last_decoded, last_file)) = self.anchors.last() {
            if in_file.wrapping_sub(last_file) == decoded.wrapping_sub(last_decoded) {
                return;
            }
            if last_decoded == decoded {
                self.anchors.pop();
            }
        }
        self.anchors.push((decoded, in_file));
    }

    /// Where byte `decoded` of the decoded text stands in the file.
    pub fn to_file(&self, decoded: usize) -> usize {
        let decoded = u32::try_from(decoded).unwrap_or(u32::MAX);
        let after = self.anchors.partition_point(|anchor| anchor.0 <= decoded);
        let anchor = after
            .checked_sub(1)
            .and_then(|index| self.anchors.get(index))
            .or_else(|| self.anchors.first());
        match anchor {
            Some(&(from, to)) => to.saturating_add(decoded.saturating_sub(from)) as usize,
            None => 0,
        }
    }

    /// The span in the file of a range of the decoded text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        // The end is mapped through the last byte inside the range, so that an escape
        // that follows the range does not stretch it.
        let file_end = if end > start {
            self.to_file(end - 1) + 1
        } else {
            self.to_file(start)
        };
        Span::new(self.file, self.to_file(start), file_end)
    }

    /// The map of a text decoded twice: `inner` maps the second decoding to the first,
    /// `self` maps the first to the file.
    pub fn compose(&self, inner: &OffsetMap) -> OffsetMap {
        let mut composed = OffsetMap::empty(self.file);
        let mut boundaries: Vec<(u32, u32)> = inner.anchors.clone();
        for (index, &(decoded, middle)) in inner.anchors.iter().enumerate() {
            let next = inner.anchors.get(index + 1).map(|anchor| anchor.0);
            let first = self.anchors.partition_point(|anchor| anchor.0 <= middle);
            for &(outer, _) in self.anchors.iter().skip(first) {
                let shifted = decoded.saturating_add(outer - middle);
                if next.is_some_and(|next| shifted >= next) {
                    break;
                }
                boundaries.push((shifted, outer));
            }
        }
        boundaries.sort_unstable();
        for (decoded, middle) in boundaries {
            composed.anchor(decoded as usize, self.to_file(middle as usize));
        }
        composed
    }
}
