//! Custom domain names, what their paths lead to, and who may reach private ones.
//!
//! Sources: API Gateway API reference, `API_GetDomainNames`, `API_GetBasePathMappings`,
//! `API_GetDomainNameAccessAssociations`; version 2 API reference, `domainnames`,
//! `domainnames-domainname-apimappings`.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::{join, join_all};
use serde_json::{Map, Value, json};

use super::{
    entry::{self, Entry, Finished, items, text, unexpected},
    policy_text,
};
use crate::{
    ask::{Ask, Place, RefusalKind},
    collected::{Collected, NotReadable},
    door::Door,
    operation::Operation,
};

/// All custom domain names of an account and Region.
pub(crate) async fn all(door: &impl Door, place: &Place) -> Collected {
    match read(door, place, None).await {
        Ok(collected) => collected,
        Err(note) => Collected {
            not_readable: vec![*note],
            ..Collected::default()
        },
    }
}

/// The custom domain name of a name, in any case of letters; none if the account has none of
/// it in the Region. There may be several private ones of a name.
///
/// # Errors
///
/// What was refused, if it cannot be said whether there is such a name.
pub(crate) async fn one_domain(
    door: &impl Door,
    place: &Place,
    name: &str,
) -> Result<Option<Collected>, Box<NotReadable>> {
    let collected = read(door, place, Some(name)).await?;
    Ok((!collected.domain_names.is_empty()).then_some(collected))
}

/// The ids of the APIs that custom domain names lead to.
pub(crate) fn mapped_apis(domains: &Collected) -> BTreeSet<String> {
    let mappings = domains.domain_names.iter().flat_map(|domain| {
        let mappings = domain.get("mappings").and_then(Value::as_array);
        mappings.into_iter().flatten()
    });
    mappings
        .filter_map(|mapping| text(mapping, "api").map(str::to_owned))
        .collect()
}

async fn read(
    door: &impl Door,
    place: &Place,
    only: Option<&str>,
) -> Result<Collected, Box<NotReadable>> {
    let of_rest = Ask::new(place, Operation::GetRestDomainNames);
    let of_other = Ask::new(place, Operation::GetDomainNames);
    let fact = format!("custom domain names in {}", place.region);
    let of = only.unwrap_or(&place.account);
    let (rest, other) = join(
        entry::read(door, of_rest.clone(), of, &fact),
        entry::read(door, of_other.clone(), of, &fact),
    )
    .await;
    let rest = rest?;
    let Some(listed) = items(&rest, "items") else {
        let refusal = unexpected("the answer lists no custom domain names");
        return Err(entry::note(of, &fact, of_rest, refusal));
    };
    let is_wanted = |item: &&Value| match (only, text(item, "domainName")) {
        (None, _) => true,
        (Some(only), name) => name.is_some_and(|name| name.eq_ignore_ascii_case(only)),
    };
    let wanted: Vec<&Value> = listed.iter().filter(is_wanted).collect();
    let associations = if wanted.iter().any(|item| is_private(item)) {
        Some(associations(door, place).await)
    } else {
        None
    };
    let modes = modes(&other);
    let read = wanted
        .iter()
        .map(|item| one(door, place, item, &of_rest, &modes, associations.as_ref()));
    let mut collected = Collected::default();
    for finished in join_all(read).await {
        collected.domain_names.extend(finished.entry);
        collected.not_readable.extend(finished.not_readable);
    }
    Ok(collected)
}

/// The routing modes by names; or why they are not known.
type Modes<'a> = Result<BTreeMap<String, Option<String>>, &'a NotReadable>;

fn modes(answer: &Result<Value, Box<NotReadable>>) -> Modes<'_> {
    let answer = answer.as_ref().map_err(|note| &**note)?;
    let items = items(answer, "Items").unwrap_or_default().iter();
    let modes = items.filter_map(|item| {
        let name = text(item, "DomainName")?.to_ascii_lowercase();
        Some((name, text(item, "RoutingMode").map(str::to_owned)))
    });
    Ok(modes.collect())
}

fn endpoint_type(item: &Value) -> Option<&str> {
    let types = item.pointer("/endpointConfiguration/types")?.as_array()?;
    match types.as_slice() {
        [only] => only.as_str(),
        _ => None,
    }
}

fn is_private(item: &Value) -> bool {
    endpoint_type(item) == Some("PRIVATE")
}

async fn one(
    door: &impl Door,
    place: &Place,
    item: &Value,
    ask: &Ask,
    modes: &Modes<'_>,
    associations: Option<&Associations>,
) -> Finished {
    let name = text(item, "domainName").unwrap_or_default();
    let mut base = Map::new();
    base.insert("name".to_owned(), json!(name));
    base.insert("account".to_owned(), json!(place.account));
    base.insert("region".to_owned(), json!(place.region));
    let id = text(item, "domainNameId").filter(|_| is_private(item));
    if let Some(id) = id {
        base.insert("id".to_owned(), json!(id));
    }
    let base = json!(base);
    let mut entry = Entry::new("domain-names", name, &base);
    match endpoint_type(item) {
        Some(kind) => entry.key("endpoint-type", json!(kind), "endpoint type", ask),
        None => entry.not_told("endpoint type", ask, "the answer does not name one type"),
    }
    let trust_store = item.pointer("/mutualTlsAuthentication/truststoreUri");
    let has_trust_store = trust_store
        .and_then(Value::as_str)
        .is_some_and(|uri| !uri.is_empty());
    entry.key("mutual-tls", json!(has_trust_store), "mutual TLS", ask);
    if is_private(item) {
        policy(&mut entry, item, ask);
        match associations {
            Some(Ok(associations)) => {
                let arn = text(item, "domainNameArn").unwrap_or_default();
                let own: Vec<&str> = associations
                    .iter()
                    .filter(|(of, _)| of == arn)
                    .map(|(_, endpoint)| endpoint.as_str())
                    .collect();
                let ask = association_ask(place, OWNERS[0]);
                entry.key(
                    "access-associations",
                    json!(own),
                    "access associations",
                    &ask,
                );
            }
            Some(Err(note)) => {
                let refusal = note.refusal.clone();
                let fact = "access associations";
                entry.refused(*entry::note(name, fact, note.ask.clone(), refusal));
            }
            None => {}
        }
    }
    let mode = match (text(item, "routingMode"), modes) {
        (Some(mode), _) => Ok(Some(mode)),
        (None, Ok(modes)) => Ok(modes
            .get(&name.to_ascii_lowercase())
            .and_then(Option::as_deref)),
        // Private ones have no routing rules.
        (None, Err(_)) if is_private(item) => Ok(None),
        (None, Err(note)) => Err(note),
    };
    match mode {
        Ok(None | Some("API_MAPPING_ONLY")) => mappings(&mut entry, door, place, name, id).await,
        Ok(Some(_)) => {
            let message = "routing rules of custom domain names are not read";
            entry.not_told("routing rules", ask, message);
        }
        Err(note) => {
            let refusal = note.refusal.clone();
            entry.refused(*entry::note(
                name,
                "routing mode",
                note.ask.clone(),
                refusal,
            ));
        }
    }
    entry.finish()
}

/// The policy of a private domain name; one without has no such key.
fn policy(entry: &mut Entry, item: &Value, ask: &Ask) {
    match text(item, "policy").map(policy_text::plain) {
        None => entry.key("policy", json!("none"), "policy", ask),
        Some(Some(text)) => entry.key("policy", json!(text), "policy", ask),
        Some(None) => entry.not_told("policy", ask, "the policy is no JSON document"),
    }
}

/// What the paths lead to. The newer operation shows mappings of every kind of API and with
/// several segments, and knows no private domain names.
async fn mappings(
    entry: &mut Entry,
    door: &impl Door,
    place: &Place,
    name: &str,
    id: Option<&str>,
) {
    const FACT: &str = "mappings";
    let newer = Ask::new(place, Operation::GetApiMappings).with("DomainName", name);
    let older = Ask::new(place, Operation::GetBasePathMappings).with("domainName", name);
    let older = match id {
        Some(id) => older.with("domainNameId", id),
        None => older,
    };
    let mut ask = newer.clone();
    let mut answer = if id.is_some() {
        ask = older.clone();
        entry::read(door, older.clone(), name, FACT).await
    } else {
        entry::read(door, newer, name, FACT).await
    };
    // A name that was listed, and that only the newer operation does not know.
    if id.is_none()
        && let Err(note) = &answer
        && note.refusal.kind == RefusalKind::NotFound
    {
        ask = older.clone();
        answer = entry::read(door, older, name, FACT).await;
    }
    let answer = match answer {
        Ok(answer) => answer,
        Err(note) => return entry.refused(*note),
    };
    let (list, path, api, stage) = if ask.operation == Operation::GetApiMappings {
        ("Items", "ApiMappingKey", "ApiId", "Stage")
    } else {
        ("items", "basePath", "restApiId", "stage")
    };
    let found: Option<Vec<Value>> = items(&answer, list).and_then(|all| {
        let all = all.iter();
        all.map(|item| {
            let mut mapping = Map::new();
            let path = text(item, path).unwrap_or("(none)");
            mapping.insert("path".to_owned(), json!(path));
            mapping.insert("api".to_owned(), json!(text(item, api)?));
            if let Some(stage) = text(item, stage).filter(|stage| *stage != "(none)") {
                mapping.insert("stage".to_owned(), json!(stage));
            }
            Some(json!(mapping))
        })
        .collect()
    });
    match found {
        Some(found) => entry.key("mappings", json!(found), FACT, &ask),
        None => entry.not_told(FACT, &ask, "the answer has a mapping without an API"),
    }
}

/// Domain names by ARN with the VPC endpoints that have an access association.
type Associations = Result<Vec<(String, String)>, Box<NotReadable>>;

/// An association may belong to another account than the domain name.
const OWNERS: [&str; 2] = ["SELF", "OTHER_ACCOUNTS"];

fn association_ask(place: &Place, owner: &str) -> Ask {
    Ask::new(place, Operation::GetDomainNameAccessAssociations).with("resourceOwner", owner)
}

async fn associations(door: &impl Door, place: &Place) -> Associations {
    const FACT: &str = "access associations";
    let [own, others] = OWNERS.map(|owner| {
        let ask = association_ask(place, owner);
        async move { entry::read(door, ask, &place.account, FACT).await }
    });
    let (own, others) = join(own, others).await;
    let mut found = Vec::new();
    for (answer, owner) in [own?, others?].iter().zip(OWNERS) {
        let listed = items(answer, "items").and_then(|all| {
            let all = all.iter();
            all.map(|item| {
                let arn = text(item, "domainNameArn")?;
                let endpoint = text(item, "accessAssociationSource")?;
                Some((arn.to_owned(), endpoint.to_owned()))
            })
            .collect::<Option<Vec<_>>>()
        });
        match listed {
            Some(listed) => found.extend(listed),
            None => {
                let refusal = unexpected("the answer does not list access associations");
                let ask = association_ask(place, owner);
                return Err(entry::note(&place.account, FACT, ask, refusal));
            }
        }
    }
    Ok(found)
}
