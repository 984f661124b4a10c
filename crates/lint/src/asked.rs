//! Questions to the evaluator: what it says of a principal of the inventory.

use can_invoke_gateway::{
    Query, check,
    explain::explain,
    inventory::{Api, Authorization, Known, PrincipalRecord, Route},
    request::of_action,
    target::Target,
};
use can_invoke_policy::{Action, Caller, Decision, Layer, Readings, Request, Resource, message};
use can_invoke_source::Span;

use crate::{elements::InPolicy, model::Model};

/// So many routes of an API are asked for at most; where there are more, nothing is said, as one
/// of the others may be open.
const MOST_ROUTES: usize = 64;

/// What is decided of a call.
struct Decided {
    request: Request,
    decision: Decision,
}

impl Decided {
    /// Why it is denied, in the words of AWS.
    fn reason(&self) -> String {
        let reason = message::reason(&self.request, &self.decision);
        reason.unwrap_or_else(|| "no policy can allow it".to_owned())
    }

    /// Whether a layer that somebody gave allows.
    fn allows(&self, layer: Layer) -> Option<bool> {
        let outcome = self.decision.layer(layer)?;
        outcome.is_given.then(|| !outcome.allow.any().is_false())
    }
}

/// Why a principal that its own policy lets in at some routes of an API of another account is
/// denied at all of them for want of the resource policy.
pub(crate) fn denied_by_the_api(
    model: &Model<'_>,
    record: &PrincipalRecord,
    api: &Api,
    pattern: Span,
) -> Option<String> {
    let report = model.patterns_and_routes()?;
    let used = report.patterns.iter().find(|used| used.span == pattern)?;
    let matches = used.matches.iter().filter(|one| one.api.id == api.id);
    let routes = matches.map(|one| one.route);
    denied_at_all(model, record, api, routes, |decided| {
        decided.allows(Layer::Identity) == Some(true)
            && decided.allows(Layer::Resource) == Some(false)
    })
}

/// Why a principal that a resource policy lets in at some routes is denied at all of them for
/// want of its own policies.
pub(crate) fn denied_by_the_caller(
    model: &Model<'_>,
    record: &PrincipalRecord,
    place: InPolicy<'_>,
) -> Option<String> {
    let covered = InPolicy::covered(place, model)?;
    let routes = covered.iter().map(|one| one.route);
    denied_at_all(model, record, place.api()?, routes, |decided| {
        decided.allows(Layer::Identity) == Some(false)
    })
}

/// Why a principal may invoke none of the routes of an API that ask who calls.
pub(crate) fn may_invoke_nothing(
    model: &Model<'_>,
    record: &PrincipalRecord,
    api: &Api,
) -> Option<String> {
    let routes = api.routes.known()?;
    // Across accounts the API has its own say, which is told of the API.
    let is_of_same_account = api.account.known() == Some(&record.account);
    denied_at_all(model, record, api, routes.iter(), |decided| {
        is_of_same_account || decided.allows(Layer::Identity) == Some(false)
    })
}

/// The reason of the first denial, if each of the routes that ask who calls is denied so.
fn denied_at_all<'r>(
    model: &Model<'_>,
    record: &PrincipalRecord,
    api: &Api,
    routes: impl Iterator<Item = &'r Route>,
    is_so: impl Fn(&Decided) -> bool,
) -> Option<String> {
    let mut reason = None;
    let asking = |route: &&Route| route.authorization == Known::Known(Authorization::AwsIam);
    for (number, route) in routes.filter(asking).enumerate() {
        if number == MOST_ROUTES {
            return None;
        }
        let stages = api.stage_names().filter(|names| !names.is_empty())?;
        for stage in stages {
            let decided = invoke(model, record, api, stage, route)?;
            if !decided.decision.verdict.is_denied() || !is_so(&decided) {
                return None;
            }
            reason.get_or_insert_with(|| decided.reason());
        }
    }
    reason
}

/// The decision on a call of a route by a principal.
fn invoke(
    model: &Model<'_>,
    record: &PrincipalRecord,
    api: &Api,
    stage: &str,
    route: &Route,
) -> Option<Decided> {
    let report = model.patterns_and_routes()?;
    let lines = report.apis.iter().find(|one| one.api.id == api.id)?;
    let mut routes = lines.routes.iter().flatten();
    let line = routes.find(|line| line.route.key == route.key)?;
    let names = api.stage_names()?;
    let first = names.first()?;
    let example = line
        .example
        .replacen(&format!("/{first}/"), &format!("/{stage}/"), 1);
    let mut query = Query::new(
        Caller::parse(&record.arn).ok()?,
        None,
        Target::parse(&example).ok()?,
    );
    query.role_paths = false;
    let answer = check(model.inventory, &query).ok()?;
    let explained = answer.direct.explained?;
    Some(Decided {
        request: explained.request,
        decision: explained.decision,
    })
}

/// Why a principal may not assume a role whose trust policy lets it in: its own policies do
/// not.
pub(crate) fn may_not_assume(
    model: &Model<'_>,
    record: &PrincipalRecord,
    role: &PrincipalRecord,
) -> Option<String> {
    let caller = Caller::parse(&record.arn).ok()?;
    let (request, layers) = of_action(
        model.inventory,
        &caller,
        &Action::assume_role(),
        &Resource::from_arn(role.arn.as_str()),
        Readings::default(),
    )
    .ok()?;
    let explained = explain(request, &layers);
    let decided = Decided {
        request: explained.request,
        decision: explained.decision,
    };
    let is_for_want_of_its_own = decided.decision.verdict.is_denied()
        && decided.allows(Layer::Identity) == Some(false)
        && decided.allows(Layer::Resource) == Some(true);
    is_for_want_of_its_own.then(|| decided.reason())
}
