//! The whole question: resolve it, walk the hops, look for role paths, say what would help.

use can_invoke_policy::{Assumption, Caller, Verdict, principal::SessionName};

use crate::{
    answer::{Answer, Hop, HopKind, HopStatus, Journey, Question, RolePaths},
    carried_input, carried_words, context_input, corrections,
    inventory::{Authorization, Inventory, PrincipalKind, PrincipalRecord, Route},
    journey::{Asked, Entrance, behind, failure, walk},
    query::{Query, QueryError},
    readings, role_path, route, suggest, suggest_network,
    target::{self, Call},
    websocket::{self, WebSocketCall},
};

/// Answers a question from an inventory. An error means that the question cannot be asked
/// of this inventory; an answer that cannot be decided is not an error but *depends*.
pub fn check(inventory: &Inventory, query: &Query) -> Result<Answer, QueryError> {
    context_input::check(inventory, query)?;
    role_path::check_options(query)?;
    carried_input::check(query)?;
    let saved = readings::chosen(target::resolve(inventory, query)?, query.readings);
    if let Some(error) = target::rivals(saved.api, &saved.method, &saved.path) {
        return Err(error);
    }
    carried_words::check(query, &saved)?;
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
    let after_deployment = deployed.is_some().then(|| {
        journey(Asked {
            call: &saved,
            ..asked
        })
    });
    let authorization = match &call.websocket {
        Some(_) => websocket::authorization(&call),
        None => met
            .flatten()
            .and_then(|route| route.authorization.known().copied()),
    };
    let role_paths = search_role_paths(
        inventory,
        query,
        &call,
        &caller,
        record,
        &direct,
        authorization,
    );
    let mut role_paths = behind(asked, met, role_paths, &mut direct);
    if let Some(route) = met.flatten() {
        backends(asked, route, &mut role_paths);
    }
    // What is to be changed is what the API holds, and not what was deployed of it.
    let after = after_deployment.as_ref().unwrap_or(&direct);
    let decided = websocket::decided(&saved, after);
    let met_then = self::met(&saved);
    let asked_then = Asked {
        call: &saved,
        ..asked
    };
    let suggestions = suggest_network::suggest(asked_then, met_then, after)
        .unwrap_or_else(|| suggest::suggest(inventory, query, &decided, &caller, record, after));
    let corrections = corrections::correct(inventory, query, &saved, &caller, record, met_then);
    Ok(Answer {
        verdict: overall(&direct, &role_paths),
        question: Question {
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
            authorization,
        },
        direct,
        after_deployment,
        role_paths,
        suggestions,
        corrections,
        readings: query.readings,
    })
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

/// The journey of a call, unless it turns on how its path is read.
fn journey(asked: Asked<'_>) -> Journey {
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
fn undecided(journey: &Journey, reason: String) -> Journey {
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

fn overall(direct: &Journey, role_paths: &RolePaths) -> Verdict {
    let through_role = |wanted: Verdict| role_paths.paths.iter().any(|path| path.verdict == wanted);
    if direct.verdict == Verdict::Allowed || through_role(Verdict::Allowed) {
        Verdict::Allowed
    } else if through_role(Verdict::Depends) || role_paths.unfinished.is_some() {
        Verdict::Depends
    } else {
        direct.verdict
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

/// Whether the policies allow what another hop stops or leaves open.
fn is_allowed(direct: &Journey) -> bool {
    let decision = direct.explained.as_ref();
    decision.is_some_and(|explained| explained.decision.verdict == Verdict::Allowed)
}

fn search_role_paths(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    direct: &Journey,
    authorization: Option<Authorization>,
) -> RolePaths {
    let not_searched = if direct.verdict == Verdict::Allowed {
        Some("the direct way is open")
    } else if !query.role_paths {
        Some("only the direct way was asked for")
    } else if authorization.is_some_and(|kind| kind != Authorization::AwsIam) {
        Some("the route does not authorize by IAM, so a role does not help")
    } else if direct.explained.is_none() && !ends_at_network(direct) {
        Some("the request does not get as far as the policies, so a role does not help")
    } else if is_allowed(direct) {
        Some("the policies allow it, so a role does not help")
    } else if !matches!(caller, Caller::User { .. } | Caller::Session { .. }) {
        Some("only users and role sessions can assume a role")
    } else {
        None
    };
    if let Some(reason) = not_searched {
        return RolePaths {
            not_searched: Some(reason.to_owned()),
            ..RolePaths::default()
        };
    }
    let roles: Vec<&PrincipalRecord> = inventory
        .principals
        .iter()
        .filter(|role| role.kind == PrincipalKind::Role)
        .filter(|role| record.is_none_or(|record| record.arn != role.arn))
        .collect();
    let search = |call: &Call<'_>, roles: &[&PrincipalRecord]| {
        role_path::search(inventory, query, call, caller, record, roles)
    };
    websocket::role_paths(query, call, &roles, &search)
}

/// Whether the backend is reached on the open ways through roles.
fn backends(asked: Asked<'_>, route: &Route, role_paths: &mut RolePaths) {
    let open = role_paths.paths.iter_mut();
    for path in open.filter(|path| path.verdict == Verdict::Allowed) {
        let record = asked.inventory.principal(&path.role);
        path.failure = failure(
            Asked {
                caller: &path.invoke.request.caller,
                record,
                ..asked
            },
            route,
        );
    }
}

/// Whether a policy of the network ends a journey: it may let the session of a role pass.
fn ends_at_network(journey: &Journey) -> bool {
    let last = journey.hops.last().map(|hop| hop.kind);
    let decided = journey.gates.last().map(|(kind, _)| *kind);
    let of_network = [HopKind::VpcEndpointPolicy, HopKind::DomainPolicy];
    last == decided && last.is_some_and(|kind| of_network.contains(&kind))
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
