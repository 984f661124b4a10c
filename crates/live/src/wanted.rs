//! What an inventory shall hold.

use std::collections::BTreeSet;

use can_invoke_gateway::{Inventory, Query, inventory::Known};

/// What is read. Without anything, nothing is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// Every API and every principal of the accounts.
    pub everything: bool,
    /// APIs with all that bears on calls of them.
    pub apis: Vec<WantedApi>,
    /// The ARNs of users, roles and role sessions.
    pub principals: Vec<String>,
    /// Accounts whose roles may be on a way to an API, so all their roles are read.
    pub role_accounts: Vec<String>,
    /// The VPC endpoint that a request comes through.
    pub vpc_endpoint: Option<String>,
    /// Whether a way through the roles of the accounts may matter, besides `role_accounts`.
    pub ways: Ways,
    /// What is described elsewhere and so is not read: ARNs, ids of APIs, accounts,
    /// organizations, VPC links and VPC endpoints, custom domain names.
    pub known: BTreeSet<String>,
    /// Whether usage plans are described elsewhere.
    pub knows_usage_plans: bool,
}

impl Wanted {
    /// Leaves out what an inventory describes.
    pub fn besides(&mut self, inventory: &Inventory) {
        let principals = inventory.principals.iter().map(|it| &it.arn);
        let apis = inventory.apis.iter().map(|it| &it.id);
        let domains = inventory.domain_names.iter().map(|it| &it.name);
        let functions = inventory.functions.iter().map(|it| &it.arn);
        let links = inventory.vpc_links.iter().map(|it| &it.id);
        let endpoints = inventory.vpc_endpoints.iter().map(|it| &it.id);
        let alone = &inventory.standalone_accounts;
        self.known.extend(
            (principals.chain(apis).chain(domains).chain(functions))
                .chain(links)
                .chain(endpoints)
                .chain(alone)
                .cloned(),
        );
        for organization in &inventory.organizations {
            self.known.insert(organization.id.clone());
            self.known.extend(organization.accounts.keys().cloned());
            if let Known::Known(account) = &organization.management_account {
                self.known.insert(account.clone());
            }
        }
        self.knows_usage_plans |= inventory.has_usage_plans;
        let known = &self.known;
        self.principals.retain(|arn| !known.contains(arn));
        self.apis.retain(|api| match api {
            WantedApi::Id { id, .. } => !known.contains(id),
            WantedApi::Domain(name) => !known.contains(name),
        });
        self.vpc_endpoint = self.vpc_endpoint.take().filter(|id| !known.contains(id));
    }
}

/// An API that somebody names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedApi {
    /// By its id, and the Region if the name says it.
    Id {
        /// The id.
        id: String,
        /// The Region.
        region: Option<String>,
    },
    /// By a custom domain name, whatever its paths lead to.
    Domain(String),
}

/// Whether the roles of all accounts that can be asked are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Ways {
    /// They are not.
    #[default]
    Never,
    /// They are, if the answer to this question, from all else that was read, looks for ways
    /// through roles.
    WhereNeeded(Box<Query>),
    /// They are.
    Always,
}
