//! Other ways in which API Gateway may read the path of a request.
//!
//! For an HTTP API no page says whether the path is decoded before it meets a route and
//! stands in the ARN, and whether a trailing slash is kept; for a REST API none says whether
//! `/pets/` meets `/pets` or a greedy route. Where the readings lead to different verdicts,
//! none is given, unless one of them is chosen.

use can_invoke_policy::{Assumption, Readings};
use percent_encoding::percent_decode_str;

use crate::{
    inventory::{ApiKind, Route},
    route,
    target::Call,
    websocket::{PLACEHOLDER, WebSocketCall},
};

/// Another reading of a call.
pub(crate) struct Reading<'i> {
    /// The path as it is read.
    pub(crate) path: String,
    /// The call.
    pub(crate) call: Call<'i>,
    /// The route that it meets, if the routes are known.
    pub(crate) met: Option<Option<&'i Route>>,
}

/// Whether AWS leaves open how the path of a call stands in its ARN.
pub(crate) fn is_open(call: &Call<'_>) -> bool {
    let path = &call.sent_path;
    call.api.kind == ApiKind::Http && (path.contains('%') || trimmed(path).is_some())
}

/// The call by the chosen reading.
pub(crate) fn chosen<'i>(mut call: Call<'i>, readings: Readings) -> Call<'i> {
    if is_open(&call) && readings.is_alternative(Assumption::HttpApiPathAsSent) {
        let decoded = decoded(&call.sent_path);
        call.path = trimmed(&decoded).unwrap_or(decoded);
    }
    if let Some(WebSocketCall::Connections(id)) = &call.websocket {
        let is_by_id = readings.is_alternative(Assumption::ConnectionsArnPlaceholder);
        let connection = if is_by_id { id.as_str() } else { PLACEHOLDER };
        call.path = format!("/@connections/{connection}");
    }
    call
}

fn trimmed(path: &str) -> Option<String> {
    path.strip_suffix('/')
        .filter(|rest| !rest.is_empty())
        .map(str::to_owned)
}

fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// The other readings of a call, where none of them was chosen.
pub(crate) fn others<'i>(call: &Call<'i>, readings: Readings) -> Vec<Reading<'i>> {
    let met = |path: &str| {
        let routes = call.api.routes.known();
        routes.map(|routes| route::find(routes, call.api.kind, &call.method, path))
    };
    match call.api.kind {
        ApiKind::Http if readings.is_alternative(Assumption::HttpApiPathAsSent) => Vec::new(),
        ApiKind::Http => {
            let decoded = decoded(&call.path);
            let mut paths = vec![decoded.clone()];
            paths.extend(trimmed(&call.path));
            paths.extend(trimmed(&decoded));
            paths.retain(|path| *path != call.path);
            paths.dedup();
            paths
                .into_iter()
                .map(|path| Reading {
                    met: met(&path),
                    call: Call {
                        path: path.clone(),
                        ..call.clone()
                    },
                    path,
                })
                .collect()
        }
        // The ARN of a REST API keeps the slash; only the route is in question.
        ApiKind::Rest => trimmed(&call.path)
            .map(|path| Reading {
                met: met(&path),
                call: call.clone(),
                path,
            })
            .into_iter()
            .collect(),
        ApiKind::WebSocket => Vec::new(),
    }
}
