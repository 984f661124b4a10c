//! `domain-names:` of an inventory.

use can_invoke_policy::PolicyKind;
use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node, Span};

use crate::inventory::{
    BasePathMapping, EndpointType, Known,
    domain_outputs::plain_base_path,
    domains::{Draft, Facts, attach},
    facts::Said,
    fields::{self, Fields},
    ids, policies,
    texts::Texts,
};

use super::apis::choose;

const KEYS: [&str; 10] = [
    "name",
    "id",
    "account",
    "region",
    "endpoint-type",
    "policy",
    "mutual-tls",
    "mappings",
    "access-associations",
    "from",
];
const MAPPING_KEYS: [&str; 3] = ["path", "api", "stage"];

/// A custom domain name; what the AWS CLI says of it may be in other documents.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<Draft> {
    const WHAT: &str = "a custom domain name";
    let fields = Fields::strict(texts, node, WHAT, &KEYS)?;
    let name = fields.require(texts, WHAT, "name")?;
    let (name, span) = fields::text(texts, name, "name")?;
    if let Some(help) = wrong_name(name) {
        let message = format!("{} is not a custom domain name", quote(name));
        texts.report(Diagnostic::error("invalid-domain-name", span, message).help(help));
        return None;
    }
    let id = fields
        .text(texts, "id")
        .map(|(id, span)| Said::new(id.to_owned(), span));
    let mut draft = Draft::new(Said::new(name.to_owned(), span), id);
    draft.native = facts(texts, &fields, name);
    for item in fields.list(texts, "from").unwrap_or_default() {
        if let Some((path, span)) = fields::text(texts, item, "from")
            && let Some(node) = texts.refer(path, span)
        {
            attach(texts, &mut draft, &node, path, span);
        }
    }
    Some(draft)
}

/// What is wrong with a name; letters of other alphabets stay as they are written.
fn wrong_name(name: &str) -> Option<&'static str> {
    let rest = name.strip_prefix("*.").unwrap_or(name);
    if name.contains(['/', ':', '@', '?', '#']) {
        return Some("write the host alone: `api.example.com`");
    }
    if name.ends_with('.') {
        return Some("write it without the dot at its end");
    }
    if rest.contains('*') {
        return Some("a wildcard stands for the whole first label: `*.example.com`");
    }
    let is_label = |label: &str| {
        !label.is_empty() && !label.chars().any(|c| c.is_whitespace() || c.is_control())
    };
    if rest.split('.').count() < 2 || !rest.split('.').all(is_label) {
        return Some("write it in full: `api.example.com`");
    }
    None
}

fn facts(texts: &mut Texts<'_>, fields: &Fields<'_>, name: &str) -> Facts {
    let types = [
        EndpointType::Regional,
        EndpointType::Edge,
        EndpointType::Private,
    ]
    .map(|endpoint| (endpoint.name(), endpoint));
    let account = fields
        .get("account")
        .and_then(|node| ids::account(texts, node, "account"));
    let region = fields.text(texts, "region").and_then(|(text, span)| {
        if ids::is_region(text) {
            return Some(Said::new(text.to_owned(), span));
        }
        let message = format!("{} is not a Region", quote(text));
        texts.report(
            Diagnostic::error("invalid-region", span, message).help("write its code: `us-east-1`"),
        );
        None
    });
    let endpoint = fields
        .text(texts, "endpoint-type")
        .and_then(|(text, span)| {
            let what = "an endpoint type";
            choose(texts, text, span, &types, "invalid-endpoint-type", what)
                .map(|endpoint| Said::new(endpoint, span))
        });
    let policy = fields.get("policy").and_then(|node| {
        let title = format!("policy of {name}");
        match policies::optional(texts, Some(node), PolicyKind::Resource, &title) {
            Known::Known(policy) => Some(Said::new(policy, node.span)),
            Known::NotKnown => None,
        }
    });
    Facts {
        account: account.map(|(account, span)| Said::new(account, span)),
        region,
        endpoint,
        policy,
        has_mutual_tls: fields.flag(texts, "mutual-tls"),
        mappings: fields
            .get("mappings")
            .and_then(|node| mappings(texts, node)),
        access_associations: fields
            .get("access-associations")
            .and_then(|node| access_associations(texts, node)),
        routing_rules: None,
    }
}

/// A list of `{ path, api, stage }`, or an object of base paths with `api/stage`.
fn mappings(texts: &mut Texts<'_>, node: &Node) -> Option<Said<Vec<BasePathMapping>>> {
    let read: Vec<Option<BasePathMapping>> = if let Some(members) = node.as_object() {
        let short = members.iter().map(|member| {
            let (target, at) = fields::text(texts, &member.value, &member.key)?;
            let span = member.key_span.to(member.value.span);
            let (api, stage) = match target.split_once('/') {
                Some((api, stage)) => (api, Some((stage, at))),
                None => (target, None),
            };
            mapping(
                texts,
                (&member.key, member.key_span),
                (api, at),
                stage,
                span,
            )
        });
        short.collect()
    } else {
        let long = fields::list(texts, node, "mappings")?.iter().map(|item| {
            let fields = Fields::strict(texts, item, "a mapping", &MAPPING_KEYS)?;
            let api = fields.require(texts, "a mapping", "api")?;
            let api = fields::text(texts, api, "api")?;
            let path = fields.text(texts, "path").unwrap_or(("", item.span));
            let stage = fields.text(texts, "stage");
            mapping(texts, path, api, stage, item.span)
        });
        long.collect()
    };
    let read = read.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Said::new(read, node.span))
}

fn mapping(
    texts: &mut Texts<'_>,
    (path, path_span): (&str, Span),
    (api, api_span): (&str, Span),
    stage: Option<(&str, Span)>,
    span: Span,
) -> Option<BasePathMapping> {
    let base_path = plain_base_path(path);
    let is_segment = |segment: &str| {
        !segment.is_empty()
            && !segment.contains(['?', '#', '{', '}', '*'])
            && !segment.chars().any(|c| c.is_whitespace() || c.is_control())
    };
    if !base_path.is_empty() && !base_path.split('/').all(is_segment) {
        let message = format!("{} is not a base path", quote(path));
        texts.report(
            Diagnostic::error("invalid-base-path", path_span, message)
                .help("write segments, `v1` or `orders/v1`, or `(none)` for the root"),
        );
        return None;
    }
    if !ids::is_api_id(api) {
        let message = format!("{} is not the id of an API", quote(api));
        texts.report(
            Diagnostic::error("invalid-api-id", api_span, message)
                .help("write `api-id/stage`, or `api-id` if the path goes on with the stage"),
        );
        return None;
    }
    if let Some((stage, span)) = stage
        && stage != "$default"
        && !ids::is_stage(stage)
    {
        let message = format!("{} is not the name of a stage", quote(stage));
        texts.report(
            Diagnostic::error("invalid-stage", span, message)
                .help("a name has letters, digits, `_` and `-`"),
        );
        return None;
    }
    Some(BasePathMapping {
        base_path: base_path.to_owned(),
        api: api.to_owned(),
        stage: stage.map(|(stage, _)| stage.to_owned()),
        span,
    })
}

fn access_associations(texts: &mut Texts<'_>, node: &Node) -> Option<Said<Vec<String>>> {
    let mut found = Vec::new();
    let mut is_complete = true;
    for item in fields::list(texts, node, "access-associations")? {
        match fields::text(texts, item, "access-associations") {
            Some((id, _)) if id.starts_with("vpce-") => found.push(id.to_owned()),
            Some((id, span)) => {
                let message = format!("{} is not the id of a VPC endpoint", quote(id));
                texts.report(
                    Diagnostic::error("invalid-vpc-endpoint-id", span, message)
                        .help("it begins with `vpce-`"),
                );
                is_complete = false;
            }
            None => is_complete = false,
        }
    }
    is_complete.then(|| Said::new(found, node.span))
}
