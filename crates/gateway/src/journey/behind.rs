//! What a request that goes through a role still has to pass behind authorization.

use can_invoke_policy::Verdict;

use super::{Asked, Flow, Walk};
use crate::{
    answer::{HopKind, HopStatus, Journey, RolePaths},
    inventory::Route,
    route,
    websocket::{CONNECT, WebSocketCall},
};

/// Ways through roles end where the hops that ask whoever signs the same end them: there must
/// be a route, the request must be signed, and an API key may be asked for. What stays open at
/// a hop before the policies stays open for a session of a role too, unless a policy decided
/// there: that one sees the session, and is asked anew. What they take for granted is added to
/// the direct journey, where it is told.
pub(crate) fn behind(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    mut found: RolePaths,
    direct: &mut Journey,
) -> RolePaths {
    let is_open = |verdict: Verdict| matches!(verdict, Verdict::Allowed | Verdict::Depends);
    if !found.paths.iter().any(|path| is_open(path.verdict)) && found.unfinished.is_none() {
        return found;
    }
    let connecting = asked.call.connecting();
    let asked = Asked {
        call: &connecting,
        ..asked
    };
    let mut walk = Walk {
        is_in_doubt: is_in_doubt_for_all(direct),
        ..Walk::default()
    };
    if walk.of_whoever_signs(asked, met).is_break() {
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
            found.unfinished = None;
            found.paths.clear();
            return found;
        }
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

/// Whether a hop before the policies is open for whoever calls.
fn is_in_doubt_for_all(direct: &Journey) -> bool {
    let is_gate = |kind: HopKind| direct.gates.iter().any(|(decided, _)| *decided == kind);
    direct.hops.iter().any(|hop| {
        hop.kind < HopKind::Authorization
            && hop.status == HopStatus::Undecided
            && !is_gate(hop.kind)
    })
}

impl Walk {
    /// The hops that do not ask who it is that signs.
    fn of_whoever_signs(&mut self, asked: Asked<'_>, met: Option<Option<&Route>>) -> Flow {
        match &asked.call.websocket {
            // A policy of the network may have ended the direct journey before it met a route.
            None => {
                let (route, _) = self.route(asked, met)?;
                self.signature(asked)?;
                self.api_key(asked, route)
            }
            Some(WebSocketCall::Connections(_)) => Flow::Continue(()),
            Some(WebSocketCall::Route(_)) => {
                let routes = asked.call.api.routes.known();
                match routes.and_then(|routes| route::message(routes, CONNECT)) {
                    Some(route) => self.api_key(asked, route),
                    None => Flow::Continue(()),
                }
            }
        }
    }
}
