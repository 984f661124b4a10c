//! `apis:` of an inventory.

use can_invoke_policy::PolicyKind;
use can_invoke_policy::arn::is_partition;
use can_invoke_source::words::{enumerate, nearest, quote};
use can_invoke_source::{Diagnostic, Node, Span};

use crate::inventory::{
    ApiKeySource, ApiKind, EndpointType, Known,
    apis::Draft,
    binding,
    facts::{Facts, Said},
    fields::{self, Fields},
    ids, policies,
    routes::with_article,
    texts::Texts,
};

use super::{authorizers, integrations, routes, stages};

const KEYS: [&str; 15] = [
    "id",
    "name",
    "kind",
    "account",
    "region",
    "partition",
    "endpoint-type",
    "disable-execute-api-endpoint",
    "resource-policy",
    "stages",
    "routes",
    "authorizers",
    "api-key-source",
    "integrations",
    "from",
];

/// Begins an API: which one it is, and which output of the AWS CLI belongs to it.
pub(in crate::inventory) fn draft<'n>(texts: &mut Texts<'_>, node: &'n Node) -> Option<Draft<'n>> {
    let fields = Fields::strict(texts, node, "an API", &KEYS)?;
    let id = fields.text(texts, "id").and_then(|(id, span)| {
        if ids::is_api_id(id) {
            return Some(Said::new(id.to_owned(), span));
        }
        let message = format!("{} is not the id of an API", quote(id));
        texts.report(
            Diagnostic::error("invalid-api-id", span, message)
                .help("it is the first part of the invoke URL: letters and digits"),
        );
        None
    });
    if fields.get("id").is_some() && id.is_none() {
        return None;
    }
    let kind = kind(texts, &fields);
    if fields.get("kind").is_some() && kind.is_none() {
        return None;
    }
    let mut draft = Draft::new(fields.span, id, kind);
    draft.entry = Some(fields);
    for item in fields.list(texts, "from").unwrap_or_default() {
        if let Some((path, span)) = fields::text(texts, item, "from")
            && let Some(node) = texts.refer(path, span)
        {
            binding::attach(texts, &mut draft, &node, path, span);
        }
    }
    Some(draft)
}

fn kind(texts: &mut Texts<'_>, fields: &Fields<'_>) -> Option<Said<ApiKind>> {
    let (text, span) = fields.text(texts, "kind")?;
    let kinds = [
        ("REST", ApiKind::Rest),
        ("HTTP", ApiKind::Http),
        ("WEBSOCKET", ApiKind::WebSocket),
    ];
    choose(texts, text, span, &kinds, "invalid-kind", "a kind of API")
        .map(|kind| Said::new(kind, span))
}

/// What the entry says beyond that.
pub(in crate::inventory) fn facts(
    texts: &mut Texts<'_>,
    fields: &Fields<'_>,
    id: &str,
    kind: ApiKind,
) -> Facts {
    let account = fields.get("account");
    let region = fields.text(texts, "region");
    let partition = fields.text(texts, "partition");
    Facts {
        name: fields
            .text(texts, "name")
            .map(|(name, span)| Said::new(name.to_owned(), span)),
        account: account
            .and_then(|node| ids::account(texts, node, "account"))
            .map(|(account, span)| Said::new(account, span)),
        region: region.and_then(|(text, span)| {
            let message = format!("{} is not a Region", quote(text));
            let diagnostic = Diagnostic::error("invalid-region", span, message)
                .help("write its code: `us-east-1`");
            valid(texts, text, span, ids::is_region(text), diagnostic)
        }),
        partition: partition.and_then(|(text, span)| {
            let message = format!("{} is not a partition", quote(text));
            let diagnostic = Diagnostic::error("invalid-partition", span, message)
                .help("the partitions are `aws`, `aws-cn`, `aws-us-gov` and others");
            valid(texts, text, span, is_partition(text), diagnostic)
        }),
        endpoint: endpoint(texts, fields, kind),
        is_default_endpoint_disabled: fields.flag(texts, "disable-execute-api-endpoint"),
        policy: policy(texts, fields, id, kind),
        stages: stages::read(texts, fields, id, kind),
        routes: fields
            .get("routes")
            .and_then(|node| routes::read(texts, node, kind)),
        authorizers: fields
            .get("authorizers")
            .and_then(|node| authorizers::read(texts, node, kind)),
        api_key_source: api_key_source(texts, fields, kind),
        integrations: fields
            .get("integrations")
            .and_then(|node| integrations::read(texts, node)),
    }
}

fn api_key_source(
    texts: &mut Texts<'_>,
    fields: &Fields<'_>,
    kind: ApiKind,
) -> Option<Said<ApiKeySource>> {
    let (text, span) = fields.text(texts, "api-key-source")?;
    if kind == ApiKind::Http {
        texts.report(
            Diagnostic::error("api-key-not-supported", span, "an HTTP API has no API keys")
                .help("only REST and WebSocket APIs have them; remove the key"),
        );
        return None;
    }
    let sources = [
        ("HEADER", ApiKeySource::Header),
        ("AUTHORIZER", ApiKeySource::Authorizer),
    ];
    let what = "a source of API keys";
    choose(texts, text, span, &sources, "invalid-api-key-source", what)
        .map(|source| Said::new(source, span))
}

fn valid(
    texts: &mut Texts<'_>,
    text: &str,
    span: Span,
    is_valid: bool,
    diagnostic: Diagnostic,
) -> Option<Said<String>> {
    if !is_valid {
        texts.report(diagnostic);
    }
    is_valid.then(|| Said::new(text.to_owned(), span))
}

/// One of a few words.
pub(in crate::inventory) fn choose<T: Copy>(
    texts: &mut Texts<'_>,
    text: &str,
    span: Span,
    words: &[(&str, T)],
    code: &'static str,
    what: &str,
) -> Option<T> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Some(*value);
    }
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let help = match nearest(text, &known) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("write one of {}", enumerate(&known)),
    };
    let message = format!("{} is not {what}", quote(text));
    texts.report(Diagnostic::error(code, span, message).help(help));
    None
}

fn endpoint(
    texts: &mut Texts<'_>,
    fields: &Fields<'_>,
    kind: ApiKind,
) -> Option<Said<EndpointType>> {
    let (text, span) = fields.text(texts, "endpoint-type")?;
    let types = [
        EndpointType::Regional,
        EndpointType::Edge,
        EndpointType::Private,
    ];
    let types = types.map(|endpoint| (endpoint.name(), endpoint));
    let what = "an endpoint type";
    let endpoint = choose(texts, text, span, &types, "invalid-endpoint-type", what)?;
    if kind != ApiKind::Rest && endpoint != EndpointType::Regional {
        texts.report(
            Diagnostic::error(
                "invalid-endpoint-type",
                span,
                format!("{} is always `REGIONAL`", with_article(kind)),
            )
            .help("remove the key"),
        );
        return None;
    }
    Some(Said::new(endpoint, span))
}

fn policy(
    texts: &mut Texts<'_>,
    fields: &Fields<'_>,
    id: &str,
    kind: ApiKind,
) -> Option<Said<Option<std::sync::Arc<can_invoke_policy::Policy>>>> {
    let node = fields.get("resource-policy")?;
    if kind != ApiKind::Rest && !fields::is_none(node) {
        texts.report(
            Diagnostic::error(
                "resource-policy-not-supported",
                node.span,
                format!("{} has no resource policy", with_article(kind)),
            )
            .help("only REST APIs have one; remove the key"),
        );
        return None;
    }
    let name = format!("resource policy of {id}");
    match policies::optional(texts, Some(node), PolicyKind::Resource, &name) {
        Known::Known(policy) => Some(Said::new(policy, node.span)),
        Known::NotKnown => None,
    }
}
