//! Whole lines of `can-invoke batch`.

use can_invoke_policy::{
    Prepared, Silent, Trace, Verdict,
    batch::{Answer, Decider, Line, decide_line},
    decide,
};
use can_invoke_source::{FileId, Limits, OffsetMap, json};

use crate::holds::LIMITS;

/// The body of the target.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let result = decide_line(text, &LIMITS);
    assert_eq!(result, decide_line(text, &LIMITS));
    short_way(text);
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

/// Lines that share some of their policies with this one, and differ in others or in what
/// kind of policy they are read as.
const OTHERS: [(&str, &str); 3] = [
    ("Allow", "Deny"),
    ("sts:AssumeRole", "s3:GetObject"),
    ("\"}", "\" }"),
];

/// A decider answers as `decide_line` does: a line that it has never seen, one that it has,
/// and one of which it has seen a part.
fn short_way(text: &str) {
    let deep = Limits::default();
    // Under the second a line of some length must go the long way.
    let narrow = Limits {
        depth: deep.depth,
        ..LIMITS
    };
    for limits in [deep, narrow] {
        let mut decider = Decider::new(limits);
        let mut agrees = |text: &str| {
            let long: Answer<'_> = decide_line(text, &limits).into();
            assert_eq!(decider.decide(text), long, "{text}");
        };
        agrees(text);
        agrees(text);
        for (from, to) in OTHERS {
            agrees(&text.replace(from, to));
            agrees(text);
        }
    }
}
