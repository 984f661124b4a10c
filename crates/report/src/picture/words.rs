//! Texts that fit: without characters that disturb, wrapped, and shortened.

use crate::snippet::is_unsafe;

const ELLIPSIS: char = '…';

/// A text without control characters, and without those that turn its direction; they would
/// let a document draw over what is not its own. Noncharacters are no XML.
pub(super) fn tame(text: &str) -> String {
    let replaced = text.chars().map(|character| {
        let is_noncharacter = u32::from(character) & 0xfffe == 0xfffe;
        if is_unsafe(character) || is_noncharacter {
            '?'
        } else {
            character
        }
    });
    replaced.collect()
}

/// How many columns of a monospaced font a character takes: two in the scripts of East Asia
/// and for pictures. Too many for some others, which costs space and nothing else.
fn columns(character: char) -> usize {
    if character >= '\u{1100}' && !('\u{2000}'..'\u{2e80}').contains(&character) {
        2
    } else {
        1
    }
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The text, or its beginning with an ellipsis.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut short = beginning(text.chars(), most.saturating_sub(1));
    short.push(ELLIPSIS);
    short
}

/// The text, or its end after an ellipsis: of a path, the end tells more.
pub(super) fn shortened_at_start(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let reversed = beginning(text.chars().rev(), most.saturating_sub(1));
    let end: String = reversed.chars().rev().collect();
    // Rather whole folders than a part of a name.
    let folder = end.find('/').and_then(|at| end.get(at..));
    format!("{ELLIPSIS}{}", folder.unwrap_or(&end))
}

/// As many characters as fit.
fn beginning(characters: impl Iterator<Item = char>, most: usize) -> String {
    let mut taken = 0;
    let fits = characters.take_while(|character| {
        taken += columns(*character);
        taken <= most
    });
    fits.collect()
}

/// The text in lines of at most `most` columns, broken at spaces, or within a word that is
/// longer than a line, there at its own marks if it can. What is more than `lines` is left
/// out, with an ellipsis.
pub(super) fn wrapped(text: &str, most: usize, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in text.split_whitespace().flat_map(|word| pieces(word, most)) {
        let space = usize::from(piece.begins_word && !line.is_empty());
        if width(&line) + space + width(&piece.text) > most && !line.is_empty() {
            wrapped.push(std::mem::take(&mut line));
        } else if space == 1 {
            line.push(' ');
        }
        line.push_str(&piece.text);
        if wrapped.len() > lines {
            break;
        }
    }
    if !line.is_empty() {
        wrapped.push(line);
    }
    if wrapped.len() > lines {
        wrapped.truncate(lines);
        if let Some(last) = wrapped.last_mut() {
            let kept = beginning(last.chars(), most.saturating_sub(1));
            *last = kept;
            last.push(ELLIPSIS);
        }
    }
    wrapped
}

/// A part of a word that fits into a line.
struct Piece {
    text: String,
    begins_word: bool,
}

/// A word as it is, or cut so that each piece fits.
fn pieces(word: &str, most: usize) -> Vec<Piece> {
    if width(word) <= most {
        return vec![Piece {
            text: word.to_owned(),
            begins_word: true,
        }];
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |text: &mut String| {
        let begins_word = pieces.is_empty();
        pieces.push(Piece {
            text: std::mem::take(text),
            begins_word,
        });
    };
    let mut text = String::new();
    for character in word.chars() {
        if width(&text) + columns(character) > most {
            push(&mut text);
        }
        text.push(character);
        if matches!(character, '/' | ':') {
            push(&mut text);
        }
    }
    if !text.is_empty() {
        push(&mut text);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{shortened, shortened_at_start, tame, wrapped};

    #[test]
    fn a_text_is_broken_at_spaces() {
        assert_eq!(wrapped("one two three", 8, 9), ["one two", "three"]);
        assert_eq!(wrapped("  one\t two ", 80, 9), ["one two"]);
        assert_eq!(wrapped("", 8, 9), Vec::<String>::new());
    }

    #[test]
    fn a_long_word_is_broken_at_its_own_marks() {
        let lines = wrapped("by arn:aws:iam::222222222222:role/pet-shop", 20, 9);
        assert_eq!(
            lines,
            ["by arn:aws:iam::", "222222222222:role/", "pet-shop"]
        );
        assert_eq!(wrapped("abcdefghij", 4, 9), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn what_is_too_much_is_left_out() {
        assert_eq!(wrapped("one two three four", 5, 2), ["one", "two…"]);
        assert_eq!(wrapped("abcdefghij", 4, 2), ["abcd", "efg…"]);
        assert_eq!(shortened("abcdef", 4), "abc…");
        assert_eq!(shortened("abcd", 4), "abcd");
        assert_eq!(shortened_at_start("a/bc/d.json:4", 12), "…/d.json:4");
        assert_eq!(shortened_at_start("a-long-name.json:4", 9), "…e.json:4");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(wrapped("日本語", 4, 9), ["日本", "語"]);
        assert_eq!(shortened("日本語", 5), "日本…");
    }

    #[test]
    fn what_disturbs_is_replaced() {
        assert_eq!(tame("a\nb\u{202e}c\u{ffff}d\u{0}"), "a?b?c?d?");
        assert_eq!(tame("ä日✓"), "ä日✓");
    }
}
