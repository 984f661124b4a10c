//! From the answer to the picture.

use super::{
    End, Line, Picture, Reach, State, Station, Way,
    outcome::{alternatives, policies, reason},
    words::{shortened, tame},
};
use crate::v1::{
    CallDetails, Check, Decision, Hop, HopStatus, Journey, Response, RolePath, Verdict,
};

/// How many ways are drawn; of those through roles, the best come first.
const MOST_WAYS: usize = 4;

/// How long the name of a role is in a title; the whole ARN stands below it.
const LONGEST_TITLE: usize = 32;

/// All hops that a request can pass, in the order of API Gateway, and whether each request
/// passes them. What is behind a stop is drawn for those only: whether there are others, the
/// answer does not say then.
const ORDER: &[(&str, bool)] = &[
    ("endpoint", true),
    ("waf", false),
    ("vpc-endpoint-policy", false),
    ("domain-policy", false),
    ("route", true),
    ("authentication", true),
    ("authorizer", false),
    ("authorization", true),
    ("api-key", false),
    ("integration", false),
    ("response", false),
];

/// The hop at which the policies of both sides are asked.
const AUTHORIZATION: &str = "authorization";

/// The picture of an answer. The same answer gives the same picture, whether or not it holds
/// the statements that decide nothing.
pub fn of(answer: &Check) -> Picture {
    let question = &answer.question;
    let lit = lit(answer);
    let mut ways = vec![direct("directly", &answer.direct)];
    if let Some(after) = &answer.after_deployment {
        ways.push(direct(
            "directly, once what the API holds is deployed",
            after,
        ));
        ways.extend(then(answer, after));
    }
    let paths = &answer.role_paths.paths;
    let before = ways.len();
    let most = MOST_WAYS - before;
    ways.extend(drawn(paths, lit, most).map(through_role));
    let lit = lit.map_or(0, |index| index.min(most - 1) + before);
    for (index, way) in ways.iter_mut().enumerate() {
        way.is_lit = index == lit;
    }
    let left_out = paths.len().saturating_sub(most);
    let title = tame(&format!(
        "{}: {} {} {}",
        word(answer.verdict),
        question.caller,
        question.method,
        question.url
    ));
    let mut picture = Picture {
        title,
        description: String::new(),
        caller: tame(&question.caller),
        request: tame(&format!("{} {}", question.method, question.url)),
        ways,
        left_out: match left_out {
            0 => None,
            1 => Some("one more way through a role is not drawn".to_owned()),
            more => Some(format!("{more} more ways through roles are not drawn")),
        },
        end: end(answer),
    };
    picture.description = description(&picture);
    picture
}

/// The way through a role that the verdict speaks of, by its index; none if it is the direct
/// one.
fn lit(answer: &Check) -> Option<usize> {
    if answer.direct.verdict == answer.verdict {
        return None;
    }
    let mut paths = answer.role_paths.paths.iter();
    paths.position(|path| path.verdict == answer.verdict)
}

/// The way through a role by which the verdict after the next deployment comes about, if it is
/// not the direct one.
fn then(answer: &Check, after: &Journey) -> Option<Way> {
    let verdict = answer.after_deployment_verdict?;
    if verdict == after.verdict {
        return None;
    }
    let mut paths = answer
        .after_deployment_role_paths
        .iter()
        .flat_map(|one| &one.paths);
    let mut way = through_role(paths.find(|path| path.verdict == verdict)?);
    way.title.push_str(", once what the API holds is deployed");
    Some(way)
}

/// The ways through roles that are drawn: the first ones, and the lit one in any case.
fn drawn(paths: &[RolePath], lit: Option<usize>, most: usize) -> impl Iterator<Item = &RolePath> {
    let late = lit.filter(|index| *index >= most);
    let first = most - usize::from(late.is_some());
    let late = late.and_then(|index| paths.get(index));
    paths.iter().take(first).chain(late)
}

fn direct(title: &str, journey: &Journey) -> Way {
    let mut stations: Vec<Station> = journey.hops.iter().map(station).collect();
    if let Some(decision) = &journey.decision {
        let of_policies = journey
            .hops
            .iter()
            .rposition(|hop| hop.hop == AUTHORIZATION);
        let at = of_policies.unwrap_or(journey.hops.len().saturating_sub(1));
        if let Some(station) = stations.get_mut(at) {
            station.lines.extend(alternatives(decision));
            station.lines.extend(policies(decision));
        }
    }
    let ends = stations
        .iter()
        .find(|station| station.state != State::Passes);
    let behind = match ends.map(|station| station.state) {
        Some(State::Undecided) => State::NotLookedAt,
        _ => State::NotReached,
    };
    if ends.is_some() {
        stations.extend(not_reached(&journey.hops).map(|hop| Station {
            title: hop.to_owned(),
            state: behind,
            reach: Reach::Taken,
            lines: Vec::new(),
            response: None,
        }));
    }
    way(title.to_owned(), journey.verdict, stations)
}

fn station(hop: &Hop) -> Station {
    // The parts of a summary are independent sentences.
    let parts = hop.summary.split("; ");
    let mut lines: Vec<Line> = parts.map(|part| Line::Text(tame(part))).collect();
    for decision in &hop.decisions {
        lines.extend(alternatives(decision));
        lines.extend(policies(decision));
    }
    Station {
        title: tame(&hop.hop),
        state: match hop.status {
            HopStatus::Passes => State::Passes,
            HopStatus::Stops => State::Stops,
            HopStatus::Undecided => State::Undecided,
        },
        reach: Reach::Taken,
        lines,
        response: hop.response.as_ref().map(seen),
    }
}

fn seen(response: &Response) -> String {
    tame(&format!(
        "the client sees {} {}",
        response.status, response.message
    ))
}

/// The hops that every request passes and that are behind the last one.
fn not_reached(hops: &[Hop]) -> impl Iterator<Item = &'static str> {
    let order = |hop: &Hop| ORDER.iter().position(|(name, _)| *name == hop.hop);
    let last = hops.iter().filter_map(order).max();
    let behind = last.map_or(0, |last| last + 1);
    let rest = ORDER.iter().skip(behind);
    rest.filter(|(_, always)| *always).map(|(name, _)| *name)
}

/// The way through roles: one station for each role that is assumed, and for each further action
/// that this takes; one for the session that comes of it, and one for what the session may do.
fn through_role(path: &RolePath) -> Way {
    let mut stations = Vec::new();
    for (role, decision, call) in assumed(path) {
        let mut lines = vec![Line::Text(tame(role))];
        lines.extend(outcome(decision));
        lines.extend(call.refused.iter().map(|reason| Line::Text(tame(reason))));
        stations.push(Station {
            title: "sts:AssumeRole".to_owned(),
            state: match &call.refused {
                Some(_) => State::Stops,
                None => state(decision.verdict),
            },
            reach: Reach::Taken,
            lines,
            response: None,
        });
        stations.extend(call.also.iter().map(|further| Station {
            title: tame(&further.action),
            state: state(further.verdict),
            reach: Reach::Taken,
            lines: outcome(further),
            response: None,
        }));
    }
    let signs = "signs the request; it meets the same endpoint and route as directly";
    let open = &path.call.undecided;
    let lines = [signs.to_owned()]
        .into_iter()
        .chain(open.iter().map(|text| tame(text)));
    stations.push(Station {
        title: format!("session of {}", short(&path.role)),
        state: match open.is_empty() {
            true => State::Passes,
            false => State::Undecided,
        },
        reach: Reach::Taken,
        lines: lines.map(Line::Text).collect(),
        response: None,
    });
    stations.push(Station {
        title: AUTHORIZATION.to_owned(),
        state: state(path.invoke.verdict),
        reach: Reach::Taken,
        lines: outcome(&path.invoke),
        response: None,
    });
    stations.extend(path.failure.as_ref().map(|failure| Station {
        title: tame(&failure.hop),
        state: State::Stops,
        reach: Reach::Taken,
        lines: vec![Line::Text(tame(&failure.reason))],
        response: Some(seen(&failure.response)),
    }));
    way(
        format!("through the {}", roles(path)),
        path.verdict,
        stations,
    )
}

/// The roles that are assumed one after the other, each with the decision on it and what else
/// there is to say of the call.
fn assumed(path: &RolePath) -> Vec<(&str, &Decision, &CallDetails)> {
    let before = path.before.iter();
    before
        .map(|call| (call.role.as_str(), &call.assume, &call.call))
        .chain([(path.role.as_str(), &path.assume, &path.call)])
        .collect()
}

/// The role of a way, or all of its roles in their order.
fn roles(path: &RolePath) -> String {
    let names: Vec<_> = assumed(path)
        .into_iter()
        .map(|(role, ..)| short(role))
        .collect();
    match names.as_slice() {
        [only] => format!("role {only}"),
        several => format!("roles {}", several.join(", then ")),
    }
}

fn outcome(decision: &Decision) -> Vec<Line> {
    let mut lines: Vec<Line> = reason(decision).into_iter().collect();
    lines.extend(alternatives(decision));
    lines.extend(policies(decision));
    lines
}

fn state(verdict: Verdict) -> State {
    match verdict {
        Verdict::Allowed => State::Passes,
        Verdict::Depends => State::Undecided,
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => State::Stops,
    }
}

/// The way of these stations: how far the request comes follows from how each ends.
fn way(title: String, verdict: Verdict, mut stations: Vec<Station>) -> Way {
    let mut reach = Reach::Taken;
    for station in &mut stations {
        station.reach = reach;
        reach = match (station.state, reach) {
            (_, Reach::NotTaken) | (State::Stops, _) => Reach::NotTaken,
            (State::Undecided, _) => Reach::Maybe,
            _ => reach,
        };
        // A policy that would allow what nobody can ask for is told and does not count.
        if station.reach == Reach::NotTaken && station.state == State::Passes {
            station.state = State::NotReached;
        }
    }
    Way {
        title,
        verdict,
        is_lit: false,
        stations,
        last: reach,
    }
}

fn end(answer: &Check) -> End {
    let question = &answer.question;
    let api = &question.api;
    let name = match &api.name {
        Some(name) => format!("{} {} ({name})", api.kind, api.id),
        None => format!("{} {}", api.kind, api.id),
    };
    let route = question.route.as_deref();
    let route = route.map_or(String::new(), |route| format!(", {route}"));
    let failure = match lit(answer) {
        None => answer.direct.failure.as_ref(),
        Some(index) => {
            let path = answer.role_paths.paths.get(index);
            path.and_then(|path| path.failure.as_ref())
        }
    };
    let (state, title) = match answer.verdict {
        Verdict::Allowed if failure.is_some() => (
            State::NotReached,
            "the backend is not reached, though the request is allowed",
        ),
        Verdict::Allowed => (State::Passes, "the backend is reached"),
        Verdict::Depends => (
            State::Undecided,
            "it depends whether the backend is reached",
        ),
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => {
            (State::NotReached, "the backend is not reached")
        }
    };
    End {
        title: title.to_owned(),
        state,
        text: tame(&format!(
            "{name}, stage {}{route}, account {}, {}",
            question.stage, api.account, api.region
        )),
    }
}

/// The resource of a role's ARN without `role/` and the path: `pets-invoker`.
fn short(role: &str) -> String {
    let name = role.rsplit('/').next().unwrap_or(role);
    shortened(&tame(name), LONGEST_TITLE)
}

pub(super) fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allowed => "allowed",
        Verdict::ExplicitlyDenied => "explicitly denied",
        Verdict::ImplicitlyDenied => "implicitly denied",
        Verdict::Depends => "depends",
    }
}

/// The picture in sentences.
fn description(picture: &Picture) -> String {
    let mut sentences = Vec::new();
    for way in &picture.ways {
        let stations: Vec<String> = way.stations.iter().map(in_words).collect();
        let verdict = word(way.verdict);
        let taken = if way.is_lit {
            ", the way that decides"
        } else {
            ""
        };
        sentences.push(format!(
            "The request {} is {verdict}{taken}: {}.",
            way.title,
            stations.join("; ")
        ));
    }
    sentences.extend(picture.left_out.as_ref().map(|text| format!("{text}.")));
    sentences.push(format!("In the end {}.", picture.end.title));
    sentences.join(" ")
}

fn in_words(station: &Station) -> String {
    let state = format!("{}: {}", station.title, station.state.as_str());
    match &station.response {
        Some(response) => format!("{state}, {response}"),
        None => state,
    }
}
