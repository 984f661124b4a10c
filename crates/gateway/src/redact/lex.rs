//! A text as words and what stands between them.

/// A part of a text; all of them together are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// A run of letters and digits.
    Word {
        /// The run.
        text: &'t str,
        /// Whether a wildcard stands right before or behind it, so that it says only a part
        /// of a word.
        is_part: bool,
    },
    /// A variable, `${…}` with its braces.
    Variable {
        /// The variable.
        text: &'t str,
        /// Whether something that matches letters stands right beside it, so that its value
        /// is a part of a word.
        is_glued: bool,
    },
    /// Anything else, which stays.
    Other(&'t str),
}

/// Takes a text apart.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = piece_length(rest);
        let Some(piece) = rest.get(..length).filter(|piece| !piece.is_empty()) else {
            found.push(Piece::Other(rest));
            break;
        };
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = rest.get(length..).unwrap_or_default();
        found.push(if is_fixed(text, at) {
            Piece::Other(piece)
        } else if letter(piece).is_some() {
            let is_part = before.is_some_and(is_wildcard) || after.starts_with(is_wildcard);
            Piece::Word {
                text: piece,
                is_part,
            }
        } else if piece.len() > 1 && piece.starts_with("${") {
            let is_match = |character: char| is_wildcard(character) || character.is_alphanumeric();
            let is_glued = before.is_some_and(is_match)
                || after.starts_with(is_match)
                || after.starts_with("${");
            Piece::Variable {
                text: piece,
                is_glued,
            }
        } else {
            Piece::Other(piece)
        });
        at += length;
    }
    found
}

fn is_wildcard(character: char) -> bool {
    matches!(character, '*' | '?')
}

/// The length of the piece that a text begins with, in bytes.
fn piece_length(text: &str) -> usize {
    let mut length = 0;
    while let Some((_, width)) = text.get(length..).and_then(letter) {
        length += width;
    }
    if length > 0 {
        return length;
    }
    if text.starts_with("${")
        && let Some(end) = text.find('}')
    {
        return end + 1;
    }
    if encoded(text).is_some() {
        return ENCODED;
    }
    text.chars().next().map_or(0, char::len_utf8)
}

/// The length of a percent-encoded byte.
const ENCODED: usize = 3;

/// The percent-encoded byte that a text begins with.
fn encoded(text: &str) -> Option<u8> {
    let digits = text.get(..ENCODED)?.strip_prefix('%')?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u8::from_str_radix(digits, 16).ok())?
}

/// The letter or digit that a text begins with, and its length. API Gateway may read a
/// percent-encoded one as itself, so that it is a part of its word.
fn letter(text: &str) -> Option<(char, usize)> {
    if let Some(byte) = encoded(text) {
        return byte
            .is_ascii_alphanumeric()
            .then_some((char::from(byte), ENCODED));
    }
    let first = text.chars().next()?;
    first.is_alphanumeric().then_some((first, first.len_utf8()))
}

/// The letters of a word, and whether each is percent-encoded.
pub(super) fn letters(word: &str) -> Vec<(char, bool)> {
    let mut found = Vec::new();
    let mut rest = word;
    while let Some((character, length)) = letter(rest) {
        found.push((character, rest.starts_with('%')));
        rest = rest.get(length..).unwrap_or_default();
    }
    found
}

/// A word in lower case, without encodings.
pub(super) fn lower(word: &str) -> String {
    let letters: String = letters(word)
        .into_iter()
        .map(|(letter, _)| letter)
        .collect();
    letters.to_lowercase()
}

/// Whether a place in a text is behind words that say that AWS gave the name: an action that
/// an integration calls, or a managed policy of AWS.
fn is_fixed(text: &str, at: usize) -> bool {
    const ACTION: &str = ":action/";
    let before = text.get(..at).unwrap_or_default();
    let of_aws = ["::aws:policy/", "::aws:mfa/"].iter().any(|start| {
        let found = before.rfind(start).and_then(|from| before.get(from..));
        found.is_some_and(|rest| !rest.contains(char::is_whitespace))
    });
    of_aws || (before.contains(":apigateway:") && before.contains(ACTION))
}

/// What an ARN of a managed policy of AWS names, path and name.
pub(super) fn managed_policy(text: &str) -> Option<&str> {
    let (_, name) = text.split_once("::aws:policy/")?;
    name.split(char::is_whitespace).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(&str, bool)> {
        let pieces = pieces(text).into_iter();
        pieces
            .filter_map(|piece| match piece {
                Piece::Word { text, is_part } => Some((text, is_part)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn all_pieces_together_are_the_text() {
        for text in [
            "",
            "arn:aws:iam::111111111111:role/app-*",
            "home/${aws:username}x/%2Fa",
            "${",
            "ü ${a}${b}*",
            "%",
            "%é",
        ] {
            let together: String = pieces(text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Word { text, .. }
                    | Piece::Variable { text, .. }
                    | Piece::Other(text) => text,
                })
                .collect();
            assert_eq!(together, text);
        }
    }

    #[test]
    fn a_wildcard_makes_a_part_of_the_word_beside_it() {
        assert_eq!(
            words("role/app-*/pre*x?"),
            [("role", false), ("app", false), ("pre", true), ("x", true)]
        );
    }

    #[test]
    fn a_variable_is_glued_to_letters_and_wildcards() {
        let glued = |text| {
            pieces(text)
                .iter()
                .any(|piece| matches!(piece, Piece::Variable { is_glued: true, .. }))
        };
        assert!(glued("x${aws:username}"));
        assert!(glued("${aws:username}*"));
        assert!(!glued("/${aws:username}/*"));
    }

    #[test]
    fn what_aws_named_stays() {
        assert_eq!(
            words("arn:aws:iam::aws:policy/service-role/Some"),
            words("arn:aws:iam::aws:policy/")
        );
        assert_eq!(
            words("arn:aws:apigateway:us-east-1:sqs:action/SendMessage").last(),
            Some(&("action", false))
        );
    }
}
