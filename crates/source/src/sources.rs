//! All texts of a run, each once, and where a byte stands in them.

use crate::Span;

/// Names one file of a [`Sources`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// One text with the name that people know it by.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<u32>,
}

/// A place for people: both counted from one, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line number, the first is 1.
    pub line: usize,
    /// Column in Unicode scalar values, the first is 1.
    pub column: usize,
}

impl SourceFile {
    /// The name as given: a path, `<stdin>`, or the title of a document in the playground.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset; an offset past the end is taken as the end.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let offset = floor_boundary(&self.text, offset);
        let line = self
            .line_starts
            .partition_point(|&start| start as usize <= offset)
            .max(1);
        let start = self
            .line_starts
            .get(line - 1)
            .map_or(0, |&start| start as usize);
        let column = self
            .text
            .get(start..offset)
            .map_or(0, |before| before.chars().count());
        LineColumn {
            line,
            column: column + 1,
        }
    }

    /// The column of a byte offset in UTF-16 code units, counted from one, as SARIF and
    /// browsers count.
    pub fn utf16_column(&self, offset: usize) -> usize {
        let offset = floor_boundary(&self.text, offset);
        let line = self.line_column(offset).line;
        let start = self.line_range(line).start;
        self.text
            .get(start..offset)
            .map_or(0, |before| before.encode_utf16().count())
            + 1
    }

    /// The bytes of a line (counted from one) without its line break.
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let at = |index: usize| self.line_starts.get(index).map(|&start| start as usize);
        let start = at(line.saturating_sub(1)).unwrap_or(self.text.len());
        let end = at(line).unwrap_or(self.text.len());
        let line_text = self.text.get(start..end).unwrap_or_default();
        let line_text = line_text.strip_suffix('\n').unwrap_or(line_text);
        let line_text = line_text.strip_suffix('\r').unwrap_or(line_text);
        start..start + line_text.len()
    }

    /// How many lines the text has; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }
}

/// The table of all texts of a run. Nothing else keeps a copy of a text.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under a name and gives back the id that spans will carry.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        // A byte-order mark is no character of the first line: editors do not count it.
        let mut line_starts = vec![if text.starts_with('\u{feff}') { 3 } else { 0 }];
        line_starts.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n')
                .map(|(index, _)| u32::try_from(index + 1).unwrap_or(u32::MAX)),
        );
        self.files.push(SourceFile {
            name: name.into(),
            text,
            line_starts,
        });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file of an id, if the id is of this table.
    pub fn get(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(file.0 as usize)
    }

    /// The text of a file; empty for an id of another table.
    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", SourceFile::text)
    }

    /// The name of a file; empty for an id of another table.
    pub fn name(&self, file: FileId) -> &str {
        self.get(file).map_or("", SourceFile::name)
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.range()).unwrap_or_default()
    }

    /// All files with their ids, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(u32::try_from(index).unwrap_or(u32::MAX)), file))
    }
}

/// The nearest character boundary at or before `offset`.
fn floor_boundary(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset.min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        let mut sources = Sources::new();
        let id = sources.add("test", text);
        sources.get(id).unwrap().clone()
    }

    fn place(file: &SourceFile, offset: usize) -> (usize, usize) {
        let place = file.line_column(offset);
        (place.line, place.column)
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        let file = file("ab\ncd\n");
        assert_eq!(place(&file, 0), (1, 1));
        assert_eq!(place(&file, 2), (1, 3));
        assert_eq!(place(&file, 3), (2, 1));
        assert_eq!(place(&file, 6), (3, 1));
        assert_eq!(place(&file, 999), (3, 1));
        assert_eq!(file.line_count(), 3);
    }

    #[test]
    fn columns_count_characters_and_utf16_units() {
        // `é` is two bytes and one unit, the face four bytes and two units.
        let file = file("x\né\u{1f600}z");
        let z = file.text().find('z').unwrap();
        assert_eq!(place(&file, z), (2, 3));
        assert_eq!(file.utf16_column(z), 4);
        // Inside a character counts as at its start.
        assert_eq!(place(&file, z - 1), (2, 2));
        assert_eq!(file.utf16_column(z - 1), 2);
    }

    #[test]
    fn a_line_is_given_without_its_break() {
        let file = file("a\r\n\nb\r\r\n");
        assert_eq!(file.line_range(1), 0..1);
        assert_eq!(file.line_range(2), 3..3);
        assert_eq!(file.line_range(3), 4..6);
        assert_eq!(file.line_range(4), 8..8);
        assert_eq!(file.line_range(99), 8..8);
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let file = file("\u{feff}ab\nc");
        assert_eq!(place(&file, 0), (1, 1));
        assert_eq!(place(&file, 3), (1, 1));
        assert_eq!(place(&file, 4), (1, 2));
        assert_eq!(file.utf16_column(4), 2);
        assert_eq!(file.line_range(1), 3..5);
    }

    #[test]
    fn ids_of_another_table_are_harmless() {
        let sources = Sources::new();
        let span = Span::new(FileId(4), 0, 9);
        assert_eq!(sources.slice(span), "");
        assert_eq!(sources.name(FileId(4)), "");
    }
}
