//! The accounts that can be asked.

use serde_json::Value;

use crate::{
    ask::{Ask, Refusal, RefusalKind},
    door::Door,
    error::LiveError,
    gather::Reach,
    settings::Settings,
};

/// Accounts whose credentials are at hand.
#[derive(Debug)]
pub struct Accounts;

/// Finds the credentials of all accounts.
///
/// # Errors
///
/// If an account cannot be asked.
pub async fn connect(_settings: &Settings) -> Result<Accounts, LiveError> {
    Err(LiveError::Connect(
        "accounts cannot be asked yet".to_owned(),
    ))
}

impl Accounts {
    /// The accounts and their Regions.
    pub fn reach(&self) -> Vec<Reach> {
        Vec::new()
    }

    /// The door to all of them.
    pub fn door(&self) -> Nobody {
        Nobody
    }
}

/// A door behind which nobody is.
#[derive(Debug)]
pub struct Nobody;

impl Door for Nobody {
    async fn ask(&self, _ask: &Ask) -> Result<Value, Refusal> {
        Err(Refusal {
            kind: RefusalKind::Unavailable,
            code: None,
            message: "accounts cannot be asked yet".to_owned(),
        })
    }
}
