//! What a request that goes through a role still has to pass behind authorization.

use std::ops::ControlFlow;

use can_invoke_policy::Verdict;

use super::{Asked, Walk};
use crate::{
    answer::{HopStatus, Journey, RolePaths},
    inventory::Route,
    route,
    websocket::{CONNECT, WebSocketCall},
};

/// Ways through roles end where the hops behind authorization end them: an API key is asked
/// for whoever signs. What they take for granted is added to the direct journey, where it is
/// told.
pub(crate) fn behind(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    mut found: RolePaths,
    direct: &mut Journey,
) -> RolePaths {
    let is_open = |verdict: Verdict| matches!(verdict, Verdict::Allowed | Verdict::Depends);
    if !found.paths.iter().any(|path| is_open(path.verdict)) {
        return found;
    }
    let connecting = asked.call.connecting();
    let asked = Asked {
        call: &connecting,
        ..asked
    };
    let route = match &asked.call.websocket {
        None => met.flatten(),
        Some(WebSocketCall::Connections(_)) => None,
        Some(WebSocketCall::Route(_)) => {
            let routes = asked.call.api.routes.known();
            routes.and_then(|routes| route::message(routes, CONNECT))
        }
    };
    let Some(route) = route else { return found };
    let mut walk = Walk::default();
    if let ControlFlow::Break(_) = walk.api_key(asked, route) {
        let stopped = walk.hops.iter().find_map(|hop| match &hop.status {
            HopStatus::Stops(response) => Some((hop, response)),
            HopStatus::Passes | HopStatus::Undecided => None,
        });
        if let Some((hop, response)) = stopped {
            found.not_searched = Some(format!(
                "a role does not help: {} (hop {}, {} {})",
                hop.summary,
                hop.kind.as_str(),
                response.status,
                response.message
            ));
        }
        found.paths.clear();
        return found;
    }
    if walk.is_in_doubt {
        for path in &mut found.paths {
            if path.verdict == Verdict::Allowed {
                path.verdict = Verdict::Depends;
            }
        }
    }
    direct.undecided.append(&mut walk.undecided);
    direct.taken_for_granted.append(&mut walk.taken_for_granted);
    found
}
