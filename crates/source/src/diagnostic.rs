//! The one diagnostic type: what is wrong, where, and what to do.
//!
//! The voice: lower case, no full stop, what the user wrote in backticks, help apart.

use crate::{Edit, Span};

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing was changed by it.
    Note,
    /// The text departs from what AWS accepts, but its meaning is beyond doubt (or the
    /// part in question can never match); the answer goes on.
    Warning,
    /// The text cannot be read as what it should be; no verdict is given on it.
    Error,
}

/// A place in a text with a word about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to see there; may be empty.
    pub text: String,
}

/// A correction: edits that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What the edits do, as an imperative: `remove the trailing comma`.
    pub title: String,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

/// Something to tell about a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// A stable name such as `duplicate-key`; the same mistake always has the same name.
    pub code: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// Where; the first is the main place.
    pub primary: Label,
    /// Further places that explain it.
    pub secondary: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// The correction, where it is certain what was meant.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic with its main place.
    pub fn new(
        severity: Severity,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Diagnostic {
            severity,
            code,
            message: message.into(),
            primary: Label {
                span,
                text: String::new(),
            },
            secondary: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// An error.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message)
    }

    /// Writes a word at the main place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Offers a correction.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix {
            title: title.into(),
            edits,
        });
        self
    }

    /// Whether no verdict may be given on the text.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
