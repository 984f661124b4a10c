//! APIs that somebody names, by an id or by a custom domain name: they are looked for in every
//! account and Region that can be asked.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::{Reach, apis, domains, entry};
use crate::{
    ask::{Ask, Place, Refusal, RefusalKind},
    collected::{Collected, NotReadable},
    door::Door,
    operation::Operation,
    wanted::WantedApi,
};

/// What was found in one place.
pub(super) type Found = (Place, Collected);

/// Looks for APIs; what is found comes with its place, what is found nowhere is noted.
pub(super) async fn find(
    door: &impl Door,
    reach: &[Reach],
    wanted: &[&WantedApi],
) -> (Vec<Found>, Vec<NotReadable>) {
    let mut found: Vec<Found> = Vec::new();
    let mut not_readable = Vec::new();
    let mut known = BTreeSet::new();
    let each_once: Vec<&WantedApi> = wanted
        .iter()
        .copied()
        .filter(|api| match api {
            WantedApi::Id { id, .. } => known.insert(id.clone()),
            WantedApi::Domain(name) => known.insert(name.to_ascii_lowercase()),
        })
        .collect();
    let searches = each_once.iter().map(|api| async move {
        match api {
            WantedApi::Id { id, region } => one(door, &places(reach, region.as_deref()), id).await,
            WantedApi::Domain(name) => of_domain(door, &places(reach, None), name).await,
        }
    });
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for (more, notes) in join_all(searches).await {
        for (place, collected) in more {
            let new = |api: &serde_json::Value| {
                let id = entry::text(api, "id");
                id.is_none_or(|id| !ids.contains(id))
            };
            // A domain name may lead to an API that is named too.
            if collected.domain_names.is_empty() && !collected.apis.iter().all(new) {
                continue;
            }
            let more = collected
                .apis
                .iter()
                .filter_map(|api| entry::text(api, "id"));
            let more: Vec<String> = more.map(str::to_owned).collect();
            ids.extend(more);
            found.push((place, collected));
        }
        not_readable.extend(notes);
    }
    (found, not_readable)
}

/// Every account in a Region, or in the Regions that are read of it.
fn places(reach: &[Reach], region: Option<&str>) -> Vec<Place> {
    match region {
        None => reach.iter().flat_map(Reach::places).collect(),
        Some(region) => reach
            .iter()
            .map(|reach| Place {
                account: reach.account.clone(),
                region: region.to_owned(),
            })
            .collect(),
    }
}

async fn one(door: &impl Door, places: &[Place], id: &str) -> (Vec<Found>, Vec<NotReadable>) {
    let answers = join_all(places.iter().map(|place| apis::one(door, place, id))).await;
    let mut refused = Vec::new();
    for (place, answer) in places.iter().zip(answers) {
        match answer {
            // Ids are unique in a Region, and an API has one owner.
            Ok(Some(collected)) => return (vec![(place.clone(), collected)], Vec::new()),
            Ok(None) => {}
            Err(note) => refused.push(*note),
        }
    }
    let summary = nowhere(places, Operation::GetRestApi, ("restApiId", id), "API");
    refused.push(summary);
    (Vec::new(), refused)
}

async fn of_domain(
    door: &impl Door,
    places: &[Place],
    name: &str,
) -> (Vec<Found>, Vec<NotReadable>) {
    let answers = places
        .iter()
        .map(|place| domains::one_domain(door, place, name));
    let mut found: Vec<Found> = Vec::new();
    let mut refused = Vec::new();
    for (place, answer) in places.iter().zip(join_all(answers).await) {
        match answer {
            Ok(Some(collected)) => found.push((place.clone(), collected)),
            Ok(None) => {}
            Err(note) => refused.push(*note),
        }
    }
    if found.is_empty() {
        let operation = Operation::GetRestDomainNames;
        let fact = "custom domain name";
        refused.push(nowhere(places, operation, ("domainName", name), fact));
        return (found, refused);
    }
    // An account that does not say whether it has the name too could hide a private one.
    let mut not_readable = refused;
    let mapped: Vec<(Place, String)> = found
        .iter()
        .flat_map(|(place, collected)| {
            let ids = domains::mapped_apis(collected).into_iter();
            ids.map(|id| (place.clone(), id))
        })
        .collect();
    let searches = mapped.iter().map(|(place, id)| async move {
        // A domain name leads to APIs of its own account and Region.
        one(door, std::slice::from_ref(place), id).await
    });
    for (more, notes) in join_all(searches).await {
        found.extend(more);
        not_readable.extend(notes);
    }
    (found, not_readable)
}

/// The note of something that is nowhere.
fn nowhere(
    places: &[Place],
    operation: Operation,
    (parameter, name): (&str, &str),
    fact: &str,
) -> NotReadable {
    let nobody = Place {
        account: String::new(),
        region: String::new(),
    };
    let first = places.first().unwrap_or(&nobody);
    let looked: Vec<String> = places
        .iter()
        .map(|place| format!("account {} in {}", place.account, place.region))
        .collect();
    let refusal = Refusal {
        kind: RefusalKind::NotFound,
        code: None,
        message: if looked.is_empty() {
            "no account and Region can be asked; `--region` says which Region".to_owned()
        } else {
            format!("it was found nowhere: looked for in {}", looked.join(", "))
        },
    };
    let ask = Ask::new(first, operation);
    let ask = match operation {
        Operation::GetRestApi => ask.with(parameter, name),
        _ => ask,
    };
    *entry::note(name, fact, ask, refusal)
}
