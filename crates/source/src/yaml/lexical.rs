//! What stands around a value: tag and anchor, indicators, white space and comments.

use std::ops::Range;

/// The offset of what follows tag, anchor, white space and comments.
pub(super) fn skip_properties(text: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.bytes().next()
    {
        at += match first {
            b' ' | b'\t' | b'\n' | b'\r' => 1,
            b'#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            b'!' | b'&' => rest.find([' ', '\t', '\n', '\r']).unwrap_or(rest.len()),
            _ => return at,
        };
    }
    at.min(text.len())
}

/// The offset of the `|` or `>` that begins a block scalar: the first one after
/// indicators, properties, white space and comments.
pub(super) fn find_header(text: &str, from: usize, indicator: u8) -> Option<usize> {
    let mut at = from;
    loop {
        at = skip_properties(text, at);
        match text.as_bytes().get(at)? {
            b':' | b'-' | b'?' => at += 1,
            byte if *byte == indicator => return Some(at),
            // An earlier document, which was empty, may have ended here.
            _ if text.get(at..)?.starts_with("...") => at += 3,
            _ if text.get(at..)?.starts_with('\u{feff}') => at += 3,
            _ => return None,
        }
    }
}

/// A directive line, before the document, with a character that is not ASCII. The library
/// counts the words of such a line in bytes and all else in characters, so that all that
/// follows would be off; no directive needs one.
pub(super) fn foreign_directive(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let bare = line
            .trim_start_matches('\u{feff}')
            .trim_end_matches([' ', '\t', '\n', '\r']);
        if bare.starts_with('%') {
            if !bare.is_ascii() {
                let start = start + line.find('%').unwrap_or(0);
                return Some(start..start + bare.len());
            }
        } else if !(bare.is_empty()
            || bare.starts_with("...")
            || bare.trim_start().starts_with('#'))
        {
            return None;
        }
        start += line.len();
    }
    None
}
