//! Usage plans with the names of their API keys. The values of keys are never asked for.
//!
//! Sources: API Gateway API reference, `API_GetUsagePlans`, `API_GetUsagePlanKeys`,
//! `API_GetApiKeys`.

use std::collections::BTreeSet;

use futures_util::future::{join, join_all};
use serde_json::{Map, Value, json};

use super::entry::{self, items, text, unexpected};
use crate::{
    ask::{Ask, Place},
    collected::{Collected, NotReadable},
    door::Door,
    operation::Operation,
};

/// The usage plans of an account and Region. The keys of a plan are asked for if it is for one
/// of the APIs `only`, or always.
pub(crate) async fn read(
    door: &impl Door,
    place: &Place,
    only: Option<&BTreeSet<String>>,
) -> Collected {
    let mut collected = Collected::default();
    let of_plans = Ask::new(place, Operation::GetUsagePlans);
    let of_keys = Ask::new(place, Operation::GetApiKeys).with("includeValues", "false");
    let plans_fact = format!("usage plans in {}", place.region);
    let keys_fact = format!("API keys in {}", place.region);
    let (plans, keys) = join(
        entry::read(door, of_plans.clone(), &place.account, &plans_fact),
        entry::read(door, of_keys.clone(), &place.account, &keys_fact),
    )
    .await;
    match keys.as_ref().map(api_keys) {
        Ok(Some(Value::Null)) => {}
        Ok(Some(document)) => {
            let name = format!("{}/{}/get-api-keys.json", place.account, place.region);
            collected.documents.push((name, document));
        }
        Ok(None) => {
            let refusal = unexpected("the answer does not list API keys by their names");
            let note = entry::note(&place.account, &keys_fact, of_keys, refusal);
            collected.not_readable.push(*note);
        }
        Err(note) => collected.not_readable.push((**note).clone()),
    }
    let listed = match plans {
        Ok(answer) => items(&answer, "items").map(<[Value]>::to_vec),
        Err(note) => {
            collected.not_readable.push(*note);
            return collected;
        }
    };
    let Some(listed) = listed else {
        let refusal = unexpected("the answer lists no usage plans");
        let note = entry::note(&place.account, &plans_fact, of_plans, refusal);
        collected.not_readable.push(*note);
        return collected;
    };
    let read = listed.iter().map(|plan| one(door, place, plan, only));
    let mut plans = Vec::new();
    for (plan, note) in join_all(read).await {
        collected.not_readable.extend(note);
        match plan {
            Some(plan) => plans.push(plan),
            None => {
                // A list without this plan would look complete.
                let refusal = unexpected("the answer has a usage plan without an id");
                let note = entry::note(&place.account, &plans_fact, of_plans, refusal);
                collected.not_readable.push(*note);
                return collected;
            }
        }
    }
    collected.usage_plans = Some(plans);
    collected
}

async fn one(
    door: &impl Door,
    place: &Place,
    plan: &Value,
    only: Option<&BTreeSet<String>>,
) -> (Option<Value>, Option<NotReadable>) {
    let Some(id) = text(plan, "id") else {
        return (None, None);
    };
    let mut found = Map::new();
    found.insert("id".to_owned(), json!(id));
    found.insert("name".to_owned(), json!(text(plan, "name").unwrap_or(id)));
    let stages = plan.get("apiStages").and_then(Value::as_array);
    let stages: Option<Vec<(&str, &str)>> = stages
        .into_iter()
        .flatten()
        .map(|stage| Some((text(stage, "apiId")?, text(stage, "stage")?)))
        .collect();
    if let Some(stages) = &stages {
        let written = stages.iter().map(|(api, stage)| format!("{api}/{stage}"));
        found.insert("stages".to_owned(), json!(written.collect::<Vec<_>>()));
    }
    let is_wanted = match (only, &stages) {
        (Some(only), Some(stages)) => stages.iter().any(|(api, _)| only.contains(*api)),
        _ => true,
    };
    if !is_wanted {
        return (Some(json!(found)), None);
    }
    let ask = Ask::new(place, Operation::GetUsagePlanKeys).with("usagePlanId", id);
    let fact = format!("API keys of usage plan {id}");
    let note = match entry::read(door, ask.clone(), &place.account, &fact).await {
        Ok(answer) => match names(&answer) {
            Some(names) => {
                found.insert("keys".to_owned(), json!(names));
                None
            }
            None => {
                let refusal = unexpected("the answer does not list API keys by their names");
                Some(*entry::note(&place.account, &fact, ask, refusal))
            }
        },
        Err(note) => Some(*note),
    };
    (Some(json!(found)), note)
}

fn names(answer: &Value) -> Option<Vec<String>> {
    let items = items(answer, "items")?.iter();
    items
        .map(|item| text(item, "name").map(str::to_owned))
        .collect()
}

/// The names of all keys and whether they are enabled, as `get-api-keys` has it; null where
/// there are none.
fn api_keys(answer: &Value) -> Option<Value> {
    let items = items(answer, "items")?;
    if items.is_empty() {
        return Some(Value::Null);
    }
    let kept: Option<Vec<Value>> = items
        .iter()
        .map(|item| {
            let id = text(item, "id")?;
            let enabled = item.get("enabled")?.as_bool()?;
            // A key without a name is in no question, which names them.
            Some(match text(item, "name") {
                Some(name) => json!({ "id": id, "name": name, "enabled": enabled }),
                None => json!({ "id": id, "enabled": enabled }),
            })
        })
        .collect();
    Some(json!({ "items": kept? }))
}
