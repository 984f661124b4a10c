//! What the backend receives.
//!
//! Source: API Gateway developer guide, `http-api-parameter-mapping`,
//! `http-api-develop-integrations-private` (the stage stands in the path),
//! `websocket-api-data-mapping`, `rest-api-parameter-mapping`,
//! `integration-passthrough-behaviors`.

use can_invoke_source::Span;

use super::{
    Client, Dropped, Field, Item, Received, Sample, Situation, Step, Value,
    destination::{Change, Destination},
    expression::Side,
    situation::{Mapping, Notes},
    template,
    value::Found,
};
use crate::inventory::{
    ApiKind, IntegrationKind, Known, Parameter, PassthroughBehavior, Written, placeholder,
};

const CLIENT: &str = "the request";

/// What the backend receives; nothing if no request was given, or none goes out. An error is
/// the answer with which API Gateway refuses the request instead.
pub(super) fn receive(
    situation: &Situation<'_>,
    notes: &mut Notes,
) -> Result<Option<Received>, Client> {
    let Some(request) = situation.request else {
        return Ok(None);
    };
    let Some(kind) = situation.integration_kind() else {
        let why = "the type of the integration is not known, and so not what it hands on";
        notes.undecided.push(why.to_owned());
        return Ok(None);
    };
    if kind == IntegrationKind::Mock {
        let note = "a MOCK integration has no backend: API Gateway answers itself";
        notes.notes.push(note.to_owned());
        return Ok(None);
    }
    let mappings = match &situation.integration.request_parameters {
        Known::Known(parameters) => situation.mappings(parameters, Side::Request, notes),
        Known::NotKnown => {
            let why = "whether the integration maps parameters of the request is not known";
            notes.undecided.push(why.to_owned());
            Vec::new()
        }
    };
    let mut received = start(situation, request, kind, notes)?;
    let mut path = None;
    let mut parameters = Vec::new();
    for mapping in &mappings {
        let value = match situation.evaluate(&mapping.expression, Side::Request, None, notes) {
            Found::Text(text) => Value::Known(text),
            Found::NotKnown(why) => Value::NotKnown(why),
            Found::Missing(why) => {
                received.dropped.push(Dropped {
                    what: mapping.destination.shown(),
                    why,
                    span: mapping.span,
                });
                continue;
            }
        };
        let from = mapping.text.as_str();
        let item = |name: &str| Item::new(name, value.clone(), from, Some(mapping.span));
        match &mapping.destination {
            Destination::Header(name) => {
                change(
                    &mut received.headers,
                    mapping.change,
                    item(name),
                    &name_of_header,
                );
            }
            Destination::Query(name) => {
                change_query(&mut received.query, mapping.change, item(name));
            }
            Destination::Path => path = Some(item("path")),
            Destination::PathParameter(name) => parameters.push(item(name)),
            Destination::Parameter(name) => received.parameters.push(item(name)),
            Destination::StatusCode => {}
        }
    }
    received.url = url(situation, kind, path, &parameters, &mappings);
    if situation.kind == ApiKind::Rest && !mappings.is_empty() {
        let note =
            "it is taken for granted that the method declares the parameters that are mapped";
        notes.notes.push(note.to_owned());
        if situation.is_lambda_proxy() {
            let why = "whether parameter mappings change the event of a Lambda proxy integration of a REST API, AWS does not say";
            notes.undecided.push(why.to_owned());
        }
    }
    Ok(Some(received))
}

/// What goes out before anything is mapped.
fn start(
    situation: &Situation<'_>,
    request: &Sample,
    kind: IntegrationKind,
    notes: &mut Notes,
) -> Result<Received, Client> {
    let is_action = matches!(situation.integration.subtype, Known::Known(Some(_)));
    let hands_on = match situation.kind {
        ApiKind::Http => !is_action,
        ApiKind::Rest => kind.is_proxy(),
        ApiKind::WebSocket => false,
    };
    if situation.kind == ApiKind::WebSocket && situation.is_connect() != Some(false) {
        notes.notes.push(
            "whether headers and query string of the handshake are handed on unmapped, AWS does not say; they are not shown"
                .to_owned(),
        );
    }
    notes.notes.push(
        "headers that API Gateway writes itself, such as `Host` and `Content-Length`, are not shown"
            .to_owned(),
    );
    let items = |fields: &[Field]| -> Vec<Item> {
        let given = fields.iter().filter(|_| hands_on);
        given
            .map(|field| {
                let value = Value::Known(field.values.join(","));
                Item::new(&field.name, value, CLIENT, Some(field.span))
            })
            .collect()
    };
    let query = request.query.iter().filter(|_| hands_on);
    let query = query.flat_map(|field| {
        field.values.iter().map(|value| {
            let value = Value::Known(value.clone());
            Item::new(&field.name, value, CLIENT, Some(field.span))
        })
    });
    Ok(Received {
        method: method(situation),
        url: Item::new("url", Value::Known(String::new()), CLIENT, None),
        query: query.collect(),
        headers: items(&request.headers),
        parameters: Vec::new(),
        body: body(situation, request, kind, is_action)?,
        dropped: Vec::new(),
    })
}

fn method(situation: &Situation<'_>) -> Item {
    let of_client = || match situation.method() {
        Some(method) => Value::Known(method.to_owned()),
        None => Value::NotKnown("the sample does not say the method".to_owned()),
    };
    if situation.is_lambda_proxy() {
        let value = match situation.kind {
            ApiKind::WebSocket => Value::Known("POST".to_owned()),
            _ => of_client(),
        };
        return Item::new("method", value, "the event for the Lambda function", None);
    }
    if let Known::Known(Some(action)) = &situation.integration.subtype {
        let value = Value::Known(action.value.clone());
        return Item::new("action", value, "the integration", Some(action.span));
    }
    match &situation.integration.method {
        Known::Known(Some(method)) if method.value != "ANY" => {
            let value = Value::Known(method.value.clone());
            Item::new("method", value, "the integration", Some(method.span))
        }
        Known::Known(Some(method)) if situation.kind == ApiKind::WebSocket => {
            let why =
                "which method `ANY` stands for where there is only a message, AWS does not say";
            let value = Value::NotKnown(why.to_owned());
            Item::new("method", value, "the integration", Some(method.span))
        }
        Known::Known(_) => Item::new("method", of_client(), CLIENT, None),
        Known::NotKnown => {
            let why = "the method of the integration is not known";
            Item::new(
                "method",
                Value::NotKnown(why.to_owned()),
                "the integration",
                None,
            )
        }
    }
}

/// The URL, or of a private integration the path.
fn url(
    situation: &Situation<'_>,
    kind: IntegrationKind,
    overwritten: Option<Item>,
    parameters: &[Item],
    mappings: &[Mapping],
) -> Item {
    if let Known::Known(Some(_)) = situation.integration.subtype {
        return Item::new(
            "url",
            Value::Known(String::new()),
            "that of the action",
            None,
        );
    }
    if situation.is_lambda_proxy() || kind == IntegrationKind::Aws {
        let value = match (overwritten, situation.path()) {
            (Some(item), _) => return item,
            (None, Some(path)) => Value::Known(path.to_owned()),
            (None, None) if situation.kind == ApiKind::WebSocket => Value::Known(String::new()),
            (None, None) => Value::NotKnown("the sample does not say the path".to_owned()),
        };
        return Item::new("path", value, "the event for the backend", None);
    }
    let uri = match &situation.integration.uri {
        Known::Known(Some(uri)) => uri,
        Known::Known(None) => {
            return Item::new("url", Value::Known(String::new()), "the integration", None);
        }
        Known::NotKnown => {
            let value = Value::NotKnown("the URI of the integration is not known".to_owned());
            return Item::new("url", value, "the integration", None);
        }
    };
    if let Some(marker) = placeholder(&uri.value) {
        let why = format!("the placeholder `{marker}` in the URI was never filled in");
        return Item::new(
            "url",
            Value::NotKnown(why),
            "the integration",
            Some(uri.span),
        );
    }
    if uri.value.starts_with("arn:") {
        return overwritten.unwrap_or_else(|| private_path(situation, uri.span));
    }
    let value = match overwritten {
        Some(item) => match item.value {
            Value::Known(path) => with_path(&uri.value, &path),
            not_known => not_known,
        },
        None => filled(situation, uri, parameters, mappings),
    };
    Item::new("url", value, "the integration", Some(uri.span))
}

/// The path that a private integration of an HTTP API asks for: with the stage before it,
/// unless that is `$default`.
fn private_path(situation: &Situation<'_>, span: Span) -> Item {
    let value = match (situation.path(), situation.stage) {
        (Some(path), Some("$default")) => Value::Known(path.to_owned()),
        (Some(path), Some(stage)) => Value::Known(format!("/{stage}{path}")),
        (None, _) => Value::NotKnown("the sample does not say the path".to_owned()),
        (_, None) => Value::NotKnown(
            "the stage is not known, which stands in the path of a private integration".to_owned(),
        ),
    };
    Item::new("path", value, "stage and path of the request", Some(span))
}

fn with_path(uri: &str, path: &str) -> Value {
    if !path.starts_with('/') {
        let why = "the path that a mapping writes does not begin with `/`, and AWS does not say what comes of it";
        return Value::NotKnown(why.to_owned());
    }
    let host = uri.find("://").map_or(0, |at| at + 3);
    let end = uri
        .get(host..)
        .and_then(|rest| rest.find('/'))
        .map_or(uri.len(), |at| at + host);
    Value::Known(format!("{}{path}", uri.get(..end).unwrap_or_default()))
}

/// The URI with its stage variables and path parameters.
fn filled(
    situation: &Situation<'_>,
    uri: &Written<String>,
    parameters: &[Item],
    mappings: &[Mapping],
) -> Value {
    let mut text = uri.value.clone();
    while let Some((before, name, after)) = stage_variable(&text) {
        match situation.stage_variable(name) {
            Found::Text(value) => text = format!("{before}{value}{after}"),
            Found::Missing(why) | Found::NotKnown(why) => return Value::NotKnown(why),
        }
    }
    let mut values: Vec<(String, String)> = Vec::new();
    let mut rest = text.as_str();
    while let Some((name, after)) = rest
        .split_once('{')
        .and_then(|(_, after)| after.split_once('}'))
    {
        let name = name.strip_suffix('+').unwrap_or(name);
        let found = match situation.kind {
            ApiKind::Http => situation.path_parameter(name),
            _ => mapped(name, parameters, mappings),
        };
        match found {
            Found::Text(value) => values.push((name.to_owned(), value)),
            Found::Missing(why) | Found::NotKnown(why) => return Value::NotKnown(why),
        }
        rest = after;
    }
    let value = |name: &str| {
        let found = values.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    match template::fill(&text, value) {
        Ok(url) => Value::Known(url),
        Err(name) => Value::NotKnown(format!("nothing is known of `{{{name}}}` in the URI")),
    }
}

/// A path parameter of a REST or WebSocket API: only a mapping gives it a value.
fn mapped(name: &str, parameters: &[Item], mappings: &[Mapping]) -> Found {
    match parameters.iter().find(|item| item.name == name) {
        Some(item) => match &item.value {
            Value::Known(text) => Found::Text(text.clone()),
            Value::NotKnown(why) => Found::NotKnown(why.clone()),
        },
        None => {
            let of_name = Destination::PathParameter(name.to_owned());
            let is_mapped = mappings.iter().any(|one| one.destination.is(&of_name));
            Found::NotKnown(if is_mapped {
                format!(
                    "`{{{name}}}` of the URI has no value, as the source of its mapping is missing"
                )
            } else {
                format!(
                    "`{{{name}}}` of the URI has no value: map `integration.request.path.{name}`"
                )
            })
        }
    }
}

/// What stands before, in and after the first `${stageVariables.name}`.
fn stage_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("${stageVariables.")?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// The body that goes out.
fn body(
    situation: &Situation<'_>,
    request: &Sample,
    kind: IntegrationKind,
    is_action: bool,
) -> Result<Item, Client> {
    let given = request.body.as_ref();
    let text = given.map_or("", |body| body.text.as_str());
    let as_it_is = Item::new(
        "body",
        Value::Known(text.to_owned()),
        CLIENT,
        given.map(|body| body.span),
    );
    if is_action {
        return Ok(Item::new(
            "body",
            Value::Known(String::new()),
            "the integration",
            None,
        ));
    }
    if kind.is_proxy() {
        return Ok(as_it_is);
    }
    let templates = match &situation.integration.request_templates {
        Known::Known(templates) => templates,
        Known::NotKnown => {
            let why = "whether the integration has mapping templates is not known";
            return Ok(Item {
                value: Value::NotKnown(why.to_owned()),
                ..as_it_is
            });
        }
    };
    if let Some(template) = chosen(situation, request, templates) {
        if template.value.value.is_empty() {
            return Ok(as_it_is);
        }
        let value = Value::NotKnown(not_evaluated(template));
        return Ok(Item::new(
            "body",
            value,
            "a mapping template",
            Some(template.value.span),
        ));
    }
    let refuses = match situation.integration.passthrough.known() {
        Some(Some(behavior)) => match behavior.value {
            PassthroughBehavior::Never => Some(behavior.span),
            PassthroughBehavior::WhenNoTemplates if !templates.is_empty() => Some(behavior.span),
            _ => None,
        },
        _ => None,
    };
    match refuses {
        Some(span) if situation.kind == ApiKind::Rest => Err(unsupported(span)),
        _ => Ok(as_it_is),
    }
}

/// What is said of every mapping template.
pub(super) fn not_evaluated(template: &Parameter) -> String {
    format!(
        "the body is what the mapping template for `{}` makes of it; templates are not evaluated",
        template.name.value
    )
}

/// The template for the body. A REST API takes that of the content type, a WebSocket API
/// that which its expression selects, which is only known where there is one.
fn chosen<'t>(
    situation: &Situation<'_>,
    request: &Sample,
    templates: &'t [Parameter],
) -> Option<&'t Parameter> {
    if situation.kind != ApiKind::Rest {
        return templates.first();
    }
    let header = |field: &&Field| field.name.eq_ignore_ascii_case("content-type");
    let said = request.headers.iter().find(header);
    let said = said.and_then(|field| field.values.first());
    let kind = said.map_or("application/json", |said| {
        said.split(';').next().unwrap_or_default().trim()
    });
    templates
        .iter()
        .find(|template| template.name.value.eq_ignore_ascii_case(kind))
}

fn unsupported(span: Span) -> Client {
    Client {
        status: Ok(415),
        headers: Vec::new(),
        body: Value::Known(r#"{"message": "Unsupported Media Type"}"#.to_owned()),
        steps: vec![Step::new(
            "no mapping template is for the content type, and the integration passes nothing through: the backend is not called",
            Some(span),
        )],
        is_gateways_own: true,
    }
}

fn name_of_header(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Changes a list of headers.
pub(super) fn change(
    items: &mut Vec<Item>,
    change: Change,
    item: Item,
    is_same: &dyn Fn(&str, &str) -> bool,
) {
    let same = items.iter().position(|one| is_same(&one.name, &item.name));
    match (change, same.and_then(|index| items.get_mut(index))) {
        (Change::Append, Some(known)) => {
            known.value = match (&known.value, &item.value) {
                (Value::Known(one), Value::Known(other)) => Value::Known(format!("{one},{other}")),
                (Value::NotKnown(why), _) | (_, Value::NotKnown(why)) => {
                    Value::NotKnown(why.clone())
                }
            };
            known.from = format!("{}, and {}", known.from, item.from);
            known.span = item.span;
        }
        (Change::Append, None) => items.push(item),
        (Change::Overwrite, _) => {
            items.retain(|one| !is_same(&one.name, &item.name));
            items.push(item);
        }
        (Change::Remove, _) => items.retain(|one| !is_same(&one.name, &item.name)),
    }
}

/// Changes the query string, in which a name may stand more than once.
fn change_query(items: &mut Vec<Item>, change: Change, item: Item) {
    if change != Change::Append {
        items.retain(|one| one.name != item.name);
    }
    if change != Change::Remove {
        items.push(item);
    }
}
