//! The whole question: resolve it, walk the hops, look for role paths, say what would help.

use can_invoke_policy::{Caller, Verdict, principal::SessionName};

use crate::{
    answer::{Answer, Journey, Question, RolePaths},
    corrections,
    inventory::{Authorization, Inventory, PrincipalKind, PrincipalRecord},
    journey::walk,
    query::{Query, QueryError},
    role_path, route, suggest,
    target::{self, Call},
};

/// Answers a question from an inventory. An error means that the question cannot be asked
/// of this inventory; an answer that cannot be decided is not an error but *depends*.
pub fn check(inventory: &Inventory, query: &Query) -> Result<Answer, QueryError> {
    let call = target::resolve(inventory, query)?;
    let (caller, record) = identify(inventory, &query.caller)?;
    let met = call
        .api
        .routes
        .known()
        .map(|routes| route::find(routes, call.api.kind, &call.method, &call.path));
    let direct = walk(inventory, query, &call, &caller, record, met);
    let authorization = met
        .flatten()
        .and_then(|route| route.authorization.known().copied());
    let role_paths = search_role_paths(
        inventory,
        query,
        &call,
        &caller,
        record,
        &direct,
        authorization,
    );
    let suggestions = suggest::suggest(inventory, query, &call, &caller, record, &direct);
    let corrections = corrections::correct(inventory, query, &call, &caller, record, met);
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
            path: call.path.clone(),
            route: met.flatten().map(|route| route.key.text()),
            authorization,
        },
        direct,
        role_paths,
        suggestions,
        corrections,
    })
}

fn overall(direct: &Journey, role_paths: &RolePaths) -> Verdict {
    let through_role = |wanted: Verdict| role_paths.paths.iter().any(|path| path.verdict == wanted);
    if direct.verdict == Verdict::Allowed || through_role(Verdict::Allowed) {
        Verdict::Allowed
    } else if through_role(Verdict::Depends) {
        Verdict::Depends
    } else {
        direct.verdict
    }
}

/// Fills in what the inventory knows of the caller.
fn identify<'i>(
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
    } else if authorization != Some(Authorization::AwsIam) {
        Some("the route does not authorize by IAM, so a role does not help")
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
        .filter(|role| role.kind == PrincipalKind::Role && role.account == call.account)
        .filter(|role| record.is_none_or(|record| record.arn != role.arn))
        .collect();
    role_path::search(inventory, query, call, caller, record, &roles)
}

/// The caller as a session with a name, where the name is known.
pub(crate) fn session_of(role: &PrincipalRecord, partition: &str, session: &str) -> Caller {
    Caller::Session {
        partition: partition.to_owned(),
        account: role.account.clone(),
        role: role.name.clone(),
        path: Some(path_of(role)),
        session: SessionName::Known(session.to_owned()),
        unique_id: role.unique_id.clone(),
    }
}
