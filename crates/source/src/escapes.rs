//! The backslash escapes of JSON strings, decoded with the way back.

use std::ops::Range;

use crate::quote::quote;
use crate::{Diagnostic, FileId, OffsetMap, Span};

/// An escape that is none; the range is counted as the map is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadEscape {
    /// The bytes of the escape.
    pub(crate) range: Range<usize>,
    /// What is wrong with it.
    pub(crate) kind: BadEscapeKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadEscapeKind {
    /// A backslash before something that needs none, or at the end.
    Unknown,
    /// `\u` without four hexadecimal digits.
    NotFourDigits,
    /// One half of a surrogate pair without the other.
    LoneSurrogate,
}

/// Decodes the escapes of `raw`, the text between the quotes of a JSON string. The map
/// leads to offsets in the text that `raw` starts in at byte `base`. The escape `\'` is
/// accepted too; the JSON library has judged by then where it may stand.
pub(crate) fn decode(
    raw: &str,
    base: usize,
    file: FileId,
) -> Result<(String, OffsetMap), BadEscape> {
    let mut decoded = String::with_capacity(raw.len());
    let mut map = OffsetMap::identity(file, base);
    let mut position = 0;
    while let Some(rest) = raw.get(position..) {
        let Some(plain) = rest.find('\\') else {
            decoded.push_str(rest);
            break;
        };
        decoded.push_str(rest.get(..plain).unwrap_or_default());
        let start = position + plain;
        let (character, length) =
            escape(rest.get(plain..).unwrap_or_default()).map_err(|(kind, length)| BadEscape {
                range: base + start..base + start + length,
                kind,
            })?;
        position = start + length;
        let at = decoded.len();
        decoded.push(character);
        map.escape(at..decoded.len(), base + start..base + position);
    }
    Ok((decoded, map))
}

/// The diagnostic for a bad escape, written as it is.
pub(crate) fn tell(kind: BadEscapeKind, written: &str, span: Span) -> Diagnostic {
    let (message, help) = match kind {
        BadEscapeKind::Unknown => (
            format!("{} is not a JSON escape", quote(written)),
            "write `\\\\` for a backslash",
        ),
        BadEscapeKind::NotFourDigits => (
            "`\\u` needs four hexadecimal digits".to_owned(),
            "write a character as `\\u` and four digits, or as itself",
        ),
        BadEscapeKind::LoneSurrogate => (
            format!("{} is only half of a surrogate pair", quote(written)),
            "write the character as itself, or as two `\\u` escapes",
        ),
    };
    Diagnostic::error("json-escape", span, message).help(help)
}

/// Reads the escape that `text` begins with: the character and how many bytes it takes, or
/// what is wrong with it and how many bytes that concerns.
pub(crate) fn escape(text: &str) -> Result<(char, usize), (BadEscapeKind, usize)> {
    let Some(letter) = text.chars().nth(1) else {
        return Err((BadEscapeKind::Unknown, 1));
    };
    let character = match letter {
        '"' | '\\' | '/' | '\'' => letter,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode_escape(text),
        _ => return Err((BadEscapeKind::Unknown, 1 + letter.len_utf8())),
    };
    Ok((character, 2))
}

fn unicode_escape(text: &str) -> Result<(char, usize), (BadEscapeKind, usize)> {
    let unit = |from: usize| {
        let digits = text.get(from..from + 6)?.strip_prefix("\\u")?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let Some(first) = unit(0) else {
        let digits = text.bytes().skip(2).take(4);
        let valid = digits.take_while(u8::is_ascii_hexdigit).count();
        return Err((BadEscapeKind::NotFourDigits, 2 + valid));
    };
    let units = [first, unit(6).unwrap_or_default()];
    match char::decode_utf16(units).next() {
        Some(Ok(character)) => Ok((character, 6 * character.len_utf16())),
        _ => Err((BadEscapeKind::LoneSurrogate, 6)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: FileId = FileId(0);

    #[test]
    fn escapes_lead_back_to_their_bytes() {
        let raw = r"a\n\u00e9\ud83d\ude00z";
        let (decoded, map) = decode(raw, 100, FILE).unwrap();
        assert_eq!(decoded, "a\né\u{1f600}z");
        let covered = |text: &str| {
            let start = decoded.find(text).unwrap();
            let range = map.span(start, start + text.len()).range();
            raw.get(range.start - 100..range.end - 100).unwrap()
        };
        assert_eq!(covered("a"), "a");
        assert_eq!(covered("\n"), r"\n");
        assert_eq!(covered("é"), r"\u00e9");
        assert_eq!(covered("\u{1f600}"), r"\ud83d\ude00");
        assert_eq!(covered("z"), "z");
        assert_eq!(covered("\né"), r"\n\u00e9");
    }

    #[test]
    fn all_short_escapes() {
        let (decoded, _) = decode(r#"\"\\\/\b\f\n\r\t"#, 0, FILE).unwrap();
        assert_eq!(decoded, "\"\\/\u{8}\u{c}\n\r\t");
    }

    #[test]
    fn bad_escapes_are_named_with_their_range() {
        let bad = |raw: &str| {
            let error = decode(raw, 0, FILE).unwrap_err();
            (raw.get(error.range).unwrap().to_owned(), error.kind)
        };
        assert_eq!(bad(r"ab\q"), (r"\q".into(), BadEscapeKind::Unknown));
        assert_eq!(bad(r"\é"), (r"\é".into(), BadEscapeKind::Unknown));
        assert_eq!(bad("ab\\"), ("\\".into(), BadEscapeKind::Unknown));
        assert_eq!(
            bad(r"\u12g4"),
            (r"\u12".into(), BadEscapeKind::NotFourDigits)
        );
        assert_eq!(bad(r"\u+123"), (r"\u".into(), BadEscapeKind::NotFourDigits));
        assert_eq!(
            bad(r"\ud83d!"),
            (r"\ud83d".into(), BadEscapeKind::LoneSurrogate)
        );
        assert_eq!(
            bad(r"\ude00"),
            (r"\ude00".into(), BadEscapeKind::LoneSurrogate)
        );
        assert_eq!(
            bad(r"\ud83d\u0041"),
            (r"\ud83d".into(), BadEscapeKind::LoneSurrogate)
        );
    }
}
