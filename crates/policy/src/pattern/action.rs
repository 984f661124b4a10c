//! Patterns of the `Action` and `NotAction` elements.
//!
//! Source: IAM user guide, `reference_policies_elements_action`: prefix and name are
//! case-insensitive, `*` and `?` may stand anywhere in them.

use can_invoke_source::Span;

use super::Glob;

/// One entry of `Action` or `NotAction`.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionPattern {
    /// As it is written.
    pub text: String,
    /// Where it is written.
    pub span: Span,
    /// The lower-cased pattern.
    glob: Glob,
}

impl ActionPattern {
    /// Prepares an entry. Blanks and commas are kept: AWS neither trims nor splits.
    pub fn new(text: &str, span: Span) -> Self {
        ActionPattern {
            text: text.to_owned(),
            span,
            glob: Glob::wildcard(&text.to_ascii_lowercase()),
        }
    }

    /// Whether an action, lower-cased (`execute-api:invoke`), matches.
    pub fn matches(&self, lowercase_action: &str) -> bool {
        self.glob.matches(lowercase_action)
    }
}
