//! The APIs of an account and Region: all of them, or one.

use futures_util::future::{join, join_all, ready};
use serde_json::Value;

use super::{
    entry::{self, Finished, items, text},
    http_api, rest_api,
};
use crate::{
    ask::{Ask, Place, RefusalKind},
    collected::{Collected, NotReadable},
    door::Door,
    operation::Operation,
};

/// All REST, HTTP and WebSocket APIs of an account and Region, in the order in which AWS lists
/// them. Each is read while the others are; the door says how many at a time.
pub(crate) async fn all(door: &impl Door, place: &Place) -> Collected {
    let (rest, other) = join(all_rest(door, place), all_other(door, place)).await;
    let mut collected = rest;
    collected.join(other);
    collected
}

/// The API of an id; none if the account has none of it in the Region.
///
/// # Errors
///
/// What was refused, if it cannot be said whether there is such an API.
pub(crate) async fn one(
    door: &impl Door,
    place: &Place,
    id: &str,
) -> Result<Option<Collected>, Box<NotReadable>> {
    let ask = http_api::ask(place, id);
    let (rest, other) = join(
        rest_api::itself(door, place, id),
        entry::read(door, ask.clone(), id, "kind of API"),
    )
    .await;
    if let Ok(api) = &other {
        let finished = http_api::read(door, place, id, api, &ask).await;
        return Ok(Some(collect([finished])));
    }
    let is_not_found = |note: &NotReadable| note.refusal.kind == RefusalKind::NotFound;
    if !rest.as_ref().is_err_and(|note| is_not_found(note)) {
        // Whoever may not read the API itself may still read what it holds.
        let answers = rest_api::ask(door, place, id, ready(rest)).await;
        if answers.tell() {
            let finished = rest_api::read(door, place, id, answers).await;
            return Ok(Some(collect([finished])));
        }
        return answers.refusal().map_or(Ok(None), Err);
    }
    match other {
        Err(note) if !is_not_found(&note) => Err(note),
        _ => Ok(None),
    }
}

async fn all_rest(door: &impl Door, place: &Place) -> Collected {
    let ask = Ask::new(place, Operation::GetRestApis);
    let fact = format!("REST APIs in {}", place.region);
    let ids = match listed(door, &ask, place, &fact, ("items", "id")).await {
        Ok(items) => items,
        Err(note) => return refused(*note),
    };
    let read = ids.iter().map(|(id, _)| async move {
        let itself = rest_api::itself(door, place, id);
        let answers = rest_api::ask(door, place, id, itself).await;
        rest_api::read(door, place, id, answers).await
    });
    collect(join_all(read).await)
}

async fn all_other(door: &impl Door, place: &Place) -> Collected {
    let ask = &Ask::new(place, Operation::GetApis);
    let fact = format!("HTTP and WebSocket APIs in {}", place.region);
    let apis = match listed(door, ask, place, &fact, ("Items", "ApiId")).await {
        Ok(items) => items,
        Err(note) => return refused(*note),
    };
    let read = apis
        .iter()
        .map(|(id, api)| async move { http_api::read(door, place, id, api, ask).await });
    collect(join_all(read).await)
}

/// The items of a list with their ids.
async fn listed(
    door: &impl Door,
    ask: &Ask,
    place: &Place,
    fact: &str,
    (list, key): (&str, &str),
) -> Result<Vec<(String, Value)>, Box<NotReadable>> {
    let answer = entry::read(door, ask.clone(), &place.account, fact).await?;
    let found = items(&answer, list).and_then(|items| {
        let ids = items.iter();
        ids.map(|item| Some((text(item, key)?.to_owned(), item.clone())))
            .collect()
    });
    found.ok_or_else(|| {
        let refusal = entry::unexpected("the answer does not list APIs with their ids");
        entry::note(&place.account, fact, ask.clone(), refusal)
    })
}

fn refused(note: NotReadable) -> Collected {
    Collected {
        not_readable: vec![note],
        ..Collected::default()
    }
}

fn collect(all: impl IntoIterator<Item = Finished>) -> Collected {
    let mut collected = Collected::default();
    for one in all {
        collected.apis.extend(one.entry);
        collected.files.extend(one.files);
        collected.not_readable.extend(one.not_readable);
    }
    collected
}
