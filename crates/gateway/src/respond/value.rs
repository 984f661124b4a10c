//! What an expression comes to.

use can_invoke_policy::Assumption;
use can_invoke_source::{Layout, Limits, Node, Sources, parse_bytes, write};

use super::{
    Field, JsonPath, Situation, Value,
    expression::{Expression, Part, Side, Source},
    response::Answered,
    situation::Notes,
    template,
};
use crate::inventory::{ApiKind, Known, RouteKey};

/// What a source holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Text(String),
    /// It is not there; the words say what is not.
    Missing(String),
    NotKnown(String),
}

/// Of a longer body API Gateway reads so many bytes before it looks for a field.
///
/// Source: API Gateway developer guide, `http-api-parameter-mapping` (100 KB).
const LONGEST_BODY: usize = 100 * 1024;

impl Situation<'_> {
    /// What an expression comes to; of the answer `answered` is mapped.
    pub(super) fn evaluate(
        &self,
        expression: &Expression,
        side: Side,
        answered: Option<&Answered>,
        notes: &mut Notes,
    ) -> Found {
        let mut text = String::new();
        for part in &expression.parts {
            let source = match part {
                Part::Text(part) => {
                    text.push_str(part);
                    continue;
                }
                Part::Source(source) => source,
            };
            match self.look_up(source, side, answered) {
                Found::Text(part) => text.push_str(&part),
                Found::Missing(what) => {
                    if !self.takes_alternative(notes, Assumption::MissingMappingSource) {
                        return Found::Missing(what);
                    }
                }
                not_known @ Found::NotKnown(_) => return not_known,
            }
        }
        Found::Text(text)
    }

    fn look_up(&self, source: &Source, side: Side, answered: Option<&Answered>) -> Found {
        match source {
            Source::Header(name) => self.header(name, side, answered, false),
            Source::MultiHeader(name) => self.header(name, side, answered, true),
            Source::Query(name) => self.query(name, false),
            Source::MultiQuery(name) => self.query(name, true),
            Source::Path => match self.path() {
                Some(path) => Found::Text(path.to_owned()),
                None => Found::NotKnown("the sample does not say the path".to_owned()),
            },
            Source::PathParameter(name) => self.path_parameter(name),
            Source::Body(path) => match (side, answered) {
                (Side::Response, Some(answered)) => match &answered.body {
                    Value::Known(body) => in_body(Some(body), path.as_ref(), "answer"),
                    Value::NotKnown(why) => Found::NotKnown(why.clone()),
                },
                _ => {
                    let body = self.request.and_then(|request| request.body.as_ref());
                    let body = body.map(|body| body.text.as_str());
                    in_body(body, path.as_ref(), "request")
                }
            },
            Source::Context(name) => self.context(name),
            Source::StageVariable(name) => self.stage_variable(name),
        }
    }

    fn header(
        &self,
        name: &str,
        side: Side,
        answered: Option<&Answered>,
        takes_all: bool,
    ) -> Found {
        let values: Vec<String> = match (side, answered) {
            (Side::Response, Some(answered)) => {
                let mut values = Vec::new();
                for item in &answered.headers {
                    if item.name.eq_ignore_ascii_case(name) {
                        match &item.value {
                            Value::Known(value) => values.push(value.clone()),
                            Value::NotKnown(why) => return Found::NotKnown(why.clone()),
                        }
                    }
                }
                values
            }
            _ => {
                let headers = self.request.map(|request| request.headers.as_slice());
                let headers = headers.unwrap_or_default().iter();
                headers
                    .filter(|field| field.name.eq_ignore_ascii_case(name))
                    .flat_map(|field| field.values.clone())
                    .collect()
            }
        };
        let whose = if side == Side::Request {
            "request"
        } else {
            "answer"
        };
        self.join(
            values,
            &format!("the {whose} has no header `{name}`"),
            takes_all,
        )
    }

    fn query(&self, name: &str, takes_all: bool) -> Found {
        let query = self.request.map(|request| request.query.as_slice());
        let values = values(query.unwrap_or_default(), name);
        let missing = format!("the request has no query parameter `{name}`");
        self.join(values, &missing, takes_all)
    }

    /// One value from several: an HTTP API joins them with commas; of the others AWS does
    /// not say which one it takes.
    fn join(&self, values: Vec<String>, missing: &str, takes_all: bool) -> Found {
        match values.len() {
            0 => Found::Missing(missing.to_owned()),
            1 => Found::Text(values.concat()),
            _ if takes_all || self.kind == ApiKind::Http => Found::Text(values.join(",")),
            _ => Found::NotKnown(
                "which of several values a source without `multivalue` takes, AWS does not say"
                    .to_owned(),
            ),
        }
    }

    /// The path of the request: as the sample says, or that of a route without variables.
    pub(super) fn path(&self) -> Option<&str> {
        let said = self.request.and_then(|request| request.path.as_ref());
        if let Some(path) = said.and_then(|path| path.values.first()) {
            return Some(path);
        }
        match self.route {
            Some(RouteKey::Path { template, .. }) if !template.contains('{') => Some(template),
            _ => None,
        }
    }

    /// The method of the request: as the sample says, or that of the route.
    pub(super) fn method(&self) -> Option<&str> {
        let said = self.request.and_then(|request| request.method.as_ref());
        if let Some(method) = said.and_then(|method| method.values.first()) {
            return Some(method);
        }
        match self.route {
            Some(RouteKey::Path { method, .. }) if method != "ANY" => Some(method),
            _ => None,
        }
    }

    pub(super) fn path_parameter(&self, name: &str) -> Found {
        let said = self
            .request
            .map(|request| request.path_parameters.as_slice());
        if let Some(value) = values(said.unwrap_or_default(), name).into_iter().next() {
            return Found::Text(value);
        }
        let template = match self.route {
            Some(RouteKey::Path { template, .. }) => template,
            Some(_) => return Found::Missing(format!("the route has no path parameter `{name}`")),
            None => return Found::NotKnown("the route is not known".to_owned()),
        };
        let Some(path) = self.path() else {
            return Found::NotKnown("the sample does not say the path".to_owned());
        };
        let found = template::parameters(template, path).unwrap_or_default();
        match found.into_iter().find(|(known, _)| known == name) {
            Some((_, value)) => Found::Text(value),
            None => Found::Missing(format!("the route has no path parameter `{name}`")),
        }
    }

    fn context(&self, name: &str) -> Found {
        let said = self.request.map(|request| request.context.as_slice());
        if let Some(value) = values(said.unwrap_or_default(), name).into_iter().next() {
            return Found::Text(value);
        }
        let route = self.route.map(RouteKey::text);
        let template = match self.route {
            Some(RouteKey::Path { template, .. }) => Some(template.clone()),
            _ => None,
        };
        let known = match (name, self.kind) {
            ("stage", _) => self.stage.map(str::to_owned),
            ("apiId", _) => self.api.map(str::to_owned),
            ("routeKey", ApiKind::Http | ApiKind::WebSocket) => route,
            ("resourcePath", ApiKind::Rest) => template,
            ("httpMethod", ApiKind::Http | ApiKind::Rest) => self.method().map(str::to_owned),
            _ => None,
        };
        match known {
            Some(value) => Found::Text(value),
            None => Found::NotKnown(format!(
                "the sample does not say the context variable `{name}`"
            )),
        }
    }

    pub(super) fn stage_variable(&self, name: &str) -> Found {
        let said = self
            .request
            .map(|request| request.stage_variables.as_slice());
        if let Some(value) = values(said.unwrap_or_default(), name).into_iter().next() {
            return Found::Text(value);
        }
        match &self.variables {
            Known::Known(variables) => match variables.get(name) {
                Some(value) => Found::Text(value.clone()),
                None => Found::Missing(format!("the stage has no variable `{name}`")),
            },
            Known::NotKnown => Found::NotKnown(format!("nobody says the stage variable `{name}`")),
        }
    }
}

fn values(fields: &[Field], name: &str) -> Vec<String> {
    let fields = fields.iter().filter(|field| field.name == name);
    fields.flat_map(|field| field.values.clone()).collect()
}

/// A body, or what a path leads to in it.
fn in_body(body: Option<&str>, path: Option<&JsonPath>, whose: &str) -> Found {
    let Some(body) = body.filter(|body| !body.is_empty()) else {
        return Found::Missing(format!("the {whose} has no body"));
    };
    let Some(path) = path else {
        return Found::Text(body.to_owned());
    };
    if body.len() > LONGEST_BODY {
        return Found::NotKnown(format!(
            "the body of the {whose} is longer than 100 KB, and is cut before a field is looked for"
        ));
    }
    let Some(root) = json(body) else {
        return Found::Missing(format!("the body of the {whose} is not JSON"));
    };
    let found = path.find(&root);
    let missing = || format!("the body of the {whose} has no `{}`", path.text());
    if path.is_definite() {
        let Some(node) = found.first() else {
            return Found::Missing(missing());
        };
        return match node.as_str() {
            Some(text) => Found::Text(text.to_owned()),
            None if node.is_null() => Found::NotKnown(format!(
                "`{}` is null in the body, and AWS does not say what a mapping makes of it",
                path.text()
            )),
            None => Found::Text(write::json(node, Layout::OneLine)),
        };
    }
    let items: Vec<String> = found
        .iter()
        .map(|node| write::json(node, Layout::OneLine))
        .collect();
    Found::Text(format!("[{}]", items.join(",")))
}

/// A text as JSON, if it is JSON to the letter.
pub(super) fn json(text: &str) -> Option<Node> {
    let mut sources = Sources::new();
    let limits = Limits::default();
    let (_, parsed) = parse_bytes(&mut sources, "body.json", text.as_bytes(), &limits);
    parsed.value.filter(|_| parsed.diagnostics.is_empty())
}
