//! APIs: which documents speak of which, and what they say together.

use std::{collections::BTreeMap, sync::Arc};

use can_invoke_source::{Diagnostic, Node, Span};

use super::{
    Api, ApiKind, EndpointType, Known,
    detect::{DocumentKind, OutputKind, detect},
    facts::{Facts, Precedence, Said},
    fields::{self, Fields},
    gathered::once,
    http_api, ids, native, rest_api, routes,
    texts::{Document, Texts},
    words::quote,
};

/// An API under construction.
pub(super) struct Draft<'n> {
    /// The entry of the inventory, if there is one.
    pub(super) entry: Option<Fields<'n>>,
    span: Span,
    id: Option<Said<String>>,
    kind: Option<Said<ApiKind>>,
    outputs: Vec<Output>,
}

/// What a command of the AWS CLI says of one API.
struct Output {
    kind: OutputKind,
    document: Arc<Node>,
    /// The place in the list, where the document holds a list of APIs.
    item: Option<usize>,
}

impl Output {
    fn node(&self) -> Option<&Node> {
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

    fn is(&self, id: &str) -> bool {
        self.id.as_ref().is_some_and(|known| known.value == id)
    }
}

/// The id and the kind that the output of a command names.
fn identity(kind: OutputKind, node: &Node) -> (Option<Said<String>>, Option<Said<ApiKind>>) {
    let said = |key: &str| {
        let node = node.get(key)?;
        Some(Said::new(node.scalar_text()?.to_owned(), node.span))
    };
    match kind {
        OutputKind::RestApi | OutputKind::RestApis => {
            (said("id"), Some(Said::new(ApiKind::Rest, node.span)))
        }
        OutputKind::RestResources | OutputKind::RestStages => {
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
        OutputKind::HttpRoutes | OutputKind::HttpStages => (None, None),
    }
}

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
    };
    add(texts, draft, output, span);
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

/// Adds output to an API, if it can be of that API; `span` is where it is said to be.
fn add(texts: &mut Texts<'_>, draft: &mut Draft<'_>, output: Output, span: Span) {
    let Some(node) = output.node() else { return };
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
fn other_kind(span: Span, kind: ApiKind, output: OutputKind, says: Option<ApiKind>) -> Diagnostic {
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
        };
        let Some(node) = output.node() else { continue };
        let span = node.span;
        let (id, api_kind) = identity(kind, node);
        let (Some(id), Some(api_kind)) = (id, api_kind) else {
            let key = if kind == OutputKind::RestApis {
                "id"
            } else {
                "ProtocolType"
            };
            let what = format!("an API in the output of `{}`", kind.command());
            texts.report(fields::missing_key(span, &what, key));
            continue;
        };
        match drafts.iter_mut().find(|draft| draft.is(&id.value)) {
            Some(draft) => add(texts, draft, output, id.span),
            None => {
                let mut draft = Draft::new(span, Some(id), Some(api_kind));
                draft.outputs.push(output);
                drafts.push(draft);
            }
        }
    }
}

/// Output that does not say of which API it speaks goes to the only one it can be of.
fn bind_part(texts: &mut Texts<'_>, kind: OutputKind, node: &Arc<Node>, drafts: &mut [Draft<'_>]) {
    let family = |draft: &&mut Draft<'_>| {
        draft
            .kind
            .as_ref()
            .is_some_and(|known| kind.describes(known.value))
    };
    let mut candidates: Vec<&mut Draft<'_>> = drafts.iter_mut().filter(family).collect();
    if let [only] = candidates.as_mut_slice() {
        check_document(texts, kind, node);
        let output = Output {
            kind,
            document: Arc::clone(node),
            item: None,
        };
        return add(texts, only, output, Span::new(node.span.file, 0, 0));
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

/// Finishes all APIs.
pub(super) fn finish(texts: &mut Texts<'_>, drafts: Vec<Draft<'_>>) -> Vec<Api> {
    let mut places = BTreeMap::new();
    let mut apis = Vec::new();
    for draft in drafts {
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

fn api(texts: &mut Texts<'_>, draft: &Draft<'_>, id: String, kind: ApiKind) -> Api {
    let mut outputs = Facts::default();
    for output in &draft.outputs {
        let Some(node) = output.node() else { continue };
        if !output.kind.describes(kind) {
            // The kind was not known yet when this output was added.
            texts.report(other_kind(draft.span, kind, output.kind, None));
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
            OutputKind::HttpStages => http_api::stages(texts, node),
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
        resource_policy: if is_rest {
            known(facts.policy)
        } else {
            Known::Known(None)
        },
        stages: known(facts.stages),
        routes: known(facts.routes),
        span: draft.span,
    }
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
    `get-rest-apis`, `get-resources` and `get-stages`, and of `aws apigatewayv2 get-api`, \
    `get-apis`, `get-routes` and `get-stages`";
