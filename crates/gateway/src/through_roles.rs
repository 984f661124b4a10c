//! Whether ways through roles are looked for, and what the ways come to once every hop and
//! every reading of the path is looked at.

use can_invoke_policy::{Assumption, Caller, Verdict};

use crate::{
    answer::{HopKind, Journey, RolePaths},
    inventory::{Authorization, PrincipalKind, PrincipalRecord, Route},
    journey::{Asked, behind, walk},
    not_readable, readings, role_path,
    target::Call,
};

/// The ways through roles, where the direct way is not open. Assumptions that they lean on are
/// added to the direct way, where they are told.
pub(crate) fn through_roles(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    authorization: Option<Authorization>,
    direct: &mut Journey,
) -> RolePaths {
    let mut found = by_every_reading(asked, met, authorization, direct);
    // A role that could not be read may be the one that helps.
    if found.not_searched.is_none()
        && found.unfinished.is_none()
        && best(&found) != Verdict::Allowed
    {
        found.unfinished = not_readable::of_roles(asked);
    }
    found
}

fn by_every_reading(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    authorization: Option<Authorization>,
    direct: &mut Journey,
) -> RolePaths {
    let mut found = by_one_reading(asked, met, authorization, direct);
    if found.considered == 0 {
        return found;
    }
    for other in readings::others(asked.call, asked.query.readings) {
        let read_so = Asked {
            call: &other.call,
            ..asked
        };
        let mut direct = walk(read_so, other.met);
        let there = by_one_reading(read_so, other.met, authorization, &mut direct);
        if best(&there) == best(&found) {
            continue;
        }
        for path in &mut found.paths {
            if path.verdict == Verdict::Allowed {
                path.verdict = Verdict::Depends;
            }
        }
        found.not_searched = None;
        found.unfinished = Some(format!(
            "AWS does not say whether {} is taken for {}, and ways through roles turn on it",
            asked.call.path, other.path
        ));
        break;
    }
    found
}

/// The verdict of the best way, as far as it is known.
fn best(found: &RolePaths) -> Verdict {
    let has = |wanted: Verdict| found.paths.iter().any(|path| path.verdict == wanted);
    if has(Verdict::Allowed) {
        Verdict::Allowed
    } else if has(Verdict::Depends) || found.unfinished.is_some() {
        Verdict::Depends
    } else {
        Verdict::ImplicitlyDenied
    }
}

fn by_one_reading(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    authorization: Option<Authorization>,
    direct: &mut Journey,
) -> RolePaths {
    let found = search(asked, direct, authorization);
    behind(asked, met, found, direct)
}

fn search(asked: Asked<'_>, direct: &Journey, authorization: Option<Authorization>) -> RolePaths {
    let Asked {
        inventory,
        query,
        call,
        caller,
        record,
        ..
    } = asked;
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
    let opening = call.connecting();
    let is_every_route = query
        .readings
        .is_alternative(Assumption::WebSocketAuthorizesAtConnect);
    // Of a message it is the connection that has to be opened; by one reading the message is
    // asked about as well, and then a role has to be good for both.
    let (call, opening): (&Call<'_>, _) = match call.message() {
        Some(_) if is_every_route => (call, Some(&opening)),
        _ => (&opening, None),
    };
    role_path::search(inventory, query, (call, opening), caller, record, &roles)
}

/// Whether the policies allow what another hop stops or leaves open.
fn is_allowed(direct: &Journey) -> bool {
    let decision = direct.explained.as_ref();
    decision.is_some_and(|explained| explained.decision.verdict == Verdict::Allowed)
}

/// Whether a policy of the network ends a journey: it may let the session of a role pass.
fn ends_at_network(journey: &Journey) -> bool {
    let last = journey.hops.last().map(|hop| hop.kind);
    let decided = journey.gates.last().map(|(kind, _)| *kind);
    let of_network = [HopKind::VpcEndpointPolicy, HopKind::DomainPolicy];
    last == decided && last.is_some_and(|kind| of_network.contains(&kind))
}
