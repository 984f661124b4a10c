//! Sending HTTP requests with the TLS of the SDK: those of its clients, and those that are
//! signed by hand.

use std::{error::Error, time::Duration};

use aws_smithy_http_client::{
    Builder, Connector, ConnectorBuilder,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::{
    client::http::{
        HttpConnector as _, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    },
    http::Request,
};
use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};

/// The longest answer that is read, in bytes.
pub(crate) const MOST_BYTES: usize = 50 * 1024 * 1024;

/// How long a connection may take to come about.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct TransportError {
    /// What happened; of the request nothing but its host is in it.
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

/// The HTTP client for all clients of the SDK in a run. They share it, because each of their own
/// would read the certificates of the machine and connect anew.
pub(crate) fn shared_client() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut builder = ConnectorBuilder::default();
        builder.set_connector_settings(settings.cloned());
        builder.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector(builder)
    })
}

/// As the default client of the SDK: the proxy of the environment is honoured.
fn connector(mut builder: ConnectorBuilder) -> Connector {
    builder.set_proxy_config(Some(ProxyConfig::from_env()));
    builder
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .build()
}

/// Sends one request and gives the whole answer, as [`Wire::send`].
///
/// # Errors
///
/// As [`Wire::send`].
pub(crate) async fn send(
    request: ::http::Request<Vec<u8>>,
    timeout: Duration,
) -> Result<::http::Response<Vec<u8>>, TransportError> {
    Wire::new().send(request, timeout).await
}

/// Connections that are kept for further requests.
#[derive(Clone, Debug)]
pub(crate) struct Wire(SharedHttpConnector);

impl Wire {
    /// Without any connection yet.
    pub(crate) fn new() -> Self {
        let mut builder = Connector::builder();
        let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT_TIMEOUT);
        builder.set_connector_settings(Some(settings.build()));
        Wire(SharedHttpConnector::new(connector(builder)))
    }

    /// Sends a request and gives the whole answer, whatever its status. Redirects are not
    /// followed, and nothing is tried again.
    ///
    /// # Errors
    ///
    /// If the host cannot be reached, the connection breaks, the time runs out, or the answer
    /// is longer than [`MOST_BYTES`].
    pub(crate) async fn send(
        &self,
        request: ::http::Request<Vec<u8>>,
        timeout: Duration,
    ) -> Result<::http::Response<Vec<u8>>, TransportError> {
        match tokio::time::timeout(timeout, self.sent(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(TransportError {
                message: format!("there was no answer within {} s", timeout.as_secs()),
                is_timeout: true,
            }),
        }
    }

    async fn sent(
        &self,
        request: ::http::Request<Vec<u8>>,
    ) -> Result<::http::Response<Vec<u8>>, TransportError> {
        let request = Request::try_from(request.map(SdkBody::from))
            .map_err(|_| TransportError::new("this cannot be sent as a request"))?;
        let answer = self.0.call(request).await.map_err(|error| TransportError {
            is_timeout: error.is_timeout(),
            message: format!("the host cannot be reached: {}", deepest(&error)),
        })?;
        let answer = answer
            .try_into_http1x()
            .map_err(|error| TransportError::new(format!("the answer is no HTTP: {error}")))?;
        let (parts, body) = answer.into_parts();
        Ok(::http::Response::from_parts(parts, whole(body).await?))
    }
}

async fn whole(body: SdkBody) -> Result<Vec<u8>, TransportError> {
    let mut body = ByteStream::new(body);
    let mut whole = Vec::new();
    while let Some(part) = body.next().await {
        let part = part.map_err(|error| {
            TransportError::new(format!("the answer breaks off: {}", deepest(&error)))
        })?;
        if whole.len() + part.len() > MOST_BYTES {
            return Err(TransportError::new("the answer is longer than 50 MB"));
        }
        whole.extend_from_slice(&part);
    }
    Ok(whole)
}

/// What is at the bottom of an error. What stands above it names layers of the program.
pub(super) fn deepest(error: &(dyn Error + 'static)) -> String {
    let mut bottom = error;
    while let Some(source) = bottom.source() {
        bottom = source;
    }
    bottom.to_string()
}
