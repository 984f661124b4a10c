//! What the library cannot read, told to a person.

use crate::{Diagnostic, OffsetMap, Span};

/// What the library says, the beginning of it; our code, message and help.
const TOLD: &[(&str, &str, &str, &str)] = &[
    (
        "tab",
        "yaml-tab",
        "a tab cannot be indentation",
        "indent with spaces",
    ),
    (
        "while scanning a plain scalar, found a tab",
        "yaml-tab",
        "a tab cannot be indentation",
        "indent with spaces",
    ),
    (
        "a block scalar content cannot start with a tab",
        "yaml-tab",
        "a tab cannot be indentation",
        "indent with spaces",
    ),
    (
        "while parsing node, found unknown anchor",
        "yaml-alias",
        "this alias repeats an anchor that is not defined",
        "define it before with `&`, or quote the text if it is none",
    ),
    (
        "mapping values are not allowed",
        "yaml-syntax",
        "a second `: ` cannot stand in one value",
        "put text that contains `: ` in quotes",
    ),
    (
        "simple key expect",
        "yaml-syntax",
        "there is no colon after a key",
        "write `key: value`, or indent the line if it goes on with the text above",
    ),
    (
        "while parsing a block mapping, did not find expected key",
        "yaml-syntax",
        "expected a key here",
        "keys of one mapping begin in the same column",
    ),
    (
        "while parsing a block collection, did not find expected '-'",
        "yaml-syntax",
        "expected `- ` here",
        "elements of one list begin in the same column",
    ),
    (
        "block sequence entries are not allowed",
        "yaml-syntax",
        "a list cannot begin here",
        "begin it on a line of its own",
    ),
    (
        "invalid indentation",
        "yaml-syntax",
        "the indentation does not fit the lines above",
        "indent it as much as the lines it belongs to",
    ),
    (
        "wrongly indented line in block scalar",
        "yaml-syntax",
        "the indentation does not fit the lines above",
        "indent it as much as the lines it belongs to",
    ),
    (
        "while parsing a flow mapping, did not find",
        "yaml-syntax",
        "expected `,` or `}` here",
        "close the mapping, or put the text in quotes",
    ),
    (
        "while parsing a flow sequence, expected",
        "yaml-syntax",
        "expected `,` or `]` here",
        "close the list, or put the text in quotes",
    ),
    (
        "misplaced bracket",
        "yaml-syntax",
        "no bracket is open that this one could close",
        "put the text in quotes if it is meant as text",
    ),
    (
        "while parsing a quoted scalar, found unknown escape",
        "yaml-escape",
        "an escape in this string is unknown",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    (
        "while parsing a quoted scalar",
        "yaml-escape",
        "an escape in this string gives no character",
        "write the character as itself",
    ),
    (
        "invalid trailing content after double-quoted",
        "yaml-syntax",
        "text follows after the closing quote",
        "put all of the text in quotes",
    ),
    (
        "while scanning a quoted scalar, found unexpected document",
        "yaml-syntax",
        "a document ends inside this string",
        "close the string",
    ),
    (
        "unexpected character",
        "yaml-syntax",
        "a value cannot begin with this character",
        "put the text in quotes",
    ),
    (
        "found unprintable character",
        "yaml-syntax",
        "an unprintable character stands here",
        "remove it",
    ),
    (
        "a byte order mark",
        "yaml-syntax",
        "a byte-order mark stands inside the text",
        "remove it",
    ),
    (
        "comment intercepting",
        "yaml-syntax",
        "a comment stands inside a text of several lines",
        "put the comment before the text",
    ),
    (
        "the handle wasn't declared",
        "yaml-tag",
        "the handle of this tag is not declared",
        "declare it with `%TAG`",
    ),
    (
        "while parsing a node",
        "yaml-syntax",
        "expected a value here",
        "put the text in quotes if it is meant as text",
    ),
];

/// The diagnostic for an error at byte `at`. `open` is where the innermost bracket stands
/// that is still open.
pub(super) fn explain(
    text: &str,
    map: &OffsetMap,
    info: &str,
    at: usize,
    open: Option<usize>,
) -> Diagnostic {
    let end = text.trim_end().len();
    if info.contains("quoted scalar, found unexpected end of stream") {
        return Diagnostic::error(
            "yaml-unterminated-string",
            map.span(end, end),
            "the string is never closed",
        )
        .label("the text ends here")
        .also(character(text, map, at), "the string begins here");
    }
    let told = TOLD.iter().find(|(theirs, ..)| info.starts_with(theirs));
    let at = match told {
        Some((_, "yaml-tab", ..)) => tab_near(text, at),
        _ => at,
    };
    let span = if at >= end {
        map.span(end, end)
    } else {
        character(text, map, at)
    };
    if info.starts_with("recursion limit exceeded") {
        return Diagnostic::error("too-deep", span, "values are nested too deep");
    }
    let diagnostic = match told {
        Some((_, code, message, help)) => Diagnostic::error(code, span, *message).help(*help),
        None => {
            let said = info.rsplit_once(", ").map_or(info, |(_, said)| said);
            Diagnostic::error("yaml-syntax", span, format!("not valid YAML: {said}"))
        }
    };
    match open {
        Some(open) if at >= end => diagnostic
            .label("the text ends here")
            .also(map.span(open, open + 1), "this bracket is still open"),
        _ => diagnostic,
    }
}

/// The character at a place; empty at the end.
fn character(text: &str, map: &OffsetMap, at: usize) -> Span {
    let rest = text.get(at..).unwrap_or_default();
    let width = rest.chars().next().map_or(0, char::len_utf8);
    map.span(at, at + width)
}

/// The tab in question: the library points at the content before or after it.
fn tab_near(text: &str, at: usize) -> usize {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    if before.ends_with('\t') {
        at - 1
    } else {
        after.find('\t').map_or(at, |tab| at + tab)
    }
}
