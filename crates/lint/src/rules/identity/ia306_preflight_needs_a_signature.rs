//! `IA306`.

use can_invoke_gateway::inventory::{ApiKind, Authorization};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The request that browsers send ahead needs authorization.
    ///
    /// # Why
    ///
    /// Before a call across origins a browser sends `OPTIONS` without credentials. Where the
    /// route asks for a signature or a token, that request is refused, and the browser never
    /// sends the call.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// OPTIONS /pets: AWS_IAM
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// OPTIONS /pets: NONE
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html>
    PreflightNeedsASignature = "IA306" "preflight-needs-a-signature" Medium Regular since "0.2.0"
}

impl Rule for PreflightNeedsASignature {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                if route.key.text().starts_with("OPTIONS ")
                    && route
                        .authorization
                        .known()
                        .is_some_and(|one| *one != Authorization::None)
                {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            // An HTTP API with CORS of its own answers before it authorizes.
                            if api.kind == ApiKind::Http {
                                Confidence::Hint
                            } else {
                                Confidence::Likely
                            },
                            route.span,
                            model.subject_of_api(
                                api,
                                &format!("{} / preflight-needs-a-signature", route.key.text()),
                            ),
                            format!(
                                "{} asks for what browsers do not send ahead",
                                route.key.text()
                            ),
                        )
                        .help("set its authorization to NONE"),
                    );
                }
            }
        }
    }
}
