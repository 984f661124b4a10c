//! Which route a request meets.
//!
//! Source: API Gateway developer guide, `http-api-develop-routes` (routes with a method and
//! a full match first, then greedy path variables, then `$default`) and
//! `api-gateway-method-settings-method-request` (a REST API picks the resource by its path,
//! then the method of that resource, then its ANY method).

use crate::{
    inventory::{ApiKind, Route, RouteKey},
    websocket::{CONNECT, DISCONNECT},
};

/// The route that a request meets, if there is one.
pub fn find<'r>(routes: &'r [Route], kind: ApiKind, method: &str, path: &str) -> Option<&'r Route> {
    match kind {
        ApiKind::Rest => find_rest(routes, method, path).or_else(|| {
            // A REST API takes `/pets/` for `/pets`; the ARN keeps the slash.
            let trimmed = path.strip_suffix('/').filter(|rest| !rest.is_empty())?;
            find_rest(routes, method, trimmed)
        }),
        ApiKind::Http => best(
            routes.iter().filter(|route| has_method(route, method)),
            path,
        )
        .or_else(|| routes.iter().find(|route| route.key == RouteKey::Default)),
        // The routes of a WebSocket API have keys and no paths.
        ApiKind::WebSocket => None,
    }
}

/// The routes of which each would be met as well as another: they match the path equally
/// specifically. API Gateway has one at most.
pub fn equals<'r>(routes: &'r [Route], kind: ApiKind, method: &str, path: &str) -> Vec<&'r Route> {
    // A REST API picks the resource first, whatever methods it has.
    let met = match kind {
        ApiKind::Rest => best(routes.iter(), path),
        ApiKind::Http | ApiKind::WebSocket => find(routes, kind, method, path),
    };
    let Some(met) = met else {
        return Vec::new();
    };
    let rank = |route: &Route| specificity(template(route)?, path);
    let (Some(best), Some(own)) = (rank(met), template(met)) else {
        return vec![met];
    };
    let is_any =
        |route: &Route| matches!(&route.key, RouteKey::Path { method, .. } if method == "ANY");
    let rivals = routes.iter().filter(|route| {
        template(route).is_some_and(|template| template != own)
            && rank(route).as_ref() == Some(&best)
            && match kind {
                ApiKind::Rest => true,
                _ => has_method(route, method) && is_any(route) == is_any(met),
            }
    });
    let mut equal = vec![met];
    equal.extend(rivals);
    equal
}

/// The route of a WebSocket API that a message with this key meets: the one with the key,
/// else `$default`. Opening and closing a connection meet no route but their own.
///
/// Source: API Gateway developer guide, `websocket-api-develop-routes`.
pub fn message<'r>(routes: &'r [Route], key: &str) -> Option<&'r Route> {
    let with_key = |wanted: &str| {
        routes
            .iter()
            .find(|route| matches!(&route.key, RouteKey::Message(key) if key == wanted))
    };
    with_key(key).or_else(|| {
        let is_message = !matches!(key, CONNECT | DISCONNECT);
        is_message.then(|| with_key("$default")).flatten()
    })
}

fn find_rest<'r>(routes: &'r [Route], method: &str, path: &str) -> Option<&'r Route> {
    let resource = template(best(routes.iter(), path)?)?;
    let of_resource = |wanted: &str| {
        routes.iter().find(|route| {
            matches!(&route.key, RouteKey::Path { method, template }
                if template == resource && method.eq_ignore_ascii_case(wanted))
        })
    };
    of_resource(method).or_else(|| of_resource("ANY"))
}

fn has_method(route: &Route, wanted: &str) -> bool {
    matches!(&route.key, RouteKey::Path { method, .. }
        if method == "ANY" || method.eq_ignore_ascii_case(wanted))
}

fn template(route: &Route) -> Option<&str> {
    match &route.key {
        RouteKey::Path { template, .. } => Some(template),
        RouteKey::Default | RouteKey::Message(_) => None,
    }
}

/// The route whose template matches the path most specifically: a full match before one by
/// a greedy path variable, then segment by segment; of equals the one with a method of its
/// own.
fn best<'r>(routes: impl Iterator<Item = &'r Route>, path: &str) -> Option<&'r Route> {
    routes
        .filter_map(|route| {
            let RouteKey::Path { method, template } = &route.key else {
                return None;
            };
            let matches = specificity(template, path)?;
            let is_full = matches.last() != Some(&Match::Greedy);
            Some(((is_full, matches, method != "ANY"), route))
        })
        .max_by(|left, right| left.0.cmp(&right.0))
        .map(|(_, route)| route)
}

/// How specifically one segment of a template matches, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Greedy,
    Parameter,
    Literal,
}

/// How a template matches a path, segment by segment; `None` if it does not.
fn specificity(template: &str, path: &str) -> Option<Vec<Match>> {
    let mut matches = Vec::new();
    let mut segments = path.strip_prefix('/')?.split('/');
    for part in template.strip_prefix('/')?.split('/') {
        let variable = part
            .strip_prefix('{')
            .and_then(|inner| inner.strip_suffix('}'));
        let segment = segments.next()?;
        match variable {
            Some(name) if name.ends_with('+') => {
                let is_empty = segment.is_empty() && segments.next().is_none();
                matches.push(Match::Greedy);
                return (!is_empty).then_some(matches);
            }
            Some(_) if !segment.is_empty() => matches.push(Match::Parameter),
            None if part == segment => matches.push(Match::Literal),
            _ => return None,
        }
    }
    segments.next().is_none().then_some(matches)
}
