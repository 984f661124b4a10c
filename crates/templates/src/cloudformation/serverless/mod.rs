//! The SAM transform: resources of `AWS::Serverless` become the plain resources that
//! CloudFormation makes of them, whose every value keeps its place in the user's template.
//!
//! An API becomes a plain API with a definition (`Body`), as in the transform itself: the
//! routes of events stand in it under keys whose places are the path and the verb of the
//! event. Functions of CloudFormation inside are kept as they are.
//!
//! Source: SAM developer guide, `sam-specification` and `sam-specification-generated-resources`.

mod api;
mod build;
mod definition;
mod events;
mod function;
mod globals;
mod http_api;
mod references;
mod resource_policy;
mod routes;
mod security;
#[cfg(test)]
mod tests;

use can_invoke_source::{Diagnostic, Member, Node, Severity, Span, Value};

use crate::tree::{list, object, text};
use build::{is_function, literal, reference};
use events::{Event, EventOf, Function, IMPLICIT_HTTP_API, IMPLICIT_REST_API};
use references::References;

/// The name of the transform.
const TRANSFORM: &str = "AWS::Serverless-2016-10-31";

/// The stage of an HTTP API that needs no name in the path.
const DEFAULT_STAGE: &str = "$default";

/// Resources that become one plain resource, which says nothing of who may call an API.
const RENAMED: [(&str, &str); 4] = [
    ("AWS::Serverless::SimpleTable", "AWS::DynamoDB::Table"),
    ("AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion"),
    ("AWS::Serverless::Application", "AWS::CloudFormation::Stack"),
    ("AWS::Serverless::GraphQLApi", "AWS::AppSync::GraphQLApi"),
];

/// An API of SAM, of a REST API or an HTTP API.
#[derive(Clone, Debug)]
struct Api {
    logical_id: String,
    /// Where its logical id stands; that of its first event, if SAM adds the API itself.
    span: Span,
    properties: Node,
    condition: Option<Node>,
    is_http: bool,
}

impl Api {
    /// The name of its stage, which may be a function.
    fn stage(&self) -> Node {
        let given = self
            .properties
            .get("StageName")
            .filter(|name| !name.is_null());
        let default = if self.is_http { DEFAULT_STAGE } else { "Prod" };
        given.cloned().unwrap_or_else(|| text(default, self.span))
    }

    /// What the stage's name adds to logical ids.
    fn stage_suffix(&self) -> String {
        match literal(&self.stage()) {
            Some(name) => name.to_owned(),
            None => "Stage".to_owned(),
        }
    }

    /// The logical id of its stage.
    fn stage_id(&self) -> String {
        let stage = self.stage();
        match literal(&stage) {
            Some(DEFAULT_STAGE) if self.is_http => {
                format!("{}ApiGatewayDefaultStage", self.logical_id)
            }
            Some(name) => {
                let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                format!("{}{name}Stage", self.logical_id)
            }
            None => format!("{}Stage", self.logical_id),
        }
    }

    /// The logical id of its deployment, without the digits that SAM adds.
    fn deployment_id(&self) -> String {
        format!("{}Deployment", self.logical_id)
    }

    /// `Auth`.
    fn auth(&self) -> Option<&Node> {
        self.properties.get("Auth").filter(|auth| !auth.is_null())
    }
}

/// What is read of a template before anything is replaced.
struct Serverless<'n> {
    template: &'n Node,
    apis: Vec<Api>,
    events: Vec<Event>,
}

impl Serverless<'_> {
    fn api_of(&self, event: &Event) -> Option<&Api> {
        let id = event.api_id()?;
        let is_http = event.of == EventOf::Http;
        let mut apis = self.apis.iter();
        apis.find(|api| api.logical_id == id && api.is_http == is_http)
    }

    /// What gives the id of an event's API.
    fn api_reference(&self, event: &Event) -> Node {
        match self.api_of(event) {
            Some(api) => reference(&api.logical_id, event.api.span),
            None => event.api.clone(),
        }
    }

    /// What the stage of an event's API adds to the logical id of the permission.
    fn stage_suffix(&self, event: &Event) -> String {
        match self.api_of(event) {
            Some(api) => api.stage_suffix(),
            None => "AllStages".to_owned(),
        }
    }

    fn events_of(&self, api: &Api) -> Vec<&Event> {
        let is_of_api = |event: &&Event| {
            let of = self.api_of(event);
            of.is_some_and(|of| of.logical_id == api.logical_id)
        };
        self.events.iter().filter(is_of_api).collect()
    }
}

/// The template that the transform makes, without `Globals` and without the transform, and
/// what is to be said about it. A template that does not ask for the transform stays as it is.
pub(crate) fn expand(template: &Node) -> (Node, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let (true, Some(members)) = (asks_for_transform(template), template.as_object()) else {
        return (template.clone(), diagnostics);
    };
    let mut serverless = Serverless {
        template,
        apis: Vec::new(),
        events: Vec::new(),
    };
    let resources = template.get("Resources").and_then(Node::as_object);
    let mut references = References::new();
    gather(
        &mut serverless,
        resources.unwrap_or_default(),
        &mut references,
        &mut diagnostics,
    );
    let mut kept = Vec::with_capacity(members.len());
    for one in members {
        match one.key.as_str() {
            "Globals" => {}
            "Transform" => kept.extend(other_transforms(one)),
            "Resources" if one.value.as_object().is_some() => {
                let all = expanded(&serverless, &one.value, &mut diagnostics);
                kept.push(Member {
                    value: object(one.value.span, all),
                    ..one.clone()
                });
            }
            _ => kept.push(one.clone()),
        }
    }
    let expanded = object(template.span, kept);
    (references::rewrite(expanded, &references), diagnostics)
}

fn asks_for_transform(template: &Node) -> bool {
    let Some(transform) = template.get("Transform") else {
        return false;
    };
    match transform.as_array() {
        Some(all) => all.iter().any(|one| one.as_str() == Some(TRANSFORM)),
        None => transform.as_str() == Some(TRANSFORM),
    }
}

/// `Transform` without that of SAM; nothing if there is no other.
fn other_transforms(transform: &Member) -> Option<Member> {
    let all = transform.value.as_array()?;
    let others = all.iter().filter(|one| one.as_str() != Some(TRANSFORM));
    let others: Vec<Node> = others.cloned().collect();
    (!others.is_empty()).then(|| Member {
        value: list(transform.value.span, others),
        ..transform.clone()
    })
}

/// Reads the APIs and the events of functions, adds the APIs that SAM adds, and notes what
/// can be referred to.
fn gather(
    serverless: &mut Serverless<'_>,
    resources: &[Member],
    references: &mut References,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let template = serverless.template;
    for one in resources {
        let is_http = match kind_of(one) {
            Some("AWS::Serverless::Api") => false,
            Some("AWS::Serverless::HttpApi") => true,
            Some("AWS::Serverless::Function") => {
                let properties = globals::properties(template, "Function", &one.value);
                let function = function_of(one, &properties);
                if let Some(alias) = &function.alias {
                    references.insert(format!("{}.Alias", one.key), alias.clone());
                    let version = format!("{}Version", one.key);
                    references.insert(format!("{}.Version", one.key), version);
                }
                serverless
                    .events
                    .extend(events::of_function(&function, diagnostics));
                continue;
            }
            _ => continue,
        };
        let section = if is_http { "HttpApi" } else { "Api" };
        serverless.apis.push(Api {
            logical_id: one.key.clone(),
            span: one.key_span,
            properties: globals::properties(template, section, &one.value),
            condition: one.value.get("Condition").cloned(),
            is_http,
        });
    }
    for (id, is_http) in [(IMPLICIT_REST_API, false), (IMPLICIT_HTTP_API, true)] {
        let of = if is_http {
            EventOf::Http
        } else {
            EventOf::Rest
        };
        let is_asked = |event: &&Event| event.of == of && event.api_id() == Some(id);
        let first = serverless
            .events
            .iter()
            .find(is_asked)
            .map(|event| event.place);
        let is_there = resources.iter().any(|one| one.key == id);
        if let (Some(span), false) = (first, is_there) {
            let section = if is_http { "HttpApi" } else { "Api" };
            let nothing = object(span, Vec::new());
            serverless.apis.push(Api {
                logical_id: id.to_owned(),
                span,
                properties: globals::properties(template, section, &nothing),
                condition: None,
                is_http,
            });
        }
    }
    for api in &serverless.apis {
        references.insert(format!("{}.Stage", api.logical_id), api.stage_id());
        if !api.is_http {
            references.insert(
                format!("{}.Deployment", api.logical_id),
                api.deployment_id(),
            );
        }
    }
    for event in &serverless.events {
        routes::check_api(event, &serverless.apis, diagnostics);
    }
}

fn function_of<'n>(resource: &'n Member, properties: &'n Node) -> Function<'n> {
    Function {
        logical_id: &resource.key,
        properties,
        condition: resource.value.get("Condition"),
        alias: function::alias(&resource.key, properties),
    }
}

fn kind_of(resource: &Member) -> Option<&str> {
    resource.value.get("Type").and_then(Node::as_str)
}

/// All resources, with those of SAM replaced.
fn expanded(
    serverless: &Serverless<'_>,
    resources: &Node,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Member> {
    let mut all = Vec::new();
    for one in resources.as_object().unwrap_or_default() {
        match kind_of(one) {
            Some("AWS::Serverless::Function") => {
                let properties = globals::properties(serverless.template, "Function", &one.value);
                let function = function_of(one, &properties);
                let events = &serverless.events;
                all.extend(function::expand(
                    &function,
                    one.key_span,
                    events,
                    serverless,
                    diagnostics,
                ));
            }
            Some("AWS::Serverless::Api" | "AWS::Serverless::HttpApi") => {
                let api = serverless.apis.iter().find(|api| api.logical_id == one.key);
                all.extend(
                    api.map(|api| plain_api(serverless, api, diagnostics))
                        .unwrap_or_default(),
                );
            }
            Some(kind) if kind.starts_with("AWS::Serverless::") => {
                match RENAMED.iter().find(|(name, _)| *name == kind) {
                    Some((_, plain)) => all.push(renamed(one, plain)),
                    None => diagnostics.push(not_understood(one, kind)),
                }
            }
            _ => all.push(one.clone()),
        }
    }
    for api in &serverless.apis {
        let is_added = api.logical_id == IMPLICIT_REST_API || api.logical_id == IMPLICIT_HTTP_API;
        let is_there = resources.get(&api.logical_id).is_some();
        if is_added && !is_there {
            all.extend(plain_api(serverless, api, diagnostics));
        }
    }
    all
}

fn plain_api(
    serverless: &Serverless<'_>,
    api: &Api,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Member> {
    let events = serverless.events_of(api);
    if let Some(auth) = api
        .auth()
        .filter(|auth| is_function(auth) || auth.as_object().is_none())
    {
        let message = format!(
            "`Auth` of `{}` is not read: it has to be a map",
            api.logical_id
        );
        let diagnostic = Diagnostic::warning("sam-auth-not-a-map", auth.span, message);
        diagnostics.push(diagnostic.help("SAM takes no functions here, only inside"));
    }
    if let Some(domain) = api.properties.get("Domain") {
        let message = format!("the custom domain name of `{}` is not read", api.logical_id);
        diagnostics.push(Diagnostic::new(
            Severity::Note,
            "not-understood",
            domain.span,
            message,
        ));
    }
    match api.is_http {
        true => http_api::expand(api, &events, diagnostics),
        false => api::expand(api, &events, diagnostics),
    }
}

/// A resource under the name of its plain type.
fn renamed(resource: &Member, plain: &str) -> Member {
    let mut resource = resource.clone();
    if let Value::Object(members) = &mut resource.value.value {
        for one in members.iter_mut().filter(|one| one.key == "Type") {
            one.value = text(plain, one.value.span);
        }
    }
    resource
}

fn not_understood(resource: &Member, kind: &str) -> Diagnostic {
    let message = format!(
        "`{}` is of the type `{kind}`, which is not read",
        resource.key
    );
    Diagnostic::new(Severity::Note, "not-understood", resource.key_span, message)
        .help("what it adds to roles and routes is not known; read the template that `sam build` and CloudFormation make of it instead")
}
