//! What was read twice, as one: two APIs lead to the same function, two principals pass the
//! same role.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::collected::Collected;

/// Leaves each thing once.
pub(super) fn together(collected: &mut Collected) {
    by(&mut collected.principals, &["arn"]);
    by(&mut collected.apis, &["id"]);
    by(&mut collected.domain_names, &["name", "id"]);
    by(&mut collected.functions, &["arn"]);
    by(&mut collected.vpc_links, &["id"]);
    by(&mut collected.vpc_endpoints, &["id"]);
    if let Some(plans) = &mut collected.usage_plans {
        by(plans, &["id"]);
    }
    let mut seen = BTreeSet::new();
    let accounts = &mut collected.standalone_accounts;
    accounts.retain(|account| seen.insert(account.clone()));
    let mut seen = BTreeSet::new();
    collected
        .documents
        .retain(|(name, _)| seen.insert(name.clone()));
    // What a document tells of all of an account counts before what was read of one.
    let told = |lists: &[&str], name: &str| -> BTreeSet<String> {
        let documents = collected.documents.iter();
        let lists = documents.flat_map(|(_, document)| lists.iter().map(|key| document.get(*key)));
        let items = lists.flatten().filter_map(Value::as_array).flatten();
        items
            .filter_map(|item| item.get(name)?.as_str())
            .map(str::to_owned)
            .collect()
    };
    let principals = told(&["UserDetailList", "RoleDetailList"], "Arn");
    let endpoints = told(&["VpcEndpoints"], "VpcEndpointId");
    let is_told = |entry: &Value, key: &str, told: &BTreeSet<String>| {
        let name = entry.get(key).and_then(Value::as_str);
        name.is_some_and(|name| told.contains(name))
    };
    let entries = &mut collected.principals;
    entries.retain(|entry| !is_told(entry, "arn", &principals));
    let entries = &mut collected.vpc_endpoints;
    entries.retain(|entry| !is_told(entry, "id", &endpoints));
}

/// Leaves one entry of those that agree in these keys, with what either knows. The first of
/// the keys must be there.
fn by(entries: &mut Vec<Value>, keys: &[&str]) {
    let mut places: BTreeMap<Vec<Option<String>>, usize> = BTreeMap::new();
    let mut once: Vec<Value> = Vec::new();
    for entry in entries.drain(..) {
        let name = |key: &&str| entry.get(*key)?.as_str().map(str::to_owned);
        let names: Vec<Option<String>> = keys.iter().map(name).collect();
        let known = match names.first() {
            Some(Some(_)) => places.get(&names).copied(),
            _ => None,
        };
        match known.and_then(|place| once.get_mut(place)) {
            Some(known) => add(known, entry),
            None => {
                places.insert(names, once.len());
                once.push(entry);
            }
        }
    }
    *entries = once;
}

/// Adds the keys that are not there. What was read first counts where both say something,
/// but for the versions and aliases of functions, of which each reading knows its own.
fn add(known: &mut Value, more: Value) {
    let (Value::Object(known), Value::Object(more)) = (known, more) else {
        return;
    };
    for (key, value) in more {
        match known.get_mut(&key) {
            None => {
                known.insert(key, value);
            }
            Some(there) if matches!(key.as_str(), "aliases" | "versions") => add(there, value),
            Some(_) => {}
        }
    }
}
