//! `VL704`.

use can_invoke_gateway::inventory::{ApiKind, IntegrationKind, Known, PayloadFormat};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// An integration over HTTP has payload format version 2.0.
    ///
    /// # Why
    ///
    /// Version 2.0 is a format of the event for Lambda. Integrations of the type HTTP_PROXY,
    /// private ones among them, take version 1.0 only.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// type: HTTP_PROXY
    /// payload-format-version: "2.0"
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// type: HTTP_PROXY
    /// payload-format-version: "1.0"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html>
    PayloadFormatOfHttpProxy = "VL704" "payload-format-of-http-proxy" Error Regular since "0.2.0"
}

impl Rule for PayloadFormatOfHttpProxy {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let is_http = integration
                    .kind
                    .known()
                    .is_some_and(|kind| kind.value == IntegrationKind::HttpProxy);
                let Known::Known(Some(format)) = &integration.payload_format else {
                    continue;
                };
                if api.kind == ApiKind::Http && is_http && format.value == PayloadFormat::Two {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            format.span,
                            model.subject_of_api(
                                api,
                                &format!("{} / payload format version", route.key.text()),
                            ),
                            format!(
                                "{}: HTTP_PROXY takes payload format version 1.0 only",
                                route.key.text()
                            ),
                        )
                        .help("set the payload format version to 1.0"),
                    );
                }
            }
        }
    }
}
