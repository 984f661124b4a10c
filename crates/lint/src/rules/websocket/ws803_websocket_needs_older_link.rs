//! `WS803`.

use can_invoke_gateway::inventory::{ApiKind, Known, VpcLinkVersion};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A WebSocket API refers to a VPC link of version V2.
    ///
    /// # Why
    ///
    /// Private integrations of WebSocket APIs go through a VPC link of version V1, which
    /// leads to a Network Load Balancer (`aws apigateway create-vpc-link`). AWS names no
    /// links of version V2 for them.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// connection-id: vlk222 # of `aws apigatewayv2 create-vpc-link`
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// connection-id: vlk111 # of `aws apigateway create-vpc-link`
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html>
    WebsocketNeedsOlderLink = "WS803" "websocket-needs-older-link" Error Regular since "0.2.0"
}

impl Rule for WebsocketNeedsOlderLink {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let Known::Known(Some(id)) = &integration.connection_id else {
                    continue;
                };
                let link = model.inventory.vpc_link(&id.value);
                let is_newer =
                    link.is_some_and(|link| link.version == Known::Known(VpcLinkVersion::Two));
                if api.kind == ApiKind::WebSocket && is_newer {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Likely,
                            id.span,
                            model.subject_of_api(api, &format!("{} / VPC link", route.key.text())),
                            format!("{}: `{}` is a VPC link of version V2", route.key.text(), model.unknowns.shown(&id.value)),
                        )
                        .help("use a VPC link to a Network Load Balancer (`aws apigateway create-vpc-link`)"),
                    );
                }
            }
        }
    }
}
