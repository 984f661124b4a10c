//! Where the characters of a scalar stand in the text.
//!
//! The library gives the decoded string and a rough range. From these the way back is
//! found by walking both side by side. It is exact to the character for plain and quoted
//! scalars and for literal blocks (`|`). Where lines are folded into one, the white space
//! between them, line break and indentation, stands as a whole for the space (or the line
//! breaks) it became.
//!
//! Should the two not agree, a map that leads to the scalar as a whole is the answer.

use saphyr_parser::ScalarStyle;

use crate::{FileId, OffsetMap};

const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];

/// The bytes of a scalar without tag and anchor, and the map from its decoded string to
/// offsets in the text.
pub(super) struct Literal {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) map: OffsetMap,
}

/// Finds a plain or quoted scalar that begins at byte `start`. The end that the library
/// gives is right for a plain scalar; for a quoted one it takes in what follows on the line.
pub(super) fn flow(
    text: &str,
    start: usize,
    end: usize,
    style: ScalarStyle,
    decoded: &str,
) -> Literal {
    let quote = match style {
        ScalarStyle::SingleQuoted => Some('\''),
        ScalarStyle::DoubleQuoted => Some('"'),
        _ => None,
    };
    let Some(quote) = quote else {
        let raw = text.get(start..end).unwrap_or_default();
        return literal(start, end, decoded, flow_map(raw, start, decoded, style));
    };
    let rest = text.get(start + 1..).unwrap_or_default();
    // Where nothing is escaped and no line is folded, there is nothing to walk along.
    let same = rest
        .strip_prefix(decoded)
        .is_some_and(|rest| rest.starts_with(quote));
    let raw = if same && !decoded.contains(quote) {
        decoded
    } else {
        rest.get(..closing_quote(rest, quote)).unwrap_or(rest)
    };
    let map = flow_map(raw, start + 1, decoded, style);
    literal(start, start + 1 + raw.len() + 1, decoded, map)
}

fn literal(start: usize, end: usize, decoded: &str, map: Option<OffsetMap>) -> Literal {
    let map = map.unwrap_or_else(|| {
        let mut whole = OffsetMap::empty(FileId(0));
        whole.anchor(0, start);
        whole.escape(0..decoded.len(), start..end);
        whole
    });
    Literal { start, end, map }
}

/// The offset of the quote that ends the text.
fn closing_quote(rest: &str, quote: char) -> usize {
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && quote == '"' {
            characters.next();
        } else if character == quote {
            // Twice is once, in single quotes.
            let doubled = quote == '\'' && characters.next_if(|(_, next)| *next == quote).is_some();
            if !doubled {
                return at;
            }
        }
    }
    rest.len()
}

/// Walks along a plain or quoted scalar; `None` if the texts do not agree.
fn flow_map(raw: &str, base: usize, decoded: &str, style: ScalarStyle) -> Option<OffsetMap> {
    let special = match style {
        ScalarStyle::SingleQuoted => Some('\''),
        ScalarStyle::DoubleQuoted => Some('\\'),
        _ => None,
    };
    let mut walk = Walk::new(base, decoded);
    if raw == decoded && !raw.contains(['\n', '\r']) {
        walk.same(raw)?;
        return Some(walk.map);
    }
    while let Some(rest) = raw.get(walk.offset..)
        && let Some(character) = rest.chars().next()
    {
        match character {
            ' ' | '\t' | '\n' | '\r' => {
                let blank = prefix(rest, |c| BLANK.contains(&c));
                match line_breaks(blank) {
                    0 => walk.same(blank)?,
                    1 => walk.instead(blank, " ")?,
                    count => walk.instead(blank, &"\n".repeat(count - 1))?,
                }
            }
            '\'' if special == Some('\'') => walk.instead("''", "'")?,
            '\\' if special == Some('\\') => walk.escape(rest)?,
            _ => walk.same(prefix(rest, |c| !BLANK.contains(&c) && Some(c) != special))?,
        }
    }
    walk.finish()
}

/// Finds a block scalar. `header` is the offset of its `|` or `>`, `end` an offset after
/// its last line, before anything else.
pub(super) fn block(
    text: &str,
    header: usize,
    end: usize,
    style: ScalarStyle,
    decoded: &str,
) -> Literal {
    let whole = text.get(header..end).unwrap_or_default();
    let header_line = prefix(whole, |c| c != '\n' && c != '\r');
    let first = header_line.len() + line_break(whole.get(header_line.len()..).unwrap_or_default());
    let lines = whole.get(first..).unwrap_or_default();
    let content = lines.trim_end_matches(BLANK);
    let map = if style == ScalarStyle::Literal {
        literal_map(lines, header + first, decoded)
    } else {
        folded_map(lines, header + first, decoded)
    };
    let end = if content.is_empty() {
        header + header_line.trim_end_matches(BLANK).len()
    } else {
        header + first + content.len()
    };
    literal(header, end, decoded, map)
}

/// A literal block: line by line, each without its indentation.
fn literal_map(lines: &str, base: usize, decoded: &str) -> Option<OffsetMap> {
    let mut walk = Walk::new(base, decoded);
    let mut pieces = decoded.split('\n').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() && piece.is_empty() {
            break;
        }
        let rest = lines.get(walk.offset..)?;
        let line = prefix(rest, |c| c != '\n' && c != '\r');
        let indentation = line.strip_suffix(piece)?;
        if !indentation.bytes().all(|byte| matches!(byte, b' ' | b'\t')) {
            return None;
        }
        walk.skip(indentation);
        walk.same(piece)?;
        if pieces.peek().is_some() {
            let rest = lines.get(walk.offset..)?;
            // The last line may end with the text; the string ends with a break still.
            walk.instead(rest.get(..line_break(rest))?, "\n")?;
        }
    }
    walk.finish()
}

/// A folded block: words stay, the white space between them changes.
fn folded_map(lines: &str, base: usize, decoded: &str) -> Option<OffsetMap> {
    let mut walk = Walk::new(base, decoded);
    while !walk.is_finished() {
        let rest = lines.get(walk.offset..)?;
        let blank = prefix(rest, |c| BLANK.contains(&c));
        let became = prefix(walk.ahead(), |c| BLANK.contains(&c));
        if blank == became && line_breaks(blank) == 0 {
            walk.same(blank)?;
        } else if became.is_empty() {
            walk.skip(blank);
        } else if became.len() == walk.ahead().len() {
            // Chomping: one break at the end is the first one there.
            let last = prefix(blank, |c| c != '\n' && c != '\r');
            let last = last.len() + line_break(blank.get(last.len()..)?);
            let taken = if became.len() == 1 {
                blank.get(..last)?
            } else {
                blank
            };
            walk.instead(taken, became)?;
        } else {
            walk.instead(blank, became)?;
        }
        let rest = lines.get(walk.offset..)?;
        let word = prefix(rest, |c| !BLANK.contains(&c));
        if word.is_empty() && became.is_empty() {
            return None;
        }
        walk.same(word)?;
    }
    walk.finish()
}

/// The state of walking along a raw text and what it was decoded to.
struct Walk<'a> {
    base: usize,
    /// How much of the raw text lies behind.
    offset: usize,
    decoded: &'a str,
    /// How much of the decoded text lies behind.
    read: usize,
    map: OffsetMap,
}

impl<'a> Walk<'a> {
    fn new(base: usize, decoded: &'a str) -> Self {
        Walk {
            base,
            offset: 0,
            decoded,
            read: 0,
            map: OffsetMap::identity(FileId(0), base),
        }
    }

    fn ahead(&self) -> &'a str {
        self.decoded.get(self.read..).unwrap_or_default()
    }

    fn is_finished(&self) -> bool {
        self.read >= self.decoded.len()
    }

    /// Both texts go on with `text`.
    fn same(&mut self, text: &str) -> Option<()> {
        if !self.ahead().starts_with(text) {
            return None;
        }
        self.map.anchor(self.read, self.base + self.offset);
        self.offset += text.len();
        self.read += text.len();
        Some(())
    }

    /// The raw text goes on with `raw`, the decoded one with `became`.
    fn instead(&mut self, raw: &str, became: &str) -> Option<()> {
        if !self.ahead().starts_with(became) {
            return None;
        }
        let from = self.base + self.offset;
        self.map
            .escape(self.read..self.read + became.len(), from..from + raw.len());
        self.offset += raw.len();
        self.read += became.len();
        Some(())
    }

    /// The raw text goes on with something that left no trace.
    fn skip(&mut self, raw: &str) {
        self.offset += raw.len();
    }

    /// The raw text goes on with the escape that `rest` begins with.
    fn escape(&mut self, rest: &str) -> Option<()> {
        let digits = match rest.chars().nth(1)? {
            '\n' | '\r' => {
                // An escaped line break goes, with the white space around it; the empty
                // lines after it stay.
                self.skip("\\");
                let blank = prefix(rest.get(1..)?, |c| BLANK.contains(&c));
                let breaks = line_breaks(blank).saturating_sub(1);
                return if breaks == 0 {
                    self.skip(blank);
                    Some(())
                } else {
                    self.instead(blank, &"\n".repeat(breaks))
                };
            }
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let became = self.ahead().chars().next()?;
        let raw = rest.get(..2 + digits)?;
        self.instead(raw, became.encode_utf8(&mut [0; 4]))
    }

    fn finish(self) -> Option<OffsetMap> {
        self.is_finished().then_some(self.map)
    }
}

/// The longest beginning of the text whose characters all fit.
fn prefix(text: &str, fits: impl Fn(char) -> bool) -> &str {
    let length = text.find(|c| !fits(c)).unwrap_or(text.len());
    text.get(..length).unwrap_or(text)
}

/// The length of the line break that the text begins with, if it does.
fn line_break(text: &str) -> usize {
    if text.starts_with("\r\n") {
        2
    } else {
        usize::from(text.starts_with(['\n', '\r']))
    }
}

/// How many line breaks there are; `\r\n` is one.
fn line_breaks(text: &str) -> usize {
    let pairs = text.matches("\r\n").count();
    text.matches(['\n', '\r']).count() - pairs
}
