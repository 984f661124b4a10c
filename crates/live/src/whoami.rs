//! Whose credentials these are.

use crate::{accounts, error::LiveError, run::waiting, settings::Settings};

/// The ARN of whom the credentials of the profile, or of the environment, belong to; the roles
/// through which accounts are read do not count.
///
/// # Errors
///
/// If there are no credentials, or AWS refuses them.
pub fn caller(settings: &Settings) -> Result<String, LiveError> {
    let own = Settings {
        profiles: settings.profiles.iter().take(1).cloned().collect(),
        roles: Vec::new(),
        ..settings.clone()
    };
    waiting(async {
        let accounts = accounts::connect(&own).await?;
        let first = accounts.identities().next();
        let arn = first.map(|identity| identity.arn.clone());
        arn.ok_or_else(|| LiveError::Connect("there are no credentials".to_owned()))
    })
}
