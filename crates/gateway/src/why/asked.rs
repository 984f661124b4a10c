//! What a text names, found in the inventory: the API, the call, the caller. API Gateway
//! masks accounts in its messages; the inventory knows them.

mod api;
mod caller;

use can_invoke_policy::{Caller, Readings};

use api::{Masked, account, find_api, masked};
use caller::caller;

use super::{
    Options,
    symptom::{Place, Symptom},
};
use crate::{
    answer::Answer,
    check,
    inventory::{Api, EndpointType, Inventory, Known},
    query::Query,
    target::{self, Host, Target},
};

/// A symptom beside an inventory.
pub(super) struct Asked<'a> {
    pub(super) inventory: Option<&'a Inventory>,
    pub(super) symptom: &'a Symptom,
    /// The API, or why it is not known which.
    pub(super) api: Result<&'a Api, String>,
    /// The call, or why it is not known which.
    call: Result<Call, String>,
    /// Who called, or why that is not known.
    pub(super) caller: Result<Caller, String>,
    pub(super) readings: Readings,
    notes: Vec<String>,
}

/// One call, as a question names it.
#[derive(Clone, Debug)]
struct Call {
    method: Option<String>,
    target: Target,
    stage: Option<String>,
    /// Whether the path is the template of a resource and not what was sent.
    is_template: bool,
}

impl<'a> Asked<'a> {
    pub(super) fn new(
        inventory: Option<&'a Inventory>,
        symptom: &'a Symptom,
        options: &Options,
    ) -> Self {
        let mut notes = Vec::new();
        let resource = symptom.denial.as_ref().and_then(|denial| {
            let arn = denial.resource.as_deref()?;
            masked(arn)
        });
        let api = match inventory {
            Some(inventory) => find_api(inventory, symptom, resource.as_ref(), &mut notes),
            None => Err("no inventory was given".to_owned()),
        };
        let call = api
            .clone()
            .and_then(|api| call(api, resource.as_ref(), &symptom.place));
        Asked {
            inventory,
            symptom,
            api,
            call,
            caller: caller(inventory, symptom, options, &mut notes),
            readings: options.readings,
            notes,
        }
    }

    /// The answer of the engine to the call, made by this caller, or why there is none.
    pub(super) fn answer(&self, caller: &Caller) -> Result<Answer, String> {
        self.answer_to(self.query(caller)?)
    }

    /// The same, with nothing taken for granted.
    pub(super) fn strict_answer(&self, caller: &Caller) -> Result<Answer, String> {
        self.answer_to(Query {
            strict: true,
            ..self.query(caller)?
        })
    }

    fn answer_to(&self, mut query: Query) -> Result<Answer, String> {
        let inventory = self.inventory.ok_or("no inventory was given")?;
        let mut answer = check(inventory, &query);
        if answer.is_err() && !query.context.is_empty() {
            // What a log says of the network must not keep the question from being asked.
            query.context.clear();
            answer = check(inventory, &query);
        }
        answer.map_err(|error| error.message)
    }

    /// The call as the inventory resolves it, or why it cannot.
    pub(super) fn resolved(&self) -> Result<target::Call<'a>, String> {
        let inventory = self.inventory.ok_or("no inventory was given")?;
        let query = self.query(&Caller::Anonymous)?;
        target::resolve(inventory, &query).map_err(|error| error.message)
    }

    fn query(&self, caller: &Caller) -> Result<Query, String> {
        let api = self.api.clone()?;
        let call = self.call.clone()?;
        Ok(Query {
            api: Some(api.id.clone()),
            stage: call.stage,
            context: self.context(api),
            role_paths: false,
            readings: self.readings,
            ..Query::new(caller.clone(), call.method.as_deref(), call.target)
        })
    }

    /// The same, where policies decide: they are matched against the path that was sent.
    pub(super) fn answer_of_policies(&self, caller: &Caller) -> Result<Answer, String> {
        if self.call.as_ref().is_ok_and(|call| call.is_template) {
            return Err(
                "the text names the template of the path, and policies are matched against the \
                 path that was sent"
                    .to_owned(),
            );
        }
        self.answer(caller)
    }

    /// What a log says of the network.
    fn context(&self, api: &Api) -> Vec<(String, Vec<String>)> {
        let identity = &self.symptom.identity;
        let pairs: Vec<(&str, &Option<String>)> =
            if api.endpoint == Known::Known(EndpointType::Private) {
                vec![
                    ("aws:SourceVpce", &identity.vpc_endpoint),
                    ("aws:SourceVpc", &identity.vpc),
                ]
            } else {
                vec![("aws:SourceIp", &identity.source_ip)]
            };
        pairs
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), vec![value.clone()?])))
            .collect()
    }

    /// The stage of the call, where the text names it or its URL leads to one.
    pub(super) fn stage(&self) -> Option<String> {
        let call = self.call.as_ref().ok()?;
        let stage = match &call.target {
            Target::Arn { stage, .. } => Some(stage.clone()),
            _ if call.stage.is_some() => call.stage.clone(),
            Target::Url {
                host: Host::Api { .. },
                path,
            } => path.split('/').nth(1).map(str::to_owned),
            Target::Url { .. } | Target::Path(_) | Target::RouteKey(_) => {
                let resolved = self.resolved().ok()?;
                (!resolved.is_unmapped).then_some(resolved.stage)
            }
        };
        stage.filter(|stage| !stage.is_empty())
    }

    /// The resource of the denial with the account filled in.
    pub(super) fn resource(&self) -> Result<String, String> {
        let written = self
            .symptom
            .denial
            .as_ref()
            .and_then(|denial| denial.resource.clone())
            .ok_or("the text names no resource")?;
        let Some(masked) = masked(&written) else {
            return Ok(written);
        };
        let account = account(self.api.clone()?, masked.account)?;
        Ok(format!(
            "arn:{}:execute-api:{}:{account}:{}/{}",
            masked.partition, masked.region, masked.api, masked.rest
        ))
    }

    pub(super) fn arn(&self) -> Option<String> {
        self.api.as_ref().ok()?;
        self.resource()
            .ok()
            .filter(|arn| arn.contains(":execute-api:"))
    }

    pub(super) fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}

fn call(api: &Api, resource: Option<&Masked<'_>>, place: &Place) -> Result<Call, String> {
    if let Some(resource) = resource {
        let mut parts = resource.rest.splitn(3, '/');
        let stage = parts.next().unwrap_or_default();
        let method = parts.next().ok_or("the ARN in the text names no method")?;
        return Ok(Call {
            method: None,
            target: Target::Arn {
                partition: resource.partition.to_owned(),
                region: resource.region.to_owned(),
                account: account(api, resource.account)?,
                api: resource.api.to_owned(),
                stage: stage.to_owned(),
                method: method.to_owned(),
                path: format!("/{}", parts.next().unwrap_or_default()),
            },
            stage: None,
            is_template: false,
        });
    }
    let (route_method, route_path) = match place.route.as_deref().map(str::trim) {
        Some(route) => match route.split_once(' ') {
            Some((method, path)) => (Some(method), Some(path)),
            None => (None, Some(route)),
        },
        None => (None, None),
    };
    let route_method = route_method.filter(|method| *method != "ANY");
    let method = place.method.as_deref().or(route_method);
    let method = method.map(str::to_owned).ok_or_else(|| {
        "the text does not say which method and path were called; `GET https://…` for the URL does"
            .to_owned()
    })?;
    if let Some(url) = &place.url {
        return Ok(Call {
            method: Some(method),
            target: Target::parse(url).map_err(|error| error.message)?,
            stage: place.stage.clone(),
            is_template: false,
        });
    }
    let is_path = |path: &&str| path.starts_with('/');
    let sent = place.path.as_deref().filter(is_path);
    let (path, is_template) = match (sent, route_path.filter(is_path)) {
        (Some(path), _) => (without_stage(path, place), false),
        (None, Some(path)) => (path.to_owned(), path.contains('{')),
        (None, None) => return Err("the text does not say which path was called".to_owned()),
    };
    Ok(Call {
        method: Some(method),
        target: Target::Path(path),
        stage: place.stage.clone(),
        is_template,
    })
}

/// `$context.path` of a default endpoint begins with the stage.
fn without_stage(path: &str, place: &Place) -> String {
    let stage = place.stage.as_deref().unwrap_or_default();
    let rest = path
        .strip_prefix('/')
        .and_then(|path| path.strip_prefix(stage));
    match rest {
        Some("") if !stage.is_empty() => "/".to_owned(),
        Some(rest) if !stage.is_empty() && rest.starts_with('/') => rest.to_owned(),
        _ => path.to_owned(),
    }
}
