//! A sample: a request as a client sends it, and an answer as a backend gives it.

use can_invoke_source::words::{enumerate, nearest, quote};
use can_invoke_source::{Diagnostic, Layout, Node, Span, write};

/// A request. What it does not name is not in it, apart from the context.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The method.
    pub method: Option<Field>,
    /// The path, without the stage.
    pub path: Option<Field>,
    /// Path parameters; left out, they are taken from the path.
    pub path_parameters: Vec<Field>,
    /// Headers.
    pub headers: Vec<Field>,
    /// The query string.
    pub query: Vec<Field>,
    /// The body; of a WebSocket API the message.
    pub body: Option<Body>,
    /// Stage variables; they count more than those of the inventory.
    pub stage_variables: Vec<Field>,
    /// Context variables; what is not named is not known.
    pub context: Vec<Field>,
    /// Where it is written.
    pub span: Span,
}

/// A name with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The values; at least one.
    pub values: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// A body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Its text.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

/// An answer of the backend.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// What a Lambda function returned.
    Lambda(Node),
    /// What a Lambda function that failed returned: its error object.
    LambdaError(Node),
    /// What an HTTP backend, or the action of an AWS service, answered.
    Http {
        /// The status code.
        status: u16,
        /// Headers.
        headers: Vec<Field>,
        /// The body.
        body: Option<Body>,
        /// Where it is written.
        span: Span,
    },
}

const REQUEST: [&str; 9] = [
    "method",
    "path",
    "path-parameters",
    "headers",
    "query",
    "body",
    "stage-variables",
    "context",
    "connection-id",
];

/// Reads a sample request.
pub(super) fn request(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Sample> {
    check_keys(node, "a sample request", &REQUEST, problems)?;
    let list = |key: &str, problems: &mut Vec<Diagnostic>| match node.get(key) {
        Some(value) => fields(value, key, problems),
        None => Vec::new(),
    };
    let text = |key: &str, problems: &mut Vec<Diagnostic>| {
        let value = node.get(key)?;
        field(key, value, value.span, problems)
    };
    let mut context = list("context", problems);
    if let Some(id) = text("connection-id", problems) {
        context.push(Field {
            name: "connectionId".to_owned(),
            ..id
        });
    }
    let path = text("path", problems);
    if let Some(path) = &path
        && !path.values.iter().all(|path| path.starts_with('/'))
    {
        let message = "the path of a request begins with `/`";
        problems.push(Diagnostic::error("invalid-sample", path.span, message));
    }
    Some(Sample {
        method: text("method", problems),
        path,
        path_parameters: list("path-parameters", problems),
        headers: list("headers", problems),
        query: list("query", problems),
        body: node.get("body").filter(|body| !body.is_null()).map(body),
        stage_variables: list("stage-variables", problems),
        context,
        span: node.span,
    })
}

const ANSWER: [&str; 5] = ["lambda", "lambda-error", "status", "headers", "body"];

/// Reads a sample answer. `is_lambda` says that the backend is a Lambda function, whose
/// answer may stand without more ado.
pub(super) fn answer(
    node: &Node,
    is_lambda: bool,
    problems: &mut Vec<Diagnostic>,
) -> Option<Answer> {
    let members = node.as_object().unwrap_or_default();
    let only = match members {
        [only] => Some(only.key.as_str()),
        _ => None,
    };
    match only {
        Some("lambda") => return node.get("lambda").cloned().map(Answer::Lambda),
        Some("lambda-error") => return node.get("lambda-error").cloned().map(Answer::LambdaError),
        _ if is_lambda => return Some(Answer::Lambda(node.clone())),
        _ => {}
    }
    check_keys(node, "a sample answer", &ANSWER, problems)?;
    let Some(status) = node.get("status") else {
        let message = "a sample answer needs the key `status`, or `lambda` alone";
        problems.push(Diagnostic::error("missing-key", node.span, message));
        return None;
    };
    let code = status.scalar_text().and_then(|text| text.parse().ok());
    let Some(code) = code.filter(|code| (100..=599).contains(code)) else {
        let message = "`status` is a status code of HTTP: a number from 100 to 599";
        problems.push(Diagnostic::error("invalid-sample", status.span, message));
        return None;
    };
    Some(Answer::Http {
        status: code,
        headers: node
            .get("headers")
            .map(|headers| fields(headers, "headers", problems))
            .unwrap_or_default(),
        body: node.get("body").filter(|body| !body.is_null()).map(body),
        span: node.span,
    })
}

fn check_keys(
    node: &Node,
    what: &str,
    keys: &[&str],
    problems: &mut Vec<Diagnostic>,
) -> Option<()> {
    let Some(members) = node.as_object() else {
        let message = format!("{what} is an object, not {}", node.kind_name());
        problems.push(Diagnostic::error("wrong-type", node.span, message));
        return None;
    };
    for member in members {
        if !keys.contains(&member.key.as_str()) {
            let message = format!("{} is not a key of {what}", quote(&member.key));
            let help = match nearest(&member.key, keys) {
                Some(key) => format!("did you mean `{key}`?"),
                None => format!("its keys are {}", enumerate(keys)),
            };
            problems.push(Diagnostic::error("unknown-key", member.key_span, message).help(help));
        }
    }
    Some(())
}

/// Names with a value or a list of values.
fn fields(node: &Node, key: &str, problems: &mut Vec<Diagnostic>) -> Vec<Field> {
    let Some(members) = node.as_object() else {
        let message = format!("`{key}` is an object, not {}", node.kind_name());
        problems.push(Diagnostic::error("wrong-type", node.span, message));
        return Vec::new();
    };
    members
        .iter()
        .filter_map(|member| {
            let span = member.key_span.to(member.value.span);
            field(&member.key, &member.value, span, problems)
        })
        .collect()
}

fn field(name: &str, value: &Node, span: Span, problems: &mut Vec<Diagnostic>) -> Option<Field> {
    let items = value.as_array().unwrap_or(std::slice::from_ref(value));
    let values: Option<Vec<String>> = items
        .iter()
        .map(|item| item.scalar_text().map(str::to_owned))
        .collect();
    let values = values.filter(|values| !values.is_empty());
    if values.is_none() {
        let message = format!("{} is a string or a list of strings", quote(name));
        problems.push(Diagnostic::error("wrong-type", value.span, message));
    }
    Some(Field {
        name: name.to_owned(),
        values: values?,
        span,
    })
}

/// A text is the body as it is; anything else is the body in JSON.
fn body(node: &Node) -> Body {
    let text = match node.as_str() {
        Some(text) => text.to_owned(),
        None => write::json(node, Layout::OneLine),
    };
    Body {
        text,
        span: node.span,
    }
}
