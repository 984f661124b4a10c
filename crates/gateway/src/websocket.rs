//! What is called of a WebSocket API: one of its routes, or the URL `@connections` through
//! which the backend answers.
//!
//! Source: API Gateway developer guide, `apigateway-websocket-api-route-keys-connect-disconnect`,
//! `apigateway-how-to-call-websocket-api-connections` and
//! `apigateway-websocket-control-access-iam`.

use can_invoke_policy::Action;
use percent_encoding::percent_decode_str;

use crate::{
    answer::Journey,
    inventory::{Api, ApiKind, Authorization, Inventory, RouteKey},
    query::{Query, QueryError},
    route,
    target::{self, Call, METHODS, Target},
};

/// The route that opens a connection, the only one that authorizes.
pub const CONNECT: &str = "$connect";
/// The route that API Gateway calls itself once a connection is closed.
pub const DISCONNECT: &str = "$disconnect";
/// What stands for a connection in the ARN of `@connections`.
pub const PLACEHOLDER: &str = "{connectionId}";

/// What is called of a WebSocket API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebSocketCall {
    /// A route, by the key that the question names: `$connect` opens a connection, any
    /// other is that of a message.
    Route(String),
    /// `@connections` with the id of a connection, as it is sent.
    Connections(String),
}

/// A question about a WebSocket API, taken apart.
pub(crate) struct Asked {
    pub(crate) called: WebSocketCall,
    /// `CONNECT`, `DISCONNECT`, the key of a message, or the HTTP method of `@connections`.
    pub(crate) method: String,
    /// `/`, or the path of `@connections` as it is sent.
    pub(crate) path: String,
}

impl Asked {
    fn route(key: &str) -> Self {
        let method = match key {
            CONNECT => "CONNECT",
            DISCONNECT => "DISCONNECT",
            message => message,
        };
        Asked {
            called: WebSocketCall::Route(key.to_owned()),
            method: method.to_owned(),
            path: "/".to_owned(),
        }
    }
}

impl Call<'_> {
    /// The action that policies are asked for.
    pub fn action(&self) -> Action {
        match &self.websocket {
            Some(WebSocketCall::Connections(_)) => Action::manage_connections(),
            Some(WebSocketCall::Route(_)) | None => Action::invoke(),
        }
    }

    /// What stands behind the stage in the ARN: method and path, or the key of the route
    /// that a message meets.
    pub fn tail(&self) -> String {
        match &self.websocket {
            Some(WebSocketCall::Route(key)) => met_key(self.api, key).to_owned(),
            Some(WebSocketCall::Connections(_)) | None => format!("{}{}", self.method, self.path),
        }
    }

    /// The key of the message of which the question speaks, if it is about one.
    pub(crate) fn message(&self) -> Option<&str> {
        match &self.websocket {
            Some(WebSocketCall::Route(key)) if key != CONNECT => Some(key),
            _ => None,
        }
    }
}

impl<'i> Call<'i> {
    /// The call that opens the connection of a message; of anything else, the call itself.
    pub(crate) fn connecting(&self) -> Call<'i> {
        let mut call = self.clone();
        if self.message().is_some() {
            let connect = Asked::route(CONNECT);
            call.websocket = Some(connect.called);
            call.method = connect.method;
        }
        call
    }
}

/// The key of the route that a message with this key meets, as far as the routes are known.
fn met_key<'k>(api: &'k Api, key: &'k str) -> &'k str {
    let routes = api.routes.known();
    let met = routes.and_then(|routes| route::message(routes, key));
    match met.map(|route| &route.key) {
        Some(RouteKey::Message(met)) => met,
        _ => key,
    }
}

/// How a call is authorized: by what `$connect` asks for, and of `@connections` always by a
/// signature. Nothing, if that is not known or there is no such route.
pub(crate) fn authorization(call: &Call<'_>) -> Option<Authorization> {
    match call.websocket.as_ref()? {
        WebSocketCall::Connections(_) => Some(Authorization::AwsIam),
        WebSocketCall::Route(_) => {
            let connect = route::message(call.api.routes.known()?, CONNECT)?;
            connect.authorization.known().copied()
        }
    }
}

/// The API of a question that names a route key: the one that it names, or the only
/// WebSocket API. Other APIs have no route keys, so the key is no target for them.
pub(crate) fn api_of_key<'i>(
    inventory: &'i Inventory,
    query: &Query,
    key: &str,
) -> Result<&'i Api, QueryError> {
    // `GET pets` lacks a slash and means no route key.
    let method = query.method.as_deref().unwrap_or_default();
    if METHODS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(method))
    {
        return Err(target::not_a_target(key));
    }
    let is_named = |api: &&Api| query.api.as_ref().is_none_or(|named| *named == api.id);
    let mut candidates = inventory
        .apis
        .iter()
        .filter(|api| api.kind == ApiKind::WebSocket)
        .filter(is_named);
    match (candidates.next(), candidates.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(QueryError::new(
            "the inventory holds several WebSocket APIs and the target names none",
            "add --api",
        )),
        (None, _) => Err(target::not_a_target(key)),
    }
}

/// Takes a question about a WebSocket API apart. `path` is what stands behind the stage, or
/// what no base path of a domain name fits.
pub(crate) fn read(
    api: &Api,
    query: &Query,
    path: &str,
    is_unmapped: bool,
) -> Result<Asked, QueryError> {
    if is_unmapped {
        return Ok(Asked {
            path: path.to_owned(),
            ..Asked::route(CONNECT)
        });
    }
    let asked = of_question(query, path)?;
    let is_closing = asked.called == WebSocketCall::Route(DISCONNECT.to_owned());
    let routes = api.routes.known().filter(|_| is_closing);
    if routes.is_some_and(|routes| route::message(routes, DISCONNECT).is_none()) {
        return Err(QueryError::new(
            format!("API `{}` has no route `{DISCONNECT}`", api.id),
            "API Gateway calls this route itself once a connection is closed; without it nothing \
             is called",
        ));
    }
    Ok(asked)
}

fn of_question(query: &Query, path: &str) -> Result<Asked, QueryError> {
    let method = query.method.as_deref();
    match &query.target {
        Target::RouteKey(key) => match method {
            Some(method) => Err(QueryError::new(
                format!("`{method}` and `{key}` are two route keys"),
                "leave one of them out",
            )),
            None => Ok(Asked::route(key)),
        },
        Target::Arn {
            method: written, ..
        } => {
            let asked = of_arn(written, path)?;
            match method {
                Some(given)
                    if !given.eq_ignore_ascii_case(&asked.method)
                        && asked.called != WebSocketCall::Route(given.to_owned()) =>
                {
                    Err(QueryError::new(
                        format!("the ARN names `{}`, the command `{given}`", asked.method),
                        "leave one of them out",
                    ))
                }
                _ => Ok(asked),
            }
        }
        _ => match connection(path) {
            Some(id) => connections(method, id, path),
            None if path == "/" => of_word(method),
            None => Err(QueryError::new(
                format!("a WebSocket API has no path `{path}`"),
                "clients connect to the URL of the stage; the backend calls \
                 `/@connections/{connection-id}` behind it",
            )),
        },
    }
}

/// The word before the URL of the stage.
fn of_word(method: Option<&str>) -> Result<Asked, QueryError> {
    match method {
        // The handshake is a GET.
        None | Some("CONNECT" | "GET") => Ok(Asked::route(CONNECT)),
        Some("DISCONNECT") => Ok(Asked::route(DISCONNECT)),
        Some(method @ ("POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")) => {
            Err(QueryError::new(
                format!("a WebSocket API does not take `{method}` at the URL of a stage"),
                "write CONNECT, the key of a route, or the URL of `@connections`",
            ))
        }
        Some(key) => Ok(Asked::route(key)),
    }
}

fn of_arn(method: &str, path: &str) -> Result<Asked, QueryError> {
    match connection(path) {
        Some(id) => {
            let id = if id.is_empty() { PLACEHOLDER } else { id };
            connections(Some(method), id, &format!("/@connections/{id}"))
        }
        // A key may hold slashes.
        None if path != "/" => Ok(Asked::route(&format!("{method}{path}"))),
        None => Ok(Asked::route(method)),
    }
}

/// The id of the connection, as it is sent, if a path is that of `@connections`.
fn connection(path: &str) -> Option<&str> {
    let rest = path.strip_prefix('/')?;
    let (first, id) = rest.split_once('/').unwrap_or((rest, ""));
    (percent_decode_str(first).decode_utf8_lossy() == "@connections").then_some(id)
}

fn connections(method: Option<&str>, id: &str, path: &str) -> Result<Asked, QueryError> {
    const HELP: &str = "write POST to send a message, GET to ask about the connection, or DELETE \
                        to close it";
    let Some(method) = method else {
        return Err(QueryError::new("no method is given", HELP));
    };
    let method = method.to_ascii_uppercase();
    if !matches!(method.as_str(), "POST" | "GET" | "DELETE") {
        return Err(QueryError::new(
            format!("`{method}` is not a method of `@connections`"),
            HELP,
        ));
    }
    if id.is_empty() || id.contains('/') {
        return Err(QueryError::new(
            format!("`{path}` does not name one connection"),
            "write `/@connections/{connection-id}`",
        ));
    }
    Ok(Asked {
        called: WebSocketCall::Connections(id.to_owned()),
        method,
        path: path.to_owned(),
    })
}

/// The call that policies have decided on: where a message is refused already because its
/// connection cannot be opened, that is `$connect`.
pub(crate) fn decided<'i>(call: &Call<'i>, journey: &Journey) -> Call<'i> {
    let connecting = call.connecting();
    match &journey.explained {
        Some(explained) if explained.request.resource.arn != connecting.arn() => call.clone(),
        _ => connecting,
    }
}
