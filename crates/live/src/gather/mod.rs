//! What is asked, and in which order: one module for each kind of thing. A module puts
//! questions to a [`Door`](crate::door::Door) and gives what it learned as
//! [`Collected`](crate::collected::Collected).

mod apis;
mod authorizer_form;
mod deployed;
mod domains;
mod entry;
mod export;
mod functions;
mod http_api;
mod integration_form;
mod network;
mod policy_text;
mod rest_api;
mod route_form;
mod usage_plans;
mod variables;

use crate::{collected::Collected, door::Door, wanted::Wanted};

/// An account that can be asked, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The account.
    pub account: String,
    /// The Regions that are read.
    pub regions: Vec<String>,
}

/// Reads what is wanted from all accounts that can be asked.
pub async fn gather(_door: &impl Door, _reach: &[Reach], _wanted: &Wanted) -> Collected {
    Collected::default()
}

#[cfg(test)]
mod tests;
