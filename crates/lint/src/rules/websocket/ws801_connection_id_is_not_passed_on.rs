//! `WS801`.

use can_invoke_gateway::inventory::{ApiKind, IntegrationKind, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// An integration of a WebSocket API over HTTP does not pass the connection id on.
    ///
    /// # Why
    ///
    /// The backend answers a client by `POST …/@connections/{connection-id}`, and learns the
    /// id only if a mapping puts `context.connectionId` into the request. Without it nobody
    /// can be answered.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// sendmessage:
    ///   integration: { type: HTTP_PROXY, method: POST, uri: "https://example.com/" }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// sendmessage:
    ///   integration:
    ///     type: HTTP_PROXY
    ///     method: POST
    ///     uri: https://example.com/
    ///     request-parameters: { integration.request.header.connectionId: context.connectionId }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html>
    ConnectionIdIsNotPassedOn = "WS801" "connection-id-is-not-passed-on" High Regular since "0.2.0"
}

impl Rule for ConnectionIdIsNotPassedOn {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let is_http = integration.kind.known().is_some_and(|kind| {
                    matches!(
                        kind.value,
                        IntegrationKind::Http | IntegrationKind::HttpProxy
                    )
                });
                let (Known::Known(parameters), Known::Known(templates)) = (
                    &integration.request_parameters,
                    &integration.request_templates,
                ) else {
                    continue;
                };
                let mut values = parameters
                    .iter()
                    .chain(templates)
                    .map(|one| one.value.value.as_str());
                if api.kind == ApiKind::WebSocket
                    && is_http
                    && !values.any(|value| {
                        value.contains("context.connectionId") || model.unknowns.is_in(value)
                    })
                {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            // A backend that answers nobody needs no id.
                            Confidence::Likely,
                            integration.span,
                            model.subject_of_api(api, &format!("{} / connection id", route.key.text())),
                            format!("{}: the backend does not learn the connection id, and cannot answer", route.key.text()),
                        )
                        .help("map `integration.request.header.connectionId` to `context.connectionId`"),
                    );
                }
            }
        }
    }
}
