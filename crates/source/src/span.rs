//! Positions: a [`Span`] in a file. The way from decoded text back to one is
//! [`crate::OffsetMap`].

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

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: FileId = FileId(0);

    #[test]
    fn an_end_before_the_start_is_an_empty_span() {
        assert_eq!(Span::new(FILE, 5, 3), Span::new(FILE, 5, 5));
    }

    #[test]
    fn to_covers_both_and_never_mixes_files() {
        let early = Span::new(FILE, 2, 4);
        let late = Span::new(FILE, 7, 9);
        assert_eq!(late.to(early), Span::new(FILE, 2, 9));
        assert_eq!(early.to(Span::new(FileId(1), 7, 9)), early);
    }
}
