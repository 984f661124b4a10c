//! All integrations and authorizers of an inventory at once: what is wrong with them, whoever
//! may call.

use can_invoke_policy::{Assumption, Caller};

use super::{
    Examined, Gap, Target,
    arguments::{Filled, fill},
    examine, function,
    permission::{self, Permission, RefusedBy},
};
use crate::{
    answer::{Explained, Remedy},
    inventory::{Api, Authorizer, Integration, Inventory, Known, Route, RouteKey},
    journey::{Asked, Entrance},
    query::Query,
    target::{Call, Target as Asking},
};

/// What is wrong with one of them.
#[derive(Clone, Debug)]
pub struct Surveyed<'i> {
    /// Whose it is.
    pub api: &'i Api,
    /// Which.
    pub subject: Subject<'i>,
    /// At which stage; nothing if it is so at all stages, as those are not known.
    pub stage: Option<&'i str>,
    /// What it lacks.
    pub gaps: Vec<Gap>,
    /// The policy that keeps API Gateway out, if one does.
    pub refused: Option<Refused>,
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'i> {
    /// A route with its integration.
    Route(&'i Route, &'i Integration),
    /// An authorizer.
    Authorizer(&'i Authorizer),
}

/// A policy keeps API Gateway out.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Which.
    pub by: RefusedBy,
    /// What is refused: `API Gateway invokes orders:live for arn:…`.
    pub summary: String,
    /// The decision.
    pub explained: Explained,
    /// What would let API Gateway in.
    pub remedy: Option<Remedy>,
    /// Whether the decision leans on a reading of AWS that is an assumption.
    pub leans: bool,
}

/// Looks at everything that API Gateway calls. An API whose account or Region is not known is
/// left out, as the ARNs of its calls are not known.
pub fn survey(inventory: &Inventory) -> Vec<Surveyed<'_>> {
    let mut found = Vec::new();
    for api in &inventory.apis {
        let stages = api.stage_names().unwrap_or_default();
        if stages.is_empty() {
            of_api(inventory, api, None, &mut found);
        }
        for stage in stages {
            of_api(inventory, api, Some(stage), &mut found);
        }
    }
    found
}

fn of_api<'i>(
    inventory: &'i Inventory,
    api: &'i Api,
    stage: Option<&'i str>,
    found: &mut Vec<Surveyed<'i>>,
) {
    for route in api.routes.known().into_iter().flatten() {
        let Known::Known(Some(integration)) = &route.integration else {
            continue;
        };
        let Some(call) = call(api, stage, &route.key) else {
            return;
        };
        let surveyed = with_asked(inventory, &call, |asked| {
            let (gaps, permission) = match examine(asked, route, integration) {
                Examined::Incomplete { gaps, .. } => (gaps, None),
                Examined::Complete { permission, .. } => (Vec::new(), permission),
            };
            let refused = match stage {
                Some(_) => permission.and_then(refusal),
                None => refusal_at_all_stages(asked, integration),
            };
            Surveyed {
                api,
                subject: Subject::Route(route, integration),
                stage,
                gaps,
                refused,
            }
        });
        found.push(surveyed);
    }
    for authorizer in api.authorizers.known().into_iter().flatten() {
        let Some(call) = call(api, stage, &RouteKey::Default) else {
            return;
        };
        let refused = with_asked(inventory, &call, |asked| {
            permission::of_authorizer(asked, authorizer).and_then(refusal)
        });
        found.push(Surveyed {
            api,
            subject: Subject::Authorizer(authorizer),
            stage,
            gaps: Vec::new(),
            refused,
        });
    }
}

/// A call of a route with a value for each of its parameters.
fn call<'i>(api: &'i Api, stage: Option<&str>, key: &RouteKey) -> Option<Call<'i>> {
    let (method, path) = match key {
        RouteKey::Path { method, template } => (
            if method == "ANY" { "GET" } else { method },
            template.replace("+}", "/more").replace(['{', '}'], ""),
        ),
        RouteKey::Default | RouteKey::Message(_) => ("GET", "/".to_owned()),
    };
    Some(Call {
        api,
        account: api.account.known()?.clone(),
        region: api.region.known()?.clone(),
        stage: stage.unwrap_or_default().to_owned(),
        method: method.to_owned(),
        sent_path: path.clone(),
        path,
        is_default_endpoint: false,
        domain: None,
        is_unmapped: false,
        vpc_endpoint: None,
        origin: None,
        websocket: None,
    })
}

fn with_asked<'i, T>(
    inventory: &'i Inventory,
    call: &Call<'i>,
    look: impl FnOnce(Asked<'_>) -> T,
) -> T {
    let caller = Caller::Anonymous;
    let query = Query::new(caller.clone(), None, Asking::Path(call.path.clone()));
    look(Asked {
        inventory,
        query: &query,
        call,
        caller: &caller,
        record: None,
        entrance: Entrance::NotSaid,
    })
}

fn refusal(permission: Permission) -> Option<Refused> {
    if !permission.is_denied() {
        return None;
    }
    let leans = permission
        .assumptions
        .contains(&Assumption::IntegrationSourceArn);
    let last = permission.permits.into_iter().next_back()?;
    Some(Refused {
        by: last.by,
        summary: last.summary,
        explained: last.explained,
        remedy: permission.remedy,
        leans,
    })
}

/// Whether the policy of a function keeps API Gateway out for whichever source.
fn refusal_at_all_stages(asked: Asked<'_>, integration: &Integration) -> Option<Refused> {
    if integration.credentials != Known::Known(None) {
        return None;
    }
    let uri = integration.uri.known()?.as_ref()?;
    let Filled::Text(uri) = fill(&uri.value, None) else {
        return None;
    };
    let Target::Function { arn } = Target::of(&uri) else {
        return None;
    };
    let explained = function::by_service(asked, &arn, None)?.ok()?;
    explained.decision.verdict.is_denied().then(|| Refused {
        by: RefusedBy::FunctionPolicy,
        summary: format!("API Gateway invokes {}", Target::of(&uri).words()),
        explained,
        remedy: None,
        leans: false,
    })
}
