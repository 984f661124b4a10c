//! Route keys and authorization types.
//!
//! Source: API Gateway developer guide, `http-api-develop-routes`,
//! `apigateway-websocket-api-routes`, and `API_PutMethod`, `API_CreateRoute`.

use can_invoke_source::words::{enumerate, nearest, quote};
use can_invoke_source::{Diagnostic, Span};

use super::{ApiKind, Authorization, RouteKey, texts::Texts};

const METHODS: [&str; 8] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY",
];

/// `GET /pets`, `$default`, or the key of a route of a WebSocket API.
pub(super) fn key(
    texts: &mut Texts<'_>,
    text: &str,
    span: Span,
    kind: ApiKind,
) -> Option<RouteKey> {
    let key = match kind {
        ApiKind::WebSocket if text.is_empty() => {
            Err((format!("{} is not a route key", quote(text)), String::new()))
        }
        ApiKind::WebSocket => Ok(RouteKey::Message(text.to_owned())),
        ApiKind::Http if text == "$default" => Ok(RouteKey::Default),
        ApiKind::Http | ApiKind::Rest => method_and_path(text, kind),
    };
    match key {
        Ok(key) => Some(key),
        Err((message, help)) => {
            let diagnostic = Diagnostic::error("invalid-route", span, message);
            texts.report(if help.is_empty() {
                diagnostic
            } else {
                diagnostic.help(help)
            });
            None
        }
    }
}

/// A route key, or message and help.
fn method_and_path(text: &str, kind: ApiKind) -> Result<RouteKey, (String, String)> {
    let form = match kind {
        ApiKind::Http => "write a method and a path, `GET /pets`, or `$default`",
        _ => "write a method and a path: `GET /pets`",
    };
    let Some((method, template)) = text.split_once(' ') else {
        return Err((format!("{} is not a route", quote(text)), form.to_owned()));
    };
    if !METHODS.contains(&method) {
        let help = match nearest(method, &METHODS) {
            Some(method) => format!("did you mean `{method}`?"),
            None => format!("the methods are {}", enumerate(&METHODS)),
        };
        return Err((
            format!("{} is not a method of a route", quote(method)),
            help,
        ));
    }
    match wrong_template(template) {
        None => Ok(RouteKey::Path {
            method: method.to_owned(),
            template: template.to_owned(),
        }),
        Some(help) => Err((
            format!("{} is not the path of a route", quote(template)),
            help.to_owned(),
        )),
    }
}

/// What is wrong with a path template.
fn wrong_template(template: &str) -> Option<&'static str> {
    let Some(segments) = template.strip_prefix('/') else {
        return Some("a path begins with `/`");
    };
    if template
        .chars()
        .any(|c| c.is_whitespace() || c.is_control())
    {
        return Some("a path holds no white space");
    }
    if template.contains(['?', '#']) {
        return Some("a route has no query string");
    }
    let mut segments = segments.split('/').peekable();
    while let Some(segment) = segments.next() {
        if !segment.contains(['{', '}']) {
            continue;
        }
        let name = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let Some(name) = name.filter(|name| !name.contains(['{', '}'])) else {
            return Some("a path parameter fills its segment: `/{name}/`");
        };
        let plain = name.strip_suffix('+').unwrap_or(name);
        if plain.is_empty() || plain.contains('+') {
            return Some("a path parameter has a name: `{name}`, or `{name+}` for a greedy one");
        }
        if name.ends_with('+') && segments.peek().is_some() {
            return Some("a greedy path parameter stands at the end");
        }
    }
    None
}

/// The authorization type of a route.
pub(super) fn authorization(
    texts: &mut Texts<'_>,
    text: &str,
    span: Span,
    kind: ApiKind,
    key: &RouteKey,
) -> Option<Authorization> {
    let allowed: &[Authorization] = match kind {
        ApiKind::Rest => &[
            Authorization::None,
            Authorization::AwsIam,
            Authorization::Custom,
            Authorization::CognitoUserPools,
        ],
        ApiKind::Http => &[
            Authorization::None,
            Authorization::AwsIam,
            Authorization::Custom,
            Authorization::Jwt,
        ],
        ApiKind::WebSocket => &[
            Authorization::None,
            Authorization::AwsIam,
            Authorization::Custom,
        ],
    };
    let names: Vec<&str> = allowed.iter().map(|allowed| allowed.name()).collect();
    let found = Authorization::parse(text);
    let mut code = "invalid-authorization";
    let (message, help) = match found {
        Some(found) if !allowed.contains(&found) => (
            format!(
                "{} has no authorization type `{}`",
                with_article(kind),
                found.name()
            ),
            format!("its authorization types are {}", enumerate(&names)),
        ),
        // Source: `apigateway-websocket-api-control-access`; CreateRoute refuses it.
        Some(found)
            if kind == ApiKind::WebSocket
                && found != Authorization::None
                && *key != RouteKey::Message("$connect".to_owned()) =>
        {
            code = "authorization-behind-connect";
            (
                format!("only the route `$connect` can have `{}`", found.name()),
                "a WebSocket API authorizes when a client connects; write `NONE` here".to_owned(),
            )
        }
        Some(found) => return Some(found),
        None => (
            format!("{} is not an authorization type", quote(text)),
            match nearest(text, &names) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("the authorization types are {}", enumerate(&names)),
            },
        ),
    };
    texts.report(Diagnostic::error(code, span, message).help(help));
    None
}

/// `an HTTP API`.
pub(super) fn with_article(kind: ApiKind) -> String {
    let article = if kind == ApiKind::Http { "an" } else { "a" };
    format!("{article} {}", kind.name())
}
