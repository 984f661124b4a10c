//! What `session`, `accounts` and `services::http` do, until they are there.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_sts::error::ProvideErrorMetadata;
use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use aws_types::{SdkConfig, region::Region};

use super::Identity;
use crate::ask::{Refusal, RefusalKind};

/// What a call of `sts:AssumeRole` passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssumeCall {
    /// `RoleArn`.
    pub role: String,
    /// `ExternalId`.
    pub external_id: Option<String>,
    /// `RoleSessionName`; `can-invoke` if nobody says.
    pub session_name: Option<String>,
    /// `Policy`: documents.
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

pub(super) async fn config(profile: Option<&str>, region: Option<&str>) -> SdkConfig {
    let mut loader = aws_config::defaults(aws_config::BehaviorVersion::latest());
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = region {
        loader = loader.region(Region::new(region.to_owned()));
    }
    let config = loader.load().await;
    match config.region() {
        Some(_) => config,
        None => config
            .into_builder()
            .region(Region::new("us-east-1"))
            .build(),
    }
}

fn refusal(error: &(impl ProvideErrorMetadata + std::fmt::Debug)) -> Refusal {
    Refusal {
        kind: if error.code() == Some("AccessDenied") {
            RefusalKind::Denied
        } else {
            RefusalKind::Unexpected
        },
        code: error.code().map(str::to_owned),
        message: error.message().unwrap_or("STS does not answer").to_owned(),
    }
}

pub(super) async fn identity(config: &SdkConfig) -> Result<Identity, Refusal> {
    let answer = aws_sdk_sts::Client::new(config)
        .get_caller_identity()
        .send()
        .await
        .map_err(|error| refusal(&error))?;
    Ok(Identity {
        arn: answer.arn().unwrap_or_default().to_owned(),
        account: answer.account().unwrap_or_default().to_owned(),
    })
}

pub(super) async fn assume(
    config: &SdkConfig,
    call: &AssumeCall,
) -> Result<(SdkConfig, Identity), Refusal> {
    let client = aws_sdk_sts::Client::new(config);
    let mut request = client
        .assume_role()
        .role_arn(&call.role)
        .role_session_name(call.session_name.as_deref().unwrap_or("can-invoke"))
        .set_external_id(call.external_id.clone())
        .set_policy(call.policies.first().cloned())
        .set_source_identity(call.source_identity.clone())
        .set_duration_seconds(
            call.duration
                .and_then(|seconds| i32::try_from(seconds).ok()),
        );
    for (key, value) in &call.tags {
        let tag = aws_sdk_sts::types::Tag::builder().key(key).value(value);
        request = request.tags(tag.build().map_err(|error| unexpected(&error))?);
    }
    for key in &call.transitive_tags {
        request = request.transitive_tag_keys(key);
    }
    if let Some((serial, code)) = &call.mfa {
        request = request.serial_number(serial).token_code(code);
    }
    let answer = request.send().await.map_err(|error| refusal(&error))?;
    let issued = answer.credentials();
    let issued = issued.ok_or_else(|| unexpected(&"no credentials came"))?;
    let expiry = SystemTime::try_from(*issued.expiration()).ok();
    let credentials = Credentials::new(
        issued.access_key_id(),
        issued.secret_access_key(),
        Some(issued.session_token().to_owned()),
        expiry,
        "AssumeRole",
    );
    let arn = answer.assumed_role_user().map(|user| user.arn().to_owned());
    let arn = arn.unwrap_or_default();
    let account = arn.split(':').nth(4).unwrap_or_default().to_owned();
    let config = config
        .to_builder()
        .credentials_provider(aws_sdk_sts::config::SharedCredentialsProvider::new(
            credentials,
        ))
        .build();
    Ok((config, Identity { arn, account }))
}

fn unexpected(error: &impl ToString) -> Refusal {
    Refusal {
        kind: RefusalKind::Unexpected,
        code: None,
        message: error.to_string(),
    }
}

pub(super) async fn send(
    request: http::Request<Vec<u8>>,
    timeout: Duration,
) -> Result<http::Response<Vec<u8>>, Refusal> {
    let unavailable = |message: String| Refusal {
        kind: RefusalKind::Unavailable,
        code: None,
        message,
    };
    let connector = Connector::builder()
        .tls_provider(tls::Provider::Rustls(
            tls::rustls_provider::CryptoMode::AwsLc,
        ))
        .build();
    let request =
        HttpRequest::try_from(request.map(SdkBody::from)).map_err(|error| unexpected(&error))?;
    let work = async {
        let response = connector
            .call(request)
            .await
            .map_err(|error| unavailable(format!("{error:?}")))?;
        let response = response
            .try_into_http1x()
            .map_err(|error| unexpected(&error))?;
        let (parts, body) = response.into_parts();
        let body = aws_smithy_types::byte_stream::ByteStream::new(body)
            .collect()
            .await
            .map_err(|error| unavailable(error.to_string()))?;
        Ok(http::Response::from_parts(
            parts,
            body.into_bytes().to_vec(),
        ))
    };
    match tokio::time::timeout(timeout, work).await {
        Ok(answer) => answer,
        Err(_) => Err(unavailable(format!(
            "no answer came in {} seconds",
            timeout.as_secs()
        ))),
    }
}
