//! A question that cannot be asked, as what it is about could not be read.

use super::topic::{Topic, topics};
use crate::{
    inventory::{Inventory, NotReadable},
    query::QueryError,
};

/// The API that a question names is not in the inventory, and that is why.
pub(crate) fn of_api(inventory: &Inventory, id: &str) -> Option<QueryError> {
    let exactly = inventory.not_readable.iter().find(|note| note.of == id);
    let note = exactly.or_else(|| list(inventory, Topic::Apis))?;
    Some(error(note, &format!("API `{id}`"), note.of == id))
}

/// The inventory holds no API, and that is why.
pub(crate) fn of_apis(inventory: &Inventory) -> Option<QueryError> {
    let mut notes = inventory.not_readable.iter();
    let note = notes.find(|note| topics(note).contains(&Topic::Apis))?;
    let what = if list(inventory, Topic::Apis) == Some(note) {
        format!("{} of account {}", note.fact, note.of)
    } else {
        format!("API `{}`", note.of)
    };
    Some(error(note, &what, true))
}

/// The custom domain name that a question names is not in the inventory, or what its paths
/// lead to is not, and that is why.
pub(crate) fn of_domain_name(inventory: &Inventory, name: &str) -> Option<QueryError> {
    let exactly = inventory.not_readable.iter().find(|note| note.of == name);
    let note = exactly.or_else(|| list(inventory, Topic::DomainNames))?;
    let what = format!("custom domain name `{name}`");
    if exactly.is_some() && topics(note).contains(&Topic::Mappings) {
        return Some(error(note, &format!("the {} of {what}", note.fact), true));
    }
    Some(error(note, &what, exactly.is_some()))
}

/// The list of an account that could not be read.
fn list(inventory: &Inventory, topic: Topic) -> Option<&NotReadable> {
    let mut notes = inventory.not_readable.iter();
    notes.find(|note| {
        can_invoke_policy::arn::is_account_id(&note.of) && topics(note).contains(&topic)
    })
}

fn error(note: &NotReadable, what: &str, is_itself: bool) -> QueryError {
    let message = if is_itself {
        format!("{what} could not be read: {}", note.refusal())
    } else {
        format!(
            "the inventory has no {what}, and the {} of account {} could not be read: {}",
            note.fact,
            note.of,
            note.refusal()
        )
    };
    QueryError::new(message, note.remedy())
}
