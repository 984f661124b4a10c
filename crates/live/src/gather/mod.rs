//! What is asked, and in which order: one module for each kind of thing. A module puts
//! questions to a [`Door`] and gives what it learned as
//! [`Collected`].

mod account_details;
mod apis;
mod authorizer_form;
mod deployed;
mod domains;
mod entry;
mod export;
mod functions;
mod http_api;
mod identity;
mod in_apis;
mod integration_form;
mod managed;
mod named;
mod network;
mod organization;
mod organization_policies;
mod policy_text;
mod principals;
pub mod question;
mod rest_api;
mod route_form;
mod run;
mod understood;
mod usage_plans;
mod variables;
mod ways;

use crate::{
    ask::{Place, Refusal, RefusalKind},
    collected::Collected,
    door::Door,
    wanted::Wanted,
};

/// An account that can be asked, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The account.
    pub account: String,
    /// The Regions that are read.
    pub regions: Vec<String>,
}

impl Reach {
    /// The account in each Region.
    pub(crate) fn places(&self) -> impl Iterator<Item = Place> {
        self.regions.iter().map(|region| Place {
            account: self.account.clone(),
            region: region.clone(),
        })
    }

    /// Where services are asked that are the same in every Region.
    pub(crate) fn place(&self) -> Place {
        self.places().next().unwrap_or_else(|| Place {
            account: self.account.clone(),
            region: "us-east-1".to_owned(),
        })
    }
}

/// Reads what is wanted from all accounts that can be asked. What belongs to different
/// accounts and Regions is asked for at the same time, and stands in the order of `reach`.
pub async fn gather(door: &impl Door, reach: &[Reach], wanted: &Wanted) -> Collected {
    run::Run::new(door, reach).gather(wanted).await
}

/// The refusal that stands for an account without credentials. Its code is none of AWS's, and
/// tells it from credentials that end in the middle of a run.
fn no_credentials(account: &str) -> Refusal {
    Refusal {
        kind: RefusalKind::Credentials,
        code: Some("NoCredentials".to_owned()),
        message: format!("no credentials for account {account}"),
    }
}

#[cfg(test)]
mod tests;
