//! Wildcards: the matcher against its definition.
//!
//! The input is a pattern, a line break, a text, a line break, and another pattern.

use can_invoke_policy::pattern::{ActionPattern, Glob, Template};
use can_invoke_source::{FileId, Span};

use crate::oracle;

/// More than this the definition is too slow for.
const LONGEST: usize = 200;

/// The body of the target.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.splitn(3, '\n');
    let mut next = || -> Vec<char> {
        let line = lines.next().unwrap_or_default();
        line.chars().take(LONGEST).collect()
    };
    let (pattern, text, other) = (next(), next(), next());
    let written = |characters: &[char]| characters.iter().collect::<String>();
    let glob = Glob::wildcard(&written(&pattern));
    let other_glob = Glob::wildcard(&written(&other));
    let whole = written(&text);

    let expected = oracle::matches(&pattern, &text);
    assert_eq!(glob.matches(&whole), expected, "{pattern:?} and {whole:?}");
    assert!(Glob::literal(&whole).matches(&whole));
    assert_eq!(Glob::literal(&whole).as_literal(), Some(whole.clone()));
    let is_literal = !pattern.contains(&'*') && !pattern.contains(&'?');
    assert_eq!(glob.as_literal().is_some(), is_literal);
    let literal = Glob::literal(&whole);
    assert_eq!(
        glob.overlaps(&literal),
        expected,
        "{pattern:?} and {whole:?}"
    );

    let overlap = oracle::overlap(&pattern, &other);
    assert_eq!(
        glob.overlaps(&other_glob),
        overlap,
        "{pattern:?} and {other:?}"
    );
    assert_eq!(
        other_glob.overlaps(&glob),
        overlap,
        "{other:?} and {pattern:?}"
    );
    if expected && other_glob.matches(&whole) {
        assert!(overlap, "{whole:?} matches both {pattern:?} and {other:?}");
    }

    // Actions compare without regard to the case of ASCII letters.
    let at = Span::new(FileId(0), 0, 0);
    let action = ActionPattern::new(&written(&pattern), at);
    let lower = |characters: &[char]| -> Vec<char> {
        characters.iter().map(char::to_ascii_lowercase).collect()
    };
    assert_eq!(
        action.matches(&whole.to_ascii_lowercase()),
        oracle::matches(&lower(&pattern), &lower(&text)),
        "{pattern:?} and {whole:?} as actions"
    );
    assert!(!Template::plain(&whole).has_variables());
}
