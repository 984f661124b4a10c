//! What an inventory shall hold.

use can_invoke_gateway::Query;

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
