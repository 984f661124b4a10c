//! `organization:` of an inventory: the tree of units, from the places of the accounts.

use std::sync::Arc;

use can_invoke_policy::Policy;
use can_invoke_source::JsonWriter;

use crate::inventory::{
    Known, Organization, OrganizationAccount, OrganizationLevel, policies::FULL_AWS_ACCESS,
};

use super::{fields, originals::Originals, policies};

/// One organization, or a list of several.
pub(super) fn organizations(
    writer: &mut JsonWriter,
    organizations: &[Organization],
    originals: &Originals<'_>,
) {
    match organizations {
        [] => {}
        [only] => {
            writer.key("organization");
            organization(writer, only, originals);
        }
        several => {
            writer.key("organization");
            writer.array(|writer| {
                for one in several {
                    organization(writer, one, originals);
                }
            });
        }
    }
}

fn organization(writer: &mut JsonWriter, one: &Organization, originals: &Originals<'_>) {
    let places = one.accounts.values();
    let tree = Tree {
        originals,
        says_service: places.clone().any(|place| knows(&place.service_control)),
        says_resource: places.clone().any(|place| knows(&place.resource_control)),
    };
    let mut above = Branch::default();
    for (id, place) in &one.accounts {
        let path = place.path.trim_end_matches('/').split('/');
        above.add(path.skip(1), id, place);
    }
    writer.object(|writer| {
        fields::text(writer, "id", &one.id);
        fields::known(writer, "management-account", &one.management_account);
        if let Some(root) = above.units.first() {
            writer.key("root");
            tree.branch(writer, root);
        }
    });
}

fn knows(levels: &Known<Vec<OrganizationLevel>>) -> bool {
    levels.known().is_some()
}

/// The root or a unit.
#[derive(Default)]
struct Branch<'i> {
    id: &'i str,
    /// How many branches are above it.
    depth: usize,
    /// An account in it or below it, whose levels are those of the branch too.
    witness: Option<&'i OrganizationAccount>,
    accounts: Vec<(&'i str, &'i OrganizationAccount)>,
    units: Vec<Branch<'i>>,
}

impl<'i> Branch<'i> {
    /// Puts an account where its path leads from here.
    fn add(
        &mut self,
        path: impl Iterator<Item = &'i str>,
        id: &'i str,
        place: &'i OrganizationAccount,
    ) {
        let mut here = self;
        for (depth, unit) in path.enumerate() {
            let known = here.units.iter().position(|known| known.id == unit);
            let index = known.unwrap_or(here.units.len());
            if known.is_none() {
                here.units.push(Branch {
                    id: unit,
                    depth,
                    witness: Some(place),
                    ..Branch::default()
                });
            }
            let Some(next) = here.units.get_mut(index) else {
                return;
            };
            here = next;
        }
        here.accounts.push((id, place));
    }
}

/// Writes the tree of one organization.
struct Tree<'i> {
    originals: &'i Originals<'i>,
    says_service: bool,
    says_resource: bool,
}

impl Tree<'_> {
    fn branch(&self, writer: &mut JsonWriter, branch: &Branch<'_>) {
        writer.object(|writer| {
            fields::text(writer, "id", branch.id);
            if let Some(witness) = branch.witness {
                self.policies(writer, branch.id, witness, branch.depth);
            }
            if !branch.accounts.is_empty() {
                writer.key("accounts");
                writer.array(|writer| {
                    for (id, place) in &branch.accounts {
                        self.account(writer, id, place, branch.depth + 1);
                    }
                });
            }
            super::list(writer, "units", &branch.units, |writer, unit| {
                self.branch(writer, unit);
            });
        });
    }

    /// An account: its id alone, where it has just what AWS attaches to every account.
    fn account(
        &self,
        writer: &mut JsonWriter,
        id: &str,
        place: &OrganizationAccount,
        depth: usize,
    ) {
        let service = level(&place.service_control, depth);
        let resource = level(&place.resource_control, depth);
        let has_usual_service =
            matches!(service, Some([only]) if is_full_access(only)) || !self.says_service;
        let has_usual_resource = resource.is_some_and(<[_]>::is_empty) || !self.says_resource;
        if has_usual_service && has_usual_resource {
            return writer.string(id);
        }
        writer.object(|writer| {
            fields::text(writer, "id", id);
            self.policies(writer, id, place, depth);
        });
    }

    /// The policies that are attached at one level.
    fn policies(
        &self,
        writer: &mut JsonWriter,
        id: &str,
        place: &OrganizationAccount,
        depth: usize,
    ) {
        if let Some(policies) = level(&place.service_control, depth) {
            self.list(writer, policies, "service", id);
        }
        if let Some(policies) = level(&place.resource_control, depth) {
            self.list(writer, policies, "resource", id);
        }
    }

    fn list(&self, writer: &mut JsonWriter, policies: &[Arc<Policy>], kind: &str, id: &str) {
        writer.key(&format!("{kind}-control-policies"));
        writer.array(|writer| {
            for (number, policy) in (1..).zip(policies) {
                if kind == "service" && is_full_access(policy) {
                    writer.string(&policy.name);
                    continue;
                }
                let own = format!("{kind} control policy {number} of {id}");
                policies::policy(writer, policy, &own, self.originals);
            }
        });
    }
}

fn level(levels: &Known<Vec<OrganizationLevel>>, depth: usize) -> Option<&[Arc<Policy>]> {
    Some(&levels.known()?.get(depth)?.policies)
}

/// Whether a policy is AWS's own `FullAWSAccess`, whoever wrote it down.
fn is_full_access(policy: &Policy) -> bool {
    policy.name == "FullAWSAccess" && policy.to_json() == FULL_AWS_ACCESS.trim_end()
}
