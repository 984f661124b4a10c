//! The organization of the accounts that a question is about: the way from each account up to
//! the root, with the policies on it. Accounts and units beside these ways are not asked for;
//! an organization may have thousands.
//!
//! Only the management account and those to which it delegates may ask most of this.
//!
//! Source: Organizations API reference, `API_DescribeOrganization`, `API_ListRoots`,
//! `API_ListParents`, `API_ListPoliciesForTarget` and `API_DescribePolicy`; user guide,
//! `orgs_manage_policies_enable-disable`.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use super::{
    Reach,
    entry::{self, items, text, unexpected},
    managed::{Failure, answer},
    no_credentials,
    organization_policies::{Kind, Policies},
    understood,
};
use crate::{
    ask::{Ask, Place, Refusal, RefusalKind},
    collected::Collected,
    door::Door,
    operation::Operation,
};

/// Where an account or a unit stands: from itself up to the root.
type Chain = Vec<String>;

/// Reads the organization of some accounts, from whichever account may.
pub(super) async fn read(
    door: &impl Door,
    reach: &[Reach],
    accounts: &BTreeSet<String>,
) -> Collected {
    let mut collected = Collected::default();
    let places: Vec<Place> = reach.iter().map(Reach::place).collect();
    let asked = places.iter().map(|place| {
        let ask = Ask::new(place, Operation::DescribeOrganization);
        async move { (place, answer(door, ask).await) }
    });
    let mut member_places: Vec<&Place> = Vec::new();
    let mut found: Option<(String, Option<String>)> = None;
    let mut failures: Vec<Failure> = Vec::new();
    for (place, answer) in join_all(asked).await {
        match answer {
            Ok(answer) => {
                let ask = Ask::new(place, Operation::DescribeOrganization);
                let organization = answer.get("Organization");
                let id = organization.and_then(|it| text(it, "Id"));
                let Some(id) = id else {
                    failures.push((ask, unexpected("the answer names no organization")));
                    continue;
                };
                let management = organization.and_then(|it| text(it, "MasterAccountId"));
                match &found {
                    None => found = Some((id.to_owned(), management.map(str::to_owned))),
                    Some((known, _)) if known != id => {
                        let message = format!(
                            "the account is in {id}, and an inventory holds one organization, {known}"
                        );
                        failures.push((ask, unexpected(message)));
                        continue;
                    }
                    Some(_) => {}
                }
                member_places.push(place);
            }
            Err((_, refusal)) if is_in_none(&refusal) => {
                collected.standalone_accounts.push(place.account.clone());
            }
            Err(failure) => failures.push(failure),
        }
    }
    let asked: BTreeSet<&str> = places.iter().map(|it| it.account.as_str()).collect();
    let not_asked: Vec<&String> = accounts
        .iter()
        .filter(|account| !asked.contains(account.as_str()))
        .collect();
    if let Some((id, management)) = found {
        // The management account may ask everything, so it is asked first.
        member_places.sort_by_key(|place| Some(&place.account) != management.as_ref());
        let asking = Asking {
            door,
            id: &id,
            management,
            accounts: accounts
                .iter()
                .filter(|account| !collected.standalone_accounts.contains(account))
                .cloned()
                .collect(),
        };
        let organization = asking.by_any(&member_places, &mut collected).await;
        collected.organization = organization;
    }
    for account in not_asked {
        if !is_known(collected.organization.as_ref(), account) {
            let region = places.first().map(|place| place.region.clone());
            let place = Place {
                account: account.clone(),
                region: region.unwrap_or_default(),
            };
            failures.push((
                Ask::new(&place, Operation::DescribeOrganization),
                no_credentials(account),
            ));
        }
    }
    for (ask, refusal) in failures {
        let of = ask.place.account.clone();
        // Of an account in whose name another one answered, all is known.
        if !is_known(collected.organization.as_ref(), &of) {
            let note = entry::note(&of, ORGANIZATION, ask, refusal);
            collected.not_readable.push(*note);
        }
    }
    collected
}

const ORGANIZATION: &str = "organization with its policies";

/// Whether AWS says that an account is in no organization.
fn is_in_none(refusal: &Refusal) -> bool {
    let code = refusal.code.as_deref().unwrap_or_default();
    code.starts_with("AWSOrganizationsNotInUse")
}

fn is_no_member(refusal: &Refusal) -> bool {
    let code = refusal.code.as_deref().unwrap_or_default();
    refusal.kind == RefusalKind::NotFound || code.starts_with("ChildNotFound")
}

fn is_known(organization: Option<&Value>, account: &str) -> bool {
    match organization {
        Some(Value::Object(members)) => {
            members.get("id").and_then(Value::as_str) == Some(account)
                || members.values().any(|value| is_known(Some(value), account))
        }
        Some(Value::Array(items)) => items.iter().any(|value| is_known(Some(value), account)),
        _ => false,
    }
}

struct Asking<'a, D> {
    door: &'a D,
    id: &'a str,
    management: Option<String>,
    /// The accounts that are wanted.
    accounts: BTreeSet<String>,
}

impl<D: Door> Asking<'_, D> {
    /// The organization, asked by the first account that may.
    async fn by_any(&self, places: &[&Place], collected: &mut Collected) -> Option<Value> {
        let mut refused = None;
        for place in places {
            let ask = Ask::new(place, Operation::ListRoots);
            match answer(self.door, ask.clone()).await {
                Ok(roots) => return self.by(place, &ask, &roots, collected).await,
                Err(failure) => refused = refused.or(Some(failure)),
            }
        }
        let (ask, refusal) = refused?;
        self.not_known(ask, refusal, collected);
        None
    }

    fn not_known(&self, ask: Ask, refusal: Refusal, collected: &mut Collected) {
        self.note(ORGANIZATION, (ask, refusal), collected);
    }

    /// What is not known of the organization is not known of each of its accounts.
    fn note(&self, fact: &str, (ask, refusal): Failure, collected: &mut Collected) {
        for account in &self.accounts {
            let note = entry::note(account, fact, ask.clone(), refusal.clone());
            collected.not_readable.push(*note);
        }
    }

    async fn by(
        &self,
        place: &Place,
        ask: &Ask,
        roots: &Value,
        collected: &mut Collected,
    ) -> Option<Value> {
        let root = items(roots, "Roots").and_then(|roots| roots.first());
        let Some((root, root_id)) = root.and_then(|root| Some((root, text(root, "Id")?))) else {
            self.not_known(
                ask.clone(),
                unexpected("the answer names no root"),
                collected,
            );
            return None;
        };
        let mut accounts = self.accounts.clone();
        accounts.extend(self.management.clone());
        let above = accounts
            .iter()
            .map(|account| self.above(place, account, root_id));
        let mut chains: BTreeMap<&str, Chain> = BTreeMap::new();
        for (account, chain) in accounts.iter().zip(join_all(above).await) {
            match chain {
                Ok(Some(chain)) => {
                    chains.insert(account, chain);
                }
                // An account of somebody else.
                Ok(None) => {}
                Err((ask, refusal)) => {
                    let note = entry::note(account, "place in the organization", ask, refusal);
                    collected.not_readable.push(*note);
                }
            }
        }
        let targets: BTreeSet<String> = chains
            .values()
            .flatten()
            .cloned()
            .chain([root_id.to_owned()])
            .collect();
        let mut policies = Vec::new();
        for kind in Kind::ALL {
            let read = Policies::read(self.door, place, (kind, root, ask), &targets).await;
            match read {
                Ok(read) => policies.push(read),
                Err(failures) => {
                    for failure in failures {
                        self.note(kind.words(), failure, collected);
                    }
                }
            }
        }
        self.written(root_id, &chains, &policies, ask, collected)
    }

    /// The organization in the form of an inventory; what the reader does not understand of
    /// the policies is noted, and then none of their kind is in it.
    fn written(
        &self,
        root: &str,
        chains: &BTreeMap<&str, Chain>,
        policies: &[Policies],
        ask: &Ask,
        collected: &mut Collected,
    ) -> Option<Value> {
        let mut known: Vec<&Policies> = Vec::new();
        for policies in policies {
            let tried: Vec<&Policies> = known.iter().copied().chain([policies]).collect();
            match problem(&self.tree(root, chains, &tried)) {
                None => known = tried,
                Some(problem) => {
                    let refusal = unexpected(format!("the answer cannot be understood: {problem}"));
                    let ask = Ask::new(&ask.place, Operation::DescribePolicy);
                    self.note(policies.kind.words(), (ask, refusal), collected);
                }
            }
        }
        let tree = self.tree(root, chains, &known);
        match problem(&tree) {
            None => Some(tree),
            Some(problem) => {
                let refusal = unexpected(format!("the answer cannot be understood: {problem}"));
                self.not_known(ask.clone(), refusal, collected);
                None
            }
        }
    }

    fn tree(&self, root: &str, chains: &BTreeMap<&str, Chain>, policies: &[&Policies]) -> Value {
        let mut organization = Map::new();
        organization.insert("id".to_owned(), json!(self.id));
        if let Some(account) = &self.management {
            organization.insert("management-account".to_owned(), json!(account));
        }
        organization.insert("root".to_owned(), node(root, chains, policies));
        Value::Object(organization)
    }

    /// From an account up to the root; none if it is not in the organization.
    async fn above(
        &self,
        place: &Place,
        account: &str,
        root: &str,
    ) -> Result<Option<Chain>, Failure> {
        let mut chain = vec![account.to_owned()];
        let mut child = account.to_owned();
        while child != root {
            let ask = Ask::new(place, Operation::ListParents).with("ChildId", &child);
            let parents = match answer(self.door, ask.clone()).await {
                Err((_, refusal)) if is_no_member(&refusal) && chain.len() == 1 => {
                    return Ok(None);
                }
                answer => answer?,
            };
            let parent = items(&parents, "Parents").and_then(|parents| parents.first());
            let Some(parent) = parent.and_then(|parent| text(parent, "Id")) else {
                return Err((ask, unexpected("the answer names no parent")));
            };
            if chain.iter().any(|known| known == parent) {
                return Err((ask, unexpected("the units lead in a circle")));
            }
            child = parent.to_owned();
            chain.push(child.clone());
        }
        Ok(Some(chain))
    }
}

/// The first error that the reader of inventories finds in an organization.
fn problem(organization: &Value) -> Option<String> {
    understood::problem(&json!({ "can-invoke": 1, "organization": organization }))
}

/// A root or a unit with what stands below it.
fn node(id: &str, chains: &BTreeMap<&str, Chain>, policies: &[&Policies]) -> Value {
    let mut node = attached(id, policies);
    let mut accounts = Vec::new();
    let mut units = BTreeSet::new();
    for (account, chain) in chains {
        let at = chain.iter().position(|known| known == id);
        match at.and_then(|at| chain.get(at.checked_sub(1)?)) {
            Some(below) if below == account => {
                accounts.push(Value::Object(attached(below, policies)))
            }
            Some(below) => {
                units.insert(below);
            }
            None => {}
        }
    }
    node.insert("accounts".to_owned(), Value::Array(accounts));
    let units = units
        .into_iter()
        .map(|unit| self::node(unit, chains, policies));
    node.insert("units".to_owned(), units.collect());
    Value::Object(node)
}

fn attached(id: &str, policies: &[&Policies]) -> Map<String, Value> {
    let mut node = Map::new();
    node.insert("id".to_owned(), json!(id));
    for policies in policies {
        node.insert(policies.kind.key().to_owned(), policies.of(id));
    }
    node
}
