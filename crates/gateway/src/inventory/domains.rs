//! Custom domain names: from what the documents say of each to what is known of it.
//!
//! Output of the AWS CLI that names its domain finds it by its name. Output that does not,
//! such as base path mappings, is named by an entry of an inventory, or goes to the only
//! domain name.

use std::{collections::BTreeMap, sync::Arc};

use can_invoke_policy::Policy;
use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node, Span};

use super::{
    BasePathMapping, DomainName, EndpointType, Known,
    detect::{DocumentKind, DomainOutput, detect},
    domain_outputs,
    facts::{Precedence, Said, Settle, same_policy},
    gathered::once,
    texts::{Document, Texts},
};

/// A custom domain name under construction.
pub(super) struct Draft {
    pub(super) name: Said<String>,
    pub(super) id: Option<Said<String>>,
    /// What the inventory itself says.
    pub(super) native: Facts,
    /// What the output of the AWS CLI says.
    pub(super) outputs: Facts,
}

/// What is said of a custom domain name, besides its name and its id.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) account: Option<Said<String>>,
    pub(super) region: Option<Said<String>>,
    pub(super) endpoint: Option<Said<EndpointType>>,
    pub(super) policy: Option<Said<Option<Arc<Policy>>>>,
    pub(super) has_mutual_tls: Option<Said<bool>>,
    pub(super) mappings: Option<Said<Vec<BasePathMapping>>>,
    pub(super) access_associations: Option<Said<Vec<String>>>,
    /// Where it is said that routing rules decide before the mappings, or instead of them.
    pub(super) routing_rules: Option<Span>,
}

impl Facts {
    /// These facts, and those of `other` that are not among them.
    pub(super) fn and(self, texts: &mut Texts<'_>, other: Facts, precedence: Precedence) -> Facts {
        let mut settle = Settle { texts, precedence };
        Facts {
            account: settle.one("account", self.account, other.account, PartialEq::eq),
            region: settle.one("region", self.region, other.region, PartialEq::eq),
            endpoint: settle.one(
                "endpoint-type",
                self.endpoint,
                other.endpoint,
                PartialEq::eq,
            ),
            policy: settle.one("policy", self.policy, other.policy, same_policy),
            has_mutual_tls: settle.one(
                "mutual-tls",
                self.has_mutual_tls,
                other.has_mutual_tls,
                PartialEq::eq,
            ),
            mappings: settle.one("mappings", self.mappings, other.mappings, |one, other| {
                same_mappings(one, other)
            }),
            access_associations: settle.one(
                "access-associations",
                self.access_associations,
                other.access_associations,
                PartialEq::eq,
            ),
            routing_rules: self.routing_rules.or(other.routing_rules),
        }
    }
}

/// Whether the mappings lead from the same paths to the same stages, in any order.
fn same_mappings(one: &[BasePathMapping], other: &[BasePathMapping]) -> bool {
    let plain = |mappings: &[BasePathMapping]| {
        let of = |mapping: &BasePathMapping| {
            let BasePathMapping {
                base_path,
                api,
                stage,
                ..
            } = mapping.clone();
            (base_path, (api, stage))
        };
        mappings.iter().map(of).collect::<BTreeMap<_, _>>()
    };
    plain(one) == plain(other)
}

/// Adds a document that an entry of the inventory names under `from`.
pub(super) fn attach(
    texts: &mut Texts<'_>,
    draft: &mut Draft,
    node: &Arc<Node>,
    path: &str,
    span: Span,
) {
    let kind = match detect(node) {
        DocumentKind::Domain(kind) => kind,
        DocumentKind::EmptyList => {
            return texts.report(
                Diagnostic::error(
                    "empty-list",
                    node.span,
                    "an empty list does not say of what it is a list",
                )
                .help("leave the file out, and write `mappings: none` in the inventory"),
            );
        }
        _ => {
            let message = format!(
                "{} is not output that describes a custom domain name",
                quote(path)
            );
            return texts.report(
                Diagnostic::error("not-domain-output", span, message)
                    .also(Span::new(node.span.file, 0, 0), "this file")
                    .help(ACCEPTED_OUTPUT),
            );
        }
    };
    domain_outputs::check_document(texts, kind, node);
    let facts = if kind.names_domains() {
        let items = domain_outputs::domains(kind, node);
        let mut own = items
            .into_iter()
            .filter(|item| draft.may_be(domain_outputs::identity(item)));
        let Some(item) = own.next() else {
            let message = format!(
                "{} does not speak of the custom domain name {}",
                quote(path),
                quote(&draft.name.value)
            );
            return texts.report(Diagnostic::error("other-domain-name", span, message));
        };
        draft.take_id(domain_outputs::identity(item));
        domain_outputs::domain(texts, kind, item)
    } else {
        domain_outputs::mappings(texts, kind, node)
    };
    draft.add_output(texts, facts);
}

impl Draft {
    pub(super) fn new(name: Said<String>, id: Option<Said<String>>) -> Self {
        Draft {
            name,
            id,
            native: Facts::default(),
            outputs: Facts::default(),
        }
    }

    /// Whether output with this name and id can speak of this domain name.
    fn may_be(&self, (name, id): (Option<Said<String>>, Option<Said<String>>)) -> bool {
        name.is_some_and(|name| name.value.eq_ignore_ascii_case(&self.name.value))
            && match (&self.id, &id) {
                (Some(own), Some(other)) => own.value == other.value,
                _ => true,
            }
    }

    fn take_id(&mut self, (_, id): (Option<Said<String>>, Option<Said<String>>)) {
        self.id = self.id.take().or(id);
    }

    fn add_output(&mut self, texts: &mut Texts<'_>, facts: Facts) {
        let known = std::mem::take(&mut self.outputs);
        self.outputs = known.and(texts, facts, Precedence::Equal);
    }
}

/// Gives the output that was given as a document to the domain names that it speaks of.
pub(super) fn bind(
    texts: &mut Texts<'_>,
    outputs: &[(usize, DomainOutput, Document)],
    drafts: &mut Vec<Draft>,
) {
    for (index, kind, document) in outputs {
        let Some(node) = document else { continue };
        if !kind.names_domains() {
            continue;
        }
        domain_outputs::check_document(texts, *kind, node);
        for item in domain_outputs::domains(*kind, node) {
            let (Some(name), id) = domain_outputs::identity(item) else {
                texts.report(domain_outputs::nameless(*kind, item));
                continue;
            };
            let identity = (Some(name.clone()), id.clone());
            let known = drafts
                .iter_mut()
                .find(|draft| draft.may_be(identity.clone()));
            if known.is_some() && texts.is_referred_to(*index) {
                continue;
            }
            let facts = domain_outputs::domain(texts, *kind, item);
            match known {
                Some(draft) => {
                    draft.take_id(identity);
                    draft.add_output(texts, facts);
                }
                None => {
                    let mut draft = Draft::new(name, id);
                    draft.outputs = facts;
                    drafts.push(draft);
                }
            }
        }
    }
    for (index, kind, document) in outputs {
        let Some(node) = document else { continue };
        if kind.names_domains() || texts.is_referred_to(*index) {
            continue;
        }
        domain_outputs::check_document(texts, *kind, node);
        if let [only] = drafts.as_mut_slice() {
            let facts = domain_outputs::mappings(texts, *kind, node);
            only.add_output(texts, facts);
        } else {
            let diagnostic = unbound(texts, *kind, node, drafts);
            texts.report(diagnostic);
        }
    }
}

fn unbound(texts: &Texts<'_>, kind: DomainOutput, node: &Node, drafts: &[Draft]) -> Diagnostic {
    let which = if drafts.is_empty() {
        "and no document describes one"
    } else {
        "and there are several that it can be of"
    };
    let start = node.span.start as usize;
    let message = format!(
        "the output of `{}` does not say of which custom domain name it speaks, {which}",
        kind.command()
    );
    let mut diagnostic = Diagnostic::error(
        "unbound-output",
        Span::new(node.span.file, start, start),
        message,
    )
    .help(format!(
        "name it in an inventory, in the entry of its domain name: `from: [{}]`",
        texts.file_name(node.span)
    ));
    for draft in drafts.iter().take(3) {
        diagnostic = diagnostic.also(draft.name.span, "one of the domain names");
    }
    diagnostic
}

/// Finishes all custom domain names.
pub(super) fn finish(texts: &mut Texts<'_>, drafts: Vec<Draft>) -> Vec<DomainName> {
    let mut places = BTreeMap::new();
    let mut domains = Vec::new();
    for draft in drafts {
        let name = draft.name.value.to_ascii_lowercase();
        let key = match &draft.id {
            Some(id) => format!("{name}+{}", id.value),
            None => name.clone(),
        };
        let message = format!(
            "the custom domain name {} is described twice",
            quote(&draft.name.value)
        );
        let span = draft.name.span;
        let code = "duplicate-domain-name";
        if once(texts, &mut places, &key, span, code, &message) {
            domains.push(domain(texts, draft, name));
        }
    }
    domains
}

fn domain(texts: &mut Texts<'_>, draft: Draft, name: String) -> DomainName {
    let facts = draft.native.and(texts, draft.outputs, Precedence::First);
    let id = draft.id;
    let endpoint = match (&facts.endpoint, &id) {
        (Some(said), _) => Known::Known(said.value),
        // Only private ones have an id.
        (None, Some(_)) => Known::Known(EndpointType::Private),
        (None, None) => Known::NotKnown,
    };
    let is_public = |endpoint: &Known<EndpointType>| {
        endpoint
            .known()
            .is_some_and(|endpoint| *endpoint != EndpointType::Private)
    };
    if let Some(id) = &id
        && is_public(&endpoint)
    {
        texts.report(only_private(id.span, "an id"));
    }
    if let Some(Said {
        value: Some(_),
        span,
    }) = &facts.policy
        && is_public(&endpoint)
    {
        texts.report(only_private(*span, "a policy"));
    }
    if let Some(said) = &facts.access_associations
        && is_public(&endpoint)
        && !said.value.is_empty()
    {
        texts.report(only_private(said.span, "access associations"));
    }
    if let Some(said) = &facts.mappings {
        check_mappings(texts, &said.value, &endpoint);
    }
    let mappings = match facts.routing_rules {
        Some(span) => {
            texts.report(
                Diagnostic::warning(
                    "routing-rules",
                    span,
                    "routing rules of custom domain names are not read",
                )
                .help("so it is not known what the paths of this domain name lead to"),
            );
            Known::NotKnown
        }
        None => known(facts.mappings),
    };
    DomainName {
        name,
        id: id.map(|id| id.value),
        account: known(facts.account),
        region: known(facts.region),
        policy: if is_public(&endpoint) {
            Known::Known(None)
        } else {
            known(facts.policy)
        },
        endpoint,
        has_mutual_tls: known(facts.has_mutual_tls),
        mappings,
        access_associations: known(facts.access_associations),
        span: draft.name.span,
    }
}

fn only_private(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(
        "not-private",
        span,
        format!("only a private custom domain name has {what}"),
    )
    .help("write `endpoint-type: PRIVATE`, or remove the key")
}

/// A base path leads to one stage, and only Regional domain names have base paths of several
/// segments.
///
/// Source: API Gateway developer guide, `rest-api-mappings`.
fn check_mappings(
    texts: &mut Texts<'_>,
    mappings: &[BasePathMapping],
    endpoint: &Known<EndpointType>,
) {
    let mut places = BTreeMap::new();
    for mapping in mappings {
        let shown = if mapping.base_path.is_empty() {
            "(none)"
        } else {
            &mapping.base_path
        };
        let message = format!("the base path {} is mapped twice", quote(shown));
        let code = "duplicate-mapping";
        once(
            texts,
            &mut places,
            &mapping.base_path,
            mapping.span,
            code,
            &message,
        );
        if mapping.base_path.contains('/') && *endpoint == Known::Known(EndpointType::Edge) {
            let message = format!("the base path {} has several segments", quote(shown));
            texts.report(
                Diagnostic::error("several-segments", mapping.span, message).help(
                    "only Regional custom domain names can have such a mapping; this one is \
                     edge-optimized",
                ),
            );
        }
    }
}

fn known<T>(said: Option<Said<T>>) -> Known<T> {
    match said {
        Some(said) => Known::Known(said.value),
        None => Known::NotKnown,
    }
}

/// What `from` of a custom domain name accepts.
const ACCEPTED_OUTPUT: &str = "it is for the output of `aws apigateway get-domain-name`, \
    `get-domain-names` and `get-base-path-mappings`, and of `aws apigatewayv2 \
    get-domain-name`, `get-domain-names` and `get-api-mappings`";
