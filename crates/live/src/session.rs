//! Credentials: of the environment or a profile, and of roles. Besides the operations of the
//! list, `sts:AssumeRole` is the only one that this crate calls.
//!
//! Source: AWS SDKs and tools reference guide, `standardized-credentials`, `feature-region` and
//! `feature-ss-endpoints`; STS API reference, `API_AssumeRole` and `API_GetCallerIdentity`.

mod keep;

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use aws_config::{
    BehaviorVersion, profile::ProfileFileCredentialsProvider, provider_config::ProviderConfig,
    timeout::TimeoutConfig,
};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials as _, SharedCredentialsProvider},
};
use aws_sdk_sts::{
    Client,
    types::{PolicyDescriptorType, Tag},
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_types::{SdkConfig, region::Region};

use self::keep::{Again, Kept};
use crate::{
    ask::Refusal,
    services::{
        http::{self, shared_client},
        refusal::{of_credentials, of_sdk, unexpected},
    },
};

/// The session name where nobody says one.
const SESSION_NAME: &str = "can-invoke";

/// The Region in which services that are the same in every Region are asked, where nobody says
/// one.
const ANY_REGION: &str = "us-east-1";

/// How long an answer is waited for.
const TIMEOUT: Duration = Duration::from_secs(20);

/// How often STS is tried. What goes on from its answers is not tried again by anybody.
const ATTEMPTS: u32 = 5;

/// How long is waited at most before the second attempt; each time twice as long.
const BACKOFF: Duration = Duration::from_millis(300);

/// What a call of `sts:AssumeRole` passes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AssumeCall {
    /// `RoleArn`.
    pub role: String,
    /// `ExternalId`.
    pub external_id: Option<String>,
    /// `RoleSessionName`; `can-invoke` if nobody says.
    pub session_name: Option<String>,
    /// `Policy`: a document. AWS takes one.
    pub policies: Vec<String>,
    /// `PolicyArns`.
    pub policy_arns: Vec<String>,
    /// `Tags`.
    pub tags: Vec<(String, String)>,
    /// `TransitiveTagKeys`.
    pub transitive_tags: Vec<String>,
    /// `SourceIdentity`.
    pub source_identity: Option<String>,
    /// `DurationSeconds`.
    pub duration: Option<u32>,
    /// `SerialNumber` and `TokenCode`.
    pub mfa: Option<(String, String)>,
}

/// The code of the device and the external id are not shown.
impl fmt::Debug for AssumeCall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AssumeCall")
            .field("role", &self.role)
            .field("session_name", &self.session_name)
            .field("mfa", &self.mfa.as_ref().map(|(serial, _)| serial))
            .finish_non_exhaustive()
    }
}

/// Who somebody is, as STS says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The account, by its id.
    pub account: String,
    /// The ARN: that of a user, of a role session, of a root user.
    pub arn: String,
}

/// The configuration of a profile, or of the environment: credentials, Region and addresses of
/// services from where all tools of AWS take them. `region` stands before that of the profile.
pub async fn config(profile: Option<&str>, region: Option<&str>) -> SdkConfig {
    in_some_region(load(profile, region, shared_client()).await)
}

/// As [`config`], with a client that several configurations share, and without a Region where
/// none is known.
pub(crate) async fn load(
    profile: Option<&str>,
    region: Option<&str>,
    client: SharedHttpClient,
) -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(http::CONNECT_TIMEOUT)
        .operation_attempt_timeout(TIMEOUT)
        .build();
    let version = BehaviorVersion::v2026_01_12();
    let mut loader = aws_config::defaults(version)
        .http_client(client.clone())
        .timeout_config(timeouts);
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = region {
        loader = loader.region(Region::new(region.to_owned()));
    }
    let config = loader.load().await;
    // The chain of credentials tries again by itself. What is asked with them is tried again by
    // `door::retry`, for all services alike and in sight of the pace.
    let config = config.into_builder().retry_config(RetryConfig::disabled());
    let config = config.build();
    let provider = match profile {
        // The usual chain looks into the environment first, even if somebody names a profile:
        // two profiles would be the same account, or one that nobody meant.
        Some(profile) => {
            let how = ProviderConfig::without_region()
                .with_behavior_version(Some(version))
                .with_region(config.region().cloned())
                .with_use_fips(config.use_fips())
                .with_use_dual_stack(config.use_dual_stack())
                .with_http_client(client);
            let builder = ProfileFileCredentialsProvider::builder().configure(&how);
            let provider = builder.profile_name(profile).build();
            Some(SharedCredentialsProvider::new(provider))
        }
        None => config.credentials_provider(),
    };
    match provider {
        Some(provider) => with_credentials(&config, Kept::new(provider, None)),
        None => config,
    }
}

/// The same with a Region, which some services need although they are the same in all.
fn in_some_region(config: SdkConfig) -> SdkConfig {
    match config.region() {
        Some(_) => config,
        None => config
            .into_builder()
            .region(Region::new(ANY_REGION))
            .build(),
    }
}

fn with_credentials(config: &SdkConfig, kept: Kept) -> SdkConfig {
    let builder = config.to_builder();
    builder
        .credentials_provider(SharedCredentialsProvider::new(kept))
        .build()
}

/// Asks whose the credentials of a configuration are.
///
/// # Errors
///
/// If there are none, or STS refuses them or cannot be reached, also after some attempts.
pub async fn identity(config: &SdkConfig) -> Result<Identity, Refusal> {
    // Asked first, because what is wrong with a profile is told best by whoever reads it.
    provided(config).await?;
    let answer = client(config).get_caller_identity().send().await;
    let answer = answer.map_err(|error| of_sdk(&error))?;
    match (answer.account, answer.arn) {
        (Some(account), Some(arn)) => Ok(Identity { account, arn }),
        _ => Err(unexpected("STS does not say whose the credentials are")),
    }
}

/// Whether there are credentials.
///
/// # Errors
///
/// Why there are none.
pub(crate) async fn provided(config: &SdkConfig) -> Result<(), Refusal> {
    if let Some(provider) = config.credentials_provider() {
        let provided = provider.provide_credentials().await;
        provided.map_err(|error| of_credentials(&error))?;
    }
    Ok(())
}

/// Assumes a role: the configuration of its session, and who that is. The credentials are in
/// the configuration alone, and are those of one session: when it ends, so do they.
///
/// # Errors
///
/// What STS refuses, or why it cannot be reached, also after some attempts.
pub async fn assume(
    config: &SdkConfig,
    call: &AssumeCall,
) -> Result<(SdkConfig, Identity), Refusal> {
    let (credentials, identity) = issued(config, call).await?;
    let credentials = SharedCredentialsProvider::new(credentials);
    let builder = config.to_builder();
    Ok((builder.credentials_provider(credentials).build(), identity))
}

/// As [`assume`], for as long as it takes: when the session ends, the role is assumed again,
/// unless that takes another code of a device.
pub(crate) async fn assume_and_renew(
    config: &SdkConfig,
    call: &AssumeCall,
) -> Result<(SdkConfig, Identity), Refusal> {
    let (first, identity) = issued(config, call).await?;
    let again = Again::new(config.clone(), call.clone(), first.clone());
    let kept = Kept::new(again.provider(), Some(first));
    Ok((with_credentials(config, kept), identity))
}

async fn issued(config: &SdkConfig, call: &AssumeCall) -> Result<(Credentials, Identity), Refusal> {
    if call.policies.len() > 1 {
        return Err(unexpected("a session takes one document as session policy"));
    }
    let mut request = client(config)
        .assume_role()
        .role_arn(&call.role)
        .role_session_name(call.session_name.as_deref().unwrap_or(SESSION_NAME))
        .set_external_id(call.external_id.clone())
        .set_policy(call.policies.first().cloned())
        .set_source_identity(call.source_identity.clone());
    if let Some(seconds) = call.duration {
        let seconds = i32::try_from(seconds);
        let seconds = seconds.map_err(|_| unexpected("no session lasts that long"))?;
        request = request.duration_seconds(seconds);
    }
    for arn in &call.policy_arns {
        request = request.policy_arns(PolicyDescriptorType::builder().arn(arn).build());
    }
    for (key, value) in &call.tags {
        let tag = Tag::builder().key(key).value(value).build();
        request = request.tags(tag.map_err(|error| unexpected(error.to_string()))?);
    }
    for key in &call.transitive_tags {
        request = request.transitive_tag_keys(key);
    }
    if let Some((serial, code)) = &call.mfa {
        request = request.serial_number(serial).token_code(code);
    }
    let answer = request.send().await.map_err(|error| of_sdk(&error))?;
    let incomplete = || unexpected("the answer of STS holds no credentials");
    let issued = answer.credentials.ok_or_else(incomplete)?;
    let arn = answer.assumed_role_user.ok_or_else(incomplete)?.arn;
    let account = arn.split(':').nth(4).unwrap_or_default().to_owned();
    let expiry = SystemTime::try_from(issued.expiration).map_err(|_| incomplete())?;
    let credentials = Credentials::new(
        issued.access_key_id,
        issued.secret_access_key,
        Some(issued.session_token),
        Some(expiry),
        "AssumeRole",
    );
    Ok((credentials, Identity { arn, account }))
}

fn client(config: &SdkConfig) -> Client {
    let retries = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(BACKOFF);
    let config = aws_sdk_sts::config::Builder::from(config).retry_config(retries);
    Client::from_conf(config.build())
}

#[cfg(test)]
mod tests;
