//! What a text names, found in the inventory: the API, the call, the caller. API Gateway
//! masks accounts in its messages; the inventory knows them.

use can_invoke_policy::{Arn, Caller, Readings};
use can_invoke_source::words;

use super::{
    Options,
    symptom::{Place, Symptom, Who},
};
use crate::{
    answer::Answer,
    check,
    inventory::{Api, EndpointType, Inventory, Known, PrincipalKind},
    query::Query,
    target::Target,
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

/// The resource of an `execute-api` ARN as a message has it.
struct Masked<'t> {
    partition: &'t str,
    region: &'t str,
    account: &'t str,
    api: &'t str,
    rest: &'t str,
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
        let inventory = self.inventory.ok_or("no inventory was given")?;
        let api = self.api.clone()?;
        let call = self.call.clone()?;
        let context = self.context(api);
        let mut query = Query {
            api: Some(api.id.clone()),
            stage: call.stage,
            context,
            role_paths: false,
            readings: self.readings,
            ..Query::new(caller.clone(), call.method.as_deref(), call.target)
        };
        let mut answer = check(inventory, &query);
        if answer.is_err() && !query.context.is_empty() {
            // What a log says of the network must not keep the question from being asked.
            query.context.clear();
            answer = check(inventory, &query);
        }
        answer.map_err(|error| error.message)
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

    /// The stage of the call.
    pub(super) fn stage(&self) -> Option<String> {
        match self.call.as_ref().ok()? {
            Call {
                target: Target::Arn { stage, .. },
                ..
            } => Some(stage.clone()),
            Call {
                target: Target::Url { path, .. },
                stage: None,
                ..
            } => path.split('/').nth(1).map(str::to_owned),
            call => call.stage.clone(),
        }
        .filter(|stage| !stage.is_empty())
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

fn masked(arn: &str) -> Option<Masked<'_>> {
    let arn = Arn::parse(arn).filter(|arn| arn.service == "execute-api")?;
    let (api, rest) = arn.resource.split_once('/')?;
    Some(Masked {
        partition: arn.partition,
        region: arn.region,
        account: arn.account,
        api,
        rest,
    })
}

fn find_api<'a>(
    inventory: &'a Inventory,
    symptom: &Symptom,
    resource: Option<&Masked<'_>>,
    notes: &mut Vec<String>,
) -> Result<&'a Api, String> {
    let named = resource
        .map(|resource| resource.api)
        .or(symptom.place.api.as_deref());
    let found = match (named, inventory.apis.as_slice()) {
        (_, []) => Err("the inventory holds no API".to_owned()),
        (Some(named), apis) => match apis.iter().find(|api| api.id == named) {
            Some(api) => match resource {
                Some(resource) => account(api, resource.account).map(|_| api),
                None => Ok(api),
            },
            None => {
                let ids: Vec<&str> = apis.iter().map(|api| api.id.as_str()).collect();
                let nearest = match (words::nearest(named, &ids), ids.as_slice()) {
                    (Some(nearest), _) => format!("; the nearest is {}", words::quote(nearest)),
                    (None, [only]) => format!("; it has {}", words::quote(only)),
                    (None, _) => String::new(),
                };
                Err(format!(
                    "the inventory has no API {}{nearest}",
                    words::quote(named)
                ))
            }
        },
        (None, [only]) => {
            notes.push(format!(
                "the text does not say which API it is of; the only one of the inventory, {}, is \
                 taken",
                words::quote(&only.id)
            ));
            return Ok(only);
        }
        (None, _) => Err(
            "the text does not say which of the APIs of the inventory it is of; its URL does"
                .to_owned(),
        ),
    };
    if let Err(reason) = &found {
        notes.push(reason.clone());
    }
    found
}

/// The account of an API, if it is the one that a message shows, masked or not.
fn account(api: &Api, shown: &str) -> Result<String, String> {
    let digits = shown.trim_start_matches(|mark: char| !mark.is_ascii_digit());
    let is_masked = digits.len() < shown.len();
    match &api.account {
        Known::Known(account) => {
            let fits = if is_masked {
                account.ends_with(digits)
            } else {
                account == shown
            };
            if fits {
                Ok(account.clone())
            } else {
                Err(format!(
                    "the text speaks of account {}, but API {} of the inventory is of account \
                     {account}",
                    words::quote(shown),
                    words::quote(&api.id)
                ))
            }
        }
        Known::NotKnown if is_masked => Err(format!(
            "the account is masked in the text, and the inventory does not say to which API {} \
             belongs",
            words::quote(&api.id)
        )),
        Known::NotKnown => Ok(shown.to_owned()),
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

fn caller(
    inventory: Option<&Inventory>,
    symptom: &Symptom,
    options: &Options,
    notes: &mut Vec<String>,
) -> Result<Caller, String> {
    let said = match symptom.denial.as_ref().map(|denial| &denial.who) {
        Some(Who::Anonymous) => return Ok(Caller::Anonymous),
        Some(Who::Principal(name)) => Some(name),
        Some(Who::NotNamed) | None => symptom.identity.user_arn.as_ref(),
    };
    let Some(said) = said else {
        return options.caller.clone().ok_or_else(|| {
            "the text does not say who called; the principal can be given beside it".to_owned()
        });
    };
    let completed = inventory.and_then(|inventory| complete(inventory, said));
    match Caller::parse(completed.as_deref().unwrap_or(said)) {
        Ok(caller) => {
            let differs = options
                .caller
                .as_ref()
                .is_some_and(|other| *other != caller && other.account() != caller.account());
            if differs {
                notes.push(format!(
                    "the text names another caller, {}, and that one is asked about",
                    words::quote(said)
                ));
            }
            Ok(caller)
        }
        Err(error) => options.caller.clone().ok_or(error.message),
    }
}

/// The caller with its account, where the text masks it and one principal of the inventory
/// fits.
fn complete(inventory: &Inventory, said: &str) -> Option<String> {
    let arn = Arn::parse(said)?;
    let digits = arn
        .account
        .trim_start_matches(|mark: char| !mark.is_ascii_digit());
    if digits.len() == arn.account.len() {
        return None;
    }
    let (kind, name) = arn.resource.split_once('/')?;
    let kind = match kind {
        "user" => PrincipalKind::User,
        "role" | "assumed-role" => PrincipalKind::Role,
        _ => return None,
    };
    let role_or_user = match arn.service {
        "sts" => name.split('/').next()?,
        _ => name.rsplit('/').next()?,
    };
    let mut fitting = inventory.principals.iter().filter(|record| {
        record.kind == kind
            && record.account.ends_with(digits)
            && record.name.eq_ignore_ascii_case(role_or_user)
    });
    let only = fitting.next()?;
    if fitting.next().is_some() {
        return None;
    }
    Some(
        Arn {
            account: &only.account,
            ..arn
        }
        .to_string(),
    )
}
