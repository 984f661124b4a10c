//! What rules look at: an inventory, and every policy in sight with what it is attached to.

use std::{cell::OnceCell, collections::HashMap, sync::Arc};

use can_invoke_gateway::{
    Inventory,
    integration::{Surveyed, survey},
    inventory::{
        Api, DomainName, Function, Known, Loaded, PolicyTree, PrincipalRecord, Stage, VpcEndpoint,
    },
    patterns::{self, Report},
};
use can_invoke_policy::{Policy, PolicyKind};
use can_invoke_source::{Diagnostic, Node, Sources};

use crate::{elements::InPolicy, rule::Confidence};

/// Everything that is looked at.
pub struct Model<'a> {
    /// Accounts, principals and APIs.
    pub inventory: &'a Inventory,
    /// All texts.
    pub sources: &'a Sources,
    /// What readers had to say; rules of document hygiene take it over.
    pub diagnostics: &'a [Diagnostic],
    /// Every policy, in the order in which it was read.
    pub policies: Vec<PolicyDocument<'a>>,
    /// Says which texts stand for values that are not known.
    pub unknowns: &'a dyn Unknowns,
    survey: OnceCell<Vec<Surveyed<'a>>>,
    routes: OnceCell<Option<Report<'a>>>,
}

/// Says which texts stand for values that are not known, as templates have them.
pub trait Unknowns {
    /// Whether the text holds such a value.
    fn is_in(&self, text: &str) -> bool;
    /// The text as people read it.
    fn shown(&self, text: &str) -> String;
}

/// Every value is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct AllKnown;

impl Unknowns for AllKnown {
    fn is_in(&self, _text: &str) -> bool {
        false
    }

    fn shown(&self, text: &str) -> String {
        text.to_owned()
    }
}

/// A policy, its tree, and what it is attached to.
#[derive(Clone, Copy)]
pub struct PolicyDocument<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The tree that it was read from.
    pub node: &'a Node,
    /// What it is attached to.
    pub attached: Attached<'a>,
}

/// What a policy is attached to.
#[derive(Clone, Copy)]
pub enum Attached<'a> {
    /// The resource policy of an API.
    Api(&'a Api),
    /// The resource policy that a stage serves.
    Deployed(&'a Api, &'a Stage),
    /// An identity-based policy, of one of those who have it.
    Identity(&'a PrincipalRecord),
    /// A permissions boundary.
    Boundary(&'a PrincipalRecord),
    /// The trust policy of a role.
    Trust(&'a PrincipalRecord),
    /// The policy of a VPC endpoint.
    VpcEndpoint(&'a VpcEndpoint),
    /// The policy of a private custom domain name.
    Domain(&'a DomainName),
    /// The policy of a Lambda function.
    Function(&'a Function),
    /// A service control policy or resource control policy of an organization.
    Organization,
    /// Nothing that is known: a file of its own.
    Alone,
}

impl<'a> Model<'a> {
    /// A model of what was loaded with [`keeps_policies`], and of policies that stand alone.
    ///
    /// [`keeps_policies`]: can_invoke_gateway::inventory::LoadOptions::keeps_policies
    pub fn new(loaded: &'a Loaded, alone: &'a [PolicyTree], unknowns: &'a dyn Unknowns) -> Self {
        let places = places(&loaded.inventory);
        let attached = loaded.policies.iter().map(|tree| PolicyDocument {
            policy: &tree.policy,
            node: &tree.node,
            attached: match places.get(&std::ptr::from_ref::<Policy>(&tree.policy)) {
                Some(place) => *place,
                None if is_of_organization(tree.policy.kind) => Attached::Organization,
                None => Attached::Alone,
            },
        });
        let alone = alone.iter().map(|tree| PolicyDocument {
            policy: &tree.policy,
            node: &tree.node,
            attached: Attached::Alone,
        });
        Model {
            inventory: &loaded.inventory,
            sources: &loaded.sources,
            diagnostics: &loaded.diagnostics,
            policies: attached.chain(alone).collect(),
            unknowns,
            survey: OnceCell::new(),
            routes: OnceCell::new(),
        }
    }

    /// What a finding about an element of a statement is about, in words that stay when lines
    /// move: the file, the policy, the statement by its `Sid`, else by its number, the element.
    pub fn subject(&self, place: InPolicy<'_>, element: &str) -> String {
        let InPolicy {
            document,
            statement,
        } = place;
        let file = self.sources.name(document.policy.span.file);
        let name = &document.policy.name;
        let statements = document.policy.statements.iter();
        let number = statements
            .take_while(|other| other.span != statement.span)
            .count()
            + 1;
        let statement = match &statement.sid {
            Some(sid) => sid.clone(),
            None => number.to_string(),
        };
        format!("{file} / {name} / {statement} / {element}")
    }

    /// What is wrong with integrations and authorizers, whoever calls.
    pub fn survey(&self) -> &[Surveyed<'a>] {
        self.survey.get_or_init(|| survey(self.inventory))
    }

    /// The patterns of policies beside the routes of APIs.
    pub fn patterns_and_routes(&self) -> Option<&Report<'a>> {
        let report = || patterns::report(self.inventory, None).ok();
        self.routes.get_or_init(report).as_ref()
    }

    /// How sure a finding is that rests on these texts only.
    pub fn sure_of<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Confidence {
        if texts.into_iter().any(|text| self.unknowns.is_in(text)) {
            Confidence::Likely
        } else {
            Confidence::Proven
        }
    }

    /// What a finding about a part of an API is about.
    pub fn subject_of_api(&self, api: &Api, part: &str) -> String {
        let file = self.sources.name(api.span.file);
        let name = self.unknowns.shown(&api.id);
        format!("{file} / {name} / {part}")
    }

    /// The policies of a kind.
    pub fn of_kind(&self, kind: PolicyKind) -> impl Iterator<Item = &PolicyDocument<'a>> {
        self.policies
            .iter()
            .filter(move |document| document.policy.kind == kind)
    }
}

fn is_of_organization(kind: PolicyKind) -> bool {
    matches!(
        kind,
        PolicyKind::ServiceControl | PolicyKind::ResourceControl
    )
}

/// What each policy of an inventory is attached to, by the policy itself.
fn places(inventory: &Inventory) -> HashMap<*const Policy, Attached<'_>> {
    let mut places = HashMap::new();
    let mut put = |policy: Option<&Arc<Policy>>, place| {
        if let Some(policy) = policy {
            // Several may have one policy, and one of them stands for all.
            places.entry(Arc::as_ptr(policy)).or_insert(place);
        }
    };
    let of = |known: &'_ Known<Option<Arc<Policy>>>| known.known().cloned().flatten();
    for api in &inventory.apis {
        put(of(&api.resource_policy).as_ref(), Attached::Api(api));
        for stage in api.stages.known().into_iter().flatten() {
            let deployed = stage.deployed.as_ref();
            let policy = deployed
                .and_then(|deployed| deployed.resource_policy.as_ref())
                .and_then(of);
            put(policy.as_ref(), Attached::Deployed(api, stage));
        }
    }
    for record in &inventory.principals {
        for policy in record.policies.known().into_iter().flatten() {
            put(Some(policy), Attached::Identity(record));
        }
        put(of(&record.boundary).as_ref(), Attached::Boundary(record));
        put(record.trust.known(), Attached::Trust(record));
    }
    for endpoint in &inventory.vpc_endpoints {
        put(
            of(&endpoint.policy).as_ref(),
            Attached::VpcEndpoint(endpoint),
        );
    }
    for domain in &inventory.domain_names {
        put(of(&domain.policy).as_ref(), Attached::Domain(domain));
    }
    for function in &inventory.functions {
        put(of(&function.policy).as_ref(), Attached::Function(function));
    }
    places
}
