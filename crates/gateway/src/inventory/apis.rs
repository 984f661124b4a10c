//! APIs: from what the documents say of each to what is known of it.

use can_invoke_source::words::quote;
use std::{collections::BTreeMap, sync::Arc};

use can_invoke_source::{Diagnostic, Node, Span};

use super::{
    Api, ApiKind, EndpointType, Known, authorizer_output, binding,
    detect::OutputKind,
    facts::{Facts, Precedence, Said},
    fields::{self, Fields},
    gathered::once,
    http_api, ids, integrations, native, rest_api,
    texts::Texts,
};

/// An API under construction.
pub(super) struct Draft<'n> {
    /// The entry of the inventory, if there is one.
    pub(super) entry: Option<Fields<'n>>,
    pub(super) span: Span,
    pub(super) id: Option<Said<String>>,
    pub(super) kind: Option<Said<ApiKind>>,
    pub(super) outputs: Vec<Output>,
}

/// What a command of the AWS CLI says of one API.
pub(super) struct Output {
    pub(super) kind: OutputKind,
    pub(super) document: Arc<Node>,
    /// The place in the list, where the document holds a list of APIs.
    pub(super) item: Option<usize>,
    /// Where the output is named, or where it begins.
    pub(super) span: Span,
}

impl Output {
    pub(super) fn node(&self) -> Option<&Node> {
        match (self.item, self.kind.list_of_apis()) {
            (Some(index), Some(list)) => self.document.get(list)?.as_array()?.get(index),
            _ => Some(&self.document),
        }
    }
}

impl<'n> Draft<'n> {
    pub(super) fn new(span: Span, id: Option<Said<String>>, kind: Option<Said<ApiKind>>) -> Self {
        Draft {
            entry: None,
            span: id.as_ref().map_or(span, |id| id.span),
            id,
            kind,
            outputs: Vec::new(),
        }
    }

    pub(super) fn is(&self, id: &str) -> bool {
        self.id.as_ref().is_some_and(|known| known.value == id)
    }
}

/// The id and the kind that the output of a command names.
pub(super) fn identity(
    kind: OutputKind,
    node: &Node,
) -> (Option<Said<String>>, Option<Said<ApiKind>>) {
    let said = |key: &str| {
        let node = node.get(key)?;
        Some(Said::new(node.scalar_text()?.to_owned(), node.span))
    };
    match kind {
        OutputKind::RestApi | OutputKind::RestApis => {
            (said("id"), Some(Said::new(ApiKind::Rest, node.span)))
        }
        OutputKind::RestResources | OutputKind::RestStages | OutputKind::RestAuthorizers => {
            (None, Some(Said::new(ApiKind::Rest, node.span)))
        }
        OutputKind::HttpApi | OutputKind::HttpApis => {
            let kind = said("ProtocolType").and_then(|protocol| {
                let kind = match protocol.value.as_str() {
                    "HTTP" => ApiKind::Http,
                    "WEBSOCKET" => ApiKind::WebSocket,
                    _ => return None,
                };
                Some(Said::new(kind, protocol.span))
            });
            (said("ApiId"), kind)
        }
        OutputKind::HttpIntegration => (said("ApiId"), None),
        OutputKind::HttpRoutes
        | OutputKind::HttpIntegrations
        | OutputKind::HttpStages
        | OutputKind::HttpAuthorizers => (None, None),
    }
}

/// Finishes all APIs.
pub(super) fn finish(texts: &mut Texts<'_>, drafts: Vec<Draft<'_>>) -> Vec<Api> {
    let mut places = BTreeMap::new();
    let mut outputs = BTreeMap::new();
    let mut apis = Vec::new();
    for draft in drafts {
        check_shared(texts, &mut outputs, &draft);
        let (id, kind) = match (&draft.id, &draft.kind) {
            (Some(id), Some(kind)) => (id.clone(), kind.value),
            (id, _) => {
                let key = if id.is_none() { "id" } else { "kind" };
                texts.report(fields::missing_key(draft.span, "an API", key));
                continue;
            }
        };
        let message = format!("the API {} is described twice", quote(&id.value));
        let place = draft.span;
        if once(
            texts,
            &mut places,
            &id.value,
            place,
            "duplicate-api",
            &message,
        ) {
            apis.push(api(texts, &draft, id.value, kind));
        }
    }
    apis
}

/// Methods, routes and stages are those of one API.
fn check_shared(texts: &mut Texts<'_>, places: &mut BTreeMap<String, Span>, draft: &Draft<'_>) {
    for output in &draft.outputs {
        if !output.kind.names_apis() {
            let file = output.document.span.file.0.to_string();
            let message = format!(
                "one output of `{}` is named for two APIs",
                output.kind.command()
            );
            once(texts, places, &file, output.span, "shared-output", &message);
        }
    }
}

fn api(texts: &mut Texts<'_>, draft: &Draft<'_>, id: String, kind: ApiKind) -> Api {
    let mut outputs = Facts::default();
    for output in &draft.outputs {
        let Some(node) = output.node() else { continue };
        if !output.kind.describes(kind) {
            // The kind was not known yet when this output was added.
            texts.report(binding::other_kind(output.span, kind, output.kind, None));
            continue;
        }
        let facts = match output.kind {
            OutputKind::RestApi | OutputKind::RestApis => {
                rest_api::api(texts, node, output.kind.command())
            }
            OutputKind::RestResources => rest_api::resources(texts, node),
            OutputKind::RestStages => rest_api::stages(texts, node),
            OutputKind::HttpApi | OutputKind::HttpApis => {
                http_api::api(texts, node, output.kind.command())
            }
            OutputKind::HttpRoutes => http_api::routes(texts, node, kind),
            OutputKind::HttpIntegration => http_api::integration(texts, node),
            OutputKind::HttpIntegrations => http_api::integrations(texts, node),
            OutputKind::HttpStages => http_api::stages(texts, node),
            OutputKind::RestAuthorizers => authorizer_output::rest(texts, node),
            OutputKind::HttpAuthorizers => authorizer_output::http(texts, node, kind),
        };
        outputs = outputs.and(texts, facts, Precedence::Equal);
    }
    let facts = match &draft.entry {
        Some(fields) => {
            let said = native::facts(texts, fields, &id, kind);
            said.and(texts, outputs, Precedence::First)
        }
        None => outputs,
    };
    check_authorizers(texts, &facts);
    let facts = with_integrations(texts, facts);
    let is_rest = kind == ApiKind::Rest;
    Api {
        id,
        name: facts.name.as_ref().map(|name| name.value.clone()),
        kind,
        partition: partition(texts, &facts),
        account: known(facts.account),
        region: known(facts.region),
        endpoint: if is_rest {
            known(facts.endpoint)
        } else {
            Known::Known(EndpointType::Regional)
        },
        is_default_endpoint_disabled: facts
            .is_default_endpoint_disabled
            .is_some_and(|disabled| disabled.value),
        resource_policy: if is_rest {
            known(facts.policy)
        } else {
            Known::Known(None)
        },
        stages: known(facts.stages),
        routes: known(facts.routes),
        authorizers: known(facts.authorizers),
        // The output names one of every API, and HTTP APIs have no API keys.
        api_key_source: if kind == ApiKind::Http {
            Known::NotKnown
        } else {
            known(facts.api_key_source)
        },
        integrations: known(facts.integrations),
        span: draft.span,
    }
}

/// Checks the authorizers that routes name, those of deployments among them.
fn check_authorizers(texts: &mut Texts<'_>, facts: &Facts) {
    let authorizers = facts.authorizers.as_ref().map(|said| &said.value);
    if let (Some(routes), Some(authorizers)) = (&facts.routes, authorizers) {
        authorizer_output::check_routes(texts, &routes.value, authorizers, None);
    }
    let stages = facts.stages.iter().flat_map(|said| &said.value);
    for (stage, deployed) in stages.filter_map(|one| Some((&one.name, one.deployed.as_ref()?))) {
        let of_stage = match &deployed.authorizers {
            Some(deployed) => deployed.known(),
            None => authorizers,
        };
        let routes = match &deployed.routes {
            Some(deployed) => deployed.known(),
            None => facts.routes.as_ref().map(|said| &said.value),
        };
        if let (Some(routes), Some(authorizers)) = (routes, of_stage)
            && (deployed.routes.is_some() || deployed.authorizers.is_some())
        {
            authorizer_output::check_routes(texts, routes, authorizers, Some(stage));
        }
    }
}

/// Routes refer to integrations that other documents may describe.
fn with_integrations(texts: &mut Texts<'_>, mut facts: Facts) -> Facts {
    let integrations = facts.integrations.as_ref();
    let integrations = integrations.map(|said| said.value.as_slice());
    if let Some(routes) = &mut facts.routes {
        integrations::resolve(texts, &mut routes.value, integrations);
        integrations::report_unused(texts, &routes.value, integrations.unwrap_or_default());
    }
    for stage in facts.stages.iter_mut().flat_map(|said| &mut said.value) {
        let Some(deployed) = &mut stage.deployed else {
            continue;
        };
        if let Some(Known::Known(routes)) = &mut deployed.routes {
            let of_stage = match &deployed.integrations {
                Some(deployed) => deployed.known().map(Vec::as_slice),
                None => integrations,
            };
            integrations::resolve(texts, routes, of_stage);
        }
    }
    facts
}

fn known<T>(said: Option<Said<T>>) -> Known<T> {
    match said {
        Some(said) => Known::Known(said.value),
        None => Known::NotKnown,
    }
}

/// The partition: as it is said, or that of the Region, or `aws`.
fn partition(texts: &mut Texts<'_>, facts: &Facts) -> String {
    let of_region = facts
        .region
        .as_ref()
        .map(|region| (ids::partition_of(&region.value), region));
    match (&facts.partition, of_region) {
        (Some(partition), Some((right, region))) if partition.value != right => {
            texts.report(
                Diagnostic::error(
                    "partition-of-region",
                    partition.span,
                    format!(
                        "the Region {} is in the partition `{right}`",
                        quote(&region.value)
                    ),
                )
                .also(region.span, "the Region"),
            );
            partition.value.clone()
        }
        (Some(partition), _) => partition.value.clone(),
        (None, Some((partition, _))) => partition.to_owned(),
        (None, None) => "aws".to_owned(),
    }
}
