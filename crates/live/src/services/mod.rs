//! AWS itself, as a door: one module for each service. Nothing else in this crate calls an
//! operation of AWS, but for `sts:AssumeRole` in `session`.

mod apigateway;
mod apigatewayv2;
mod ec2;
pub(crate) mod http;
mod iam;
mod lambda;
mod organizations;
pub(crate) mod refusal;
mod shape;
mod signed;
mod sts;
mod tidy;

use std::{cell::RefCell, collections::HashMap};

use aws_types::{SdkConfig, region::Region};
use serde_json::Value;

use crate::{
    ask::{Ask, Refusal, RefusalKind},
    door::Door,
    operation::Service,
};

use refusal::unexpected;

/// The accounts that can be asked, by their ids.
#[derive(Debug)]
pub struct Aws {
    accounts: HashMap<String, SdkConfig>,
    clients: RefCell<HashMap<(String, String, Service), Client>>,
    wire: http::Wire,
}

/// A client of a service in an account and a Region. Clients are cheap to clone, and keep
/// their connections.
#[derive(Clone, Debug)]
enum Client {
    ApiGateway(aws_sdk_apigateway::Client),
    ApiGatewayV2(aws_sdk_apigatewayv2::Client),
    Iam(aws_sdk_iam::Client),
    Organizations(aws_sdk_organizations::Client),
    Sts(aws_sdk_sts::Client),
    Signed(Box<signed::Signed>),
}

impl Aws {
    /// A door to these accounts.
    pub fn new(accounts: HashMap<String, SdkConfig>) -> Self {
        Aws {
            accounts,
            clients: RefCell::default(),
            wire: http::Wire::new(),
        }
    }

    fn client(&self, ask: &Ask) -> Result<Client, Refusal> {
        let service = ask.operation.service();
        let place = &ask.place;
        let key = (place.account.clone(), place.region.clone(), service);
        if let Some(client) = self.clients.borrow().get(&key) {
            return Ok(client.clone());
        }
        let config = self.accounts.get(&place.account);
        let config = config.filter(|config| config.credentials_provider().is_some());
        let Some(config) = config else {
            return Err(Refusal {
                kind: RefusalKind::Credentials,
                code: None,
                message: format!("there are no credentials for the account {}", place.account),
            });
        };
        let config = config
            .to_builder()
            .region(Region::new(place.region.clone()))
            .build();
        let client = match service {
            Service::ApiGateway => Client::ApiGateway(aws_sdk_apigateway::Client::new(&config)),
            Service::ApiGatewayV2 => {
                Client::ApiGatewayV2(aws_sdk_apigatewayv2::Client::new(&config))
            }
            Service::Iam => Client::Iam(aws_sdk_iam::Client::new(&config)),
            Service::Organizations => {
                Client::Organizations(aws_sdk_organizations::Client::new(&config))
            }
            Service::Sts => Client::Sts(aws_sdk_sts::Client::new(&config)),
            Service::Ec2 | Service::Lambda => Client::Signed(Box::new(signed::Signed::new(
                config,
                service,
                self.wire.clone(),
            ))),
        };
        self.clients.borrow_mut().insert(key, client.clone());
        Ok(client)
    }
}

impl Door for Aws {
    async fn ask(&self, ask: &Ask) -> Result<Value, Refusal> {
        match self.client(ask)? {
            Client::ApiGateway(client) => apigateway::ask(&client, ask).await,
            Client::ApiGatewayV2(client) => apigatewayv2::ask(&client, ask).await,
            Client::Iam(client) => iam::ask(&client, ask).await,
            Client::Organizations(client) => organizations::ask(&client, ask).await,
            Client::Sts(client) => sts::ask(&client, ask).await,
            Client::Signed(client) if ask.operation.service() == Service::Ec2 => {
                ec2::ask(&client, ask).await
            }
            Client::Signed(client) => lambda::ask(&client, ask).await,
        }
    }
}

/// The value of a parameter that has to be there.
fn required<'a>(ask: &'a Ask, name: &str) -> Result<&'a str, Refusal> {
    ask.parameter(name)
        .ok_or_else(|| unexpected(format!("`{name}` is missing in the question")))
}

/// The value of a parameter that need not be there.
fn optional(ask: &Ask, name: &str) -> Option<String> {
    ask.parameter(name).map(str::to_owned)
}

/// An operation that came to the wrong service.
fn elsewhere(ask: &Ask) -> Refusal {
    unexpected(format!(
        "`{}` is asked of another service",
        ask.operation.name()
    ))
}

/// The document of an export, as the AWS CLI writes it to a file.
fn exported(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| refusal::not_understood(&format!("the export is no JSON: {error}")))
}

#[cfg(test)]
pub(crate) mod tests;
