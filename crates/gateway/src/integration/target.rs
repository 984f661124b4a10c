//! What the `uri` of an integration means.
//!
//! Source: API Gateway API reference, `API_Integration`, uri; version 2 API reference,
//! `apis-apiid-integrations`, integrationUri.

use can_invoke_policy::Arn;

/// Where an integration leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nowhere that a `uri` says: a `MOCK` integration.
    None,
    /// A Lambda function, or a version or alias of one.
    Function {
        /// Its ARN, with the version or alias if one is called.
        arn: String,
    },
    /// An action of an AWS service, or a path of its API.
    Action {
        /// The service: `dynamodb`.
        service: String,
        /// `action/PutItem`, `path/111122223333/orders`.
        action: String,
    },
    /// An action of an AWS service that an HTTP API names by a subtype: `SQS-SendMessage`.
    Subtype(String),
    /// A URL.
    Url(String),
    /// The listener of a load balancer.
    Listener {
        /// Its ARN.
        arn: String,
    },
    /// A load balancer.
    LoadBalancer {
        /// Its ARN.
        arn: String,
    },
    /// A service of AWS Cloud Map.
    CloudMap {
        /// Its ARN.
        arn: String,
    },
    /// A text that means none of these.
    Other(String),
}

impl Target {
    /// Reads a `uri`, its stage variables filled in.
    pub fn of(uri: &str) -> Target {
        let is_url = ["http://", "https://"]
            .iter()
            .any(|scheme| uri.to_ascii_lowercase().starts_with(scheme));
        if is_url {
            return Target::Url(uri.to_owned());
        }
        let Some(arn) = Arn::parse(uri) else {
            return Target::Other(uri.to_owned());
        };
        let text = uri.to_owned();
        match (arn.service, arn.resource) {
            ("lambda", resource) if resource.starts_with("function:") => {
                Target::Function { arn: text }
            }
            ("elasticloadbalancing", resource) if resource.starts_with("listener/") => {
                Target::Listener { arn: text }
            }
            ("elasticloadbalancing", resource) if resource.starts_with("loadbalancer/") => {
                Target::LoadBalancer { arn: text }
            }
            ("servicediscovery", resource) if resource.starts_with("service/") => {
                Target::CloudMap { arn: text }
            }
            // `arn:aws:apigateway:us-east-1:lambda:path/…`: the service stands in the place of
            // the account.
            ("apigateway", action) => Target::of_service(uri, arn.account, action),
            _ => Target::Other(text),
        }
    }

    fn of_service(uri: &str, service: &str, action: &str) -> Target {
        let function = action
            .split_once("/functions/")
            .filter(|_| service == "lambda")
            .and_then(|(_, rest)| rest.strip_suffix("/invocations"));
        match function {
            Some(arn) => Target::Function {
                arn: arn.to_owned(),
            },
            None if ["action/", "path/"].iter().any(|it| action.starts_with(it)) => {
                Target::Action {
                    service: service.rsplit('.').next().unwrap_or(service).to_owned(),
                    action: action.to_owned(),
                }
            }
            None => Target::Other(uri.to_owned()),
        }
    }

    /// What it is, in words.
    pub fn words(&self) -> String {
        match self {
            Target::None => "nothing".to_owned(),
            Target::Function { arn } => {
                let name = arn.rsplit(":function:").next().unwrap_or(arn);
                format!("the Lambda function {name}")
            }
            Target::Action { service, action } => format!("{action} of {service}"),
            Target::Subtype(action) => action.clone(),
            Target::Url(url) => url.clone(),
            Target::Listener { arn } => format!("the listener {}", last(arn)),
            Target::LoadBalancer { arn } => format!("the load balancer {}", last(arn)),
            Target::CloudMap { arn } => format!("the AWS Cloud Map service {}", last(arn)),
            Target::Other(text) => format!("`{text}`"),
        }
    }
}

/// The name in an ARN, without what kind of thing it names.
fn last(arn: &str) -> &str {
    let resource = Arn::parse(arn).map_or(arn, |arn| arn.resource);
    let kinds = ["listener/", "loadbalancer/", "service/"];
    let named = kinds.iter().find_map(|kind| resource.strip_prefix(kind));
    named.unwrap_or(resource)
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn uris() {
        let function = |arn: &str| Target::Function {
            arn: arn.to_owned(),
        };
        let orders = "arn:aws:lambda:us-east-1:111111111111:function:orders:live";
        for (uri, target) in [
            (
                format!(
                    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{orders}/invocations"
                ),
                function(orders),
            ),
            (orders.to_owned(), function(orders)),
            (
                "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem".to_owned(),
                Target::Action {
                    service: "dynamodb".to_owned(),
                    action: "action/PutItem".to_owned(),
                },
            ),
            (
                "arn:aws:apigateway:us-east-1:my-bucket.s3:path/{key}".to_owned(),
                Target::Action {
                    service: "s3".to_owned(),
                    action: "path/{key}".to_owned(),
                },
            ),
            (
                "https://example.com/{proxy}".to_owned(),
                Target::Url("https://example.com/{proxy}".to_owned()),
            ),
            (
                "<listener-arn>".to_owned(),
                Target::Other("<listener-arn>".to_owned()),
            ),
        ] {
            assert_eq!(Target::of(&uri), target, "{uri}");
        }
    }
}
