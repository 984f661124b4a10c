//! What the actions and resources of a statement literally say.

use std::rc::Rc;

use super::{Place, callers::principal_hashes};
use crate::{
    arn::Segments,
    document::{Effect, Statement},
    pattern::{
        ResourceForm, ResourcePattern,
        wildcard::{literal_prefix, literal_suffix},
    },
};

/// What a text literally begins and ends with.
#[derive(Clone)]
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

/// What one action and one resource of a statement say.
#[derive(Clone)]
pub(super) struct Key {
    /// Of the action, in lower case.
    pub(super) action: Ends,
    /// Of the resource part of the ARN.
    pub(super) part: Ends,
    /// The hashes of those whom the statement names.
    pub(super) callers: Rc<[u64]>,
    pub(super) effect: Effect,
    pub(super) place: Place,
}

impl Key {
    /// The same where anything may stand before the text of the resource.
    pub(super) fn beginning_anywhere(&self) -> Self {
        let mut key = self.clone();
        key.part.begins.clear();
        key
    }
}

/// Where in the resource part of an ARN the text of a resource stands.
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

/// Every action of a statement with every resource. Where both lists are long the actions are
/// left out, so that the index is not much larger than the policy.
pub(super) fn of(statement: &Statement, place: Place) -> Vec<(TextPlace, Key)> {
    const MOST_PAIRS: usize = 256;
    let callers: Rc<[u64]> = principal_hashes(statement).into();
    let resources = resources(statement);
    let mut actions = actions(statement);
    if actions.len() > 1 && actions.len() * resources.len() > MOST_PAIRS {
        actions = vec![Ends::any()];
    }
    let mut keys = Vec::new();
    for action in actions {
        for (at, part) in &resources {
            let key = Key {
                action: action.clone(),
                part: part.clone(),
                callers: Rc::clone(&callers),
                effect: statement.effect,
                place,
            };
            keys.push((*at, key));
        }
    }
    keys
}

/// What the actions literally say; nothing for `NotAction`.
fn actions(statement: &Statement) -> Vec<Ends> {
    if statement.action.negated {
        return vec![Ends::any()];
    }
    let patterns = statement.action.patterns.iter();
    patterns
        .map(|pattern| Ends::of(&pattern.text.to_ascii_lowercase()))
        .collect()
}

/// What the resources literally say; nothing for `NotResource` and where there is no
/// resource element.
fn resources(statement: &Statement) -> Vec<(TextPlace, Ends)> {
    match &statement.resource {
        Some(resources) if !resources.negated => {
            resources.patterns.iter().filter_map(resource).collect()
        }
        _ => vec![(TextPlace::Whole, Ends::any())],
    }
}

fn resource(pattern: &ResourcePattern) -> Option<(TextPlace, Ends)> {
    let text = pattern.text.as_str();
    match &pattern.form {
        ResourceForm::All => Some((TextPlace::Whole, Ends::any())),
        ResourceForm::Arn(_) => Some(match Segments::cut(text) {
            Some(segments) if segments.head.contains("*:") => {
                (TextPlace::WholeOrLater, Ends::of(segments.part))
            }
            Some(segments) => (TextPlace::Whole, Ends::of(segments.part)),
            // Completed by `*`.
            None => (TextPlace::Whole, Ends::any()),
        }),
        ResourceForm::OwnApi(_) => {
            let path = text.strip_prefix("execute-api:").unwrap_or_default();
            Some((TextPlace::OwnApi, Ends::of(path)))
        }
        // It matches nothing.
        ResourceForm::Malformed => None,
    }
}
