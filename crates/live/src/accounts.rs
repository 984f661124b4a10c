//! The accounts that can be asked: the credentials of profiles, of the environment, and of
//! roles that are assumed with them.

use std::collections::BTreeMap;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;

use crate::{
    ask::{Refusal, RefusalKind},
    error::LiveError,
    gather::Reach,
    services::{Aws, http::shared_client},
    session::{self, AssumeCall, Identity},
    settings::{AccountRole, Settings},
};

/// Accounts whose credentials are at hand.
#[derive(Debug)]
pub struct Accounts {
    accounts: Vec<Account>,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Account {
    identity: Identity,
    config: SdkConfig,
    regions: Vec<String>,
    /// How it is reached, in words.
    through: String,
}

/// Finds the credentials of all accounts, and asks STS whose they are.
///
/// # Errors
///
/// If there are no credentials for one of them, they are refused, or no Region is known.
pub async fn connect(settings: &Settings) -> Result<Accounts, LiveError> {
    let mut accounts = Accounts {
        accounts: Vec::new(),
        notes: Vec::new(),
    };
    let mut profiles = Profiles {
        settings,
        client: shared_client(),
        configs: BTreeMap::new(),
    };
    if settings.roles.is_empty() {
        let named: Vec<Option<&str>> = match settings.profiles.as_slice() {
            [] => vec![None],
            names => names.iter().map(|name| Some(name.as_str())).collect(),
        };
        for profile in named {
            let through = words(profile);
            let config = profiles.config(profile).await;
            let config = in_a_region(config, &through).await?;
            let identity = session::identity(&config).await;
            let identity = identity.map_err(|refusal| cannot(&through, &refusal))?;
            accounts.add(settings, identity, config, through);
        }
    }
    for role in &settings.roles {
        let own = role.profile.as_deref();
        let profile = own.or_else(|| settings.profiles.first().map(String::as_str));
        let config = profiles.config(profile).await;
        let config = in_a_region(config, &words(profile)).await?;
        let call = call(role)?;
        let through = format!("the role `{}`", role.arn);
        let refuse = |refusal| cannot(&format!("{through}, with {},", words(profile)), &refusal);
        let assumed = session::assume_and_renew(&config, &call).await;
        let (config, identity) = assumed.map_err(refuse)?;
        accounts.add(settings, identity, config, through);
    }
    Ok(accounts)
}

impl Accounts {
    /// The accounts and their Regions, in the order in which they were named.
    pub fn reach(&self) -> Vec<Reach> {
        let accounts = self.accounts.iter();
        accounts
            .map(|account| Reach {
                account: account.identity.account.clone(),
                regions: account.regions.clone(),
            })
            .collect()
    }

    /// The door to all of them.
    pub fn door(&self) -> Aws {
        let accounts = self.accounts.iter();
        Aws::new(
            accounts
                .map(|account| (account.identity.account.clone(), account.config.clone()))
                .collect(),
        )
    }

    /// The configuration of an account, with its credentials.
    pub fn config(&self, account: &str) -> Option<&SdkConfig> {
        let mut accounts = self.accounts.iter();
        let found = accounts.find(|one| one.identity.account == account);
        found.map(|found| &found.config)
    }

    /// Who asks, in each account.
    pub fn identities(&self) -> impl Iterator<Item = &Identity> {
        self.accounts.iter().map(|account| &account.identity)
    }

    /// What somebody should know about the credentials: one sentence each.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    fn add(&mut self, settings: &Settings, identity: Identity, config: SdkConfig, through: String) {
        let mut accounts = self.accounts.iter();
        if let Some(first) = accounts.find(|one| one.identity.account == identity.account) {
            self.notes.push(format!(
                "{through} is of the account {}, which is read through {}",
                identity.account, first.through
            ));
            return;
        }
        let regions = match settings.regions.as_slice() {
            [] => config
                .region()
                .map(ToString::to_string)
                .into_iter()
                .collect(),
            said => said.to_vec(),
        };
        self.accounts.push(Account {
            identity,
            config,
            regions,
            through,
        });
    }
}

/// A configuration of which the Region is known: what is read differs from one to the other.
async fn in_a_region(config: SdkConfig, through: &str) -> Result<SdkConfig, LiveError> {
    if config.region().is_some() {
        return Ok(config);
    }
    // Whoever is nobody yet needs no Region.
    let provided = session::provided(&config).await;
    provided.map_err(|refusal| cannot(through, &refusal))?;
    Err(LiveError::Connect(format!(
        "no Region is known for {through}\n  help: say `--region`, or set `AWS_REGION` or the \
         `region` of the profile"
    )))
}

/// The configurations of profiles, each read once: one that asks for a code, or that runs a
/// program, does so once.
struct Profiles<'a> {
    settings: &'a Settings,
    client: SharedHttpClient,
    configs: BTreeMap<Option<String>, SdkConfig>,
}

impl Profiles<'_> {
    async fn config(&mut self, profile: Option<&str>) -> SdkConfig {
        let key = profile.map(str::to_owned);
        if let Some(config) = self.configs.get(&key) {
            return config.clone();
        }
        let region = self.settings.regions.first().map(String::as_str);
        let config = session::load(profile, region, self.client.clone()).await;
        self.configs.insert(key, config.clone());
        config
    }
}

fn call(role: &AccountRole) -> Result<AssumeCall, LiveError> {
    let mfa = match (&role.mfa_serial, &role.mfa_code) {
        (Some(serial), Some(code)) => Some((serial.clone(), code.clone())),
        (Some(serial), None) => {
            return Err(LiveError::Connect(format!(
                "the role `{}` needs a code of the device `{serial}`\n  help: say `mfa-code=…`",
                role.arn
            )));
        }
        (None, _) => None,
    };
    Ok(AssumeCall {
        role: role.arn.clone(),
        external_id: role.external_id.clone(),
        session_name: role.session_name.clone(),
        mfa,
        ..AssumeCall::default()
    })
}

fn words(profile: Option<&str>) -> String {
    match profile {
        Some(profile) => format!("the profile `{profile}`"),
        None => "the environment".to_owned(),
    }
}

fn cannot(who: &str, refusal: &Refusal) -> LiveError {
    let help = match refusal.kind {
        RefusalKind::Credentials => {
            "\n  help: sign in (`aws sso login`, `aws configure`), or name a profile with `--profile`"
        }
        RefusalKind::Denied => {
            "\n  help: `can-invoke assume --role ARN` says what the trust policy and the policies of \
             the caller say"
        }
        RefusalKind::Unavailable => {
            "\n  help: see whether the network and `AWS_ENDPOINT_URL` are right"
        }
        _ => "",
    };
    LiveError::Connect(format!("{who} cannot be used: {refusal}{help}"))
}
