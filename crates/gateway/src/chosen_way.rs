//! A request on a way that somebody chose: directly, or through roles in a given order. This is
//! what a request comes to that is really sent, where [`check`](crate::check()) says which way
//! it could take.

use can_invoke_policy::{Assumption, Caller, Readings, Verdict, assumption::Choice};

use crate::{
    answer::{AssumeCall, Explained, Failure, HopStatus, Journey, Question, Response},
    check::{authorization, identify, journey, met, question, resolved, undecided},
    inventory::{Authorization, Inventory, PrincipalRecord, Route},
    journey::{Asked, Entrance, walk, walk_of_session},
    query::{Query, QueryError},
    readings, role_path,
    target::Call,
};

/// What a request on a chosen way comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenWay {
    /// The verdict on all steps: every call of `sts:AssumeRole`, and the request.
    pub verdict: Verdict,
    /// What was asked, taken apart; the caller is the one who takes the first step.
    pub question: Question,
    /// The calls of `sts:AssumeRole`, in order, each as if those before it had succeeded.
    pub calls: Vec<AssumeCall>,
    /// The request as the last session sends it, or the caller where no role is assumed; as if
    /// all roles could be assumed.
    pub journey: Journey,
    /// Which choice was taken where AWS is silent or contradicts itself.
    pub readings: Readings,
}

impl ChosenWay {
    /// What the client is expected to see of API Gateway's own: where the request ends before
    /// the backend, or where the backend cannot be called. Nothing where the backend answers,
    /// or where it is not known who does.
    pub fn expected(&self) -> Option<&Response> {
        if let Some(failure) = self.failure() {
            return Some(&failure.response);
        }
        if !self.journey.verdict.is_denied() {
            return None;
        }
        self.journey
            .hops
            .iter()
            .rev()
            .find_map(|hop| match &hop.status {
                HopStatus::Stops(response) => Some(response),
                HopStatus::Passes | HopStatus::Undecided => None,
            })
    }

    /// What API Gateway answers although the request is allowed, if it cannot call the
    /// integration.
    pub fn failure(&self) -> Option<&Failure> {
        let is_allowed = self.journey.verdict == Verdict::Allowed;
        self.journey.failure.as_ref().filter(|_| is_allowed)
    }

    /// The assumptions that the verdict leans on, each with the choice that is taken of it.
    pub fn assumptions(&self) -> Vec<(Assumption, Choice)> {
        let of_calls = self.calls.iter().flat_map(AssumeCall::decisions);
        let mut all: Vec<Assumption> = of_calls
            .chain(self.journey.decisions())
            .flat_map(|explained| explained.assumptions.iter().copied())
            .chain(self.journey.assumptions.iter().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter()
            .map(|assumption| (assumption, self.readings.choice(assumption)))
            .collect()
    }
}

/// What a request comes to that is sent through these roles, in their order, or directly where
/// there is none. A role of which the inventory does not know is one of which nothing is known.
/// An error means that the question cannot be asked of this inventory.
pub fn check_on(
    inventory: &Inventory,
    query: &Query,
    roles: &[String],
) -> Result<ChosenWay, QueryError> {
    let saved = resolved(inventory, query)?;
    let (caller, record) = identify(inventory, &query.caller)?;
    let records = role_path::records(inventory, roles)?;
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
    let (calls, journey) = match records.last() {
        Some(last) => by_session(asked, met, &records, last),
        None => (Vec::new(), journey(asked)),
    };
    let verdict = calls
        .iter()
        .map(|call| call.verdict)
        .chain([journey.verdict])
        .fold(Verdict::Allowed, role_path::all);
    Ok(ChosenWay {
        verdict,
        question: question(&call, met, caller.clone()),
        calls,
        journey,
        readings: query.readings,
    })
}

/// The calls of a chain, and the request by its last session.
fn by_session(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    records: &[PrincipalRecord],
    last: &PrincipalRecord,
) -> (Vec<AssumeCall>, Journey) {
    let (calls, mut found) = sent(asked, met, records, last);
    for other in readings::others(asked.call, asked.query.readings) {
        let read_so = Asked {
            call: &other.call,
            ..asked
        };
        let (_, there) = sent(read_so, other.met, records, last);
        if there.verdict != found.verdict {
            let reason = format!(
                "AWS does not say whether {} is taken for {}, and the answer turns on it",
                asked.call.path, other.path
            );
            found = undecided(&found, reason);
            break;
        }
    }
    if readings::is_open(asked.call) {
        found.assumptions.push(Assumption::HttpApiPathAsSent);
    }
    (calls, found)
}

fn sent(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    records: &[PrincipalRecord],
    last: &PrincipalRecord,
) -> (Vec<AssumeCall>, Journey) {
    let (calls, invoke) = role_path::through(asked, records);
    let session: Option<(Caller, Explained)> =
        invoke.map(|invoke| (invoke.request.caller.clone(), invoke));
    let Some((caller, invoke)) = session else {
        return (calls, walk(asked, met));
    };
    let asked = Asked {
        caller: &caller,
        record: asked.inventory.principal(&last.arn),
        ..asked
    };
    // What the session carries bears on a decision by IAM only.
    let journey = match authorization(asked.call, met) {
        Some(kind) if kind != Authorization::AwsIam => walk(asked, met),
        _ => walk_of_session(asked, met, invoke),
    };
    (calls, journey)
}
