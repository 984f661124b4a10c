//! Does the request carry an API key that the stage accepts?
//!
//! Keys are secrets: only their names are spoken of, never their values.
//!
//! Source: API Gateway developer guide, `api-gateway-api-usage-plans` and
//! `api-gateway-api-key-source`. That it comes after authorization:
//! `supported-gateway-response-types`.

use std::ops::ControlFlow;

use super::{Asked, Flow, Walk, response};
use crate::{
    answer::HopKind,
    carried::ApiKey,
    inventory::{
        Api, ApiKeySource, ApiKind, Authorization, AuthorizerAnswer, Inventory, Known, Route,
        UsagePlan,
    },
    not_readable,
    target::Call,
};

impl Walk {
    pub(super) fn api_key(&mut self, asked: Asked<'_>, route: &Route) -> Flow {
        let Asked {
            call,
            query,
            inventory,
            ..
        } = asked;
        // AWS asks for no key unless told to.
        if route.is_api_key_required != Known::Known(true) || call.api.kind == ApiKind::Http {
            return ControlFlow::Continue(());
        }
        let plans = Plans::of(inventory, call);
        if call.api.api_key_source == Known::Known(ApiKeySource::Authorizer) {
            return self.key_of_authorizer(asked, route, &plans);
        }
        let place = &plans.place;
        match &query.carried.api_key {
            Some(ApiKey::Missing) => {
                self.no_key("the route asks for an API key, and the request carries none")
            }
            Some(ApiKey::Named(name)) if inventory.disabled_api_keys.contains(name) => {
                self.no_key(&format!("the API key {name} is disabled"))
            }
            Some(ApiKey::Named(name)) => match plans.with_key(name) {
                Some(plan) => self.pass(
                    HopKind::ApiKey,
                    format!(
                        "the API key {name} is in the usage plan {} for {place}; its quota and \
                         its throttling, 429 Too Many Requests, are not looked at",
                        plan.name
                    ),
                ),
                None if plans.may_have_others => self.granted_key(
                    asked,
                    format!("that the API key {name} is in a usage plan for {place}"),
                ),
                None => self.no_key(&format!(
                    "the API key {name} is in no usage plan for {place}"
                )),
            },
            None if plans.have_no_key() => {
                self.no_key(&format!("no usage plan for {place} has an API key"))
            }
            None => self.granted_key(
                asked,
                format!("that the request carries an API key of a usage plan for {place}"),
            ),
        }
    }

    /// The Lambda authorizer supplies the key, and a header counts for nothing.
    fn key_of_authorizer(&mut self, asked: Asked<'_>, route: &Route, plans: &Plans<'_>) -> Flow {
        if route.authorization != Known::Known(Authorization::Custom) {
            return self.no_key(
                "the API takes API keys from Lambda authorizers only, and the route has none",
            );
        }
        let place = &plans.place;
        if plans.have_no_key() {
            return self.no_key(&format!("no usage plan for {place} has an API key"));
        }
        let in_inventory = asked.call.api.authorizer(route);
        let in_inventory = in_inventory.and_then(|authorizer| authorizer.returns.known());
        let answer = asked.query.carried.authorizer.as_ref().or(in_inventory);
        match answer {
            Some(AuthorizerAnswer::Policy {
                usage_identifier_key: None,
                ..
            }) => self.no_key(
                "the API takes API keys from the authorizer, whose answer holds no \
                 usageIdentifierKey",
            ),
            // What it holds is the value of a key and no name, so it is neither compared
            // nor shown.
            _ => self.granted_key(
                asked,
                format!(
                    "that the usageIdentifierKey of the authorizer's answer is an API key of a \
                     usage plan for {place}"
                ),
            ),
        }
    }

    fn no_key(&mut self, summary: &str) -> Flow {
        self.stop(HopKind::ApiKey, response::forbidden(), summary)
    }

    /// What nobody said of the key.
    fn granted_key(&mut self, asked: Asked<'_>, granted: String) -> Flow {
        if asked.query.strict {
            self.doubt(HopKind::ApiKey, format!("it is not known {granted}"));
            return ControlFlow::Continue(());
        }
        let summary = format!("the route asks for an API key; {granted} is taken for granted");
        self.taken_for_granted.push(granted);
        self.pass(HopKind::ApiKey, summary)
    }
}

/// The usage plans of a stage.
struct Plans<'i> {
    /// The stage, in words.
    place: String,
    /// Those that are for it.
    known: Vec<&'i UsagePlan>,
    /// Whether there may be other keys than theirs.
    may_have_others: bool,
}

impl<'i> Plans<'i> {
    fn of(inventory: &'i Inventory, call: &Call<'_>) -> Self {
        let all = &inventory.usage_plans;
        let is_for_it = |plan: &&UsagePlan| {
            let mut stages = plan.stages.known().into_iter().flatten();
            stages.any(|(api, stage)| *api == call.api.id && *stage == call.stage)
        };
        let known: Vec<&UsagePlan> = all.iter().filter(is_for_it).collect();
        // A list is of one account and Region, and those of others say nothing of this one.
        let is_here = |api: &Api| {
            api.id == call.api.id
                || (api.account.known() == Some(&call.account)
                    && api.region.known() == Some(&call.region))
        };
        let is_of_here = |plan: &UsagePlan| {
            let mut stages = plan.stages.known().into_iter().flatten();
            stages.any(|(id, _)| {
                inventory
                    .apis
                    .iter()
                    .any(|api| api.id == *id && is_here(api))
            })
        };
        let is_listed = inventory.has_usage_plans
            && (all.iter().any(is_of_here)
                || inventory.apis.iter().all(is_here)
                    && !not_readable::has_no_usage_plans(inventory, call));
        let may_have_others = !is_listed
            || all.iter().any(|plan| plan.stages == Known::NotKnown)
            || known.iter().any(|plan| plan.keys == Known::NotKnown);
        Plans {
            place: format!("stage {} of API {}", call.stage, call.api.id),
            known,
            may_have_others,
        }
    }

    fn with_key(&self, name: &str) -> Option<&'i UsagePlan> {
        let has_it = |plan: &&&UsagePlan| {
            let mut keys = plan.keys.known().into_iter().flatten();
            keys.any(|key| key == name)
        };
        self.known.iter().find(has_it).copied()
    }

    fn have_no_key(&self) -> bool {
        let mut keys = self.known.iter().filter_map(|plan| plan.keys.known());
        !self.may_have_others && keys.all(Vec::is_empty)
    }
}
