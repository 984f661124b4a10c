//! What the actions and resources of a statement literally say.

use crate::{
    arn::Segments,
    document::Statement,
    pattern::{ResourceForm, ResourcePattern},
};

/// What a text literally begins and ends with.
pub(super) struct Ends {
    pub(super) begins: String,
    pub(super) ends: String,
}

impl Ends {
    /// Of any text.
    fn any() -> Self {
        Ends {
            begins: String::new(),
            ends: String::new(),
        }
    }

    fn of(text: &str) -> Self {
        Ends {
            begins: literal_prefix(text).to_owned(),
            ends: literal_suffix(text).to_owned(),
        }
    }
}

/// What the actions literally say; nothing for `NotAction`.
pub(super) fn action_keys(statement: &Statement) -> Vec<Ends> {
    if statement.action.negated {
        return vec![Ends::any()];
    }
    let patterns = statement.action.patterns.iter();
    patterns
        .map(|pattern| Ends::of(&pattern.text.to_ascii_lowercase()))
        .collect()
}

/// What one resource of a statement literally says of the resource part of an ARN.
pub(super) struct ResourceKey {
    pub(super) text: Ends,
    pub(super) place: TextPlace,
}

/// Where in the resource part the text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TextPlace {
    /// It is the whole resource part.
    Whole,
    /// The same, or it begins at a later colon, because a wildcard before it reaches that
    /// far.
    WholeOrLater,
    /// It is what follows the id of an API: an abbreviated resource.
    OwnApi,
}

/// What the resources literally say; nothing for `NotResource` and where there is no
/// resource element.
pub(super) fn resource_keys(statement: &Statement) -> Vec<ResourceKey> {
    match &statement.resource {
        Some(resources) if !resources.negated => {
            resources.patterns.iter().filter_map(key_of).collect()
        }
        _ => vec![any_resource()],
    }
}

fn any_resource() -> ResourceKey {
    ResourceKey {
        text: Ends::any(),
        place: TextPlace::Whole,
    }
}

fn key_of(pattern: &ResourcePattern) -> Option<ResourceKey> {
    let text = pattern.text.as_str();
    Some(match &pattern.form {
        ResourceForm::All => any_resource(),
        ResourceForm::Arn(_) => match Segments::cut(text) {
            // Completed by `*`.
            None => any_resource(),
            Some(segments) => ResourceKey {
                text: Ends::of(segments.part),
                place: if segments.head.contains("*:") {
                    TextPlace::WholeOrLater
                } else {
                    TextPlace::Whole
                },
            },
        },
        ResourceForm::OwnApi(_) => ResourceKey {
            text: Ends::of(text.strip_prefix("execute-api:").unwrap_or_default()),
            place: TextPlace::OwnApi,
        },
        // It matches nothing.
        ResourceForm::Malformed => return None,
    })
}

/// The text up to its first wildcard or variable.
fn literal_prefix(text: &str) -> &str {
    let end = text.find(['*', '?', '$']).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The text after its last wildcard or variable. What follows a variable is not told from
/// what is in it, so that a text with variables has no literal end.
fn literal_suffix(text: &str) -> &str {
    if text.contains('$') {
        return "";
    }
    let start = text.rfind(['*', '?']).map_or(0, |at| at + 1);
    text.get(start..).unwrap_or_default()
}
