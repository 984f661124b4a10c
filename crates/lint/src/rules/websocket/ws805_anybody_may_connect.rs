//! `WS805`.

use can_invoke_gateway::inventory::{ApiKind, Authorization, Known, RouteKey};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// Anybody may connect to a WebSocket API.
    ///
    /// # Why
    ///
    /// Only `$connect` is authorized. With `NONE` there, whoever knows the URL connects and
    /// sends messages.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// $connect: NONE
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// $connect: AWS_IAM
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html>
    AnybodyMayConnect = "WS805" "anybody-may-connect" Medium Regular since "0.2.0"
}

impl Rule for AnybodyMayConnect {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                if api.kind == ApiKind::WebSocket
                    && matches!(&route.key, RouteKey::Message(key) if key == "$connect")
                    && route.authorization == Known::Known(Authorization::None)
                {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            route.span,
                            model.subject_of_api(
                                api,
                                &format!("{} / anybody-may-connect", route.key.text()),
                            ),
                            format!(
                                "whoever knows the URL may connect: {} has the authorization NONE",
                                route.key.text()
                            ),
                        )
                        .help("ask for AWS_IAM or a Lambda authorizer at `$connect`"),
                    );
                }
            }
        }
    }
}
