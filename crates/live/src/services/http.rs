//! Sending an HTTP request that was signed by hand, with the TLS of the SDK.

use std::{sync::OnceLock, time::Duration};

use aws_smithy_http_client::{
    Connector,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::{
    client::http::{HttpConnector, SharedHttpConnector},
    http::Request,
};
use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};

/// The longest answer that is read, in bytes.
pub(crate) const MOST_BYTES: usize = 50 * 1024 * 1024;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct TransportError {
    /// What happened, in one line.
    pub(crate) message: String,
    /// Whether the time ran out.
    pub(crate) is_timeout: bool,
}

impl TransportError {
    fn new(message: impl Into<String>) -> Self {
        TransportError {
            message: message.into(),
            is_timeout: false,
        }
    }
}

/// Sends a request and gives the whole answer. Redirects are not followed, and nothing is
/// tried again.
///
/// # Errors
///
/// If the host cannot be reached, the connection breaks, the time runs out, or the answer is
/// longer than [`MOST_BYTES`].
pub(crate) async fn send(
    request: ::http::Request<Vec<u8>>,
    timeout: Duration,
) -> Result<::http::Response<Vec<u8>>, TransportError> {
    match tokio::time::timeout(timeout, sent(request)).await {
        Ok(answer) => answer,
        Err(_) => Err(TransportError {
            message: format!("there was no answer within {} s", timeout.as_secs()),
            is_timeout: true,
        }),
    }
}

async fn sent(
    request: ::http::Request<Vec<u8>>,
) -> Result<::http::Response<Vec<u8>>, TransportError> {
    let request: ::http::Request<SdkBody> = request.map(SdkBody::from);
    let request = Request::try_from(request)
        .map_err(|error| TransportError::new(format!("no request can be made: {error}")))?;
    let answer = connector().call(request).await.map_err(|error| {
        let mut message = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            let said = cause.to_string();
            if !message.contains(&said) {
                message = format!("{message}: {said}");
            }
            source = cause.source();
        }
        TransportError::new(message)
    })?;
    let answer = answer
        .try_into_http1x()
        .map_err(|error| TransportError::new(format!("the answer is no HTTP: {error}")))?;
    let (parts, body) = answer.into_parts();
    let body = bytes(body).await?;
    Ok(::http::Response::from_parts(parts, body))
}

async fn bytes(body: SdkBody) -> Result<Vec<u8>, TransportError> {
    let mut stream = ByteStream::new(body);
    let mut whole = Vec::new();
    while let Some(part) = stream.next().await {
        let part =
            part.map_err(|error| TransportError::new(format!("the answer breaks off: {error}")))?;
        whole.extend_from_slice(&part);
        if whole.len() > MOST_BYTES {
            return Err(TransportError::new("the answer is longer than 50 MB"));
        }
    }
    Ok(whole)
}

/// One pool of connections for the whole run.
fn connector() -> SharedHttpConnector {
    static CONNECTOR: OnceLock<SharedHttpConnector> = OnceLock::new();
    CONNECTOR
        .get_or_init(|| {
            SharedHttpConnector::new(
                Connector::builder()
                    .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
                    .build(),
            )
        })
        .clone()
}
