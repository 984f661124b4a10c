//! JSON: spans, corrections, and agreement with another reader on what is strict JSON.

use can_invoke_source::{OffsetMap, Parsed, Severity, Sources, json, parse_bytes};

use crate::{
    holds::{self, LIMITS},
    tree::{self, Nesting},
};

/// The body of the target.
pub fn run(data: &[u8]) {
    // The front door first: bytes, encodings, documents inside of strings.
    for name in ["a.json", "a"] {
        let mut sources = Sources::new();
        let (_, parsed) = parse_bytes(&mut sources, name, data, &LIMITS);
        holds::diagnostics(&sources, &parsed.diagnostics);
        if let Some(node) = &parsed.value {
            tree::spans(&sources, node, Nesting::None);
        }
    }

    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut sources = Sources::new();
    sources.add("other", "");
    let file = sources.add("a.json", text);
    let map = OffsetMap::identity(file, 0);
    let parsed = json::parse(text, &map, &LIMITS);
    let again = json::parse(text, &map, &LIMITS);
    assert_eq!(parsed.value, again.value);
    assert_eq!(parsed.diagnostics, again.diagnostics);
    holds::diagnostics(&sources, &parsed.diagnostics);
    holds::in_order(&parsed.diagnostics);
    assert!(
        parsed.value.is_some() || parsed.has_errors(),
        "neither a value nor an error"
    );
    if let Some(node) = &parsed.value {
        tree::spans(&sources, node, Nesting::All);
    }
    agrees_with_other_reader(text, &parsed);
    corrections_hold(&sources, file, &parsed);
}

type Read = Parsed<Option<can_invoke_source::Node>>;

fn agrees_with_other_reader(text: &str, parsed: &Read) {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(other) => {
            // What only we object to: limits, and keys that stand twice.
            let ours = ["duplicate-key", "too-deep", "too-large", "too-many-values"];
            let objects = |code: &str| ours.contains(&code) || code == "more-of-the-same";
            let strange = parsed.diagnostics.iter().find(|one| !objects(one.code));
            assert!(strange.is_none(), "strict JSON, but {strange:?}");
            if parsed.diagnostics.is_empty() {
                let node = parsed.value.as_ref().expect("a value");
                assert!(tree::is_json(node, &other), "{node:?} is not {other:?}");
            }
        }
        Err(error) => {
            // It refuses numbers beyond a 64-bit float and escaped halves of a character.
            let message = error.to_string();
            let lenient = [
                "number out of range",
                "surrogate",
                "hex escape",
                "recursion",
            ];
            let strict = !lenient.iter().any(|one| message.contains(one));
            assert!(
                !(strict && parsed.diagnostics.is_empty()),
                "we say nothing, but: {message}"
            );
        }
    }
}

/// A departure from strict JSON that is only warned of has one meaning, and its correction
/// keeps that meaning.
fn corrections_hold(sources: &Sources, file: can_invoke_source::FileId, parsed: &Read) {
    let (Some(before), false) = (&parsed.value, parsed.has_errors()) else {
        return;
    };
    let Some(text) = holds::corrected(sources, file, &parsed.diagnostics) else {
        return;
    };
    let map = OffsetMap::identity(file, 0);
    let after = json::parse(&text, &map, &LIMITS);
    let value = after.value.as_ref();
    assert!(
        value.is_some_and(|after| tree::says_the_same(before, after)),
        "corrected to {text:?}, which says something else: {:?}",
        after.diagnostics
    );
    // Of one kind only so many are listed, and only those are corrected.
    let listed_all = !parsed
        .diagnostics
        .iter()
        .any(|one| one.severity == Severity::Note);
    if listed_all && parsed.diagnostics.iter().all(|one| one.fix.is_some()) {
        assert!(
            after.diagnostics.is_empty(),
            "corrected to {text:?}, and still {:?}",
            after.diagnostics
        );
    }
}
