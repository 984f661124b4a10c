//! An HTTP or WebSocket API: what it holds, and what its stages serve.
//!
//! Source: API Gateway version 2 API reference, `apis-apiid`, `apis-apiid-routes`,
//! `apis-apiid-integrations`, `apis-apiid-authorizers`, `apis-apiid-stages`.

use std::collections::BTreeSet;

use futures_util::future::{join_all, join4};
use serde_json::{Map, Value, json};

use super::{
    deployed::{self, Saved, Served},
    entry::{self, Entry, Finished, items, text},
    integration_form::Words,
    rest_api::without_prose,
    route_form, variables,
};
use crate::{
    ask::{Ask, Place},
    door::Door,
    operation::Operation,
};

/// What of `GetApi` bears on calls.
const API_KEYS: [&str; 5] = [
    "ApiId",
    "Name",
    "ProtocolType",
    "DisableExecuteApiEndpoint",
    "ApiKeySelectionExpression",
];

/// The question for one API.
pub(super) fn ask(place: &Place, id: &str) -> Ask {
    Ask::new(place, Operation::GetApi).with("ApiId", id)
}

/// Reads an API of which is known what `GetApi`, or an item of `GetApis`, tells; `ask` is the
/// question that told it.
pub(super) async fn read(
    door: &impl Door,
    place: &Place,
    id: &str,
    api: &Value,
    ask: &Ask,
) -> Finished {
    let base = json!({
        "id": id, "kind": api.get("ProtocolType"),
        "account": place.account, "region": place.region,
    });
    let mut entry = Entry::new("apis", id, &base);
    let folder = format!("{}/{}/{id}", place.account, place.region);
    let mut kept = Map::new();
    for key in API_KEYS {
        if let Some(value) = api.get(key) {
            kept.insert(key.to_owned(), value.clone());
        }
    }
    let name = format!("{folder}/get-api.json");
    entry.output(name, json!(kept), "default endpoint", ask);

    let of = |operation| Ask::new(place, operation).with("ApiId", id);
    let lists = [
        (Operation::GetRoutes, "routes", "get-routes"),
        (
            Operation::GetIntegrations,
            "integrations",
            "get-integrations",
        ),
        (Operation::GetAuthorizers, "authorizers", "get-authorizers"),
    ];
    let of_stages = of(Operation::GetStages);
    let [routes, integrations, authorizers] = lists;
    let (routes, integrations, authorizers, stages) = join4(
        entry::read(door, of(routes.0), id, routes.1),
        entry::read(door, of(integrations.0), id, integrations.1),
        entry::read(door, of(authorizers.0), id, authorizers.1),
        entry::read(door, of_stages.clone(), id, "stages"),
    )
    .await;
    let answers = [routes, integrations, authorizers].map(|answer| answer.map(without_prose));
    let saved = match &answers {
        [Ok(routes), integrations, authorizers] => Saved {
            routes: route_form::of_routes(
                routes,
                integrations.as_ref().ok(),
                authorizers.as_ref().ok(),
            ),
            authorizers: authorizers
                .as_ref()
                .ok()
                .and_then(|answer| route_form::authorizers(answer, Words::Version2)),
            policy: None,
        },
        _ => Saved::default(),
    };

    let mut referred = BTreeSet::new();
    let mut is_every_reference_known = true;
    for (answer, (operation, key, file)) in answers.into_iter().zip(lists) {
        match answer {
            Ok(answer) => {
                variables::collect(&answer, &mut referred);
                match items(&answer, "Items") {
                    Some([]) => entry.key(key, json!({}), key, &of(operation)),
                    _ => {
                        let name = format!("{folder}/{file}.json");
                        entry.output(name, answer, key, &of(operation));
                    }
                }
            }
            Err(note) => {
                is_every_reference_known = false;
                entry.refused(*note);
            }
        }
    }
    match stages {
        Ok(answer) => match items(&answer, "Items") {
            Some(stages) => {
                let served = stages
                    .iter()
                    .map(|stage| serves(door, place, id, api, stage, &saved));
                let served = join_all(served).await;
                for one in &served {
                    referred.extend(one.variables.iter().cloned());
                }
                let names = is_every_reference_known.then_some(&referred);
                write_stages(&mut entry, stages, served, names, &of_stages);
            }
            None => entry.not_told("stages", &of_stages, "the answer lists no stages"),
        },
        Err(note) => entry.refused(*note),
    }
    entry.finish()
}

/// What a stage serves. One that deploys by itself serves what the API holds, unless its last
/// deployment failed.
async fn serves(
    door: &impl Door,
    place: &Place,
    id: &str,
    api: &Value,
    stage: &Value,
    saved: &Saved,
) -> Served {
    let message = text(stage, "LastDeploymentStatusMessage").unwrap_or_default();
    let is_current = !message.to_ascii_lowercase().contains("fail");
    if stage.get("AutoDeploy") == Some(&json!(true)) && is_current {
        return Served {
            deployed: Some(json!({})),
            ..Served::default()
        };
    }
    if text(api, "ProtocolType") == Some("HTTP") {
        return deployed::http(door, place, id, stage, saved).await;
    }
    let name = text(stage, "StageName").unwrap_or_default();
    let ask = Ask::new(place, Operation::GetStages).with("ApiId", id);
    let refusal = entry::unexpected("API Gateway does not export WebSocket APIs");
    let fact = format!("routes that stage {name} serves");
    Served {
        not_readable: vec![*entry::note(id, &fact, ask, refusal)],
        ..Served::default()
    }
}

fn write_stages(
    entry: &mut Entry,
    stages: &[Value],
    served: Vec<Served>,
    names: Option<&BTreeSet<String>>,
    ask: &Ask,
) {
    let mut written = Vec::new();
    let mut plain = Vec::new();
    for (stage, served) in stages.iter().zip(served) {
        let mut found = Map::new();
        let Some(name) = text(stage, "StageName") else {
            return entry.not_told("stages", ask, "the answer has a stage without a name");
        };
        found.insert("name".to_owned(), json!(name));
        let flag = stage.get("AutoDeploy").and_then(Value::as_bool);
        found.insert("auto-deploy".to_owned(), json!(flag.unwrap_or(false)));
        if let Some(names) = names {
            let used = variables::used(stage.get("StageVariables"), names);
            found.insert("variables".to_owned(), used);
        }
        for note in served.not_readable {
            entry.refused(note);
        }
        plain.push(json!(found));
        if let Some(deployed) = served.deployed {
            found.insert("deployed".to_owned(), deployed);
        }
        written.push(json!(found));
    }
    entry.key_or("stages", json!(written), json!(plain), "stages", ask);
}
