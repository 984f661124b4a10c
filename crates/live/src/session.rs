//! Credentials: of the environment or a profile, and of roles by `sts:AssumeRole`.
//!
//! Source: AWS SDKs and tools reference guide, `standardized-credentials`; STS API reference,
//! `AssumeRole`.

use std::time::{Duration, SystemTime};

use aws_config::{BehaviorVersion, imds, timeout::TimeoutConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_types::retry::RetryConfig;
use aws_types::{SdkConfig, region::Region};

use crate::{
    ask::Refusal,
    services::{refusal_of_sdk, unexpected},
};

/// The session name where nobody says one.
const SESSION_NAME: &str = "can-invoke";

/// Who somebody is, as STS says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The ARN: that of a user, of a role session, of a root user.
    pub arn: String,
    /// The account.
    pub account: String,
}

/// What a call of `sts:AssumeRole` passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssumeCall {
    /// `RoleArn`.
    pub role: String,
    /// `ExternalId`.
    pub external_id: Option<String>,
    /// `RoleSessionName`; `can-invoke` if nobody says.
    pub session_name: Option<String>,
    /// `Policy`: documents, of which AWS takes one.
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

/// The configuration of a profile, or of the environment: credentials, Region, addresses of
/// services. Requests are not tried again by the SDK: `door::retry` does that, for all
/// services alike and in sight of the pace.
pub(crate) async fn config(profile: Option<&str>, region: Option<&str>) -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(20))
        .build();
    let metadata = imds::Client::builder()
        .connect_timeout(Duration::from_secs(1))
        .read_timeout(Duration::from_secs(1))
        .max_attempts(1)
        .build();
    let mut chain = aws_config::default_provider::credentials::DefaultCredentialsChain::builder()
        .imds_client(metadata);
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts);
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
        chain = chain.profile_name(profile);
    }
    if let Some(region) = region {
        loader = loader.region(Region::new(region.to_owned()));
        chain = chain.region(Region::new(region.to_owned()));
    }
    let chain = chain.build().await;
    let config = loader.credentials_provider(chain).load().await;
    match config.region() {
        Some(_) => config,
        // The services that are the same in every Region need one all the same.
        None => config
            .into_builder()
            .region(Region::new("us-east-1"))
            .build(),
    }
}

/// Whose credentials these are.
///
/// # Errors
///
/// If there are none, or STS refuses them.
pub(crate) async fn identity(config: &SdkConfig) -> Result<Identity, Refusal> {
    let answer = aws_sdk_sts::Client::new(config)
        .get_caller_identity()
        .send()
        .await
        .map_err(|error| refusal_of_sdk(&error))?;
    match (answer.arn, answer.account) {
        (Some(arn), Some(account)) => Ok(Identity { arn, account }),
        _ => Err(unexpected("STS does not say whose credentials these are")),
    }
}

/// Assumes a role: the configuration of its session, and who that is. The credentials are in
/// the configuration alone.
///
/// # Errors
///
/// What STS refuses.
pub(crate) async fn assume(
    config: &SdkConfig,
    call: &AssumeCall,
) -> Result<(SdkConfig, Identity), Refusal> {
    let client = aws_sdk_sts::Client::new(config);
    let mut request = client
        .assume_role()
        .role_arn(&call.role)
        .role_session_name(call.session_name.as_deref().unwrap_or(SESSION_NAME))
        .set_external_id(call.external_id.clone())
        .set_policy(call.policies.first().cloned())
        .set_source_identity(call.source_identity.clone())
        .set_duration_seconds(call.duration.and_then(|it| i32::try_from(it).ok()));
    for arn in &call.policy_arns {
        let kind = aws_sdk_sts::types::PolicyDescriptorType::builder().arn(arn);
        request = request.policy_arns(kind.build());
    }
    for (key, value) in &call.tags {
        let tag = aws_sdk_sts::types::Tag::builder().key(key).value(value);
        let tag = tag.build().map_err(|error| unexpected(error.to_string()))?;
        request = request.tags(tag);
    }
    for key in &call.transitive_tags {
        request = request.transitive_tag_keys(key);
    }
    if let Some((serial, code)) = &call.mfa {
        request = request.serial_number(serial).token_code(code);
    }
    let answer = request
        .send()
        .await
        .map_err(|error| refusal_of_sdk(&error))?;
    let issued = answer
        .credentials()
        .ok_or_else(|| unexpected("STS gives no credentials"))?;
    let credentials = Credentials::new(
        issued.access_key_id(),
        issued.secret_access_key(),
        Some(issued.session_token().to_owned()),
        SystemTime::try_from(*issued.expiration()).ok(),
        "AssumeRole",
    );
    let arn = answer.assumed_role_user().map(|user| user.arn().to_owned());
    let arn = arn.unwrap_or_default();
    let account = arn.split(':').nth(4).unwrap_or_default().to_owned();
    let config = config
        .to_builder()
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build();
    Ok((config, Identity { arn, account }))
}
