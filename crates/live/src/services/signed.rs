//! Services of which one operation is called: a request that is signed by hand costs less than
//! the whole client of AWS Lambda or Amazon EC2.

use std::time::{Duration, SystemTime};

use aws_credential_types::provider::{ProvideCredentials as _, error::CredentialsError};
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use aws_types::{SdkConfig, service_config::ServiceConfigKey};

use super::{
    http::Wire,
    refusal::{of_credentials, of_transport, unexpected},
};
use crate::{ask::Refusal, operation::Service, operation_resource::partition};

/// How long an answer is waited for.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A service in an account and a Region.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    config: SdkConfig,
    service: Service,
    wire: Wire,
}

impl Signed {
    pub(super) fn new(config: SdkConfig, service: Service, wire: Wire) -> Self {
        Signed {
            config,
            service,
            wire,
        }
    }

    /// Sends a request that reads, and gives its answer.
    pub(super) async fn send(
        &self,
        method: &str,
        path_and_query: &str,
        body: &str,
    ) -> Result<http::Response<Vec<u8>>, Refusal> {
        let provider = self.config.credentials_provider();
        let provider =
            provider.ok_or_else(|| of_credentials(&CredentialsError::not_loaded_no_source()))?;
        let credentials = provider.provide_credentials().await;
        let identity = credentials.map_err(|error| of_credentials(&error))?.into();
        let region = self.region();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name(self.service.name())
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|_| not_signed())?
            .into();
        let url = format!("{}{path_and_query}", self.endpoint());
        let mut request = http::Request::builder().method(method).uri(&url);
        let mut headers = Vec::new();
        if !body.is_empty() {
            let form = (
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            );
            headers.push(form);
            request = request.header(form.0, form.1);
        }
        let body = body.as_bytes();
        let signable =
            SignableRequest::new(method, &url, headers.into_iter(), SignableBody::Bytes(body));
        let signature = sign(signable.map_err(|_| not_signed())?, &parameters);
        let (instructions, _) = signature.map_err(|_| not_signed())?.into_parts();
        let mut request = request.body(body.to_vec()).map_err(|_| not_signed())?;
        instructions.apply_to_request_http1x(&mut request);
        let answer = self.wire.send(request, TIMEOUT).await;
        answer.map_err(|error| of_transport(&error))
    }

    fn region(&self) -> &str {
        self.config.region().map(AsRef::as_ref).unwrap_or_default()
    }

    /// The address of the service: that of the environment or the profile, in the order of the
    /// SDK's own clients, or else AWS's.
    ///
    /// Source: AWS SDKs and tools reference guide, `feature-ss-endpoints`.
    fn endpoint(&self) -> String {
        let (id, variable) = match self.service {
            Service::Ec2 => ("EC2", "AWS_ENDPOINT_URL"),
            _ => ("Lambda", "AWS_ENDPOINT_URL"),
        };
        let key = ServiceConfigKey::builder()
            .service_id(id)
            .env(variable)
            .profile("endpoint_url")
            .build();
        let services = self.config.service_config();
        let own = services
            .zip(key.ok())
            .and_then(|(services, key)| services.load_config(key));
        let said = own.or_else(|| self.config.endpoint_url().map(str::to_owned));
        match said {
            Some(said) => said.trim_end_matches('/').to_owned(),
            None => format!("https://{}", self.host()),
        }
    }

    /// AWS's own host.
    ///
    /// Source: AWS General Reference, `lambda-service` and `ec2-service`, and the suffixes of
    /// the partitions of the AWS SDKs.
    fn host(&self) -> String {
        let mut name = self.service.name().to_owned();
        if self.config.use_fips() == Some(true) {
            name += "-fips";
        }
        let region = self.region();
        let is_dual = self.config.use_dual_stack() == Some(true);
        let suffix = match (partition(region), is_dual) {
            ("aws-cn", false) => "amazonaws.com.cn",
            ("aws-cn", true) => "api.amazonwebservices.com.cn",
            ("aws-iso", _) => "c2s.ic.gov",
            ("aws-iso-b", _) => "sc2s.sgov.gov",
            ("aws-iso-e", _) => "cloud.adc-e.uk",
            ("aws-iso-f", _) => "csp.hci.ic.gov",
            ("aws-eusc", false) => "amazonaws.eu",
            ("aws-eusc", true) => "api.amazonwebservices.eu",
            (_, true) => "api.aws",
            (_, false) => "amazonaws.com",
        };
        format!("{name}.{region}.{suffix}")
    }
}

/// No part of what goes wrong is told: it would be about keys and headers.
fn not_signed() -> Refusal {
    unexpected("the request cannot be signed")
}

/// A text as a part of a path or of a form: everything but the unreserved characters is
/// percent-encoded.
pub(super) fn encoded(text: &str) -> String {
    const ENCODED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(text, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use aws_types::region::Region;

    use super::*;

    #[test]
    fn hosts_of_regions() {
        for (service, region, fips, dual, host) in [
            (
                Service::Ec2,
                "us-east-1",
                false,
                false,
                "ec2.us-east-1.amazonaws.com",
            ),
            (
                Service::Lambda,
                "eu-west-1",
                false,
                true,
                "lambda.eu-west-1.api.aws",
            ),
            (
                Service::Lambda,
                "us-gov-west-1",
                true,
                false,
                "lambda-fips.us-gov-west-1.amazonaws.com",
            ),
            (
                Service::Ec2,
                "cn-north-1",
                false,
                false,
                "ec2.cn-north-1.amazonaws.com.cn",
            ),
        ] {
            let config = SdkConfig::builder()
                .region(Region::new(region))
                .use_fips(fips)
                .use_dual_stack(dual)
                .build();
            let signed = Signed::new(config, service, Wire::new());
            assert_eq!(signed.endpoint(), format!("https://{host}"));
        }
    }
}
