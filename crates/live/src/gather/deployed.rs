//! What a stage serves, where that may not be what the API holds now.
//!
//! API Gateway has no operation that gives a deployment back. Two tell of it: `GetDeployment`
//! lists the methods of a REST API with how they authorize, and an export of the stage says
//! more, in OpenAPI. What both leave open is taken to be as the API holds it only where
//! nothing speaks against it.
//!
//! Sources: API Gateway API reference, `API_GetDeployment`, `API_MethodSnapshot`,
//! `API_GetExport`; version 2 API reference, `apis-apiid-exports-specification`,
//! `apis-apiid-stages-stagename`.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join;
use serde_json::{Map, Value, json};

use super::{
    authorizer_form,
    entry::{self, text},
    export::{self, Export},
    integration_form::Words,
    policy_text,
    route_form::Form,
    variables,
};
use crate::{
    ask::{Ask, Place},
    collected::NotReadable,
    door::Door,
    operation::Operation,
};

/// What an API holds now, as far as it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Saved {
    pub(super) routes: Option<BTreeMap<String, Form>>,
    pub(super) authorizers: Option<BTreeMap<String, Value>>,
    /// The text of the resource policy; `Some(None)` if there is none.
    pub(super) policy: Option<Option<String>>,
}

/// What a stage serves.
#[derive(Clone, Debug, Default)]
pub(super) struct Served {
    /// `deployed` of the stage; none if it is not known whether it differs.
    pub(super) deployed: Option<Value>,
    /// The stage variables that it refers to.
    pub(super) variables: BTreeSet<String>,
    pub(super) not_readable: Vec<NotReadable>,
}

/// Asks what a stage of a REST API serves.
pub(super) async fn rest(
    door: &impl Door,
    place: &Place,
    id: &str,
    stage: &Value,
    saved: &Saved,
) -> Served {
    let mut served = Served::default();
    let (Some(name), Some(deployment)) = (text(stage, "stageName"), text(stage, "deploymentId"))
    else {
        return served;
    };
    let of_deployment = Ask::new(place, Operation::GetRestDeployment)
        .with("restApiId", id)
        .with("deploymentId", deployment)
        .with("embed", "apisummary");
    let of_export = Ask::new(place, Operation::GetExport)
        .with("restApiId", id)
        .with("stageName", name)
        .with("exportType", "oas30")
        .with("accepts", "application/json")
        .with("extensions", "apigateway,authorizers");
    let routes_fact = format!("routes that stage {name} serves");
    let export_fact = format!("integrations that stage {name} serves");
    let policy_fact = format!("resource policy that stage {name} serves");
    let (deployment, export) = join(
        entry::read(door, of_deployment.clone(), id, &routes_fact),
        entry::read(door, of_export.clone(), id, &export_fact),
    )
    .await;

    let summary = match &deployment {
        Ok(answer) => summary(answer),
        Err(note) => {
            served.not_readable.push((**note).clone());
            None
        }
    };
    if deployment.is_ok() && summary.is_none() {
        let refusal = entry::unexpected("the answer does not say how the methods authorize");
        let note = entry::note(id, &routes_fact, of_deployment, refusal);
        served.not_readable.push(*note);
    }
    let export = served.export(export, &of_export, id, &export_fact, Words::RestExport);

    let mut found = Map::new();
    found.insert("id".to_owned(), stage["deploymentId"].clone());
    let is_told = summary.is_some() && export.is_some();
    let is_same = compare(&mut found, summary, export.as_ref(), saved, true) && is_told;
    let policy = policy(&mut found, export.as_ref(), saved);
    if policy == Policy::NotTold {
        let refusal = match served.not_readable.iter().find(|one| one.ask == of_export) {
            Some(note) => note.refusal.clone(),
            None => entry::unexpected(
                "the export shows no resource policy, which does not say that there is none",
            ),
        };
        let note = entry::note(id, &policy_fact, of_export, refusal);
        served.not_readable.push(*note);
    }
    if found.len() > 1 || (is_same && policy == Policy::Same) {
        served.deployed = Some(json!(found));
    }
    served
}

/// Asks what a stage of an HTTP API serves that does not deploy every change at once.
pub(super) async fn http(
    door: &impl Door,
    place: &Place,
    id: &str,
    stage: &Value,
    saved: &Saved,
) -> Served {
    let mut served = Served::default();
    let Some(name) = text(stage, "StageName") else {
        return served;
    };
    let ask = Ask::new(place, Operation::ExportApi)
        .with("ApiId", id)
        .with("StageName", name)
        .with("Specification", "OAS30")
        .with("OutputType", "JSON")
        .with("IncludeExtensions", "true");
    let fact = format!("routes that stage {name} serves");
    let answer = entry::read(door, ask.clone(), id, &fact).await;
    let export = served.export(answer, &ask, id, &fact, Words::HttpExport);
    let mut found = Map::new();
    if let Some(deployment) = stage.get("DeploymentId") {
        found.insert("id".to_owned(), deployment.clone());
    }
    let count = found.len();
    let is_same = compare(&mut found, None, export.as_ref(), saved, false);
    let routes = found.get("routes").and_then(Value::as_object);
    let mut routes = routes.into_iter().flatten();
    if let Some((route, _)) = routes.find(|(_, form)| form.get("authorization").is_none()) {
        let message = format!("the export does not say how {route} authorizes");
        let refusal = entry::unexpected(message);
        let note = entry::note(id, &fact, ask, refusal);
        served.not_readable.push(*note);
    }
    if found.len() > count || (is_same && export.is_some()) {
        served.deployed = Some(json!(found));
    }
    served
}

impl Served {
    /// The export in an answer, and the stage variables that it refers to.
    fn export(
        &mut self,
        answer: Result<Value, Box<NotReadable>>,
        ask: &Ask,
        of: &str,
        fact: &str,
        words: Words,
    ) -> Option<Export> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(note) => {
                self.not_readable.push(*note);
                return None;
            }
        };
        let Some(document) = export::document(&answer) else {
            let refusal = entry::unexpected("the answer is no OpenAPI document");
            let note = entry::note(of, fact, ask.clone(), refusal);
            self.not_readable.push(*note);
            return None;
        };
        variables::collect(&document, &mut self.variables);
        Some(export::read(&document, words))
    }
}

/// The methods of a deployment with how they authorize.
fn summary(answer: &Value) -> Option<BTreeMap<String, Form>> {
    let paths = answer.get("apiSummary")?.as_object()?;
    let mut found = BTreeMap::new();
    for (path, methods) in paths {
        for (verb, method) in methods.as_object()? {
            let form = Form {
                authorization: Some(method.get("authorizationType")?.as_str()?.to_owned()),
                is_api_key_required: Some(
                    method
                        .get("apiKeyRequired")
                        .and_then(Value::as_bool)
                        .unwrap_or(false),
                ),
                ..Form::default()
            };
            found.insert(format!("{verb} {path}"), form);
        }
    }
    Some(found)
}

/// Writes the routes and authorizers that differ from those of the API; whether none does,
/// as far as can be seen.
fn compare(
    found: &mut Map<String, Value>,
    summary: Option<BTreeMap<String, Form>>,
    export: Option<&Export>,
    saved: &Saved,
    has_api_keys: bool,
) -> bool {
    let routes = match (summary, export) {
        (Some(mut routes), export) => {
            for (key, form) in &mut routes {
                if let Some(said) = export.and_then(|export| export.routes.get(key)) {
                    form.authorizer.clone_from(&said.authorizer);
                    form.scopes.clone_from(&said.scopes);
                    form.integration.clone_from(&said.integration);
                }
            }
            routes
        }
        (None, Some(export)) => {
            let mut routes = export.routes.clone();
            for (key, form) in &mut routes {
                let known = saved.routes.as_ref().and_then(|routes| routes.get(key));
                agree(form, known);
            }
            routes
        }
        (None, None) => return false,
    };
    let is_same = saved.routes.as_ref().is_some_and(|known| {
        known.len() == routes.len()
            && routes.iter().all(|(key, form)| {
                let known = known.get(key);
                form.authorization.is_some() && known.is_some_and(|known| !known.differs(form))
            })
    });
    if !is_same {
        let native = routes
            .iter()
            .map(|(key, form)| (key.clone(), form.native(has_api_keys)))
            .collect::<Map<_, _>>();
        found.insert("routes".to_owned(), json!(native));
    }
    // An operation without an integration does not say that there is none.
    let is_same = is_same && routes.values().all(|form| form.integration.is_some());
    let Some(export) = export else {
        return is_same;
    };
    let are_same = saved.authorizers.as_ref().is_some_and(|known| {
        let mut all = export.authorizers.iter();
        all.all(|(name, one)| {
            let known = known.get(name);
            known.is_some_and(|known| !authorizer_form::differ(known, one))
        })
    });
    if !are_same && !export.authorizers.is_empty() {
        found.insert("authorizers".to_owned(), json!(export.authorizers));
    }
    is_same && (are_same || export.authorizers.is_empty())
}

/// An operation that asks for nothing says so by silence, and so does one of which the export
/// does not tell how it authorizes. Only where the API holds an open route too, silence is
/// taken for that.
fn agree(form: &mut Form, saved: Option<&Form>) {
    if form.authorization.is_none()
        && saved.and_then(|saved| saved.authorization.as_deref()) == Some("NONE")
    {
        form.authorization = Some("NONE".to_owned());
    }
    if form.is_api_key_required.is_none()
        && saved.and_then(|saved| saved.is_api_key_required) == Some(false)
    {
        form.is_api_key_required = Some(false);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    /// The one that the API has, or both have none.
    Same,
    /// Another one.
    Other,
    /// It cannot be seen.
    NotTold,
}

fn policy(found: &mut Map<String, Value>, export: Option<&Export>, saved: &Saved) -> Policy {
    let Some(export) = export else {
        return Policy::NotTold;
    };
    let Some(served) = &export.policy else {
        return match saved.policy {
            Some(None) => Policy::Same,
            _ => Policy::NotTold,
        };
    };
    let is_same = match &saved.policy {
        Some(Some(text)) => policy_text::document(text).as_ref() == Some(served),
        _ => false,
    };
    if is_same {
        return Policy::Same;
    }
    found.insert("resource-policy".to_owned(), json!({ "document": served }));
    Policy::Other
}
