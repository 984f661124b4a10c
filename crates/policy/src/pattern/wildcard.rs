//! A text with wildcards, matched byte by byte.
//!
//! What stands before the first `*` must begin the text and what stands after the last must
//! end it. Of what stands between, each piece is taken where it first occurs: a later place
//! would only leave less text. Without `?` the work is linear in the text; with it, n·m at
//! worst, and a sixty-fourth of that in a long text of ASCII characters.

use memchr::memmem;

/// The bytes that stand for the wildcards of a pattern.
#[derive(Clone, Copy)]
struct Symbols {
    /// Any run of characters, possibly empty.
    run: u8,
    /// Exactly one character.
    one: u8,
}

/// As people write them.
const WRITTEN: Symbols = Symbols {
    run: b'*',
    one: b'?',
};

/// No text has these bytes, so that wildcards are told from the same characters in a value
/// that was filled in.
const APART: Symbols = Symbols {
    run: 0xff,
    one: 0xfe,
};

/// A pattern put together from texts with wildcards and texts without.
#[derive(Default)]
pub(crate) struct FilledText(Vec<u8>);

impl FilledText {
    /// Appends a text in which `*` and `?` are wildcards.
    pub(crate) fn push_wildcards(&mut self, text: &str) {
        self.0.extend(text.bytes().map(|byte| match byte {
            b'*' => APART.run,
            b'?' => APART.one,
            other => other,
        }));
    }

    /// Appends a text that is itself.
    pub(crate) fn push_literal(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        matches(&self.0, APART, text)
    }

    /// The pattern cut at its first colons, into so many parts at most.
    pub(crate) fn cut(&self, parts: usize) -> impl Iterator<Item = FilledText> {
        let parts = self.0.splitn(parts, |byte| *byte == b':');
        parts.map(|part| FilledText(part.to_vec()))
    }
}

/// A pattern in which `*` is any run of characters, `?` is one, and everything else is itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WildcardText {
    text: String,
    runs: Option<Runs>,
    has_one: bool,
}

/// Where the first and the last `*` of a pattern stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Runs {
    first: usize,
    last: usize,
}

impl WildcardText {
    /// Finds the wildcards of a pattern.
    pub(crate) fn new(text: &str) -> Self {
        WildcardText {
            runs: find_runs(text.as_bytes(), WRITTEN),
            has_one: text.contains('?'),
            text: text.to_owned(),
        }
    }

    /// As it is written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether there is no wildcard in it.
    pub(crate) fn is_literal(&self) -> bool {
        self.runs.is_none() && !self.has_one
    }

    /// Whether it ends in `*`.
    pub(crate) fn ends_in_run(&self) -> bool {
        self.text.ends_with('*')
    }

    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let pattern = self.text.as_bytes();
        matches_cut(pattern, WRITTEN, self.runs, self.has_one, text)
    }
}

/// Whether the whole text matches a pattern that is used only once.
pub(crate) fn matches_text(pattern: &str, text: &str) -> bool {
    matches(pattern.as_bytes(), WRITTEN, text)
}

fn matches(pattern: &[u8], symbols: Symbols, text: &str) -> bool {
    let has_one = pattern.contains(&symbols.one);
    let runs = find_runs(pattern, symbols);
    matches_cut(pattern, symbols, runs, has_one, text)
}

fn find_runs(pattern: &[u8], symbols: Symbols) -> Option<Runs> {
    let first = memchr::memchr(symbols.run, pattern)?;
    let last = memchr::memrchr(symbols.run, pattern)?;
    Some(Runs { first, last })
}

fn matches_cut(
    pattern: &[u8],
    symbols: Symbols,
    runs: Option<Runs>,
    has_one: bool,
    text: &str,
) -> bool {
    let text = text.as_bytes();
    let Some(Runs { first, last }) = runs else {
        return if has_one {
            after_piece(pattern, symbols, text).is_some_and(<[u8]>::is_empty)
        } else {
            pattern == text
        };
    };
    let head = pattern.get(..first).unwrap_or_default();
    let tail = pattern.get(last + 1..).unwrap_or_default();
    let rest = if has_one {
        after_piece(head, symbols, text).and_then(|rest| before_piece(tail, symbols, rest))
    } else {
        text.strip_prefix(head)
            .and_then(|rest| rest.strip_suffix(tail))
    };
    match rest {
        None => false,
        Some(_) if first == last => true,
        Some(rest) => {
            let middle = pattern.get(first + 1..last).unwrap_or_default();
            holds_in_order(middle, symbols, rest)
        }
    }
}

/// Whether a text has the pieces of a pattern, which stand between runs, one after another.
fn holds_in_order(pattern: &[u8], symbols: Symbols, text: &[u8]) -> bool {
    let mut rest = text;
    pattern.split(|byte| *byte == symbols.run).all(|piece| {
        let after = if piece.contains(&symbols.one) {
            after_first(piece, symbols, rest)
        } else {
            memmem::find(rest, piece).and_then(|at| rest.get(at + piece.len()..))
        };
        after.inspect(|after| rest = after).is_some()
    })
}

/// What follows the first place in a text where a piece without a run fits.
fn after_first<'t>(piece: &[u8], symbols: Symbols, text: &'t [u8]) -> Option<&'t [u8]> {
    // For less, what has to be prepared is more than the steps that it saves.
    const LONG_PIECE: usize = 64;
    const MANY_STEPS: usize = 1 << 16;
    let steps = piece.len().saturating_mul(text.len());
    if piece.len() > LONG_PIECE && steps > MANY_STEPS && text.is_ascii() {
        return after_first_ascii(piece, symbols, text);
    }
    (0..=text.len())
        .filter_map(|start| text.get(start..))
        .filter(|from| starts_character(from))
        .find_map(|from| after_piece(piece, symbols, from))
}

/// The same in a text in which every character is one byte, 64 places at once: bit `n` of the
/// state tells whether the first `n + 1` bytes of the piece fit where the text has come to.
fn after_first_ascii<'t>(piece: &[u8], symbols: Symbols, text: &'t [u8]) -> Option<&'t [u8]> {
    let words = piece.len().div_ceil(64);
    // For each byte of ASCII the places of the piece that it fits.
    let mut fitting = vec![0_u64; 128 * words];
    for (at, own) in piece.iter().enumerate() {
        for (byte, bits) in fitting.chunks_exact_mut(words).enumerate() {
            if *own == symbols.one || usize::from(*own) == byte {
                set_bit(bits, at);
            }
        }
    }
    let mut last = vec![0_u64; words];
    set_bit(&mut last, piece.len().checked_sub(1)?);
    let mut state = vec![0_u64; words];
    for (at, byte) in text.iter().enumerate() {
        let mut carried = 1;
        let mut is_found = false;
        let start = usize::from(*byte) * words;
        let bits = fitting.get(start..start + words)?;
        for ((word, bits), last) in state.iter_mut().zip(bits).zip(&last) {
            let next = *word >> 63;
            *word = (*word << 1 | carried) & bits;
            carried = next;
            is_found |= *word & last != 0;
        }
        if is_found {
            return text.get(at + 1..);
        }
    }
    None
}

fn set_bit(words: &mut [u64], bit: usize) {
    if let Some(word) = words.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

/// What follows a piece without a run at the beginning of a text.
fn after_piece<'t>(piece: &[u8], symbols: Symbols, text: &'t [u8]) -> Option<&'t [u8]> {
    let mut rest = text;
    for own in piece {
        let (byte, after) = rest.split_first()?;
        rest = after;
        if *own == symbols.one {
            while !starts_character(rest) {
                rest = rest.get(1..)?;
            }
        } else if own != byte {
            return None;
        }
    }
    Some(rest)
}

/// What precedes a piece without a run at the end of a text.
fn before_piece<'t>(piece: &[u8], symbols: Symbols, text: &'t [u8]) -> Option<&'t [u8]> {
    let mut rest = text;
    for own in piece.iter().rev() {
        let (byte, before) = rest.split_last()?;
        rest = before;
        if *own == symbols.one {
            let mut first = *byte;
            while is_continuation(first) {
                let (byte, before) = rest.split_last()?;
                (first, rest) = (*byte, before);
            }
        } else if own != byte {
            return None;
        }
    }
    Some(rest)
}

/// Whether a text begins with a character, or is empty, rather than in the middle of one.
fn starts_character(text: &[u8]) -> bool {
    text.first().is_none_or(|byte| !is_continuation(*byte))
}

/// Whether a byte of UTF-8 belongs to the character that began before it.
fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

/// The text up to its first wildcard or variable.
pub(crate) fn literal_prefix(text: &str) -> &str {
    let end = text.find(['*', '?', '$']).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The text after its last wildcard or variable. What follows a variable is not told from
/// what is in it, so that a text with variables has no literal end.
pub(crate) fn literal_suffix(text: &str) -> &str {
    if text.contains('$') {
        return "";
    }
    let start = text.rfind(['*', '?']).map_or(0, |at| at + 1);
    text.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{WRITTEN, after_first_ascii, after_piece};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn many_places_at_once_find_what_one_by_one_do(
            piece in "[ab?]{1,4}|[a?]{60,70}|([ab?]|a{60}){125,131}",
            text in "[ab]{0,12}|(a{20}|b|a){0,40}",
        ) {
            let (piece, text) = (piece.as_bytes(), text.as_bytes());
            let first = (0..=text.len()).find_map(|at| after_piece(piece, WRITTEN, &text[at..]));
            prop_assert_eq!(after_first_ascii(piece, WRITTEN, text), first);
        }
    }
}
