//! The accounts that can be asked.

use std::collections::HashMap;

use aws_types::SdkConfig;

use crate::{
    ask::{Refusal, RefusalKind},
    error::LiveError,
    gather::Reach,
    services::Aws,
    session::{self, AssumeCall, Identity},
    settings::{AccountRole, Settings},
};

/// Accounts whose credentials are at hand.
#[derive(Debug)]
pub struct Accounts {
    accounts: Vec<Account>,
}

/// An account with somebody who may ask it.
#[derive(Debug)]
struct Account {
    identity: Identity,
    config: SdkConfig,
    regions: Vec<String>,
}

/// Finds the credentials of all accounts: those of the profiles, or of the environment, or of
/// the roles that they are to assume. Of two with the same account the first counts.
///
/// # Errors
///
/// If an account cannot be asked; the message says which, why, and what to do.
pub async fn connect(settings: &Settings) -> Result<Accounts, LiveError> {
    let region = settings.regions.first().map(String::as_str);
    let mut accounts = Vec::new();
    if settings.roles.is_empty() {
        for profile in sources(settings) {
            let config = session::config(profile, region).await;
            let identity = identity(&config, profile).await?;
            accounts.push((identity, config));
        }
    }
    for role in &settings.roles {
        let profile = role
            .profile
            .as_deref()
            .or_else(|| settings.profiles.first().map(String::as_str));
        let config = session::config(profile, region).await;
        let (config, identity) = session::assume(&config, &call(role))
            .await
            .map_err(|refusal| not_assumed(role, profile, &refusal))?;
        accounts.push((identity, config));
    }
    let mut known: Vec<Account> = Vec::new();
    for (identity, config) in accounts {
        if known
            .iter()
            .any(|one| one.identity.account == identity.account)
        {
            continue;
        }
        let own = config.region().map(ToString::to_string);
        let regions = match settings.regions.as_slice() {
            [] => own.into_iter().collect(),
            said => said.to_vec(),
        };
        known.push(Account {
            identity,
            config,
            regions,
        });
    }
    Ok(Accounts { accounts: known })
}

impl Accounts {
    /// The accounts and their Regions.
    pub fn reach(&self) -> Vec<Reach> {
        let reach = |one: &Account| Reach {
            account: one.identity.account.clone(),
            regions: one.regions.clone(),
        };
        self.accounts.iter().map(reach).collect()
    }

    /// Who asks, in the order of the accounts.
    pub fn identities(&self) -> impl Iterator<Item = &Identity> {
        self.accounts.iter().map(|one| &one.identity)
    }

    /// The door to all of them.
    pub fn door(&self) -> Aws {
        let pair = |one: &Account| (one.identity.account.clone(), one.config.clone());
        Aws::new(self.accounts.iter().map(pair).collect::<HashMap<_, _>>())
    }
}

/// The profiles whose accounts are read; the environment where there are none.
fn sources(settings: &Settings) -> Vec<Option<&str>> {
    match settings.profiles.as_slice() {
        [] => vec![None],
        profiles => profiles.iter().map(|name| Some(name.as_str())).collect(),
    }
}

fn call(role: &AccountRole) -> AssumeCall {
    let serial = role.mfa_serial.clone();
    AssumeCall {
        role: role.arn.clone(),
        external_id: role.external_id.clone(),
        session_name: role.session_name.clone(),
        mfa: serial.zip(role.mfa_code.clone()),
        ..AssumeCall::default()
    }
}

async fn identity(config: &SdkConfig, profile: Option<&str>) -> Result<Identity, LiveError> {
    session::identity(config).await.map_err(|refusal| {
        let help = match refusal.kind {
            RefusalKind::Credentials => {
                "\n  help: log in (`aws sso login`, `aws configure`), or name a profile with \
                 `--profile`"
            }
            _ => "",
        };
        LiveError::Connect(format!(
            "nobody can be asked with {}: {refusal}{help}",
            source(profile)
        ))
    })
}

fn not_assumed(role: &AccountRole, profile: Option<&str>, refusal: &Refusal) -> LiveError {
    LiveError::Connect(format!(
        "the role {} cannot be assumed with {}: {refusal}\n  help: `can-invoke assume --role {}` \
         says why",
        role.arn,
        source(profile),
        role.arn
    ))
}

fn source(profile: Option<&str>) -> String {
    match profile {
        Some(name) => format!("the profile `{name}`"),
        None => "the credentials of the environment".to_owned(),
    }
}
