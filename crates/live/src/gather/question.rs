//! From a question to what its answer needs of live accounts.

use can_invoke_gateway::{
    Query,
    target::{Host, Target},
};
use can_invoke_policy::Caller;

use crate::wanted::{Wanted, WantedApi, Ways};

/// What a question needs: the API, or the custom domain name and what its paths lead to, the
/// caller with its policies, the organizations of both accounts, and the VPC endpoint. The
/// roles of the accounts are read only where the answer looks for ways through them.
///
/// `has_more` says that the answer rests on other documents as well; whether roles are needed
/// cannot be said then from what is read, and they are.
pub fn wanted(query: &Query, has_more: bool) -> Wanted {
    let mut wanted = Wanted {
        principals: arn_of(&query.caller).into_iter().collect(),
        vpc_endpoint: query.carried.vpc_endpoint.clone(),
        ways: ways(query, has_more),
        ..Wanted::default()
    };
    let id = |id: &str, region: Option<&str>| WantedApi::Id {
        id: id.to_owned(),
        region: region.map(str::to_owned),
    };
    match &query.target {
        Target::Url { host, .. } => match host {
            Host::Api {
                api,
                vpc_endpoint,
                region,
                ..
            } => {
                wanted.apis.push(id(api, Some(region)));
                wanted.vpc_endpoint = wanted.vpc_endpoint.or(vpc_endpoint.clone());
            }
            Host::VpcEndpoint {
                id: endpoint,
                region,
                ..
            } => {
                wanted.vpc_endpoint.get_or_insert_with(|| endpoint.clone());
                wanted.apis.extend(named_by_header(query, region));
            }
            Host::StandIn { api, .. } => wanted.apis.push(id(api, None)),
            Host::Name(name) => wanted.apis.push(WantedApi::Domain(name.clone())),
        },
        Target::Arn { api, region, .. } => wanted.apis.push(id(api, Some(region))),
        Target::Path(_) | Target::RouteKey(_) => {}
    }
    if wanted.apis.is_empty() {
        wanted
            .apis
            .extend(query.api.as_deref().map(|api| id(api, None)));
    }
    wanted
}

fn ways(query: &Query, has_more: bool) -> Ways {
    let may_assume = matches!(query.caller, Caller::User { .. } | Caller::Session { .. });
    match (query.role_paths && may_assume, has_more) {
        (false, _) => Ways::Never,
        (true, true) => Ways::Always,
        (true, false) => Ways::WhereNeeded(Box::new(query.clone())),
    }
}

/// What a header names, on the own name of a VPC endpoint.
///
/// Source: API Gateway developer guide, `apigateway-private-api-test-invoke-url`.
fn named_by_header(query: &Query, region: &str) -> Option<WantedApi> {
    let header = |wanted: &str| {
        let mut headers = query.carried.headers.iter();
        let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.as_str())
    };
    if let Some(id) = header("x-apigw-api-id").filter(|id| !id.is_empty()) {
        return Some(WantedApi::Id {
            id: id.to_owned(),
            region: Some(region.to_owned()),
        });
    }
    match Target::parse(&format!("https://{}/", header("host")?)).ok()? {
        Target::Url {
            host: Host::Api { api, region, .. },
            ..
        } => Some(WantedApi::Id {
            id: api,
            region: Some(region),
        }),
        Target::Url {
            host: Host::Name(name),
            ..
        } => Some(WantedApi::Domain(name)),
        _ => None,
    }
}

/// The ARN of a user or role session; none of callers without policies.
pub fn arn_of(caller: &Caller) -> Option<String> {
    let has_policies = matches!(caller, Caller::User { .. } | Caller::Session { .. });
    match caller {
        Caller::Session {
            partition,
            account,
            role,
            path: Some(path),
            ..
        } => Some(format!("arn:{partition}:iam::{account}:role{path}{role}")),
        _ => has_policies.then(|| caller.to_string()),
    }
}
