//! Is an integration complete: has it what its kind needs, and does what it needs exist?
//!
//! Source: API Gateway developer guide, `http-api-develop-integrations-private`,
//! `private-integration`, `vpc-links-v1` and `apigateway-vpc-links-v2`; re:Post knowledge
//! center, `api-gateway-http-api-internal-alb`.

use can_invoke_policy::Arn;
use can_invoke_source::Span;

use super::{
    Gap, Target,
    arguments::{Filled, fill},
    form,
};
use crate::{
    answer::Response,
    inventory::{
        ApiKind, ConnectionType, Integration, IntegrationKind, Known, VpcLink, VpcLinkVersion,
        Written, placeholder,
    },
    journey::{Asked, response},
};

/// What is found.
pub(super) struct Found {
    pub(super) target: Target,
    /// What is missing or wrong.
    pub(super) gaps: Vec<Gap>,
    /// What nobody said.
    pub(super) granted: Vec<String>,
    /// What the client sees, where that is not the usual answer.
    pub(super) response: Option<Response>,
}

/// Looks at an integration of the API that is called.
pub(super) fn check(asked: Asked<'_>, integration: &Integration) -> Found {
    let mut found = Found {
        target: Target::None,
        gaps: Vec::new(),
        granted: Vec::new(),
        response: None,
    };
    let kind = integration.kind.known().map(|kind| kind.value);
    if kind.is_none() {
        found
            .granted
            .push("that API Gateway can call the integration, whose type is not known".to_owned());
    }
    found.uri(asked, integration, kind);
    let at = place(&integration.uri, integration);
    if let Some(wrong) = form::wrong(asked.call.api.kind, kind, &found.target) {
        found.gap("type-and-target", at, wrong);
    }
    found.method(integration, kind, asked.call.api.kind);
    let is_private = matches!(
        &integration.connection,
        Known::Known(connection) if connection.value == ConnectionType::VpcLink
    );
    if is_private {
        found.private(asked, integration, kind);
    } else if matches!(
        found.target,
        Target::Listener { .. } | Target::LoadBalancer { .. } | Target::CloudMap { .. }
    ) {
        found.gap(
            "connection-missing",
            place(&integration.uri, integration),
            format!(
                "{} is reached through a VPC link only, and the integration names none",
                found.target.words()
            ),
        );
    }
    found
}

/// Where a part of an integration stands, else where the integration does.
fn place<T>(part: &Known<Option<Written<T>>>, integration: &Integration) -> Span {
    match part {
        Known::Known(Some(part)) => part.span,
        _ => integration.span,
    }
}

impl Found {
    fn gap(&mut self, code: &'static str, span: Span, text: impl Into<String>) {
        let text = text.into();
        self.gaps.push(Gap { code, text, span });
    }

    /// What the `uri` means.
    fn uri(&mut self, asked: Asked<'_>, integration: &Integration, kind: Option<IntegrationKind>) {
        let has_subtype = matches!(&integration.subtype, Known::Known(Some(_)));
        if let Known::Known(Some(subtype)) = &integration.subtype {
            self.target = Target::Subtype(subtype.value.clone());
        }
        match &integration.uri {
            // Tools write an empty text for none.
            Known::Known(Some(uri)) if uri.value.is_empty() => {
                if !has_subtype && kind != Some(IntegrationKind::Mock) {
                    self.gap("uri-missing", uri.span, "the integration has no uri");
                }
            }
            Known::Known(Some(uri)) => {
                if let Some(text) = self.filled(asked, uri, "uri") {
                    self.target = Target::of(&text);
                    let form = form::of_uri(asked.call.api.kind, &text, &self.target);
                    if let Some(wrong) = form {
                        self.gap("uri-form", uri.span, wrong);
                    }
                }
                if let Target::Other(text) = &self.target {
                    let text = text.clone();
                    if placeholder(&text).is_none() {
                        self.gap(
                            "uri-form",
                            place(&integration.uri, integration),
                            format!("the uri `{text}` is neither a URL nor an ARN of a target"),
                        );
                    }
                }
            }
            Known::Known(None) if has_subtype || kind == Some(IntegrationKind::Mock) => {}
            Known::Known(None) => self.gap(
                "uri-missing",
                integration.span,
                "the integration has no uri".to_owned(),
            ),
            Known::NotKnown if kind == Some(IntegrationKind::Mock) || has_subtype => {}
            Known::NotKnown => self
                .granted
                .push("where the integration leads, as its uri is not known".to_owned()),
        }
    }

    /// A text with its stage variables; nothing, if they are not known or it is still a
    /// placeholder.
    fn filled(&mut self, asked: Asked<'_>, text: &Written<String>, what: &str) -> Option<String> {
        if let Some(placeholder) = placeholder(&text.value) {
            self.gap(
                "placeholder",
                text.span,
                format!("the {what} is still the placeholder `{placeholder}`"),
            );
            return None;
        }
        match fill(&text.value, asked.call.api.stage(&asked.call.stage)) {
            Filled::Text(text) => Some(text),
            Filled::Lacks(name) => {
                self.gap("stage-variable-missing", text.span, format!(
                    "the {what} uses the stage variable `{name}`, and stage {} has none of that name",
                    asked.call.stage
                ));
                None
            }
            Filled::NotKnown(name) => {
                self.granted.push(format!(
                    "that the stage variable `{name}` of stage {} makes a good {what}",
                    asked.call.stage
                ));
                None
            }
        }
    }

    /// The HTTP method that API Gateway uses.
    fn method(&mut self, integration: &Integration, kind: Option<IntegrationKind>, api: ApiKind) {
        let Known::Known(method) = &integration.method else {
            return;
        };
        let needs_one = match kind {
            Some(IntegrationKind::Http | IntegrationKind::HttpProxy) => true,
            Some(IntegrationKind::Aws | IntegrationKind::AwsProxy) => api == ApiKind::Rest,
            Some(IntegrationKind::Mock) | None => false,
        };
        match method {
            None if needs_one => self.gap(
                "method-missing",
                integration.span,
                "the integration has no method for its request to the backend (`ANY` passes that \
                 of the client)"
                    .to_owned(),
            ),
            // Source: developer guide, `set-up-lambda-proxy-integrations`: Lambda takes POST.
            Some(method)
                if matches!(self.target, Target::Function { .. })
                    && api == ApiKind::Rest
                    && method.value != "POST" =>
            {
                self.gap(
                    "lambda-not-post",
                    method.span,
                    format!(
                        "the integration calls Lambda with {}, and Lambda takes POST only",
                        method.value
                    ),
                );
            }
            _ => {}
        }
    }

    /// A private integration: the link, and what it leads to.
    fn private(
        &mut self,
        asked: Asked<'_>,
        integration: &Integration,
        kind: Option<IntegrationKind>,
    ) {
        let api = asked.call.api;
        if !matches!(
            kind,
            None | Some(IntegrationKind::Http | IntegrationKind::HttpProxy)
        ) {
            self.gap(
                "link-kind",
                place(&integration.connection_id, integration),
                format!(
                    "an integration of the type {} goes through no VPC link",
                    kind.map_or("", IntegrationKind::name)
                ),
            );
        }
        let link = match &integration.connection_id {
            Known::Known(Some(id)) => match self.filled(asked, id, "connection id") {
                Some(id) => self.link(asked, integration, &id),
                None => None,
            },
            Known::Known(None) => {
                self.gap(
                    "link-missing",
                    integration.span,
                    "the integration names no VPC link (`connection id`)".to_owned(),
                );
                None
            }
            Known::NotKnown => {
                self.granted
                    .push("that the VPC link of the integration exists".to_owned());
                None
            }
        };
        match api.kind {
            ApiKind::Http => self.http_target(asked, integration, link),
            ApiKind::Rest => self.rest_target(integration, link),
            ApiKind::WebSocket => {}
        }
        self.same_place(asked, integration);
        if let Some(stage) = api.stage(&asked.call.stage)
            && stage.auto_deploy == Known::Known(false)
            && stage.deployed.is_none()
        {
            self.granted.push(format!(
                "that the integration was deployed to stage {}, which does not deploy by itself",
                stage.name
            ));
        }
    }

    fn link<'i>(
        &mut self,
        asked: Asked<'i>,
        integration: &Integration,
        id: &str,
    ) -> Option<&'i VpcLink> {
        let Some(link) = asked.inventory.vpc_link(id) else {
            // The list may be short: either API of AWS prints the links of one version only.
            let links = &asked.inventory.vpc_links;
            let known: Vec<&str> = links.iter().map(|link| link.id.as_str()).collect();
            self.granted.push(if known.is_empty() {
                format!("that there is a VPC link {id}, and that it is available")
            } else {
                format!(
                    "that there is a VPC link {id}, and that it is available; it is not among \
                     those that are known: {}",
                    known.join(", ")
                )
            });
            return None;
        };
        match &link.status {
            Known::Known(status) if status.value != "AVAILABLE" => {
                self.gap(
                    "link-not-available",
                    place(&integration.connection_id, integration),
                    format!("the VPC link {id} is {}, not AVAILABLE", status.value),
                );
                if asked.call.api.kind == ApiKind::Http {
                    self.response = Some(response::of(503, "Service Unavailable"));
                }
            }
            Known::Known(_) => {}
            Known::NotKnown => self
                .granted
                .push(format!("that the VPC link {id} is AVAILABLE")),
        }
        if let Known::Known(region) = &link.region
            && *region != asked.call.region
        {
            self.gap(
                "link-elsewhere",
                place(&integration.connection_id, integration),
                format!(
                    "the VPC link {id} is in {region}, and the API in {}",
                    asked.call.region
                ),
            );
        }
        if let Known::Known(account) = &link.account
            && *account != asked.call.account
        {
            self.gap(
                "link-elsewhere",
                place(&integration.connection_id, integration),
                format!(
                    "the VPC link {id} belongs to account {account}, and the API to {}",
                    asked.call.account
                ),
            );
        }
        Some(link)
    }

    fn http_target(&mut self, asked: Asked<'_>, integration: &Integration, link: Option<&VpcLink>) {
        if let Some(link) = link
            && link.version == Known::Known(VpcLinkVersion::One)
        {
            self.gap(
                "http-api-link-version",
                place(&integration.connection_id, integration),
                format!(
                    "{} is a VPC link of version V1, and an HTTP API takes one of V2 \
                 (`aws apigatewayv2 create-vpc-link`)",
                    link.id
                ),
            );
        }
        match &self.target {
            Target::LoadBalancer { .. } => self.gap("target-not-listener", place(&integration.uri, integration), format!(
                "the uri is {} itself, and an HTTP API asks for the ARN of one of its listeners",
                self.target.words()
            )),
            Target::Url(url) => self.gap("target-not-listener", place(&integration.uri, integration), format!(
                "the uri is {url}, and a private integration of API {} asks for the ARN of a \
                 listener or of an AWS Cloud Map service",
                asked.call.api.id
            )),
            Target::Function { .. } | Target::Action { .. } => self.gap("link-kind", place(&integration.uri, integration), format!(
                "{} is reached without a VPC link",
                self.target.words()
            )),
            _ => {}
        }
    }

    fn rest_target(&mut self, integration: &Integration, link: Option<&VpcLink>) {
        let version = link.and_then(|link| link.version.known().copied());
        if matches!(
            self.target,
            Target::Listener { .. } | Target::LoadBalancer { .. } | Target::CloudMap { .. }
        ) {
            self.gap(
                "private-uri-is-arn",
                place(&integration.uri, integration),
                "the uri is an ARN, and a private integration of a REST API asks for a URL there"
                    .to_owned(),
            );
        }
        let target = &integration.target;
        match (version, target) {
            (Some(VpcLinkVersion::Two), Known::Known(None)) => self.gap("target-missing", place(&integration.connection_id, integration), "a VPC link of version V2 asks for the load balancer or listener as integration \
                 target, and the integration names none"
                    .to_owned()),
            (Some(VpcLinkVersion::One), Known::Known(Some(target))) => self.gap("target-superfluous", target.span, format!(
                "a VPC link of version V1 leads to its own load balancer, and the integration names \
                 the target {}",
                target.value
            )),
            _ => {}
        }
    }

    /// All parts are in one Region and belong to one account.
    fn same_place(&mut self, asked: Asked<'_>, integration: &Integration) {
        let written = integration.target.known().and_then(Option::as_ref);
        let named = match &self.target {
            Target::Listener { arn } | Target::LoadBalancer { arn } | Target::CloudMap { arn } => {
                Some(arn.clone())
            }
            _ => written.map(|written| written.value.clone()),
        };
        let Some(arn) = named.as_deref().and_then(Arn::parse) else {
            return;
        };
        if arn.region != asked.call.region {
            self.gap(
                "target-elsewhere",
                place(&integration.uri, integration),
                format!(
                    "the target {} is in {}, and the API in {}",
                    arn.resource, arn.region, asked.call.region
                ),
            );
        }
        if let Some(gap) = form::account(&arn, "target") {
            self.gap(
                "target-elsewhere",
                place(&integration.uri, integration),
                gap,
            );
        } else if arn.account != asked.call.account {
            self.gap(
                "target-elsewhere",
                place(&integration.uri, integration),
                format!(
                    "the target {} belongs to account {}, and the API to {}",
                    arn.resource, arn.account, asked.call.account
                ),
            );
        }
    }
}
