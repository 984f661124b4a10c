//! `can-invoke keys`: the condition keys of AWS, and which of them a request carries.

use std::io::Write as _;

use can_invoke_gateway::{
    inventory::Authorization,
    keys::{ApiEndpoint, Callee, Requests},
    query::QueryError,
};
use can_invoke_policy::keys::CallerKind;
use can_invoke_report::{text, v1};

use super::{
    check::refuse,
    output::{print_json, unless_closed},
};
use crate::{
    arguments::{ApiWord, AuthorizationWord, CallerWord, Format, KeysOptions},
    exit::ExitStatus,
};

pub(crate) fn run(options: &KeysOptions) -> anyhow::Result<ExitStatus> {
    let requests = match requests(options) {
        Ok(requests) => requests,
        Err(error) => return refuse(&error, options.format),
    };
    unless_closed(match options.format {
        Format::Text => anstream::stdout()
            .write_all(text::keys(&requests).as_bytes())
            .map_err(Into::into),
        Format::Json => print_json(&v1::keys(&requests)),
    })?;
    Ok(ExitStatus::Allowed)
}

/// The requests of which the command line speaks.
fn requests(options: &KeysOptions) -> Result<Requests, QueryError> {
    let callers = match options.caller {
        Some(caller) => vec![kind(caller)],
        None => CallerKind::ALL.to_vec(),
    };
    let authorization = options.authorization.map(authorization);
    let callee = match options.api.map(endpoint) {
        Some(endpoint) => {
            let possible = endpoint.authorizations();
            if let Some(authorization) = authorization.filter(|it| !possible.contains(it)) {
                let names: Vec<&str> = possible.iter().map(|it| it.name()).collect();
                return Err(QueryError::new(
                    format!(
                        "no route of such an API has the authorization {}",
                        authorization.name()
                    ),
                    format!(
                        "an API of the kind `{}` knows {}",
                        endpoint.name(),
                        names.join(", ")
                    ),
                ));
            }
            Callee::Api(endpoint)
        }
        None if options.assume_role => Callee::AssumeRole,
        None => Callee::AnyService,
    };
    Ok(Requests {
        callers,
        callee,
        authorization,
    })
}

fn kind(word: CallerWord) -> CallerKind {
    match word {
        CallerWord::User => CallerKind::User,
        CallerWord::Session => CallerKind::Session,
        CallerWord::FederatedUser => CallerKind::FederatedUser,
        CallerWord::Root => CallerKind::Root,
        CallerWord::Service => CallerKind::Service,
        CallerWord::Anonymous => CallerKind::Anonymous,
        CallerWord::Federated => CallerKind::Federated,
    }
}

fn endpoint(word: ApiWord) -> ApiEndpoint {
    match word {
        ApiWord::RestRegional => ApiEndpoint::RestRegional,
        ApiWord::RestEdge => ApiEndpoint::RestEdge,
        ApiWord::RestPrivate => ApiEndpoint::RestPrivate,
        ApiWord::Rest => ApiEndpoint::RestNotKnown,
        ApiWord::Http => ApiEndpoint::Http,
        ApiWord::WebSocket => ApiEndpoint::WebSocket,
    }
}

fn authorization(word: AuthorizationWord) -> Authorization {
    match word {
        AuthorizationWord::AwsIam => Authorization::AwsIam,
        AuthorizationWord::None => Authorization::None,
        AuthorizationWord::Custom => Authorization::Custom,
        AuthorizationWord::CognitoUserPools => Authorization::CognitoUserPools,
        AuthorizationWord::Jwt => Authorization::Jwt,
    }
}
