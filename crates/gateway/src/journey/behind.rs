//! What a request that goes through a role meets beside the policies that decide on its
//! session.

use can_invoke_policy::Verdict;

use super::{Asked, walk_of_session};
use crate::{
    answer::{HopStatus, Journey, RolePaths},
    inventory::{Authorization, Route},
};

/// Walks all hops once more for each way through a role that is open or depends. Where a hop
/// ends every way, an API key that is missing or a route that does not exist, no way is left,
/// and it is said which hop it was; where one is in doubt, the ways depend on it.
pub(crate) fn behind(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    mut found: RolePaths,
    direct: &mut Journey,
) -> RolePaths {
    let mut has_open = false;
    let mut stopped = None;
    for path in &mut found.paths {
        if path.verdict.is_denied() {
            continue;
        }
        let session = path.invoke.request.caller.clone();
        let asked = Asked {
            caller: &session,
            record: asked.inventory.principal(&path.role),
            ..asked
        };
        let journey = walk_of_session(asked, met, path.invoke.clone());
        if journey.verdict.is_denied() {
            path.verdict = journey.verdict;
            stopped = stopped.or_else(|| reason(&journey));
            continue;
        }
        has_open = true;
        if journey.verdict == Verdict::Depends {
            path.verdict = Verdict::Depends;
        }
        path.undecided = journey.undecided;
        path.taken_for_granted = journey.taken_for_granted;
        path.failure = journey.failure;
        for assumption in journey.assumptions {
            if !direct.assumptions.contains(&assumption) {
                direct.assumptions.push(assumption);
            }
        }
    }
    // Chains that were not tried end at the same hops.
    if !has_open
        && found.unfinished.is_some()
        && let Some(mut decided) = direct.explained.clone()
    {
        decided.decision.verdict = Verdict::Allowed;
        let journey = walk_of_session(asked, met, decided);
        if journey.verdict.is_denied() {
            stopped = stopped.or_else(|| reason(&journey));
        }
    }
    // A way on which the backend answers is better than one on which API Gateway does.
    found.paths.sort_by_key(|path| match path.verdict {
        Verdict::Allowed => u8::from(path.failure.is_some()),
        Verdict::Depends => 2,
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => 3,
    });
    if let Some(reason) = stopped.filter(|_| !has_open) {
        found.not_searched = Some(reason);
        found.unfinished = None;
        found.paths.clear();
    }
    found
}

/// What stands in the way of a request once the statements that are suggested are in place, in
/// words, with the verdict that is left. Only where a signature, or nobody, is asked for does the
/// decision of policies alone let a request past the hop of authorization.
pub(crate) fn once_allowed(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    authorization: Option<Authorization>,
    direct: &Journey,
) -> Option<(Verdict, String)> {
    let by_policies = matches!(
        authorization,
        Some(Authorization::AwsIam | Authorization::None)
    );
    if !by_policies || asked.call.is_private() {
        return None;
    }
    let mut decided = direct.explained.clone()?;
    decided.decision.verdict = Verdict::Allowed;
    let journey = walk_of_session(asked, met, decided);
    let last = match journey.verdict {
        Verdict::Allowed => return None,
        Verdict::Depends => journey.undecided.first()?,
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => &journey.hops.last()?.summary,
    };
    Some((journey.verdict, last.clone()))
}

/// The hop that ends the journey, in words.
fn reason(journey: &Journey) -> Option<String> {
    let hop = journey.hops.last()?;
    let HopStatus::Stops(response) = &hop.status else {
        return None;
    };
    Some(format!(
        "a role does not help: {} (hop {}, {} {})",
        hop.summary,
        hop.kind.as_str(),
        response.status,
        response.message
    ))
}
