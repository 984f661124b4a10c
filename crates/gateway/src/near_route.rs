//! Which route was probably meant by a request that meets none.

use can_invoke_source::words::{enumerate, nearest};

use crate::{
    inventory::{ApiKind, Inventory, Route, RouteKey},
    route,
    target::{Call, METHODS},
};

/// What was probably meant by a path that no route of the API matches, in words that follow
/// a semicolon; nothing, if there is nothing near.
pub(crate) fn hint(inventory: &Inventory, call: &Call<'_>) -> Option<String> {
    let routes = call.api.routes.known()?;
    if call.api.kind == ApiKind::WebSocket {
        return None;
    }
    let meets = |path: &str| route::find(routes, call.api.kind, &call.method, path).is_some();
    let methods = methods_at(routes, call.api.kind, &call.path);
    if !methods.is_empty() {
        return Some(format!("{} has {}", call.path, enumerate(&methods)));
    }
    if let Some(path) = other_slash(&call.path).filter(|path| meets(path)) {
        return Some(format!("did you mean {path}?"));
    }
    if let Some(rest) = behind(&call.path, &call.stage).filter(|rest| meets(rest)) {
        return Some(format!(
            "the stage {} is no part of the path: did you mean {rest}?",
            call.stage
        ));
    }
    if let Some((domain, rest)) = behind_base_path(inventory, call, meets) {
        return Some(format!(
            "a base path of {domain} is no part of the path: did you mean {rest}?"
        ));
    }
    let Some(near) = near(routes, &call.path) else {
        return some_templates(routes);
    };
    Some({
        if meets(&near.path) {
            format!("did you mean {}?", near.written)
        } else {
            let methods = methods_at(routes, call.api.kind, &near.path);
            format!("{} is near, and has {}", near.written, enumerate(&methods))
        }
    })
}

/// What was probably meant by a URL whose first segment is no stage: the same path behind a
/// stage, if the API has a route for it, or a stage that is called nearly so.
pub(crate) fn stage_hint(call: &Call<'_>, names: &[&str]) -> Option<String> {
    if let Some(near) = nearest(&call.stage, names) {
        return Some(format!("did you mean {near}?"));
    }
    if !call.is_default_endpoint {
        return None;
    }
    let whole = if call.path == "/" {
        format!("/{}", call.stage)
    } else {
        format!("/{}{}", call.stage, call.path)
    };
    let routes = call.api.routes.known()?;
    route::find(routes, call.api.kind, &call.method, &whole)?;
    let first = names.first()?;
    Some(format!(
        "a path begins with the stage: did you mean /{first}{whole}?"
    ))
}

/// The templates of an API, or the first of them.
fn some_templates(routes: &[Route]) -> Option<String> {
    const MANY: usize = 5;
    let mut templates: Vec<&str> = routes
        .iter()
        .filter_map(|route| match &route.key {
            RouteKey::Path { template, .. } => Some(template.as_str()),
            RouteKey::Default | RouteKey::Message(_) => None,
        })
        .collect();
    templates.sort_unstable();
    templates.dedup();
    let more = templates.len().saturating_sub(MANY);
    templates.truncate(MANY);
    match (templates.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(format!("its paths are {}", templates.join(", "))),
        (false, more) => Some(format!(
            "its paths are {} and {more} more",
            templates.join(", ")
        )),
    }
}

/// The methods that a path has, ANY among them.
fn methods_at<'r>(routes: &'r [Route], kind: ApiKind, path: &str) -> Vec<&'r str> {
    let mut methods: Vec<&str> = METHODS
        .iter()
        .filter_map(
            |method| match &route::find(routes, kind, method, path)?.key {
                RouteKey::Path { method, .. } => Some(method.as_str()),
                RouteKey::Default | RouteKey::Message(_) => None,
            },
        )
        .collect();
    methods.dedup();
    methods
}

/// The path with a slash at its end, or without.
fn other_slash(path: &str) -> Option<String> {
    match path.strip_suffix('/') {
        Some("") => None,
        Some(rest) => Some(rest.to_owned()),
        None => Some(format!("{path}/")),
    }
}

/// The path behind a segment.
fn behind(path: &str, segment: &str) -> Option<String> {
    let rest = path.strip_prefix('/')?.strip_prefix(segment)?;
    match rest {
        "" => Some("/".to_owned()),
        _ => rest.starts_with('/').then(|| rest.to_owned()),
    }
}

/// The path behind a base path by which some custom domain name leads to the API.
fn behind_base_path<'i>(
    inventory: &'i Inventory,
    call: &Call<'_>,
    meets: impl Fn(&str) -> bool,
) -> Option<(&'i str, String)> {
    inventory.domain_names.iter().find_map(|domain| {
        let mappings = domain.mappings.known()?.iter();
        let rest = mappings
            .filter(|mapping| mapping.api == call.api.id && !mapping.base_path.is_empty())
            .find_map(|mapping| behind(&call.path, &mapping.base_path))?;
        meets(&rest).then_some((domain.name.as_str(), rest))
    })
}

/// A path that is near another one.
struct Near {
    /// The path, with the values of the request in the places of parameters.
    path: String,
    /// The template, and the path where the two differ.
    written: String,
}

/// The nearest path that some route has: path parameters take the values of the request.
fn near(routes: &[Route], path: &str) -> Option<Near> {
    let candidates: Vec<(String, &str)> = routes
        .iter()
        .filter_map(|route| {
            let RouteKey::Path { template, .. } = &route.key else {
                return None;
            };
            Some((filled(template, path)?, template.as_str()))
        })
        .collect();
    let paths: Vec<&str> = candidates.iter().map(|(path, _)| path.as_str()).collect();
    let found = nearest(path, &paths)?;
    let (path, template) = candidates.iter().find(|(path, _)| path == found)?;
    Some(Near {
        path: path.clone(),
        written: if path == template {
            path.clone()
        } else {
            format!("{path} ({template})")
        },
    })
}

/// A template with the segments of a path in the places of its parameters.
fn filled(template: &str, path: &str) -> Option<String> {
    let mut segments = path.split('/');
    let mut filled = Vec::new();
    for part in template.split('/') {
        let segment = segments.next();
        if part.ends_with("+}") {
            let rest: Vec<&str> = segment.into_iter().chain(segments).collect();
            filled.push(rest.join("/"));
            return (!rest.concat().is_empty()).then(|| filled.join("/"));
        }
        if part.starts_with('{') {
            filled.push(segment.filter(|segment| !segment.is_empty())?.to_owned());
        } else {
            filled.push(part.to_owned());
        }
    }
    Some(filled.join("/"))
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn parameters_take_the_values_of_the_request() {
        for (template, path, expected) in [
            ("/pets", "/pet", Some("/pets")),
            ("/pets/{id}", "/pet/7", Some("/pets/7")),
            ("/pets/{id}", "/pet", None),
            ("/pets/{id}", "/pet/", None),
            ("/files/{path+}", "/file/a/b", Some("/files/a/b")),
            ("/files/{path+}", "/file", None),
            ("/{id}/x", "/7/y", Some("/7/x")),
        ] {
            assert_eq!(
                filled(template, path).as_deref(),
                expected,
                "{template} {path}"
            );
        }
    }
}
