//! The events of functions that an API calls.
//!
//! Source: SAM developer guide, `sam-property-function-api` and `sam-property-function-httpapi`.

use can_invoke_source::{Diagnostic, Node, Span};

use super::build::{literal, referred};
use crate::tree::text;

/// The API that SAM adds for `Api` events which name none.
pub(super) const IMPLICIT_REST_API: &str = "ServerlessRestApi";
/// The API that SAM adds for `HttpApi` events which name none.
pub(super) const IMPLICIT_HTTP_API: &str = "ServerlessHttpApi";
/// The method key of every verb.
pub(super) const ANY_METHOD: &str = "x-amazon-apigateway-any-method";
/// The path of what no other route of an HTTP API takes.
pub(super) const DEFAULT_PATH: &str = "$default";

/// Of which kind an event's API is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventOf {
    /// `Api`.
    Rest,
    /// `HttpApi`.
    Http,
}

/// An event by which an API calls a function.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// The kind of its API.
    pub(super) of: EventOf,
    /// Its name in the function.
    pub(super) name: String,
    /// Where its name stands.
    pub(super) place: Span,
    /// The logical id of its function.
    pub(super) function: String,
    /// What permits the call, and what is called: the function or its alias.
    pub(super) called: String,
    /// The ARN of what is called, as a variable of `Fn::Sub`.
    pub(super) called_arn: String,
    /// The condition of its function.
    pub(super) condition: Option<Node>,
    /// The path.
    pub(super) path: Node,
    /// The verb as it is written.
    pub(super) method: Node,
    /// What it says its API is.
    pub(super) api: Node,
    /// `Auth`.
    pub(super) auth: Option<Node>,
    /// `PayloadFormatVersion`.
    pub(super) payload_version: Option<Node>,
}

impl Event {
    /// The logical id of its API, if it is in the template.
    pub(super) fn api_id(&self) -> Option<&str> {
        referred(&self.api)
    }

    /// The path as a text.
    pub(super) fn path(&self) -> &str {
        self.path.as_str().unwrap_or_default()
    }

    /// The key of its verb in a definition: in lower case, and one name for every verb.
    pub(super) fn method_key(&self) -> String {
        method_key(self.method.as_str().unwrap_or_default())
    }
}

/// The key of a verb in a definition.
pub(super) fn method_key(verb: &str) -> String {
    let verb = verb.to_ascii_lowercase();
    match verb.as_str() {
        "any" => ANY_METHOD.to_owned(),
        _ => verb,
    }
}

/// The verb of a key of a definition as ARNs have it: `*` for every verb.
pub(super) fn verb_of(key: &str) -> String {
    if key.eq_ignore_ascii_case("any") || key.eq_ignore_ascii_case(ANY_METHOD) {
        return "*".to_owned();
    }
    key.to_ascii_uppercase()
}

/// A path as it stands in ARNs: every parameter is `*`.
pub(super) fn path_of_arn(path: &str) -> String {
    let mut shown = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shown.push_str(before);
        match after.split_once('}') {
            Some((name, after)) if is_parameter(name) => {
                shown.push('*');
                rest = after;
            }
            _ => {
                shown.push('{');
                rest = after;
            }
        }
    }
    shown.push_str(rest);
    shown
}

fn is_parameter(name: &str) -> bool {
    let name = name.strip_suffix('+').unwrap_or(name);
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !name.is_empty() && name.bytes().all(is_allowed)
}

/// A path without the slash at its end.
pub(super) fn without_last_slash(path: &str) -> &str {
    match path.strip_suffix('/') {
        Some("") | None => path,
        Some(rest) => rest,
    }
}

/// What events need to know of their function.
pub(super) struct Function<'n> {
    /// Its logical id.
    pub(super) logical_id: &'n str,
    /// Its properties, with `Globals`.
    pub(super) properties: &'n Node,
    /// Its condition.
    pub(super) condition: Option<&'n Node>,
    /// The logical id of its alias.
    pub(super) alias: Option<String>,
}

/// The events of a function by which APIs call it.
pub(super) fn of_function(
    function: &Function<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Event> {
    let all = function.properties.get("Events").and_then(Node::as_object);
    let mut events = Vec::new();
    for one in all.unwrap_or_default() {
        let of = match one.value.get("Type").and_then(Node::as_str) {
            Some("Api") => EventOf::Rest,
            Some("HttpApi") => EventOf::Http,
            _ => continue,
        };
        let properties = one.value.get("Properties");
        let property = |name: &str| properties.and_then(|properties| properties.get(name));
        let place = one.key_span;
        let (path, method) = (property("Path"), property("Method"));
        let (path, method) = match (of, path, method) {
            (EventOf::Http, None, None) => (text(DEFAULT_PATH, place), text(ANY_METHOD, place)),
            (_, Some(path), Some(method))
                if literal(path).is_some() && literal(method).is_some() =>
            {
                (path.clone(), method.clone())
            }
            _ => {
                let message = format!(
                    "the event `{}` of `{}` has no `Path` and `Method` that are texts, so its route is not known",
                    one.key, function.logical_id
                );
                diagnostics.push(
                    Diagnostic::warning("sam-event-without-route", place, message)
                        .help("SAM takes texts only here, no functions"),
                );
                continue;
            }
        };
        let (property_of_api, implicit) = match of {
            EventOf::Rest => ("RestApiId", IMPLICIT_REST_API),
            EventOf::Http => ("ApiId", IMPLICIT_HTTP_API),
        };
        let api = property(property_of_api).filter(|api| !api.is_null());
        let api = api.cloned().unwrap_or_else(|| text(implicit, place));
        events.push(Event {
            of,
            name: one.key.clone(),
            place,
            function: function.logical_id.to_owned(),
            called: function
                .alias
                .clone()
                .unwrap_or_else(|| function.logical_id.to_owned()),
            called_arn: match &function.alias {
                Some(alias) => format!("${{{alias}}}"),
                None => format!("${{{}.Arn}}", function.logical_id),
            },
            condition: function.condition.cloned(),
            path,
            method,
            api,
            auth: property("Auth").cloned(),
            payload_version: property("PayloadFormatVersion").cloned(),
        });
    }
    events
}
