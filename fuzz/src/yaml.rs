//! YAML: spans, limits, corrections.

use can_invoke_source::{OffsetMap, Sources, parse_bytes, yaml};

use crate::{
    holds::{self, LIMITS},
    tree::{self, Nesting},
};

/// The body of the target.
pub fn run(data: &[u8]) {
    let mut sources = Sources::new();
    let (_, parsed) = parse_bytes(&mut sources, "a.yaml", data, &LIMITS);
    holds::diagnostics(&sources, &parsed.diagnostics);
    if let Some(node) = &parsed.value {
        tree::spans(&sources, node, Nesting::None);
    }

    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut sources = Sources::new();
    sources.add("other", "");
    let file = sources.add("a.yaml", text);
    let map = OffsetMap::identity(file, 0);
    let parsed = yaml::parse(text, &map, &LIMITS);
    let again = yaml::parse(text, &map, &LIMITS);
    assert_eq!(parsed.value, again.value);
    assert_eq!(parsed.diagnostics, again.diagnostics);
    holds::diagnostics(&sources, &parsed.diagnostics);
    holds::in_order(&parsed.diagnostics);
    assert!(
        parsed.value.is_some() || parsed.has_errors(),
        "neither a value nor an error"
    );
    if let Some(node) = &parsed.value {
        // The copies that aliases stand for keep the places where they are written.
        let nesting = if text.contains('*') {
            Nesting::None
        } else {
            Nesting::Values
        };
        tree::spans(&sources, node, nesting);
    }
    if parsed.value.is_none() || parsed.has_errors() {
        return;
    }
    if let Some(text) = holds::corrected(&sources, file, &parsed.diagnostics) {
        let after = yaml::parse(&text, &map, &LIMITS);
        assert!(
            after.value.is_some() && !after.has_errors(),
            "corrected to {text:?}, which has {:?}",
            after.diagnostics
        );
    }
}
