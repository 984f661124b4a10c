//! What a Lambda function's answer becomes: payload formats 1.0 and 2.0 of HTTP APIs, and
//! the proxy integration of REST APIs.
//!
//! Source: API Gateway developer guide, `http-api-develop-integrations-lambda`,
//! `set-up-lambda-proxy-integrations`, `apigateway-websocket-api-route-response`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use can_invoke_policy::Assumption;
use can_invoke_source::words::quote;
use can_invoke_source::{Layout, Node, Span, Value as Json, write};

use super::{
    Answer, Client, Item, Situation, Step, Value,
    response::{Answered, client, handed, not_known, of_another},
    situation::Notes,
};
use crate::inventory::IntegrationKind;

/// Which answers are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Payload format 1.0.
    One,
    /// Payload format 2.0.
    Two,
    /// A proxy integration of a REST or WebSocket API.
    Rest,
}

/// What is made of an answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Made {
    Answered(Answered),
    Malformed { why: String, span: Span },
    NotKnown(String),
}

const KEYS: [&str; 6] = [
    "statusCode",
    "headers",
    "multiValueHeaders",
    "cookies",
    "body",
    "isBase64Encoded",
];

/// Understands what a function returned.
pub(super) fn read(
    situation: &Situation<'_>,
    node: &Node,
    shape: Shape,
    notes: &mut Notes,
    steps: &mut Vec<Step>,
) -> Made {
    let status = node.get("statusCode");
    if shape == Shape::Two && status.is_none() {
        return Made::Answered(inferred(node, notes, steps));
    }
    if node.as_object().is_none() {
        let why = format!(
            "the function returned {}, and not an object with `statusCode`",
            node.kind_name()
        );
        return malformed(why, node);
    }
    let Some(status) = status else {
        return malformed("the object has no `statusCode`".to_owned(), node);
    };
    let mut reader = Reader {
        situation,
        notes,
        shape,
    };
    match reader.whole(node, status) {
        Ok(answered) => {
            let text = format!("the function says the status code {}", answered.status);
            steps.push(Step::new(text, Some(status.span)));
            Made::Answered(answered)
        }
        Err(made) => made,
    }
}

/// Format 2.0 takes any JSON without `statusCode` for the body.
fn inferred(node: &Node, notes: &mut Notes, steps: &mut Vec<Step>) -> Answered {
    let text = "without `statusCode` all that the function returned is the body of a 200 with content type application/json";
    steps.push(Step::new(text, Some(node.span)));
    let members = node.as_object().unwrap_or_default();
    if let Some(member) = members
        .iter()
        .find(|member| KEYS.contains(&member.key.as_str()))
    {
        notes.notes.push(format!(
            "{} means nothing without `statusCode`: it is a part of the body",
            quote(&member.key)
        ));
    }
    let body = match node.as_str() {
        Some(text) => text.to_owned(),
        None => write::json(node, Layout::OneLine),
    };
    let content_type = Value::Known("application/json".to_owned());
    Answered {
        status: 200,
        headers: vec![Item::new("content-type", content_type, "API Gateway", None)],
        body: Value::Known(body),
    }
}

fn malformed(why: String, node: &Node) -> Made {
    Made::Malformed {
        why,
        span: node.span,
    }
}

struct Reader<'s, 'a, 'n> {
    situation: &'s Situation<'a>,
    notes: &'n mut Notes,
    shape: Shape,
}

impl Reader<'_, '_, '_> {
    fn whole(&mut self, node: &Node, status: &Node) -> Result<Answered, Made> {
        let members = node.as_object().unwrap_or_default();
        for member in members {
            if !KEYS.contains(&member.key.as_str()) {
                let note = format!(
                    "{} is no key of an answer, and is taken as without meaning",
                    quote(&member.key)
                );
                self.notes.notes.push(note);
            }
        }
        let status = self.status(status)?;
        let given = |key: &str| node.get(key).filter(|node| !node.is_null());
        let mut headers = Vec::new();
        if let Some(given) = given("headers") {
            headers = self.headers(given)?;
        }
        let several = given("multiValueHeaders");
        let cookies = given("cookies");
        let (several, cookies) = match self.shape {
            Shape::Two => {
                self.ignored(several, "multiValueHeaders", "2.0 has only `headers`");
                (None, cookies)
            }
            Shape::One | Shape::Rest => {
                self.ignored(cookies, "cookies", "only format 2.0 has it");
                (several, None)
            }
        };
        if let Some(several) = several {
            self.multi_value(several, &mut headers)?;
        }
        if let Some(cookies) = cookies {
            let items = cookies.as_array();
            let items =
                items.ok_or_else(|| malformed("`cookies` is not a list".to_owned(), cookies))?;
            for item in items {
                let Some(cookie) = item.as_str() else {
                    return Err(malformed("a cookie is not a string".to_owned(), item));
                };
                let value = Value::Known(cookie.to_owned());
                headers.push(Item::new(
                    "set-cookie",
                    value,
                    "`cookies` of the function",
                    Some(item.span),
                ));
            }
        }
        let body = match given("body") {
            Some(body) => self.body(body)?,
            None => String::new(),
        };
        let body = match given("isBase64Encoded") {
            None => Value::Known(body),
            Some(flag) => match flag.as_bool() {
                Some(false) => Value::Known(body),
                Some(true) => self.decoded(&body, flag)?,
                None => {
                    let why = "`isBase64Encoded` is neither `true` nor `false`";
                    return Err(malformed(why.to_owned(), flag));
                }
            },
        };
        Ok(Answered {
            status,
            headers,
            body,
        })
    }

    fn ignored(&mut self, node: Option<&Node>, key: &str, why: &str) {
        if node.is_some() {
            let note = format!("`{key}` of the answer means nothing here: {why}");
            self.notes.notes.push(note);
        }
    }

    fn status(&mut self, node: &Node) -> Result<u16, Made> {
        let is_text = match &node.value {
            Json::Number(_) => false,
            Json::String(_) => true,
            Json::Null if self.shape == Shape::Two => {
                let why = "whether a `statusCode` that is null counts as none, AWS does not say";
                return Err(Made::NotKnown(why.to_owned()));
            }
            _ => {
                let why = format!("`statusCode` is {}", node.kind_name());
                return Err(malformed(why, node));
            }
        };
        let code = node.scalar_text().and_then(|text| text.parse::<u16>().ok());
        let Some(code) = code.filter(|code| (100..=599).contains(code)) else {
            let text = node.scalar_text().unwrap_or_default();
            let why = format!(
                "`statusCode` is {}, which is no status code of HTTP",
                quote(text)
            );
            return Err(malformed(why, node));
        };
        if is_text && self.takes_alternative(Assumption::StatusCodeAsText) {
            return Err(malformed("`statusCode` is a string".to_owned(), node));
        }
        Ok(code)
    }

    fn takes_alternative(&mut self, assumption: Assumption) -> bool {
        self.situation.takes_alternative(self.notes, assumption)
    }

    fn headers(&mut self, node: &Node) -> Result<Vec<Item>, Made> {
        let Some(members) = node.as_object() else {
            return Err(malformed("`headers` is not an object".to_owned(), node));
        };
        let mut found = Vec::new();
        for member in members {
            let value = self.header(&member.key, &member.value)?;
            let span = member.key_span.to(member.value.span);
            let from = "`headers` of the function";
            found.push(Item::new(&member.key, value, from, Some(span)));
        }
        Ok(found)
    }

    fn header(&mut self, name: &str, node: &Node) -> Result<Value, Made> {
        match &node.value {
            Json::String(text) => Ok(Value::Known(text.decoded.clone())),
            Json::Number(_) | Json::Bool(_) => {
                if self.takes_alternative(Assumption::LambdaHeaderNotText) {
                    let why = format!(
                        "the header {} is {}, and not a string",
                        quote(name),
                        node.kind_name()
                    );
                    return Err(malformed(why, node));
                }
                Ok(Value::Known(
                    node.scalar_text().unwrap_or_default().to_owned(),
                ))
            }
            Json::Null => Ok(Value::NotKnown(format!(
                "the header {} is null, and AWS does not say what becomes of it",
                quote(name)
            ))),
            Json::Array(_) | Json::Object(_) => {
                let why = format!(
                    "the header {} is {}, and not a string",
                    quote(name),
                    node.kind_name()
                );
                Err(malformed(why, node))
            }
        }
    }

    /// Headers with several values; where both name a header, all values are sent, none
    /// twice.
    fn multi_value(&mut self, node: &Node, headers: &mut Vec<Item>) -> Result<(), Made> {
        let Some(members) = node.as_object() else {
            return Err(malformed(
                "`multiValueHeaders` is not an object".to_owned(),
                node,
            ));
        };
        for member in members {
            let Some(items) = member.value.as_array() else {
                let why = format!(
                    "{} of `multiValueHeaders` is not a list",
                    quote(&member.key)
                );
                return Err(malformed(why, &member.value));
            };
            for item in items {
                let value = self.header(&member.key, item)?;
                let is_there = headers.iter().any(|known| {
                    known.name.eq_ignore_ascii_case(&member.key) && known.value == value
                });
                if !is_there {
                    let from = "`multiValueHeaders` of the function";
                    headers.push(Item::new(&member.key, value, from, Some(item.span)));
                }
            }
        }
        Ok(())
    }

    fn body(&mut self, node: &Node) -> Result<String, Made> {
        if let Some(text) = node.as_str() {
            return Ok(text.to_owned());
        }
        if self.takes_alternative(Assumption::LambdaBodyNotText) {
            return Ok(write::json(node, Layout::OneLine));
        }
        let why = format!("`body` is {}, and not a string", node.kind_name());
        Err(malformed(why, node))
    }

    fn decoded(&self, body: &str, flag: &Node) -> Result<Value, Made> {
        if self.shape == Shape::Rest {
            let why = "whether a REST API decodes the body turns on its binary media types and on the Accept header";
            return Ok(Value::NotKnown(why.to_owned()));
        }
        let bytes = STANDARD.decode(body).map_err(|_| {
            malformed(
                "`isBase64Encoded` is true, and the body is not base64".to_owned(),
                flag,
            )
        })?;
        let length = bytes.len();
        Ok(Value::Known(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => format!("({length} bytes that are no text)"),
        }))
    }
}

/// The answer of a WebSocket API: to the handshake, or to a message.
pub(super) fn web_socket(
    situation: &Situation<'_>,
    kind: IntegrationKind,
    answer: &Answer,
    notes: &mut Notes,
) -> Option<Client> {
    if situation.is_connect() != Some(true) {
        let why = "without a route response the client gets nothing for a message, and whether the route has one is not known";
        notes.undecided.push(why.to_owned());
        return None;
    }
    let mut steps = Vec::new();
    let made = match answer {
        Answer::Lambda(node) if situation.is_lambda_proxy() => {
            read(situation, node, Shape::Rest, notes, &mut steps)
        }
        Answer::Http { .. } if !situation.is_lambda_proxy() => Made::Answered(handed(answer)),
        Answer::LambdaError(_) => Made::NotKnown(
            "what the client gets if the function of `$connect` fails, AWS does not say".to_owned(),
        ),
        _ => {
            notes.undecided.push(of_another(kind, answer));
            return None;
        }
    };
    Some(match made {
        Made::Answered(answered) if (200..=299).contains(&answered.status) => {
            let text = "an answer 2xx to `$connect` opens the connection";
            steps.push(Step::new(text, None));
            client(
                Answered {
                    status: 101,
                    headers: Vec::new(),
                    body: Value::Known(String::new()),
                },
                steps,
            )
        }
        Made::Answered(answered) => {
            let text = "an answer other than 2xx to `$connect` refuses the connection";
            steps.push(Step::new(text, None));
            let why = "what of the backend's refusal the client gets, AWS does not say";
            not_known(
                format!("{why} (the backend says {})", answered.status),
                steps,
            )
        }
        Made::Malformed { why, span } => {
            steps.push(Step::new(why, Some(span)));
            let why = "what the client gets for a malformed answer to `$connect`, AWS does not say";
            not_known(why.to_owned(), steps)
        }
        Made::NotKnown(why) => not_known(why, steps),
    })
}
