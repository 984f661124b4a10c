//! The door to AWS against a server of our own on the loopback interface: what is sent, and
//! what becomes of answers that a service may give, or break off.

mod allow_list;
mod answers;
mod endpoints;
pub(crate) mod server;
mod wire;

use std::collections::HashMap;

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::{SdkConfig, region::Region, sdk_config::Builder};

use super::{Aws, http};
use crate::ask::{Ask, Place};

const ACCOUNT: &str = "111111111111";
const KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "IQoJb3JpZ2luX2VjE-a-token-of-a-session";

fn place() -> Place {
    Place {
        account: ACCOUNT.to_owned(),
        region: "us-east-1".to_owned(),
    }
}

pub(crate) fn config(address: &str) -> Builder {
    let credentials = Credentials::new("AKIDEXAMPLE", KEY, Some(TOKEN.to_owned()), None, "test");
    let timeouts =
        TimeoutConfig::builder().operation_attempt_timeout(std::time::Duration::from_secs(5));
    SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .endpoint_url(address)
        .http_client(http::shared_client())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts.build())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
}

fn door(address: &str) -> Aws {
    door_of(config(address).build())
}

fn door_of(config: SdkConfig) -> Aws {
    Aws::new(HashMap::from([(ACCOUNT.to_owned(), config)]))
}

fn asked(operation: crate::operation::Operation, parameters: &[(&str, &str)]) -> Ask {
    let ask = Ask::new(&place(), operation);
    parameters
        .iter()
        .fold(ask, |ask, (name, value)| ask.with(name, *value))
}
