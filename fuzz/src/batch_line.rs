//! Whole lines of `can-invoke batch`.

use can_invoke_policy::{
    Prepared, Silent, Trace, Verdict,
    batch::{Line, decide_line},
    decide,
};
use can_invoke_source::{FileId, OffsetMap, json};

use crate::holds::LIMITS;

/// The body of the target.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let result = decide_line(text, &LIMITS);
    assert_eq!(result, decide_line(text, &LIMITS));
    let verdict = match &result.outcome {
        Ok(verdict) => *verdict,
        Err(error) => {
            assert!(!error.message.is_empty());
            assert!(
                text.is_char_boundary(error.offset),
                "byte {} of a line of {} bytes",
                error.offset,
                text.len()
            );
            return;
        }
    };
    assert_ne!(
        verdict,
        Verdict::Depends,
        "the context of a line is complete"
    );

    let map = OffsetMap::identity(FileId(0), 0);
    let node = json::parse(text, &map, &LIMITS)
        .value
        .expect("a line was decided");
    let line = Line::read(&node, &LIMITS).expect("a line was decided");
    let layers = line.layers();
    let silent = decide(&line.request, &layers, &mut Silent);
    let traced = decide(&line.request, &layers, &mut Trace::default());
    assert_eq!(silent, traced, "the trace makes a difference");
    assert_eq!(silent.verdict, verdict);
    assert_eq!(Prepared::new(layers).verdict(&line.request), verdict);
    assert!(silent.not_given.is_empty() && silent.provisos.is_empty());
}
