//! Services of which one operation is called: a request that is signed by hand costs less than
//! the whole client of AWS Lambda or Amazon EC2.

use std::time::{Duration, SystemTime};

use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use aws_types::SdkConfig;

use super::{
    http,
    refusal::{tidy, unexpected},
};
use crate::{
    ask::{Refusal, RefusalKind},
    operation::Service,
};

/// How long an answer is waited for.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A service in an account and a Region.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    config: SdkConfig,
    service: Service,
}

impl Signed {
    pub(super) fn new(config: SdkConfig, service: Service) -> Self {
        Signed { config, service }
    }

    /// The address of the service: that of the environment or the profile, which may stand in
    /// for AWS, or else its own.
    ///
    /// Source: AWS SDKs and tools reference guide, `feature-ss-endpoints`, and AWS general
    /// reference, `rande`.
    fn endpoint(&self) -> String {
        let own = self.service.name().to_ascii_uppercase();
        let said = [
            std::env::var(format!("AWS_ENDPOINT_URL_{own}")).ok(),
            self.config.endpoint_url().map(str::to_owned),
            std::env::var("AWS_ENDPOINT_URL").ok(),
        ];
        let is_ignored = std::env::var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            .is_ok_and(|word| word.eq_ignore_ascii_case("true"));
        let said = said.into_iter().flatten().find(|url| !url.is_empty());
        if let Some(said) = said.filter(|_| !is_ignored) {
            return said.trim_end_matches('/').to_owned();
        }
        let region = self.region();
        let suffix = if region.starts_with("cn-") {
            "amazonaws.com.cn"
        } else if region.starts_with("eusc-") {
            "amazonaws.eu"
        } else if region.starts_with("us-iso-") {
            "c2s.ic.gov"
        } else if region.starts_with("us-isob-") {
            "sc2s.sgov.gov"
        } else {
            "amazonaws.com"
        };
        format!("https://{}.{region}.{suffix}", self.service.name())
    }

    /// The Region that is asked.
    pub(super) fn region(&self) -> String {
        let region = self.config.region();
        region.map(ToString::to_string).unwrap_or_default()
    }

    /// Sends a request that reads, and gives its status and body.
    pub(super) async fn send(
        &self,
        method: &str,
        path_and_query: &str,
        body: &str,
    ) -> Result<(u16, Vec<u8>), Refusal> {
        let Some(provider) = self.config.credentials_provider() else {
            return Err(no_credentials("there are none"));
        };
        let credentials = provider
            .provide_credentials()
            .await
            .map_err(|error| no_credentials(&error.to_string()))?;
        let identity = credentials.into();
        let region = self.region();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&region)
            .name(self.service.name())
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| unexpected(error.to_string()))?
            .into();
        let url = format!("{}{path_and_query}", self.endpoint());
        let mut request = ::http::Request::builder().method(method).uri(&url);
        let kind = "application/x-www-form-urlencoded; charset=utf-8";
        let mut headers = Vec::new();
        if !body.is_empty() {
            headers.push(("content-type", kind));
            request = request.header("content-type", kind);
        }
        let signable = SignableRequest::new(
            method,
            &url,
            headers.into_iter(),
            SignableBody::Bytes(body.as_bytes()),
        )
        .map_err(|error| unexpected(error.to_string()))?;
        let (instructions, _) = sign(signable, &parameters)
            .map_err(|error| unexpected(error.to_string()))?
            .into_parts();
        let mut request = request
            .body(body.as_bytes().to_vec())
            .map_err(|error| unexpected(error.to_string()))?;
        instructions.apply_to_request_http1x(&mut request);
        let answer = http::send(request, TIMEOUT)
            .await
            .map_err(|error| Refusal {
                kind: RefusalKind::Unavailable,
                code: None,
                message: tidy(&error.message),
            })?;
        Ok((answer.status().as_u16(), answer.into_body()))
    }
}

fn no_credentials(said: &str) -> Refusal {
    Refusal {
        kind: RefusalKind::Credentials,
        code: None,
        message: tidy(&format!("no credentials: {said}")),
    }
}

/// A text as a part of a path or of a form: everything but the unreserved characters is
/// percent-encoded.
pub(super) fn encoded(text: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(text, KEPT).to_string()
}
