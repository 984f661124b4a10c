//! What must hold for spans, diagnostics and corrections, whoever made them.

use can_invoke_report::snippet;
use can_invoke_source::{Diagnostic, FileId, Limits, Parsed, Sources, Span, edit, parse_text};

/// Small, so that the limits are reached too and no input takes long.
pub(crate) const LIMITS: Limits = Limits {
    bytes: 1 << 16,
    depth: 48,
    nodes: 5_000,
};

/// A span lies in its file, on the boundaries of characters.
pub(crate) fn span(sources: &Sources, span: Span) {
    let file = sources.get(span.file).expect("a span of a known file");
    let text = file.text();
    assert!(
        text.get(span.range()).is_some(),
        "{span:?} is not in a text of {} bytes, or cuts a character",
        text.len()
    );
}

/// Diagnostics point into the text, their corrections can be applied, and they can be shown.
pub(crate) fn diagnostics(sources: &Sources, diagnostics: &[Diagnostic]) {
    for one in diagnostics {
        assert!(!one.code.is_empty() && !one.message.is_empty(), "{one:?}");
        span(sources, one.primary.span);
        for label in &one.secondary {
            span(sources, label.span);
        }
        if let Some(fix) = &one.fix {
            assert!(!fix.edits.is_empty(), "a correction without edits: {one:?}");
            let mut ordered: Vec<Span> = fix.edits.iter().map(|edit| edit.span).collect();
            ordered.sort();
            for edit in &ordered {
                span(sources, *edit);
            }
            for pair in ordered.windows(2) {
                let apart = pair[0].file != pair[1].file || pair[0].end <= pair[1].start;
                assert!(apart, "edits overlap: {one:?}");
            }
        }
        assert!(!snippet::diagnostic(one, sources).is_empty());
    }
}

/// Diagnostics of a reader of texts come in order of position.
pub(crate) fn in_order(diagnostics: &[Diagnostic]) {
    for pair in diagnostics.windows(2) {
        let at = |one: &Diagnostic| (one.primary.span.file, one.primary.span.start);
        assert!(at(&pair[0]) <= at(&pair[1]), "out of order: {pair:?}");
    }
}

/// The text of a file with the corrections of these diagnostics applied; `None` if there is
/// none of that file, or if the edits of several get in each other's way.
pub(crate) fn corrected<'d>(
    sources: &Sources,
    file: FileId,
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
) -> Option<String> {
    let mut edits: Vec<edit::Edit> = diagnostics
        .into_iter()
        .filter_map(|one| one.fix.as_ref())
        .flat_map(|fix| fix.edits.iter().cloned())
        .filter(|edit| edit.span.file == file)
        .collect();
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    let overlap = edits
        .windows(2)
        .any(|pair| pair[0].span.end > pair[1].span.start);
    if edits.is_empty() || overlap {
        return None;
    }
    Some(edit::apply(file, sources.text(file), &edits))
}

/// What a correction leaves can still be read, if the text could be read before.
pub(crate) fn corrections(sources: &Sources, diagnostics: &[Diagnostic]) {
    for one in diagnostics {
        for (file, source) in sources.iter() {
            let Some(text) = corrected(sources, file, [one]) else {
                continue;
            };
            if first_error(&parse_text(sources, file, &LIMITS)).is_some() {
                continue;
            }
            let mut after = Sources::new();
            let file = after.add(source.name(), text.as_str());
            let parsed = parse_text(&after, file, &LIMITS);
            let error = first_error(&parsed);
            assert!(
                error.is_none(),
                "the correction of {one:?} leaves {text:?}, and there {error:?}"
            );
        }
    }
}

/// A correction may make two keys the same, which is another thing to report.
fn first_error<T>(parsed: &Parsed<T>) -> Option<&Diagnostic> {
    let errors = parsed.diagnostics.iter().filter(|one| one.is_error());
    errors.clone().find(|one| one.code != "duplicate-key")
}
