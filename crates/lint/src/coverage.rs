//! Which routes of its API a statement of a resource policy speaks of.

use can_invoke_gateway::{
    inventory::{Api, Authorization, Route},
    patterns::Cover,
};
use can_invoke_policy::document::Effect;

use crate::{
    elements::InPolicy,
    model::{Attached, Model, PolicyDocument},
};

/// A route that a statement speaks of.
#[derive(Clone, Copy)]
pub(crate) struct Covered<'m> {
    /// The route.
    pub(crate) route: &'m Route,
    /// Whether all requests to it are meant.
    pub(crate) is_all: bool,
}

impl Covered<'_> {
    /// How the route authorizes, if that is known.
    pub(crate) fn authorization(&self) -> Option<Authorization> {
        self.route.authorization.known().copied()
    }

    /// Whether the route has an authorization that is known, and callers are nobody for it
    /// whom a policy could name.
    pub(crate) fn is_open(&self) -> bool {
        self.authorization()
            .is_some_and(|authorization| authorization != Authorization::AwsIam)
    }

    /// Whether it is the request that browsers send ahead, which carries no signature.
    pub(crate) fn is_preflight(&self) -> bool {
        self.route.key.text().starts_with("OPTIONS ")
    }
}

impl<'m> InPolicy<'m> {
    /// The API whose resource policy the statement stands in, as the API holds it.
    pub(crate) fn api(self) -> Option<&'m Api> {
        match self.document.attached {
            Attached::Api(api) => Some(api),
            _ => None,
        }
    }

    /// The routes that a statement of a resource policy speaks of; nothing if the routes of the
    /// API are not known, or the statement says by `NotResource` which it does not speak of.
    pub(crate) fn covered(self, model: &'m Model<'_>) -> Option<Vec<Covered<'m>>> {
        let api = self.api()?;
        let routes = api.routes.known()?;
        // What `NotAction` names is what the statement does not speak of.
        let is_named = self.actions().any(|one| one.matches("execute-api:invoke"));
        if is_named == self.statement.action.negated {
            return None;
        }
        let resources = self.statement.resource.as_ref()?;
        if resources.negated {
            return None;
        }
        let every = |is_all| routes.iter().map(move |route| Covered { route, is_all });
        if resources.patterns.iter().any(|pattern| pattern.text == "*") {
            return Some(every(true).collect());
        }
        let report = model.patterns_and_routes()?;
        let mut covered: Vec<Covered<'m>> = Vec::new();
        for pattern in &resources.patterns {
            let uses = report.patterns.iter();
            let uses = uses.filter(|used| used.span == pattern.span);
            // A part that is not known, such as the stage, may be for any route.
            let is_matched = uses.clone().any(|used| !used.matches.is_empty());
            if !is_matched && model.unknowns.is_in(&pattern.text) {
                return None;
            }
            for used in uses {
                for one in used.matches.iter().filter(|one| one.api.id == api.id) {
                    let is_all = one.cover == Cover::All;
                    match covered
                        .iter_mut()
                        .find(|known| known.route.key == one.route.key)
                    {
                        Some(known) => known.is_all |= is_all,
                        None => covered.push(Covered {
                            route: one.route,
                            is_all,
                        }),
                    }
                }
            }
        }
        Some(covered)
    }
}

/// The routes that no `Allow` of their API's resource policy speaks of, with the API and the
/// policy. A statement whose routes are not clear may be for any, and a policy that allows
/// nothing at all is told by a rule of its own.
pub(crate) fn routes_without_allow<'m>(
    model: &'m Model<'_>,
) -> Vec<(&'m Api, &'m Route, &'m PolicyDocument<'m>)> {
    let mut found = Vec::new();
    for document in &model.policies {
        let Attached::Api(api) = document.attached else {
            continue;
        };
        let allows: Vec<InPolicy<'_>> = document
            .policy
            .statements
            .iter()
            .filter(|statement| statement.effect == Effect::Allow)
            .map(|statement| InPolicy {
                document,
                statement,
            })
            .collect();
        let covered: Option<Vec<_>> = allows.iter().map(|place| place.covered(model)).collect();
        let Some(covered) = covered.filter(|_| !allows.is_empty()) else {
            continue;
        };
        let covered: Vec<_> = covered.into_iter().flatten().collect();
        for route in api.routes.known().into_iter().flatten() {
            if !covered.iter().any(|one| one.route.key == route.key) {
                found.push((api, route, document));
            }
        }
    }
    found
}
