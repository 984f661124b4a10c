//! Each operation with an answer in the shape of the API references: exactly one request, that
//! reads, and what the door makes of the answer.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::{
    asked, door,
    server::{Received, Server, answer},
};
use crate::{
    door::Door as _,
    operation::{Operation, Service},
};

/// A file of `tests/live/wire`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    /// The page of the API reference that has the shape.
    source: String,
    parameters: BTreeMap<String, String>,
    request: String,
    form: Option<String>,
    target: Option<String>,
    answer: Value,
    value: Value,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/live/wire")
}

fn file(operation: Operation) -> String {
    format!("{}-{}.json", operation.service().name(), operation.name())
}

/// The parameters of a query string or form, in the order of their names.
fn sorted(text: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = text.split('&').filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts
}

#[tokio::test]
async fn every_operation_sends_one_request_that_reads_and_its_answer_is_understood() {
    for operation in Operation::ALL {
        let file = file(*operation);
        let text = std::fs::read_to_string(folder().join(&file)).expect(&file);
        let exchange: Exchange = serde_json::from_str(&text).expect(&file);
        assert!(
            exchange.source.starts_with("https://docs.aws.amazon.com/"),
            "{file}"
        );
        let body = match &exchange.answer {
            Value::String(text) => text.clone(),
            document => document.to_string(),
        };
        let server = Server::answering(vec![answer(200, &[], &body)]);
        let parameters: Vec<(&str, &str)> = exchange
            .parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let given = door(&server.address)
            .ask(&asked(*operation, &parameters))
            .await;
        let received = server.received();
        let [request] = received.as_slice() else {
            panic!("{file}: {received:?}");
        };
        assert_eq!(given, Ok(exchange.value), "{file}");
        let (path, query) = request.line.split_once('?').unwrap_or((&request.line, ""));
        let wanted = exchange.request.split_once('?');
        let (wanted_path, wanted_query) = wanted.unwrap_or((&exchange.request, ""));
        assert_eq!(path, wanted_path, "{file}");
        assert_eq!(sorted(query), sorted(wanted_query), "{file}");
        if let Some(form) = &exchange.form {
            assert_eq!(sorted(&request.body), sorted(form), "{file}");
        }
        assert_eq!(
            request.header("x-amz-target"),
            exchange.target.as_deref(),
            "{file}"
        );
        reads(*operation, request);
        let signed_for = format!("/{}/aws4_request", signing_name(operation.service()));
        let authorization = request.header("authorization").expect("a signature");
        assert!(
            authorization.contains(&signed_for),
            "{file}: {authorization}"
        );
    }
}

/// Whether a request reads, by what stands on the wire and not by what we call it.
fn reads(operation: Operation, request: &Received) {
    let reads = |name: &str| {
        ["Get", "List", "Describe"]
            .iter()
            .any(|verb| name.starts_with(verb))
    };
    let method = request.line.split(' ').next();
    match operation.service() {
        Service::ApiGateway | Service::ApiGatewayV2 | Service::Lambda => {
            assert_eq!(method, Some("GET"), "{operation:?}");
            assert!(request.body.is_empty(), "{operation:?}");
        }
        Service::Ec2 | Service::Iam | Service::Sts => {
            let mut parts = request.body.split('&');
            let action = parts.find_map(|part| part.strip_prefix("Action="));
            let action = action.expect("an action");
            assert_eq!(action, operation.name());
            assert!(reads(action), "{action}");
            assert_eq!(request.line, "POST /");
        }
        Service::Organizations => {
            let target = request.header("x-amz-target").expect("a target");
            let name = target.rsplit('.').next().expect("a name");
            assert_eq!(name, operation.name());
            assert!(reads(name), "{name}");
            assert_eq!(request.line, "POST /");
        }
    }
}

fn signing_name(service: Service) -> &'static str {
    match service {
        Service::ApiGatewayV2 => "apigateway",
        service => service.name(),
    }
}

#[test]
fn there_is_no_file_for_an_operation_that_is_not_called() {
    let known: Vec<String> = Operation::ALL.iter().map(|one| file(*one)).collect();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name), "{name}");
    }
}
