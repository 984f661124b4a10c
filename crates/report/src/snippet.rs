//! Source snippets with labels, as rustc draws them.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};
use can_invoke_source::{Diagnostic, Fix, Label, Severity, SourceFile, Sources, Span};

/// What stands before the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `error`.
    Error,
    /// `warning`.
    Warning,
    /// `note`.
    Note,
}

/// A titled message with places in files.
#[derive(Clone, Debug)]
pub struct Message<'m> {
    /// What stands before the title.
    pub kind: Kind,
    /// The stable name in brackets, if any.
    pub code: Option<&'m str>,
    /// The title.
    pub title: &'m str,
    /// The places; the first is the main one.
    pub labels: Vec<(Label, bool)>,
    /// What to do.
    pub help: Option<&'m str>,
    /// The correction.
    pub fix: Option<&'m Fix>,
}

/// Draws a diagnostic, with ANSI colours; strip them where they are not wanted.
pub fn diagnostic(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let kind = match diagnostic.severity {
        Severity::Error => Kind::Error,
        Severity::Warning => Kind::Warning,
        Severity::Note => Kind::Note,
    };
    let mut labels = vec![(diagnostic.primary.clone(), true)];
    labels.extend(
        diagnostic
            .secondary
            .iter()
            .cloned()
            .map(|label| (label, false)),
    );
    message(
        &Message {
            kind,
            code: Some(diagnostic.code),
            title: &diagnostic.message,
            labels,
            help: diagnostic.help.as_deref(),
            fix: diagnostic.fix.as_ref(),
        },
        sources,
    )
}

/// Draws a message, with ANSI colours.
pub fn message(message: &Message<'_>, sources: &Sources) -> String {
    let level = match message.kind {
        Kind::Error => Level::ERROR,
        Kind::Warning => Level::WARNING,
        Kind::Note => Level::NOTE,
    };
    let mut title = level.primary_title(printable(message.title));
    if let Some(code) = message.code {
        title = title.id(code);
    }
    let mut main = Group::with_title(title);
    let mut files: Vec<_> = message
        .labels
        .iter()
        .map(|(label, _)| label.span.file)
        .collect();
    files.dedup();
    for file in files {
        let Some(source) = sources.get(file) else {
            continue;
        };
        let of_file: Vec<&(Label, bool)> = message
            .labels
            .iter()
            .filter(|(label, _)| label.span.file == file)
            .collect();
        let Some((first, _)) = of_file.first() else {
            continue;
        };
        let at = source.line_column(first.span.start as usize);
        let window = Window::around(source, of_file.iter().map(|(label, _)| label.span));
        if window.is_clipped {
            // The place in the file cannot be counted from a part of a line.
            main = main.element(
                Origin::path(source.name().to_owned())
                    .line(at.line)
                    .char_column(at.column),
            );
        }
        let annotations = of_file.iter().filter_map(|(label, is_primary)| {
            let range = window.place(source, label.span)?;
            let kind = if *is_primary {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            let text = (!label.text.is_empty()).then(|| printable(&label.text));
            Some(kind.span(range).label(text))
        });
        main = main.element(
            Snippet::source(window.text(source))
                .line_start(window.first_line)
                .path((!window.is_clipped).then(|| source.name().to_owned()))
                .fold(true)
                .annotations(annotations),
        );
    }
    if let Some(help) = message.help {
        main = main.element(Level::HELP.message(printable(help)));
    }
    let mut report = vec![main];
    report.extend(message.fix.and_then(|fix| fix_group(fix, sources)));
    let mut drawn = Renderer::styled().render(&report);
    drawn.push('\n');
    drawn
}

/// The correction as a small diff. One that reaches over a large part of a file is only
/// told by its title.
fn fix_group<'f>(fix: &'f Fix, sources: &Sources) -> Option<Group<'f>> {
    let file = fix.edits.first()?.span.file;
    let source = sources.get(file)?;
    let title = Level::HELP.secondary_title(printable(&fix.title));
    let window = Window::around(source, fix.edits.iter().map(|edit| edit.span));
    let patches: Option<Vec<Patch<'f>>> = fix
        .edits
        .iter()
        .map(|edit| {
            let range = window.exact(edit.span)?;
            Some(Patch::new(range, edit.replacement.as_str()))
        })
        .collect();
    match patches {
        Some(patches) if !window.is_clipped => Some(
            Group::with_title(title).element(
                Snippet::source(window.text(source))
                    .line_start(window.first_line)
                    .patches(patches),
            ),
        ),
        _ => Some(Group::with_title(title)),
    }
}

/// The part of a file that is drawn: whole lines, unless they are too long for anybody to
/// read.
struct Window {
    range: Range<usize>,
    first_line: usize,
    is_clipped: bool,
}

/// The most text that is drawn of one place, in bytes.
const MOST_TEXT: usize = 16 * 1024;

/// How much of an overlong line is drawn before the place, in bytes.
const LEAD: usize = 60;

/// How much of an overlong line is drawn from the place on, in bytes.
const TAIL: usize = 120;

impl Window {
    fn around(source: &SourceFile, spans: impl Iterator<Item = Span> + Clone) -> Window {
        let first = spans.clone().next();
        let start = spans
            .clone()
            .map(|span| span.start as usize)
            .min()
            .unwrap_or(0);
        let end = spans
            .map(|span| shortened(source, span).end)
            .max()
            .unwrap_or(start);
        let first_line = source.line_column(start).line;
        let last_line = source.line_column(end).line;
        // A byte-order mark stands before the first line.
        let whole_start = source.line_range(first_line).start.min(start);
        let whole = whole_start..source.line_range(last_line).end;
        if whole.len() <= MOST_TEXT {
            return Window {
                range: whole,
                first_line,
                is_clipped: false,
            };
        }
        let at = first.map_or(start, |span| span.start as usize);
        let line = source.line_column(at).line;
        let line_range = source.line_range(line);
        let text = source.text();
        let from = text.floor_char_boundary(at.saturating_sub(LEAD).max(line_range.start));
        let to = text.floor_char_boundary((at + TAIL).min(line_range.end.max(at)));
        Window {
            range: from..to.max(from),
            first_line: line,
            is_clipped: true,
        }
    }

    /// The text to draw. Control characters would move the marks out of place, so each is
    /// drawn as one character of the same length.
    fn text(&self, source: &SourceFile) -> String {
        let text = source.text().get(self.range.clone()).unwrap_or_default();
        text.chars()
            .map(|character| match character {
                '\n' | '\t' | '\r' => character,
                _ if character.is_ascii_control() => '?',
                // Invisible; this one is seen, and as long.
                '\u{feff}' => '\u{fffd}',
                _ => character,
            })
            .collect()
    }

    /// Where a span stands in the window; spans over several lines are drawn on their first.
    fn place(&self, source: &SourceFile, span: Span) -> Option<Range<usize>> {
        let range = shortened(source, span);
        let start = range.start.checked_sub(self.range.start)?;
        let end = range
            .end
            .min(self.range.end)
            .checked_sub(self.range.start)?;
        (start <= end && start <= self.range.len()).then_some(start..end)
    }

    fn exact(&self, span: Span) -> Option<Range<usize>> {
        let range = span.range();
        let start = range.start.checked_sub(self.range.start)?;
        let end = range.end.checked_sub(self.range.start)?;
        (end <= self.range.len()).then_some(start..end)
    }
}

/// A span over more than three lines, cut to its first line.
fn shortened(source: &SourceFile, span: Span) -> Range<usize> {
    let range = span.range();
    let end = range.end.min(source.text().len());
    let first = source.line_column(range.start).line;
    let last = source.line_column(end).line;
    if last > first + 2 {
        range.start..source.line_range(first).end.max(range.start)
    } else {
        range.start..end.max(range.start)
    }
}

/// The most characters of a message that are drawn: nobody reads more.
const MOST_CHARACTERS: usize = 2000;

/// Text without control characters, and of bounded length.
fn printable(text: &str) -> String {
    let mut characters = text.chars();
    let mut printable: String = characters
        .by_ref()
        .take(MOST_CHARACTERS)
        .map(
            |character| {
                if is_unsafe(character) { '?' } else { character }
            },
        )
        .collect();
    if characters.next().is_some() {
        printable.push('…');
    }
    printable
}

/// Control characters, and those that turn the direction of the text: with them a document
/// could forge lines of the answer or command the terminal.
pub(crate) fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}
