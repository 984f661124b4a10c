//! `IA309`.

use can_invoke_gateway::inventory::ApiKind;
use can_invoke_policy::document::Effect;

use crate::{
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Meta, Rule, rule},
};

rule! {
    /// A policy allows the management of connections of an API that has none.
    ///
    /// # Why
    ///
    /// `execute-api:ManageConnections` is for WebSocket APIs. On a REST or HTTP API it allows
    /// nothing, and does not let anybody invoke.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:ManageConnections", "Resource": "…:abc123/*" # a REST API
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "execute-api:Invoke", "Resource": "…:abc123/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html>
    ConnectionsOfNoWebsocketApi = "IA309" "connections-of-no-websocket-api" Low Regular since "0.2.0"
}

impl Rule for ConnectionsOfNoWebsocketApi {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Attached::Identity(record) = place.document.attached else {
                continue;
            };
            if place.statement.effect == Effect::Deny {
                continue;
            }
            for (pattern, resource) in place.named_apis() {
                let Some(api) = resource
                    .api
                    .as_ref()
                    .and_then(|part| model.inventory.apis.iter().find(|api| api.id == part.text))
                else {
                    continue;
                };
                let is_all = place
                    .actions()
                    .any(|action| action.matches("execute-api:invoke"));
                if api.kind == ApiKind::WebSocket
                    || is_all
                    || !place.names_action("execute-api:manageconnections")
                {
                    continue;
                }
                findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([api.id.as_str()]),
                        pattern.span,
                        model.subject(place, &pattern.text),
                        format!(
                            "`{}` is a {}, which has no connections; {} is let in nowhere",
                            model.unknowns.shown(&api.id),
                            api.kind.name(),
                            model.unknowns.shown(&record.name)
                        ),
                    )
                    .help("allow `execute-api:Invoke`"),
                );
            }
        }
    }
}
