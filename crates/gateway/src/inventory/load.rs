//! From files to an [`Inventory`].

use can_invoke_source::{Diagnostic, Limits, Node, Sources, Span, parse_bytes};

use super::{
    AuthorizerAnswer, Files, Inventory, apis, authorizer_answer, binding,
    detect::{DocumentKind, detect},
    domains,
    gathered::Gathered,
    iam_details, native,
    texts::{Document, Lowered, PolicyTree, Texts},
    usage_plans, vpc_endpoint_output, vpc_links,
};

/// An inventory, the texts that it was read from, and what is to be said about them.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The inventory.
    pub inventory: Inventory,
    /// All texts.
    pub sources: Sources,
    /// What is wrong with them, in order of position.
    pub diagnostics: Vec<Diagnostic>,
    /// The policies with their trees, in the order in which they were read, if
    /// [`LoadOptions::keeps_policies`] asked for them.
    pub policies: Vec<PolicyTree>,
}

impl Loaded {
    /// Reads the answer of a Lambda authorizer from a document of its own, as the question
    /// gives it. It becomes one of the texts, and what is wrong with it one of the
    /// diagnostics; nothing is read only where there is an error among them.
    pub fn read_answer(
        &mut self,
        name: &str,
        bytes: &[u8],
        limits: &Limits,
    ) -> Option<AuthorizerAnswer> {
        let (_, parsed) = parse_bytes(&mut self.sources, name, bytes, limits);
        self.diagnostics.extend(parsed.diagnostics);
        let answer = authorizer_answer(parsed.value.as_ref()?, name);
        self.diagnostics.extend(answer.diagnostics);
        answer.value
    }
}

/// Reads documents into an inventory. `documents` are names with their bytes, in the order
/// in which they were given; further files that they refer to come from `files`.
///
/// What a document is shows in its content: an inventory in our own words, or what the
/// AWS CLI prints. With an error among the diagnostics no verdict may rest on the
/// inventory.
pub fn load(documents: &[(String, Vec<u8>)], files: &dyn Files, limits: &Limits) -> Loaded {
    load_with(documents, files, limits, &LoadOptions::default())
}

/// What is wanted of [`load_with`] beside an inventory.
#[derive(Clone, Copy, Default)]
pub struct LoadOptions<'a> {
    /// Whether policies are kept with their trees.
    pub keeps_policies: bool,
    /// Makes inventories of documents that this crate does not know, such as templates; it is
    /// given the name and the tree of each document.
    pub lower: Option<&'a Lower<'a>>,
}

/// Makes an inventory of a document of a foreign kind, from its name and its tree; nothing if
/// the document is of no kind that it knows.
pub type Lower<'a> = dyn Fn(&str, &Node) -> Option<Lowered> + 'a;

/// [`load`], with more to it.
pub fn load_with(
    documents: &[(String, Vec<u8>)],
    files: &dyn Files,
    limits: &Limits,
    options: &LoadOptions<'_>,
) -> Loaded {
    let mut texts = Texts::new(documents, files, limits);
    if options.keeps_policies {
        texts.keep_policies();
    }
    if let Some(lower) = options.lower {
        texts.lower(lower);
    }
    let given = texts.given();
    let kinds: Vec<(usize, DocumentKind, &Document)> = given
        .iter()
        .enumerate()
        .filter_map(|(index, document)| {
            let kind = detect(document.as_deref()?);
            Some((index, kind, document))
        })
        .collect();
    let mut gathered = Gathered::default();
    let mut drafts = Vec::new();
    let mut outputs = Vec::new();
    let mut details = Vec::new();
    let mut domain_outputs = Vec::new();
    let mut usage = Vec::new();
    let mut vpc_links = Vec::new();
    for (index, kind, document) in &kinds {
        let Some(node) = document else { continue };
        match kind {
            DocumentKind::Native => native::read(&mut texts, node, &mut gathered, &mut drafts),
            DocumentKind::TestFile | DocumentKind::Sequence => {
                if let Some(node) = node.get("inventory") {
                    native::read(&mut texts, node, &mut gathered, &mut drafts);
                }
            }
            // One that an inventory names too is read twice, and told once.
            DocumentKind::VpcLinks(version) => {
                vpc_links.extend(vpc_links::read(&mut texts, node, *version));
            }
            DocumentKind::IamDetails => details.push(node.clone()),
            DocumentKind::UsagePlans | DocumentKind::UsagePlanKeys | DocumentKind::ApiKeys => {
                usage.push(usage_plans::Output {
                    index: *index,
                    kind: *kind,
                    document: (*node).clone(),
                });
            }
            DocumentKind::VpcEndpoints => {
                vpc_endpoint_output::read(&mut texts, node, &mut gathered);
            }
            DocumentKind::Output(kind) => outputs.push((*index, *kind, (*document).clone())),
            DocumentKind::Domain(kind) => {
                domain_outputs.push((*index, *kind, (*document).clone()));
            }
            _ => {}
        }
    }
    iam_details::read(&mut texts, &details, &mut gathered);
    binding::bind(&mut texts, &outputs, &mut drafts);
    let mut disabled_api_keys = std::mem::take(&mut gathered.disabled_api_keys);
    let mut kinds_of_usage = usage.iter().map(|output| output.kind);
    gathered.has_usage_plans |= kinds_of_usage.any(|kind| kind == DocumentKind::UsagePlans);
    usage_plans::bind(
        &mut texts,
        &usage,
        &mut gathered.usage_plans,
        &mut disabled_api_keys,
    );
    let apis = apis::finish(&mut texts, drafts);
    domains::bind(&mut texts, &domain_outputs, &mut gathered.domain_names);
    let domain_names = domains::finish(&mut texts, gathered.domain_names);
    vpc_links.extend(gathered.vpc_links_of_aws);
    let vpc_links = vpc_links::together(&mut texts, gathered.vpc_links, vpc_links);
    // Only now it is known which documents others refer to.
    for (index, kind, document) in &kinds {
        if let Some(node) = document
            && !texts.is_referred_to(*index)
            && let Some(diagnostic) = misplaced(&texts, *kind, node)
        {
            texts.report(diagnostic);
        }
    }
    let policies = texts.take_policies();
    let (sources, diagnostics) = texts.finish();
    Loaded {
        inventory: Inventory {
            standalone_accounts: gathered.standalone_accounts,
            organizations: gathered.organizations,
            principals: gathered.principals,
            apis,
            vpc_endpoints: gathered.vpc_endpoints,
            domain_names,
            vpc_links,
            functions: gathered.functions,
            usage_plans: gathered.usage_plans,
            has_usage_plans: gathered.has_usage_plans,
            disabled_api_keys,
            not_readable: gathered.not_readable,
        },
        sources,
        diagnostics,
        policies,
    }
}

/// A document that belongs to nothing.
fn misplaced(texts: &Texts<'_>, kind: DocumentKind, node: &Node) -> Option<Diagnostic> {
    let start = node.span.start as usize;
    let at = Span::new(node.span.file, start, start);
    let name = texts.file_name(node.span);
    match kind {
        DocumentKind::Native
        | DocumentKind::TestFile
        | DocumentKind::Sequence
        | DocumentKind::IamDetails
        | DocumentKind::UsagePlans
        | DocumentKind::UsagePlanKeys
        | DocumentKind::ApiKeys
        | DocumentKind::VpcLinks(_)
        | DocumentKind::VpcEndpoints
        | DocumentKind::Output(_)
        | DocumentKind::Domain(_) => None,
        DocumentKind::EmptyList => Some(binding::empty_list(node)),
        DocumentKind::NativeWithoutVersion => Some(
            Diagnostic::error(
                "missing-version",
                at,
                "an inventory begins with the key `can-invoke`",
            )
            .help("write `can-invoke: 1` as its first line"),
        ),
        DocumentKind::Policy => Some(
            Diagnostic::error(
                "unbound-policy",
                at,
                "a policy document alone does not say whom or what it belongs to",
            )
            .help(format!(
                "name it in an inventory, where the policy belongs: `{{ file: {name} }}`"
            )),
        ),
        DocumentKind::AuthorizerAnswer => Some(
            Diagnostic::error(
                "unbound-answer",
                at,
                "the answer of an authorizer alone does not say whose answer it is",
            )
            .help(format!(
                "name it in an inventory, at the authorizer: `returns: {{ file: {name} }}`; or \
                 give it with `--authorizer {name}`"
            )),
        ),
        DocumentKind::Other(what) => {
            let message = match what {
                Some(what) => format!("{what} cannot be read"),
                None => "it is not clear what this document is".to_owned(),
            };
            Some(Diagnostic::error("unknown-document", at, message).help(ACCEPTED))
        }
    }
}

/// What is accepted.
const ACCEPTED: &str = "an inventory with `can-invoke: 1`, or the output of \
    `aws iam get-account-authorization-details`, of `aws ec2 describe-vpc-endpoints`, \
    of `aws apigateway get-rest-api`, \
    `get-rest-apis`, `get-resources --embed methods`, `get-stages` or `get-authorizers`, or of \
    `aws apigatewayv2 get-api`, `get-apis`, `get-routes`, `get-integrations`, `get-stages` or \
    `get-authorizers`, or of \
    `get-domain-names`, `get-base-path-mappings` or `get-api-mappings`";
