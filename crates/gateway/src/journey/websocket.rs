//! The hops of a WebSocket API: opening a connection, sending a message, answering over
//! `@connections`.
//!
//! Source: API Gateway developer guide, `apigateway-websocket-api-route-keys-connect-disconnect`
//! (authorization happens when a connection is opened, and only then),
//! `apigateway-websocket-control-access-iam`,
//! `apigateway-how-to-call-websocket-api-connections`, and for API keys
//! `apigateway-websocket-api-route-route-request` (they are required of `$connect`).

use can_invoke_policy::{Action, Arn, Assumption, Policy, document::Effect};

use super::{Asked, Flow, Walk, response};
use crate::{
    answer::HopKind,
    explain::explain_invocation,
    inventory::{Authorization, Known, Route},
    route,
    websocket::{CONNECT, DISCONNECT, WebSocketCall},
};

impl Walk {
    pub(super) fn web_socket(
        &mut self,
        asked: Asked<'_>,
        called: &WebSocketCall,
        met: Option<Option<&Route>>,
    ) -> Flow {
        match called {
            WebSocketCall::Connections(id) => self.connections(asked, id),
            WebSocketCall::Route(key) if key == CONNECT => self.connect(asked, met),
            WebSocketCall::Route(key) => self.message(asked, key, met),
        }
    }

    /// The backend speaks to a client. It always signs, whatever `$connect` asks for.
    fn connections(&mut self, asked: Asked<'_>, id: &str) -> Flow {
        let does = match asked.call.method.as_str() {
            "POST" => "sends a message to",
            "DELETE" => "closes",
            _ => "asks about",
        };
        self.pass(
            HopKind::Route,
            format!(
                "{} @connections {does} the connection {id} (that it is open is taken for \
                 granted, else 410 Gone); it takes a signature and \
                 execute-api:ManageConnections, whatever {CONNECT} asks for",
                asked.call.method
            ),
        )?;
        self.iam(asked)
    }

    /// A client opens a connection.
    fn connect(&mut self, asked: Asked<'_>, met: Option<Option<&Route>>) -> Flow {
        if met == Some(None) {
            return self.nothing_authorizes(HopKind::Route);
        }
        let (route, authorization) = self.route(asked, met)?;
        let flow = self.authorize(asked, route, authorization);
        if flow.is_break() {
            self.remark("the handshake fails, and no connection is opened");
        }
        self.without_effect(asked, authorization);
        flow?;
        self.api_key(asked, route)?;
        self.integration(asked, route)
    }

    /// The route `$connect` may be left out, and then nobody is asked.
    fn nothing_authorizes(&mut self, kind: HopKind) -> Flow {
        self.pass(
            kind,
            format!("the API has no route {CONNECT}, so that everybody may open a connection"),
        )
    }

    /// A client sends a message over a connection, or has closed it.
    fn message(&mut self, asked: Asked<'_>, key: &str, met: Option<Option<&Route>>) -> Flow {
        let call = asked.call;
        let (Some(met), Known::Known(routes)) = (met, &call.api.routes) else {
            return self.route(asked, None).map_continue(|_| ());
        };
        let Some(route) = met else {
            return self.stop(
                HopKind::Route,
                response::forbidden(),
                format!(
                    "no route of API {} has the key {key}, and there is no $default",
                    call.api.id
                ),
            );
        };
        let text = route.key.text();
        let summary = if key == DISCONNECT {
            format!("API Gateway calls {DISCONNECT} itself once the connection is closed")
        } else if text == key {
            format!("the message meets {text}")
        } else {
            format!("no route has the key {key}, so the message meets {text}")
        };
        self.pass(HopKind::Route, summary)?;
        let Some(connect) = route::message(routes, CONNECT) else {
            self.nothing_authorizes(HopKind::Authorization)?;
            return self.integration(asked, route);
        };
        let Known::Known(authorization) = connect.authorization else {
            return self.undecided(
                HopKind::Authentication,
                format!(
                    "the connection is authorized at {CONNECT}, whose authorization type is not \
                     known"
                ),
            );
        };
        let opening = call.connecting();
        let opened = Asked {
            call: &opening,
            ..asked
        };
        let flow = self.authorize(opened, connect, authorization);
        self.remark(&format!(
            "decided when the connection is opened, at {CONNECT}{}",
            if flow.is_break() && key == DISCONNECT {
                ": without one there is nothing to close"
            } else if flow.is_break() {
                ": without one no message can be sent"
            } else if authorization == Authorization::AwsIam && !is_every_route(asked) {
                ": the ARN of the message's route has no effect"
            } else {
                ""
            }
        ));
        self.without_effect(opened, authorization);
        flow?;
        self.api_key(opened, connect)?;
        if authorization == Authorization::AwsIam && key != DISCONNECT {
            self.assumptions
                .push(Assumption::WebSocketAuthorizesAtConnect);
            if is_every_route(asked) && self.decided.is_none() {
                self.message_once_more(asked)?;
            }
        }
        self.integration(asked, route)
    }

    /// By one reading the message is asked about as well, on the ARN of its route.
    fn message_once_more(&mut self, asked: Asked<'_>) -> Flow {
        let Asked { call, query, .. } = asked;
        if let Some(opened) = self.explained.take() {
            self.gates.push((HopKind::Authorization, opened));
        }
        let explained =
            explain_invocation(asked.inventory, query, call, asked.caller, asked.record);
        let flow = self.policies(call, explained);
        self.remark("decided for the message, on the ARN of its route");
        flow
    }

    /// Tells of statements that would decide about messages, if AWS asked them.
    fn without_effect(&mut self, asked: Asked<'_>, authorization: Authorization) {
        if authorization != Authorization::AwsIam || is_every_route(asked) {
            return;
        }
        let policies = asked.record.map(|record| &record.policies);
        let Some(Known::Known(policies)) = policies else {
            return;
        };
        for policy in policies {
            for remark in remarks(policy, &asked.call.api.id) {
                self.remark(&remark);
            }
        }
    }

    /// Adds a line to what the last hop says.
    fn remark(&mut self, text: &str) {
        if let Some(hop) = self.hops.last_mut() {
            hop.summary.push_str("; ");
            hop.summary.push_str(text);
        }
    }
}

fn is_every_route(asked: Asked<'_>) -> bool {
    asked
        .query
        .readings
        .is_alternative(Assumption::WebSocketAuthorizesAtConnect)
}

/// One line for each statement of a policy that speaks of invoking other routes of this API
/// than `$connect`, and of nothing else.
fn remarks(policy: &Policy, api: &str) -> Vec<String> {
    let invoke = Action::invoke();
    let statements = policy.statements.iter().enumerate();
    statements
        .filter_map(|(index, statement)| {
            let resources = statement.resource.as_ref().filter(|all| !all.negated)?;
            let keys: Option<Vec<&str>> = resources
                .patterns
                .iter()
                .map(|pattern| other_key(&pattern.text, api))
                .collect();
            let keys = keys.filter(|keys| !keys.is_empty())?;
            let mut actions = statement.action.patterns.iter();
            let is_about_it = !statement.action.negated
                && actions.any(|pattern| pattern.matches(invoke.lowercase()));
            let does = match statement.effect {
                Effect::Allow => "allows",
                Effect::Deny => "denies",
            };
            is_about_it.then(|| {
                format!(
                    "statement {} of {} speaks of {} and {does} nothing: a WebSocket API asks \
                     policies at {CONNECT} only",
                    index + 1,
                    policy.name,
                    keys.join(", ")
                )
            })
        })
        .collect()
}

/// The key of the route that an ARN with this text names, if it is one of the API and can
/// not be `$connect`.
fn other_key<'t>(text: &'t str, api: &str) -> Option<&'t str> {
    let arn = Arn::parse(text).filter(|arn| arn.service == "execute-api")?;
    let mut parts = arn.resource.splitn(3, '/');
    let (id, _stage, key) = (parts.next()?, parts.next()?, parts.next()?);
    let literal = key.split(['*', '?']).next().unwrap_or_default();
    let may_be_connect = CONNECT.starts_with(literal) || key.contains("${");
    (id == api && !may_be_connect && !key.contains("@connections")).then_some(key)
}
