//! What is said about a question that cannot be asked: what is wrong, and what was probably
//! meant.

use can_invoke_source::words::{enumerate, nearest};

use super::{Host, Target};
use crate::{
    inventory::{Api, Inventory, Known},
    not_readable,
    query::{Query, QueryError},
    route,
};

/// The methods of HTTP that a route can have.
pub(crate) const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const ARN_FORM: &str =
    "write `arn:aws:execute-api:{region}:{account-id}:{api-id}/{stage}/{METHOD}/{path}`";

/// A text that is no target.
pub(crate) fn not_a_target(text: &str) -> QueryError {
    if let Some((scheme @ ("http" | "ws"), rest)) = text.split_once("://") {
        return QueryError::new(
            format!("`{text}` is not encrypted, and API Gateway answers on HTTPS only"),
            format!("did you mean `{scheme}s://{rest}`?"),
        );
    }
    let message = format!("`{text}` is neither an invoke URL, nor an execute-api ARN, nor a path");
    let first = text.split('/').next().unwrap_or(text);
    let help = if first.contains(".execute-api.") || (first.contains('.') && text.contains('/')) {
        format!("did you mean `https://{text}`?")
    } else if METHODS
        .iter()
        .any(|method| method.eq_ignore_ascii_case(first))
    {
        let path = text.get(first.len()..).unwrap_or_default();
        format!("did you mean `{} {path}`?", first.to_ascii_uppercase())
    } else if !text.contains([':', ' ']) && !text.is_empty() {
        format!(
            "a path begins with a slash: `/{text}` with --api and --stage; or write an invoke URL \
             or an execute-api ARN"
        )
    } else {
        "write `https://{api-id}.execute-api.{region}.amazonaws.com/{stage}/{path}`, \
         `arn:aws:execute-api:{region}:{account-id}:{api-id}/{stage}/{METHOD}/{path}`, \
         or `/path` with --api and --stage"
            .to_owned()
    };
    QueryError::new(message, help)
}

/// An `execute-api` ARN in which what should be the stage is a method.
pub(super) fn without_stage(text: &str, api: &str, method: &str) -> Option<QueryError> {
    if !METHODS.contains(&method) {
        return None;
    }
    let corrected = text.replacen(
        &format!("{api}/{method}"),
        &format!("{api}/{{stage}}/{method}"),
        1,
    );
    Some(QueryError::new(
        format!("`{text}` names the method `{method}` where its stage should be"),
        format!("write `{corrected}`"),
    ))
}

/// An ARN of something else.
pub(super) fn not_execute_api(text: &str, service: Option<&str>) -> QueryError {
    let message = format!("`{text}` is not an execute-api ARN");
    let help = match service {
        Some("apigateway") => {
            format!("this is the ARN by which the API is administered, not invoked; {ARN_FORM}")
        }
        _ => ARN_FORM.to_owned(),
    };
    QueryError::new(message, help)
}

/// The API that a question names is not in the inventory.
pub(super) fn unknown_api(inventory: &Inventory, named: &str) -> QueryError {
    if let Some(error) = not_readable::of_api(inventory, named) {
        return error;
    }
    let message = format!("the inventory has no API `{named}`");
    let ids: Vec<&str> = inventory.apis.iter().map(|api| api.id.as_str()).collect();
    let by_name = inventory
        .apis
        .iter()
        .find(|api| api.name.as_deref() == Some(named));
    let help = if let Some(api) = by_name {
        format!("that is its name; its id is `{}`", api.id)
    } else if named.starts_with("d-") {
        // Source: developer guide, `apigateway-regional-api-custom-domain-create`.
        "it is the name that a custom domain name stands for: ask with the custom domain name"
            .to_owned()
    } else if let Some(id) = nearest(named, &ids) {
        format!("did you mean `{id}`?")
    } else {
        format!("it has {}", some_ids(inventory))
    };
    QueryError::new(message, help)
}

/// The question names no API, and there are several.
pub(super) fn several_apis(inventory: &Inventory, query: &Query) -> QueryError {
    let path = match &query.target {
        Target::Path(path) => path.as_str(),
        Target::Url { .. } | Target::Arn { .. } | Target::RouteKey(_) => "",
    };
    let method = query.method.as_deref().unwrap_or("GET");
    let with_route: Vec<(&Api, String)> = inventory
        .apis
        .iter()
        .filter_map(|api| {
            let routes = api.routes.known()?;
            let route = route::find(routes, api.kind, method, path)?;
            Some((api, route.key.text()))
        })
        .collect();
    match with_route.as_slice() {
        [] => QueryError::new(
            "the inventory holds several APIs and the target names none",
            format!("add --api with one of {}", some_ids(inventory)),
        ),
        [(api, key)] => QueryError::new(
            "the inventory holds several APIs and the target names none",
            format!(
                "did you mean `--api {}`? Only it has a route for that, `{key}`",
                api.id
            ),
        ),
        several => {
            let list: Vec<String> = several
                .iter()
                .take(10)
                .map(|(api, key)| format!("`{}` ({key})", api.id))
                .collect();
            QueryError::new(
                format!(
                    "{} {path} meets a route of several APIs: {}",
                    method.to_ascii_uppercase(),
                    list.join(", ")
                ),
                "say which one with --api",
            )
        }
    }
}

fn some_ids(inventory: &Inventory) -> String {
    let ids: Vec<String> = inventory
        .apis
        .iter()
        .take(10)
        .map(|api| format!("`{}`", api.id))
        .collect();
    ids.join(", ")
}

/// What is no method.
pub(super) fn not_a_method(method: &str) -> QueryError {
    // Short words are near to none by their letters one by one: `GTE` has those of `GET`.
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.to_ascii_uppercase().chars().collect();
        letters.sort_unstable();
        letters
    };
    let near = nearest(method, &METHODS).or_else(|| {
        METHODS
            .into_iter()
            .find(|known| letters(known) == letters(method))
    });
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if method.eq_ignore_ascii_case("ANY") => {
            "a route can have ANY, a request has one method: write GET, POST, PUT, PATCH, DELETE, \
             HEAD or OPTIONS"
                .to_owned()
        }
        None => "write GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS".to_owned(),
    };
    QueryError::new(format!("`{method}` is not an HTTP method"), help)
}

/// What the inventory and the target say of the Region or the account must not differ.
pub(super) fn other_place(api: &Api, what: &str, named: &str, target: &Target) -> QueryError {
    let known = match what {
        "Region" => &api.region,
        _ => &api.account,
    };
    let right = known.known().map_or("", String::as_str);
    let message = format!(
        "API `{}` has the {what} `{right}`, the target names `{named}`",
        api.id
    );
    let corrected = match target {
        Target::Url { host, path } => {
            in_region(host, right).map(|host| format!("https://{}{path}", host.name()))
        }
        Target::Arn {
            partition,
            region,
            account,
            api,
            stage,
            method,
            path,
        } => {
            let (region, account) = if what == "Region" {
                (right, account.as_str())
            } else {
                (region.as_str(), right)
            };
            Some(format!(
                "arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{method}{path}"
            ))
        }
        Target::Path(_) | Target::RouteKey(_) => None,
    };
    let key = what.to_ascii_lowercase();
    let help = match corrected {
        Some(corrected) => format!(
            "did you mean `{corrected}`? Or else correct `{key}` of the API in the inventory"
        ),
        None => format!("correct the target, or `{key}` of the API in the inventory"),
    };
    let help = if what == "account" {
        format!("the account of such an ARN is the owner of the API, never the caller: {help}")
    } else {
        help
    };
    QueryError::new(message, help)
}

fn in_region(host: &Host, right: &str) -> Option<Host> {
    match host.clone() {
        Host::Api {
            api,
            vpc_endpoint,
            is_china,
            ..
        } => Some(Host::Api {
            api,
            vpc_endpoint,
            region: right.to_owned(),
            is_china,
        }),
        Host::VpcEndpoint { .. } | Host::StandIn { .. } | Host::Name(_) => None,
    }
}

/// Two routes that match a path equally: API Gateway has no such APIs, so that one of them is
/// not as the inventory says.
pub(crate) fn rivals(api: &Api, method: &str, path: &str) -> Option<QueryError> {
    let Known::Known(routes) = &api.routes else {
        return None;
    };
    let equal = route::equals(routes, api.kind, method, path);
    if equal.len() < 2 {
        return None;
    }
    let keys: Vec<String> = equal.iter().map(|route| route.key.text()).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    Some(QueryError::new(
        format!(
            "{} of API `{}` match {path} equally",
            enumerate(&keys),
            api.id
        ),
        "API Gateway does not take two such routes: correct `routes` in the inventory",
    ))
}
