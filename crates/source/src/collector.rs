//! Gathers the diagnostics of one text, bounded and in order of position.

use crate::{Diagnostic, Severity};

/// How many diagnostics of one code are kept for one text. A file with a million comments
/// has one thing wrong with it, not a million; and no single code may push out another.
const MOST_OF_ONE_CODE: usize = 100;

/// A list of diagnostics under construction.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    kept: Vec<Diagnostic>,
    counts: Vec<(&'static str, usize)>,
}

impl Collector {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let code = diagnostic.code;
        let count = match self.counts.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                self.counts.push((code, 1));
                1
            }
        };
        if count <= MOST_OF_ONE_CODE {
            self.kept.push(diagnostic);
        }
    }

    /// The diagnostics in order of position, and for each code that went over the bound a
    /// note at the last one kept that says how many more there are.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.kept.sort_by_key(order);
        for (code, count) in self.counts {
            let more = count.saturating_sub(MOST_OF_ONE_CODE);
            let last = self.kept.iter().rposition(|kept| kept.code == code);
            if let (1.., Some(index)) = (more, last) {
                let span = self.kept.get(index).map(|kept| kept.primary.span);
                if let Some(span) = span {
                    let note = Diagnostic::new(
                        Severity::Note,
                        "more-of-the-same",
                        span,
                        format!("{more} more of `{code}` are not listed"),
                    );
                    self.kept.insert(index + 1, note);
                }
            }
        }
        self.kept
    }
}

/// What diagnostics are sorted by: file, then position.
pub(crate) fn order(diagnostic: &Diagnostic) -> (u32, u32, u32) {
    let span = diagnostic.primary.span;
    (span.file.0, span.start, span.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, Span};

    fn at(code: &'static str, start: usize) -> Diagnostic {
        Diagnostic::error(code, Span::new(FileId(0), start, start), "")
    }

    #[test]
    fn diagnostics_come_in_order_of_position() {
        let mut collector = Collector::default();
        collector.push(at("b", 5));
        collector.push(at("a", 2));
        let codes: Vec<_> = collector.finish().iter().map(|d| d.code).collect();
        assert_eq!(codes, ["a", "b"]);
    }

    #[test]
    fn one_code_cannot_push_out_another() {
        let mut collector = Collector::default();
        for index in 0..1000 {
            collector.push(at("many", index));
        }
        collector.push(at("one", 5000));
        let finished = collector.finish();
        assert_eq!(finished.len(), MOST_OF_ONE_CODE + 2);
        assert_eq!(finished.last().unwrap().code, "one");
        assert_eq!(
            finished[MOST_OF_ONE_CODE].message,
            "900 more of `many` are not listed"
        );
    }
}
