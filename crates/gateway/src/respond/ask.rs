//! From documents to the answer.

use can_invoke_policy::Readings;
use can_invoke_source::words::{enumerate, quote};
use can_invoke_source::{Diagnostic, Limits, Node, Sources, Span, parse_bytes};

use super::{Respond, Situation, respond, sample};
use crate::{
    inventory::{
        Api, ApiKind, Files, Integration, IntegrationKind, Inventory, Known, PayloadFormat, Route,
        RouteKey, Stage, Written, load, read_integration, read_status_mappings,
    },
    query::QueryError,
    route,
};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The id of the API; may be left out where the inventory has one only.
    pub api: Option<String>,
    /// The stage; may be left out where the API has one only.
    pub stage: Option<String>,
    /// The route: its key, or a method and a path that lead to it.
    pub route: Option<String>,
    /// The kind of API, where no inventory says it.
    pub kind: Option<ApiKind>,
    /// The payload format, where the integration does not say it or another one is tried.
    pub payload_format: Option<PayloadFormat>,
    /// The choices where AWS is silent.
    pub readings: Readings,
}

/// The documents, each with its name.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Inventories, and output of the AWS CLI.
    pub documents: Vec<(String, Vec<u8>)>,
    /// An integration, in place of that of the route.
    pub integration: Option<(String, Vec<u8>)>,
    /// A sample request.
    pub request: Option<(String, Vec<u8>)>,
    /// A sample answer of the backend.
    pub answer: Option<(String, Vec<u8>)>,
    /// Response parameters, in place of those of the integration.
    pub response_parameters: Option<(String, Vec<u8>)>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// All texts.
    pub sources: Sources,
    /// What is wrong with them, in order of position.
    pub diagnostics: Vec<Diagnostic>,
    /// The answer; nothing if the documents cannot be read.
    pub respond: Option<Respond>,
    /// The kind of API.
    pub kind: Option<ApiKind>,
    /// The id of the API.
    pub api: Option<String>,
    /// The route.
    pub route: Option<String>,
    /// The stage.
    pub stage: Option<String>,
}

/// Reads the documents and answers. An error is a question that cannot be asked of them.
pub fn ask(
    question: &Question,
    given: &Given,
    files: &dyn Files,
    limits: &Limits,
) -> Result<Asked, QueryError> {
    let loaded = load(&given.documents, files, limits);
    let mut texts = Reader {
        sources: loaded.sources,
        diagnostics: loaded.diagnostics,
        limits,
    };
    let mut integration = None;
    if let Some((name, bytes)) = &given.integration {
        let read = read_integration(&mut texts.sources, name, bytes, limits);
        texts.diagnostics.extend(read.1);
        integration = read.0;
    }
    if texts.has_errors() {
        return Ok(texts.refuse());
    }
    let place = place(question, given, &loaded.inventory)?;
    let mut integration = match (integration, &place) {
        (Some(integration), _) => integration,
        (None, Some(place)) => place.integration()?,
        (None, None) => lambda_alone(question, given, &mut texts)?,
    };
    if let Some(format) = question.payload_format {
        let span = integration
            .payload_format
            .known()
            .and_then(|one| one.as_ref());
        let span = span.map_or(integration.span, |written| written.span);
        integration.payload_format = Known::Known(Some(Written::new(format, span)));
    }
    if let Some((name, bytes)) = &given.response_parameters
        && let Some(node) = texts.parse(name, bytes)
    {
        integration.response_parameters = read_status_mappings(&node, &mut texts.diagnostics);
    }
    let kind = match &place {
        Some(place) => place.api.kind,
        None => kind(question, &integration)?,
    };
    let is_lambda = integration
        .kind
        .known()
        .is_some_and(|kind| matches!(kind.value, IntegrationKind::AwsProxy))
        && !matches!(integration.subtype, Known::Known(Some(_)));
    let request = given.request.as_ref().and_then(|(name, bytes)| {
        let node = texts.parse(name, bytes)?;
        sample::request(&node, &mut texts.diagnostics)
    });
    let answer = given.answer.as_ref().and_then(|(name, bytes)| {
        let node = texts.parse(name, bytes)?;
        sample::answer(&node, is_lambda, &mut texts.diagnostics)
    });
    if texts.has_errors() {
        return Ok(texts.refuse());
    }
    let route = match &place {
        Some(place) => Some(place.route.key.clone()),
        None => question.route.as_deref().map(|text| key(text, kind)),
    };
    let stage = place
        .as_ref()
        .map(Place::stage)
        .unwrap_or(question.stage.as_deref());
    let variables = match place.as_ref().and_then(|place| place.stage_record()) {
        Some(stage) => stage.variables.clone(),
        None => Known::NotKnown,
    };
    let api = place.as_ref().map(|place| place.api.id.as_str());
    let situation = Situation {
        kind,
        api: api.or(question.api.as_deref()),
        route: route.as_ref(),
        stage,
        variables,
        integration: &integration,
        method_responses: match &place {
            Some(place) => place.route.method_responses.clone(),
            None => Known::NotKnown,
        },
        request: request.as_ref(),
        answer: answer.as_ref(),
        readings: question.readings,
        sources: &texts.sources,
    };
    let (respond, problems) = respond(&situation);
    let asked = Asked {
        kind: Some(kind),
        api: situation.api.map(str::to_owned),
        route: route.as_ref().map(RouteKey::text),
        stage: stage.map(str::to_owned),
        respond: Some(respond),
        sources: Sources::new(),
        diagnostics: Vec::new(),
    };
    Ok(texts.finish(asked, problems))
}

/// Reads texts into one table.
struct Reader<'l> {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    limits: &'l Limits,
}

impl Reader<'_> {
    fn parse(&mut self, name: &str, bytes: &[u8]) -> Option<Node> {
        let (_, parsed) = parse_bytes(&mut self.sources, name, bytes, self.limits);
        self.diagnostics.extend(parsed.diagnostics);
        parsed.value
    }

    fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    fn refuse(self) -> Asked {
        Asked {
            sources: self.sources,
            diagnostics: self.diagnostics,
            respond: None,
            kind: None,
            api: None,
            route: None,
            stage: None,
        }
    }

    /// The answer with all that is to be said about the texts, in order of position. What
    /// the mapping says of a place is more exact than what was said when it was read.
    fn finish(self, asked: Asked, problems: Vec<Diagnostic>) -> Asked {
        let is_told = |known: &Diagnostic| {
            let within = |problem: &Diagnostic| {
                let (outer, inner) = (known.primary.span, problem.primary.span);
                problem.code == known.code
                    && outer.file == inner.file
                    && outer.start <= inner.start
                    && inner.end <= outer.end
            };
            problems.iter().any(within)
        };
        let mut diagnostics: Vec<Diagnostic> = self
            .diagnostics
            .into_iter()
            .filter(|known| !is_told(known))
            .collect();
        diagnostics.extend(problems);
        diagnostics.sort_by(|left, right| {
            let order = |one: &Diagnostic| (one.primary.span, one.code);
            order(left).cmp(&order(right))
        });
        diagnostics.dedup();
        Asked {
            sources: self.sources,
            diagnostics,
            ..asked
        }
    }
}

/// A route of an API of the inventory.
struct Place {
    api: Api,
    route: Route,
    stage: Option<String>,
}

impl Place {
    fn integration(&self) -> Result<Integration, QueryError> {
        match &self.route.integration {
            Known::Known(Some(integration)) => Ok(Integration::clone(integration)),
            Known::Known(None) => Err(QueryError::new(
                format!("the route `{}` has no integration", self.route.key.text()),
                "name another route, or give an integration with --integration",
            )),
            Known::NotKnown => Err(QueryError::new(
                format!(
                    "the inventory does not say what the route `{}` leads to",
                    self.route.key.text()
                ),
                "write `integration:` at the route, or give it with --integration",
            )),
        }
    }

    fn stage(&self) -> Option<&str> {
        self.stage.as_deref()
    }

    fn stage_record(&self) -> Option<&Stage> {
        self.api.stage(self.stage.as_deref()?)
    }
}

/// The route that is asked about, if there is an inventory.
fn place(
    question: &Question,
    given: &Given,
    inventory: &Inventory,
) -> Result<Option<Place>, QueryError> {
    if given.documents.is_empty() {
        return Ok(None);
    }
    let api = match (&question.api, inventory.apis.as_slice()) {
        (Some(id), apis) => apis.iter().find(|api| api.id == *id).ok_or_else(|| {
            let known: Vec<&str> = apis.iter().map(|api| api.id.as_str()).collect();
            QueryError::new(
                format!("the inventory holds no API {}", quote(id)),
                format!("it holds {}", enumerate(&known)),
            )
        })?,
        (None, [only]) => only,
        (None, apis) => {
            let known: Vec<&str> = apis.iter().map(|api| api.id.as_str()).collect();
            return Err(QueryError::new(
                "which API is meant is not said",
                format!("write --api with one of {}", enumerate(&known)),
            ));
        }
    };
    let stages = api.stage_names().unwrap_or_default();
    let stage = match (&question.stage, stages.as_slice()) {
        (Some(stage), [_, ..]) if !stages.contains(&stage.as_str()) => {
            return Err(QueryError::new(
                format!("the API has no stage {}", quote(stage)),
                format!("its stages are {}", enumerate(&stages)),
            ));
        }
        (Some(stage), _) => Some(stage.clone()),
        (None, [only]) => Some((*only).to_owned()),
        (None, _) => None,
    };
    let deployed = stage.as_deref().and_then(|stage| api.as_deployed(stage));
    let api = deployed.unwrap_or_else(|| api.clone());
    let Some(text) = question.route.as_deref() else {
        return Err(QueryError::new(
            "no route is given",
            "write its key: `GET /pets/{id}`, `$connect`, `sendmessage`",
        ));
    };
    let routes = api.routes.known().map(Vec::as_slice).unwrap_or_default();
    let by_key = routes.iter().find(|route| route.key.text() == text);
    let by_path = || {
        let (method, path) = text.split_once(' ')?;
        route::find(routes, api.kind, method, path)
    };
    let Some(route) = by_key.or_else(by_path).cloned() else {
        let known: Vec<String> = routes.iter().map(|route| route.key.text()).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        return Err(QueryError::new(
            format!("the API has no route {}", quote(text)),
            format!("its routes are {}", enumerate(&known)),
        ));
    };
    Ok(Some(Place { api, route, stage }))
}

/// A Lambda function behind an HTTP API, of which only the payload format is said, or one
/// behind a REST API, where there is only one format.
fn lambda_alone(
    question: &Question,
    given: &Given,
    texts: &mut Reader<'_>,
) -> Result<Integration, QueryError> {
    let Some((name, _)) = given
        .answer
        .as_ref()
        .filter(|_| question.payload_format.is_some() || question.kind == Some(ApiKind::Rest))
    else {
        return Err(QueryError::new(
            "no integration is given",
            "give an inventory with --in and a route, or an integration with --integration, or \
             an answer of a Lambda function with --answer and --payload-format, or with \
             --kind rest",
        ));
    };
    // Nothing is written of this integration: its place is an empty text.
    let file = texts.sources.add(format!("<{name}>"), "");
    let span = Span::new(file, 0, 0);
    let mut integration = Integration::at(span);
    integration.kind = Known::Known(Written::new(IntegrationKind::AwsProxy, span));
    integration.subtype = Known::Known(None);
    integration.request_parameters = Known::Known(Vec::new());
    integration.response_parameters = Known::Known(Vec::new());
    Ok(integration)
}

/// The kind of API that an integration stands in, as far as its words tell it.
fn kind(question: &Question, integration: &Integration) -> Result<ApiKind, QueryError> {
    if let Some(kind) = question.kind {
        return Ok(kind);
    }
    let parameters = integration.request_parameters.known();
    let has = |start: &str| {
        parameters
            .into_iter()
            .flatten()
            .any(|one| one.name.value.starts_with(start) || one.value.value.starts_with(start))
    };
    let of_route = question.route.as_deref().map(|route| !route.contains(' '));
    let is_http = matches!(integration.payload_format, Known::Known(Some(_)))
        || integration
            .response_parameters
            .known()
            .is_some_and(|all| !all.is_empty())
        || ["append:", "overwrite:", "remove:"].into_iter().any(has);
    let is_rest = has("method.request.")
        || integration
            .responses
            .known()
            .is_some_and(|all| !all.is_empty());
    let is_web_socket = has("route.request.") || has("context.connectionId");
    match (is_http, is_rest, is_web_socket, of_route) {
        (false, false, true, _) => Ok(ApiKind::WebSocket),
        (true, false, false, _) => Ok(ApiKind::Http),
        (false, true, false, _) => Ok(ApiKind::Rest),
        (false, false, false, Some(true)) if question.route.as_deref() != Some("$default") => {
            Ok(ApiKind::WebSocket)
        }
        _ => Err(QueryError::new(
            "for which kind of API the integration is does not show in it",
            "write --kind http, --kind rest or --kind websocket",
        )),
    }
}

/// A route as it is written, without an inventory.
fn key(text: &str, kind: ApiKind) -> RouteKey {
    match (kind, text.split_once(' ')) {
        (ApiKind::WebSocket, _) => RouteKey::Message(text.to_owned()),
        (_, Some((method, template))) => RouteKey::Path {
            method: method.to_owned(),
            template: template.to_owned(),
        },
        (_, None) if text.starts_with('/') => RouteKey::Path {
            method: "ANY".to_owned(),
            template: text.to_owned(),
        },
        (_, None) => RouteKey::Default,
    }
}
