//! The whole question: resolve it, walk the hops, look for role paths, say what would help.

use can_invoke_policy::{Assumption, Caller, Verdict, principal::SessionName};

use crate::{
    answer::{self, Answer, Hop, HopKind, HopStatus, Journey, Question},
    carried_input, carried_words, context_input, corrections,
    inventory::{Authorization, Inventory, PrincipalRecord, Route},
    journey::{Asked, Entrance, once_allowed, walk},
    not_readable,
    query::{Query, QueryError},
    readings, role_path, route, suggest, suggest_network,
    target::{self, Call},
    through_roles::through_roles,
    websocket::{self, WebSocketCall},
};

/// Answers a question from an inventory. An error means that the question cannot be asked
/// of this inventory; an answer that cannot be decided is not an error but *depends*.
pub fn check(inventory: &Inventory, query: &Query) -> Result<Answer, QueryError> {
    let saved = resolved(inventory, query)?;
    let (caller, record) = identify(inventory, &query.caller)?;
    let deployed = saved.api.as_deployed(&saved.stage);
    let call = match &deployed {
        Some(api) => Call {
            api,
            ..saved.clone()
        },
        None => saved.clone(),
    };
    let asked = Asked {
        inventory,
        query,
        call: &call,
        caller: &caller,
        record,
        entrance: Entrance::of(inventory, query, &call),
    };
    let met = met(&call);
    let mut direct = journey(asked);
    let authorization = authorization(&call, met);
    let role_paths = through_roles(asked, met, authorization, &mut direct);
    let asked_then = Asked {
        call: &saved,
        ..asked
    };
    let met_then = self::met(&saved);
    let after_deployment = deployed.is_some().then(|| {
        let mut direct = journey(asked_then);
        let authorization = self::authorization(&saved, met_then);
        let role_paths = through_roles(asked_then, met_then, authorization, &mut direct);
        (direct, role_paths)
    });
    let (after_deployment, role_paths_then) = after_deployment.unzip();
    // What is to be changed is what the API holds, and not what was deployed of it.
    let after = after_deployment.as_ref().unwrap_or(&direct);
    let decided = websocket::decided(&saved, after);
    let mut suggestions = suggest_network::suggest(asked_then, met_then, after)
        .unwrap_or_else(|| suggest::suggest(inventory, query, &decided, &caller, record, after));
    let authorization_then = self::authorization(&saved, met_then);
    if suggestions.first().map(|first| first.verdict) == Some(Verdict::Allowed)
        && let Some((verdict, reason)) =
            once_allowed(asked_then, met_then, authorization_then, after)
    {
        suggest::behind(&mut suggestions, verdict, &reason);
    }
    let corrections = corrections::correct(inventory, query, &saved, &caller, record, met_then);
    let not_readable = not_readable::bearing(asked, met, &role_paths);
    Ok(Answer {
        verdict: answer::overall(&direct, &role_paths),
        question: question(&call, met, caller),
        direct,
        after_deployment,
        role_paths,
        role_paths_then,
        suggestions,
        corrections,
        not_readable,
        readings: query.readings,
    })
}

/// The call that a question is about, if the question can be asked of this inventory.
pub(crate) fn resolved<'i>(
    inventory: &'i Inventory,
    query: &Query,
) -> Result<Call<'i>, QueryError> {
    context_input::check(inventory, query)?;
    role_path::check_options(query)?;
    carried_input::check(query)?;
    let call = readings::chosen(target::resolve(inventory, query)?, query.readings);
    if let Some(error) = target::rivals(call.api, &call.method, &call.path) {
        return Err(error);
    }
    carried_words::check(query, &call)?;
    Ok(call)
}

/// What was asked, taken apart.
pub(crate) fn question(call: &Call<'_>, met: Option<Option<&Route>>, caller: Caller) -> Question {
    Question {
        caller,
        method: call.method.clone(),
        url: call.url(),
        arn: call.arn(),
        api: call.api.id.clone(),
        api_name: call.api.name.clone(),
        kind: call.api.kind,
        endpoint: call.api.endpoint.known().copied(),
        account: call.account.clone(),
        region: call.region.clone(),
        stage: call.stage.clone(),
        path: call.sent_path.clone(),
        route: met.flatten().map(|route| route.key.text()),
        authorization: authorization(call, met),
    }
}

/// The route that a call meets, if the routes are known.
pub(crate) fn met<'i>(call: &Call<'i>) -> Option<Option<&'i Route>> {
    let routes = call.api.routes.known();
    if let Some(called) = &call.websocket {
        return match called {
            WebSocketCall::Route(key) => Some(route::message(routes?, key)),
            WebSocketCall::Connections(_) => Some(None),
        };
    }
    Some(route::find(
        routes?,
        call.api.kind,
        &call.method,
        &call.path,
    ))
}

/// How a call is authorized, if that is known.
pub(crate) fn authorization(call: &Call<'_>, met: Option<Option<&Route>>) -> Option<Authorization> {
    if call.websocket.is_some() {
        return websocket::authorization(call);
    }
    met.flatten()
        .and_then(|route| route.authorization.known().copied())
}

/// The journey of a call, unless it turns on how its path is read.
pub(crate) fn journey(asked: Asked<'_>) -> Journey {
    let Asked { query, call, .. } = asked;
    let mut direct = walk(asked, met(call));
    for other in readings::others(call, query.readings) {
        let asked = Asked {
            call: &other.call,
            ..asked
        };
        if walk(asked, other.met).verdict != direct.verdict {
            direct = undecided(
                &direct,
                format!(
                    "AWS does not say whether {} is taken for {}, and the answer turns on it",
                    call.path, other.path
                ),
            );
            break;
        }
    }
    if readings::is_open(call) {
        direct.assumptions.push(Assumption::HttpApiPathAsSent);
    }
    direct
}

/// The journey up to the route, where it cannot be decided.
pub(crate) fn undecided(journey: &Journey, reason: String) -> Journey {
    let mut hops: Vec<Hop> = journey
        .hops
        .iter()
        .take_while(|hop| hop.kind < HopKind::Route)
        .cloned()
        .collect();
    hops.push(Hop {
        kind: HopKind::Route,
        status: HopStatus::Undecided,
        summary: reason.clone(),
    });
    Journey {
        verdict: Verdict::Depends,
        hops,
        explained: None,
        gates: Vec::new(),
        is_authorizer_asked: false,
        undecided: vec![reason],
        taken_for_granted: journey.taken_for_granted.clone(),
        assumptions: Vec::new(),
        failure: None,
    }
}

/// Fills in what the inventory knows of the caller.
pub(crate) fn identify<'i>(
    inventory: &'i Inventory,
    caller: &Caller,
) -> Result<(Caller, Option<&'i PrincipalRecord>), QueryError> {
    let mut caller = caller.clone();
    let record = match &mut caller {
        Caller::User { unique_id, .. } => {
            let own_id = unique_id.clone();
            let record = inventory.principal(&caller.to_string());
            if let (Caller::User { unique_id, .. }, Some(record)) = (&mut caller, record) {
                *unique_id = own_id.or_else(|| record.unique_id.clone());
            }
            record
        }
        Caller::Session {
            account,
            role,
            path,
            unique_id,
            ..
        } => {
            let record = inventory.role(account, role);
            if let Some(record) = record {
                let recorded = path_of(record);
                if let Some(path) = path
                    && *path != recorded
                {
                    return Err(QueryError::new(
                        format!(
                            "account {account} has no role `{}{role}`",
                            path.trim_start_matches('/')
                        ),
                        format!("did you mean `{}`?", record.arn),
                    ));
                }
                *path = Some(recorded);
                role.clone_from(&record.name);
                if unique_id.is_none() {
                    unique_id.clone_from(&record.unique_id);
                }
            }
            record
        }
        _ => None,
    };
    Ok((caller, record))
}

/// The path of a principal with both slashes, from its ARN.
pub(crate) fn path_of(record: &PrincipalRecord) -> String {
    let resource = record.arn.splitn(6, ':').nth(5).unwrap_or_default();
    let after_kind = resource.split_once('/').map_or("", |(_, rest)| rest);
    can_invoke_policy::principal::split_path(after_kind).0
}

/// A session of a role; its name is known if the question says it.
pub(crate) fn session_of(role: &PrincipalRecord, partition: &str, name: Option<&str>) -> Caller {
    Caller::Session {
        partition: partition.to_owned(),
        account: role.account.clone(),
        role: role.name.clone(),
        path: Some(path_of(role)),
        session: match name {
            Some(name) => SessionName::Known(name.to_owned()),
            None => SessionName::NotGiven,
        },
        unique_id: role.unique_id.clone(),
    }
}
