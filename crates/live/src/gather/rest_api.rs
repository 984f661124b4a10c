//! A REST API: what it holds, and what its stages serve.
//!
//! Sources: API Gateway API reference, `API_GetRestApi`, `API_GetResources`,
//! `API_GetAuthorizers`, `API_GetStages`.

use std::{collections::BTreeSet, future::Future};

use futures_util::future::{join_all, join4};
use serde_json::{Map, Value, json};

use super::{
    deployed::{self, Saved, Served},
    entry::{self, Entry, Finished, items, text},
    integration_form::Words,
    policy_text, route_form, variables,
};
use crate::{
    ask::{Ask, Place},
    collected::NotReadable,
    door::Door,
    operation::Operation,
};

/// The four answers about what an API holds.
pub(super) struct Answers {
    api: Result<Value, Box<NotReadable>>,
    resources: Result<Value, Box<NotReadable>>,
    authorizers: Result<Value, Box<NotReadable>>,
    stages: Result<Value, Box<NotReadable>>,
}

impl Answers {
    /// Whether any of them tells of such an API.
    pub(super) fn tell(&self) -> bool {
        let all = [&self.api, &self.resources, &self.authorizers, &self.stages];
        all.iter().any(|answer| answer.is_ok())
    }

    /// Why the API itself could not be read.
    pub(super) fn refusal(self) -> Option<Box<NotReadable>> {
        self.api.err()
    }
}

/// Asks for the API itself.
pub(super) async fn itself(
    door: &impl Door,
    place: &Place,
    id: &str,
) -> Result<Value, Box<NotReadable>> {
    let [api, ..] = asks(place, id);
    entry::read(door, api, id, "resource policy").await
}

/// Asks for the rest of what an API holds. `api` is the answer of [`itself`].
pub(super) async fn ask(
    door: &impl Door,
    place: &Place,
    id: &str,
    api: impl Future<Output = Result<Value, Box<NotReadable>>>,
) -> Answers {
    let [_, resources, authorizers, stages] = asks(place, id);
    let (api, resources, authorizers, stages) = join4(
        api,
        entry::read(door, resources, id, "routes"),
        entry::read(door, authorizers, id, "authorizers"),
        entry::read(door, stages, id, "stages"),
    )
    .await;
    Answers {
        api,
        resources,
        authorizers,
        stages,
    }
}

fn asks(place: &Place, id: &str) -> [Ask; 4] {
    let ask = |operation| Ask::new(place, operation).with("restApiId", id);
    [
        ask(Operation::GetRestApi),
        ask(Operation::GetResources).with("embed", "methods"),
        ask(Operation::GetRestAuthorizers),
        ask(Operation::GetRestStages),
    ]
}

/// An API from its answers, after asking what its stages serve.
pub(super) async fn read(door: &impl Door, place: &Place, id: &str, answers: Answers) -> Finished {
    let base = json!({
        "id": id, "kind": "REST", "account": place.account, "region": place.region,
    });
    let mut entry = Entry::new("apis", id, &base);
    let [of_api, of_resources, of_authorizers, of_stages] = asks(place, id);
    let folder = format!("{}/{}/{id}", place.account, place.region);
    let mut saved = Saved::default();
    let mut referred = BTreeSet::new();
    let mut is_every_reference_known = true;

    match answers.api {
        Ok(api) => facts(&mut entry, &api, &of_api, &mut saved),
        Err(note) => entry.refused(*note),
    }
    let authorizers = answers.authorizers.map(without_prose);
    match answers.resources.map(without_prose) {
        Ok(resources) => {
            variables::collect(&resources, &mut referred);
            saved.routes = route_form::of_resources(&resources, authorizers.as_ref().ok());
            let name = format!("{folder}/get-resources.json");
            match items(&resources, "items") {
                Some([]) => entry.key("routes", json!({}), "routes", &of_resources),
                _ => entry.output(name, resources, "routes", &of_resources),
            }
        }
        Err(note) => {
            is_every_reference_known = false;
            entry.refused(*note);
        }
    }
    match authorizers {
        Ok(authorizers) => {
            variables::collect(&authorizers, &mut referred);
            saved.authorizers = route_form::authorizers(&authorizers, Words::Rest);
            let name = format!("{folder}/get-authorizers.json");
            match items(&authorizers, "items") {
                Some([]) => entry.key("authorizers", json!({}), "authorizers", &of_authorizers),
                _ => entry.output(name, authorizers, "authorizers", &of_authorizers),
            }
        }
        Err(note) => {
            is_every_reference_known = false;
            entry.refused(*note);
        }
    }
    match answers.stages {
        Ok(answer) => match items(&answer, "item") {
            Some(stages) => {
                let served = stages
                    .iter()
                    .map(|stage| deployed::rest(door, place, id, stage, &saved));
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

/// What bears on nothing is not taken.
pub(super) fn without_prose(mut answer: Value) -> Value {
    for list in ["items", "Items"] {
        let items = answer.get_mut(list).and_then(Value::as_array_mut);
        for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
            for key in ["description", "Description", "tags", "Tags"] {
                item.remove(key);
            }
        }
    }
    answer
}

/// What `GetRestApi` tells.
fn facts(entry: &mut Entry, api: &Value, ask: &Ask, saved: &mut Saved) {
    if let Some(name) = text(api, "name") {
        entry.key("name", json!(name), "name", ask);
    }
    let types = api.pointer("/endpointConfiguration/types");
    match types.and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) => entry.key("endpoint-type", only.clone(), "endpoint type", ask),
        _ => entry.not_told("endpoint type", ask, "the answer does not name one type"),
    }
    if let Some(flag) = api
        .get("disableExecuteApiEndpoint")
        .filter(|one| one.is_boolean())
    {
        let fact = "default endpoint";
        entry.key("disable-execute-api-endpoint", flag.clone(), fact, ask);
    }
    if let Some(source) = text(api, "apiKeySource") {
        entry.key("api-key-source", json!(source), "source of API keys", ask);
    }
    let policy = api.get("policy").filter(|policy| !policy.is_null());
    let policy = match policy {
        None => Some(None),
        Some(Value::String(text)) if text.trim().is_empty() => Some(None),
        Some(Value::String(text)) => policy_text::plain(text).map(Some),
        Some(_) => None,
    };
    match &policy {
        Some(None) => entry.key("resource-policy", json!("none"), "resource policy", ask),
        Some(Some(text)) => {
            entry.key("resource-policy", json!(text), "resource policy", ask);
        }
        None => entry.not_told("resource policy", ask, "the policy is no JSON document"),
    }
    saved.policy = policy;
}

/// The stages with what they serve, and without the stage variables that nothing refers to.
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
        let Some(name) = text(stage, "stageName") else {
            return entry.not_told("stages", ask, "the answer has a stage without a name");
        };
        found.insert("name".to_owned(), json!(name));
        if let Some(names) = names {
            let used = variables::used(stage.get("variables"), names);
            found.insert("variables".to_owned(), used);
        }
        let acl = text(stage, "webAclArn").unwrap_or("none");
        found.insert("web-acl".to_owned(), json!(acl));
        for note in served.not_readable {
            entry.refused(note);
        }
        let canary = stage.get("canarySettings");
        if let Some(canary) = canary.and_then(|canary| text(canary, "deploymentId"))
            && Some(canary) != text(stage, "deploymentId")
        {
            let fact = format!("deployment that the canary of stage {name} serves");
            let message = "a part of the requests goes to another deployment, which is not read";
            entry.not_told(&fact, ask, message);
        }
        plain.push(json!(found));
        if let Some(deployed) = served.deployed {
            found.insert("deployed".to_owned(), deployed);
        }
        written.push(json!(found));
    }
    entry.key_or("stages", json!(written), json!(plain), "stages", ask);
}
