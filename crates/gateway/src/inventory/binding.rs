//! Which output of the AWS CLI belongs to which API.
//!
//! Output that names its API finds it by its id. Output that does not is named by an entry
//! of an inventory, or goes to the only API that it can be of.

use can_invoke_source::words::quote;
use std::sync::Arc;

use can_invoke_source::{Diagnostic, Node, Span};

use super::{
    ApiKind,
    apis::{Draft, Output, identity},
    detect::{DocumentKind, OutputKind, detect},
    fields, routes,
    texts::{Document, Texts},
};

/// Adds a document that an entry of the inventory names under `from`.
pub(super) fn attach(
    texts: &mut Texts<'_>,
    draft: &mut Draft<'_>,
    node: &Arc<Node>,
    path: &str,
    span: Span,
) {
    let kind = match detect(node) {
        DocumentKind::Output(kind) => kind,
        DocumentKind::EmptyList => return texts.report(empty_list(node)),
        _ => {
            let message = format!("{} is not output that describes an API", quote(path));
            return texts.report(
                Diagnostic::error("not-api-output", span, message)
                    .also(Span::new(node.span.file, 0, 0), "this file")
                    .help(ACCEPTED_OUTPUT),
            );
        }
    };
    check_document(texts, kind, node);
    let item = match kind.list_of_apis() {
        None => None,
        Some(list) => match select(draft, kind, node, list) {
            Some(index) => Some(index),
            None => {
                let message = match &draft.id {
                    Some(id) => {
                        format!(
                            "{} does not speak of the API {}",
                            quote(path),
                            quote(&id.value)
                        )
                    }
                    None => format!("{} speaks of several APIs", quote(path)),
                };
                return texts.report(
                    Diagnostic::error("other-api", span, message)
                        .help("write the `id` of one of its APIs"),
                );
            }
        },
    };
    let output = Output {
        kind,
        document: Arc::clone(node),
        item,
        span,
    };
    add(texts, draft, output);
}

/// The place of the draft's API in a list of APIs; the only one, if the draft has no id.
fn select(draft: &Draft<'_>, kind: OutputKind, node: &Node, list: &str) -> Option<usize> {
    let items = node.get(list)?.as_array()?;
    match (&draft.id, items) {
        (Some(id), _) => items.iter().position(|item| {
            identity(kind, item)
                .0
                .is_some_and(|found| found.value == id.value)
        }),
        (None, [_]) => Some(0),
        (None, _) => None,
    }
}

/// Adds output to an API, if it can be of that API.
fn add(texts: &mut Texts<'_>, draft: &mut Draft<'_>, output: Output) {
    let Some(node) = output.node() else { return };
    let span = output.span;
    let (id, kind) = identity(output.kind, node);
    if let Some(known) = &draft.kind
        && (!output.kind.describes(known.value)
            || kind.as_ref().is_some_and(|kind| kind.value != known.value))
    {
        let says = kind.as_ref().map(|kind| kind.value);
        let diagnostic = other_kind(span, known.value, output.kind, says);
        return texts.report(diagnostic.also(known.span, "the kind of this API"));
    }
    if let (Some(known), Some(id)) = (&draft.id, &id)
        && known.value != id.value
    {
        return texts.report(
            Diagnostic::error(
                "other-api",
                span,
                format!(
                    "this is the API {}, and the output speaks of the API {}",
                    quote(&known.value),
                    quote(&id.value)
                ),
            )
            .also(id.span, "the API of the output"),
        );
    }
    draft.id = draft.id.take().or(id);
    draft.kind = draft.kind.take().or(kind);
    let is_known = draft
        .outputs
        .iter()
        .any(|known| Arc::ptr_eq(&known.document, &output.document) && known.item == output.item);
    if !is_known {
        draft.outputs.push(output);
    }
}

/// Output of a command that speaks of other kinds of APIs; `says` is the kind it names.
pub(super) fn other_kind(
    span: Span,
    kind: ApiKind,
    output: OutputKind,
    says: Option<ApiKind>,
) -> Diagnostic {
    let says = match says {
        Some(kind) => routes::with_article(kind),
        None => output.family().to_owned(),
    };
    Diagnostic::error(
        "other-kind-of-api",
        span,
        format!(
            "this is {}, and the output of `{}` speaks of {says}",
            routes::with_article(kind),
            output.command(),
        ),
    )
}

/// What every document of the AWS CLI is asked once.
fn check_document(texts: &mut Texts<'_>, kind: OutputKind, node: &Node) {
    fields::refuse_tags(texts, node);
    fields::check_complete(texts, node, kind.command());
    if let Some(list) = kind.list_of_apis() {
        fields::output(
            texts,
            node,
            kind.command(),
            &[list, "NextToken", "position"],
        );
    }
}

/// Gives the output that was given as a document to the APIs it speaks of.
pub(super) fn bind<'n>(
    texts: &mut Texts<'_>,
    outputs: &[(usize, OutputKind, Document)],
    drafts: &mut Vec<Draft<'n>>,
) {
    for (_, kind, document) in outputs {
        if let Some(node) = document
            && kind.names_apis()
        {
            bind_apis(texts, *kind, node, drafts);
        }
    }
    for (index, kind, document) in outputs {
        if let Some(node) = document
            && !kind.names_apis()
            && !texts.is_referred_to(*index)
        {
            bind_part(texts, *kind, node, drafts);
        }
    }
}

fn bind_apis<'n>(
    texts: &mut Texts<'_>,
    kind: OutputKind,
    node: &Arc<Node>,
    drafts: &mut Vec<Draft<'n>>,
) {
    check_document(texts, kind, node);
    let items = match kind.list_of_apis() {
        None => vec![None],
        Some(list) => {
            let items = node.get(list).and_then(Node::as_array).unwrap_or_default();
            (0..items.len()).map(Some).collect()
        }
    };
    for item in items {
        let output = Output {
            kind,
            document: Arc::clone(node),
            item,
            span: Span::new(node.span.file, 0, 0),
        };
        let Some(node) = output.node() else { continue };
        let span = node.span;
        let (id, api_kind) = identity(kind, node);
        let (Some(id), Some(api_kind)) = (id, api_kind) else {
            texts.report(nameless(kind, node));
            continue;
        };
        match drafts.iter_mut().find(|draft| draft.is(&id.value)) {
            Some(draft) => {
                let span = id.span;
                add(texts, draft, Output { span, ..output });
            }
            None => {
                let mut draft = Draft::new(span, Some(id), Some(api_kind));
                draft.outputs.push(output);
                drafts.push(draft);
            }
        }
    }
}

/// An API in the output without its id, or of no known kind.
fn nameless(kind: OutputKind, node: &Node) -> Diagnostic {
    match node.get("ProtocolType") {
        Some(protocol) if node.get("ApiId").is_some() => Diagnostic::error(
            "invalid-kind",
            protocol.span,
            "this is not a kind of API that is known",
        )
        .help("the kinds are `HTTP` and `WEBSOCKET`"),
        _ => {
            let key = match (kind, node.get("ApiId")) {
                (OutputKind::RestApi | OutputKind::RestApis, _) => "id",
                (_, None) => "ApiId",
                (_, Some(_)) => "ProtocolType",
            };
            let what = format!("an API in the output of `{}`", kind.command());
            fields::missing_key(node.span, &what, key)
        }
    }
}

/// Output that does not say of which API it speaks goes to the only one it can be of.
fn bind_part(texts: &mut Texts<'_>, kind: OutputKind, node: &Arc<Node>, drafts: &mut [Draft<'_>]) {
    let (named, _) = identity(kind, node);
    let family = |draft: &&mut Draft<'_>| match &named {
        Some(id) => draft.is(&id.value),
        None => draft
            .kind
            .as_ref()
            .is_some_and(|known| kind.describes(known.value)),
    };
    let mut candidates: Vec<&mut Draft<'_>> = drafts.iter_mut().filter(family).collect();
    if let [only] = candidates.as_mut_slice() {
        check_document(texts, kind, node);
        let output = Output {
            kind,
            document: Arc::clone(node),
            item: None,
            span: Span::new(node.span.file, 0, 0),
        };
        return add(texts, only, output);
    }
    let which = if candidates.is_empty() {
        format!("and no document describes {}", kind.family())
    } else {
        "and there are several that it can be of".to_owned()
    };
    let start = Span::new(
        node.span.file,
        node.span.start as usize,
        node.span.start as usize,
    );
    let name = texts.file_name(node.span).to_owned();
    let mut diagnostic = Diagnostic::error(
        "unbound-output",
        start,
        format!(
            "the output of `{}` does not say of which API it speaks, {which}",
            kind.command()
        ),
    )
    .help(format!(
        "name it in an inventory, in the entry of its API: `from: [{name}]`"
    ));
    for draft in candidates.iter().take(3) {
        diagnostic = diagnostic.also(draft.span, "one of the APIs");
    }
    texts.report(diagnostic);
}

/// A list of nothing does not say what there is nothing of.
pub(super) fn empty_list(node: &Node) -> Diagnostic {
    Diagnostic::error(
        "empty-list",
        node.span,
        "an empty list does not say of what it is a list",
    )
    .help("leave the file out, and write `routes: {}` or `stages: []` in an inventory")
}

/// What `from` accepts.
const ACCEPTED_OUTPUT: &str = "it is for the output of `aws apigateway get-rest-api`, \
    `get-rest-apis`, `get-resources`, `get-stages` and `get-authorizers`, and of \
    `aws apigatewayv2 get-api`, `get-apis`, `get-routes`, `get-integrations`, \
    `get-integration`, `get-stages` and `get-authorizers`";
