//! Everything known about accounts, principals and APIs, and what is not known.

mod apis;
mod authorizer_answer;
mod authorizer_output;
mod binding;
mod detect;
mod domain_outputs;
mod domains;
mod facts;
mod fields;
mod files;
mod gathered;
mod http_api;
mod iam_details;
mod ids;
mod integrations;
mod load;
mod model;
mod native;
mod not_readable;
mod policies;
mod rest_api;
mod routes;
mod secrets;
mod session_duration;
mod shared_policies;
mod single;
mod texts;
mod usage_plans;
mod vpc_endpoint_output;
mod vpc_links;
mod write;

use std::{collections::BTreeMap, sync::Arc};

use can_invoke_policy::Policy;
use can_invoke_source::Span;

pub use authorizer_answer::authorizer_answer;
pub(crate) use detect::looks_like_document;
pub use files::{Files, InMemory};
pub(crate) use integrations::placeholder;
pub use load::{LoadOptions, Loaded, Lower, load, load_with};
pub use model::{
    ApiKeySource, Authorizer, AuthorizerAnswer, AuthorizerKind, BasePathMapping, ConnectionType,
    ContentHandling, Credentials, Deployment, DomainName, Fit, Function, IdentitySource,
    Integration, IntegrationKind, IntegrationResponse, MethodResponse, Parameter,
    PassthroughBehavior, PayloadFormat, Stage, StatusMapping, UsagePlan, VpcEndpoint, VpcLink,
    VpcLinkVersion, Written,
};
pub use not_readable::NotReadable;
pub use single::{read_integration, read_status_mappings};
pub use texts::{Lowered, PolicyTree};
pub use write::write;

/// A fact, or that nobody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// This is how it is.
    Known(T),
    /// Nobody said.
    NotKnown,
}

impl<T> Known<T> {
    /// The fact, if somebody said.
    pub fn known(&self) -> Option<&T> {
        match self {
            Known::Known(value) => Some(value),
            Known::NotKnown => None,
        }
    }
}

/// Everything known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inventory {
    /// Accounts that are in no organization, as somebody said.
    pub standalone_accounts: Vec<String>,
    /// Organizations.
    pub organizations: Vec<Organization>,
    /// Users and roles.
    pub principals: Vec<PrincipalRecord>,
    /// APIs.
    pub apis: Vec<Api>,
    /// VPC endpoints for API Gateway.
    pub vpc_endpoints: Vec<VpcEndpoint>,
    /// Custom domain names.
    pub domain_names: Vec<DomainName>,
    /// VPC links.
    pub vpc_links: Vec<VpcLink>,
    /// Lambda functions.
    pub functions: Vec<Function>,
    /// Usage plans.
    pub usage_plans: Vec<UsagePlan>,
    /// Whether a document lists usage plans, also if there are none in the list.
    pub has_usage_plans: bool,
    /// The names of API keys that are known to be disabled.
    pub disabled_api_keys: Vec<String>,
    /// What whoever made the inventory tried to read and could not.
    pub not_readable: Vec<NotReadable>,
}

/// An organization of AWS Organizations.
#[derive(Clone, Debug, PartialEq)]
pub struct Organization {
    /// Its id, `o-…`.
    pub id: String,
    /// Its management account, which no SCP or RCP restricts.
    pub management_account: Known<String>,
    /// Its member accounts, the management account among them.
    pub accounts: BTreeMap<String, OrganizationAccount>,
}

/// An account's place in its organization.
#[derive(Clone, Debug, PartialEq)]
pub struct OrganizationAccount {
    /// The path as `aws:PrincipalOrgPaths` has it: `o-…/r-…/ou-…/`.
    pub path: String,
    /// The SCPs of root, organizational units and account, in this order.
    pub service_control: Known<Vec<OrganizationLevel>>,
    /// The RCPs of the same levels, without `RCPFullAWSAccess`.
    pub resource_control: Known<Vec<OrganizationLevel>>,
}

/// One level of an organization with the policies attached there.
#[derive(Clone, Debug, PartialEq)]
pub struct OrganizationLevel {
    /// The id of the root, unit or account.
    pub name: String,
    /// The policies.
    pub policies: Vec<Arc<Policy>>,
}

/// Whether a principal is a user or a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    /// An IAM user.
    User,
    /// An IAM role.
    Role,
}

/// A user or a role.
#[derive(Clone, Debug, PartialEq)]
pub struct PrincipalRecord {
    /// User or role.
    pub kind: PrincipalKind,
    /// Its ARN, with the path.
    pub arn: String,
    /// The account.
    pub account: String,
    /// The name, without the path.
    pub name: String,
    /// Its unique id, `AIDA…` or `AROA…`, where known.
    pub unique_id: Option<String>,
    /// All identity-based policies that apply to it, those of its groups among them.
    pub policies: Known<Vec<Arc<Policy>>>,
    /// The permissions boundary, if there is one.
    pub boundary: Known<Option<Arc<Policy>>>,
    /// Its tags.
    pub tags: Known<BTreeMap<String, String>>,
    /// Of a role: the trust policy.
    pub trust: Known<Arc<Policy>>,
    /// Of a role: how long a session may last at most, in seconds.
    pub max_session_duration: Known<u32>,
    /// Where the inventory speaks of it.
    pub span: Span,
}

/// The kinds of APIs of API Gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKind {
    /// A REST API.
    Rest,
    /// An HTTP API.
    Http,
    /// A WebSocket API.
    WebSocket,
}

impl ApiKind {
    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            ApiKind::Rest => "REST API",
            ApiKind::Http => "HTTP API",
            ApiKind::WebSocket => "WebSocket API",
        }
    }
}

/// The endpoint types of REST APIs; HTTP and WebSocket APIs are regional.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointType {
    /// Regional.
    Regional,
    /// Edge-optimized.
    Edge,
    /// Private: reached through an interface VPC endpoint only.
    Private,
}

impl EndpointType {
    /// The word in API Gateway's answers.
    pub fn name(self) -> &'static str {
        match self {
            EndpointType::Regional => "REGIONAL",
            EndpointType::Edge => "EDGE",
            EndpointType::Private => "PRIVATE",
        }
    }
}

/// An API.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// Its id.
    pub id: String,
    /// Its name, where known.
    pub name: Option<String>,
    /// The kind.
    pub kind: ApiKind,
    /// The account that owns it.
    pub account: Known<String>,
    /// Its Region.
    pub region: Known<String>,
    /// Its partition, `aws` unless somebody said otherwise.
    pub partition: String,
    /// Its endpoint type.
    pub endpoint: Known<EndpointType>,
    /// Whether requests to the default endpoint are refused, so that only custom domain names
    /// lead to the API. AWS enables the endpoint unless told otherwise.
    pub is_default_endpoint_disabled: bool,
    /// The resource policy; HTTP and WebSocket APIs have none.
    pub resource_policy: Known<Option<Arc<Policy>>>,
    /// Its stages.
    pub stages: Known<Vec<Stage>>,
    /// Its methods or routes, as the API holds them now.
    pub routes: Known<Vec<Route>>,
    /// Its authorizers.
    pub authorizers: Known<Vec<Authorizer>>,
    /// Where it finds the API key of a request; in a header, unless somebody said otherwise.
    pub api_key_source: Known<ApiKeySource>,
    /// Its integrations that have an id or a name; those of a REST API belong to their
    /// methods.
    pub integrations: Known<Vec<Arc<Integration>>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}

impl Api {
    /// The names of its stages, if they are known.
    pub fn stage_names(&self) -> Option<Vec<&str>> {
        let stages = self.stages.known()?;
        Some(stages.iter().map(|stage| stage.name.as_str()).collect())
    }

    /// A stage by its name.
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        let stages = self.stages.known()?;
        stages.iter().find(|stage| stage.name == name)
    }

    /// The authorizer of a route: the one that it names, or the only one that there is.
    pub fn authorizer(&self, route: &Route) -> Option<&Authorizer> {
        let all = self.authorizers.known()?;
        match (route.authorizer.known(), all.as_slice()) {
            (Some(name), _) => all
                .iter()
                .find(|one| one.name == *name || one.id.as_ref() == Some(name)),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// The authorizer of a route, of one of these kinds: the one that the route names, or
    /// the only one of the kinds that there is.
    pub fn authorizer_of_kind(
        &self,
        route: &Route,
        kinds: &[AuthorizerKind],
    ) -> Option<&Authorizer> {
        let is_wanted = |one: &&Authorizer| kinds.contains(&one.kind);
        if route.authorizer.known().is_some() {
            return self.authorizer(route).filter(is_wanted);
        }
        let mut wanted = self.authorizers.known()?.iter().filter(is_wanted);
        let first = wanted.next();
        first.filter(|_| wanted.next().is_none())
    }

    /// The API as one of its stages serves it, where that differs from what it holds now.
    pub fn as_deployed(&self, stage: &str) -> Option<Api> {
        let deployed = self.stage(stage)?.deployed.as_ref()?;
        let mut api = self.clone();
        if let Some(policy) = &deployed.resource_policy {
            api.resource_policy = policy.clone();
        }
        if let Some(routes) = &deployed.routes {
            api.routes = routes.clone();
        }
        if let Some(authorizers) = &deployed.authorizers {
            api.authorizers = authorizers.clone();
        }
        if let Some(integrations) = &deployed.integrations {
            api.integrations = integrations.clone();
            if deployed.routes.is_none() {
                api.refer_anew();
            }
        }
        (api != *self).then_some(api)
    }

    /// Gives the routes the integrations that the API has now, as where those of a stage are
    /// not those that the API holds; where they are not known, it is not known what any route
    /// leads to, be its integration written in place.
    fn refer_anew(&mut self) {
        let Known::Known(routes) = &mut self.routes else {
            return;
        };
        for route in routes {
            let target = route.target.as_ref().map(|target| target.value.as_str());
            match (&self.integrations, target) {
                (Known::NotKnown, _) => route.integration = Known::NotKnown,
                (Known::Known(_), None) => {}
                (Known::Known(all), target) => {
                    let found = all.iter().find(|one| one.id.as_deref() == target);
                    route.integration = match found {
                        Some(found) => Known::Known(Some(Arc::clone(found))),
                        None => Known::NotKnown,
                    };
                }
            }
        }
    }
}

/// A method of a REST API or a route of an HTTP or WebSocket API.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// What it matches.
    pub key: RouteKey,
    /// How it authorizes.
    pub authorization: Known<Authorization>,
    /// The name or id of its authorizer.
    pub authorizer: Known<String>,
    /// The scopes of which a token must have one; if there are none, scopes do not matter.
    pub scopes: Known<Vec<String>>,
    /// Whether requests need an API key.
    pub is_api_key_required: Known<bool>,
    /// What it leads to.
    pub integration: Known<Option<Arc<Integration>>>,
    /// The id or name of the integration that it refers to, where it refers to one.
    pub target: Option<Written<String>>,
    /// Of a REST API: the id of its resource, as errors of AWS name it.
    pub resource: Option<String>,
    /// Of a REST API: the answers that the method declares.
    pub method_responses: Known<Vec<MethodResponse>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}

impl Route {
    /// A route of which nothing else is known.
    pub fn new(key: RouteKey, authorization: Known<Authorization>, span: Span) -> Self {
        Route {
            key,
            authorization,
            authorizer: Known::NotKnown,
            scopes: Known::NotKnown,
            is_api_key_required: Known::NotKnown,
            integration: Known::NotKnown,
            target: None,
            resource: None,
            method_responses: Known::NotKnown,
            span,
        }
    }
}

/// What a route matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteKey {
    /// A verb (`ANY` for all) and a path template.
    Path {
        /// `GET`, `POST` …, or `ANY`.
        method: String,
        /// `/pets/{id}`, `/{proxy+}`.
        template: String,
    },
    /// `$default` of an HTTP API.
    Default,
    /// A route of a WebSocket API: `$connect`, `$disconnect`, `$default`, a custom key.
    Message(String),
}

impl RouteKey {
    /// As people write it: `GET /pets/{id}`, `$default`.
    pub fn text(&self) -> String {
        match self {
            RouteKey::Path { method, template } => format!("{method} {template}"),
            RouteKey::Default => "$default".to_owned(),
            RouteKey::Message(key) => key.clone(),
        }
    }
}

/// The authorization types of API Gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// Open access.
    None,
    /// Requests signed with Signature Version 4.
    AwsIam,
    /// A Lambda authorizer.
    Custom,
    /// A Cognito user pool.
    CognitoUserPools,
    /// A JSON Web Token.
    Jwt,
}

impl Authorization {
    /// The word in API Gateway's answers.
    pub fn name(self) -> &'static str {
        match self {
            Authorization::None => "NONE",
            Authorization::AwsIam => "AWS_IAM",
            Authorization::Custom => "CUSTOM",
            Authorization::CognitoUserPools => "COGNITO_USER_POOLS",
            Authorization::Jwt => "JWT",
        }
    }

    /// Reads the word in API Gateway's answers, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        [
            Authorization::None,
            Authorization::AwsIam,
            Authorization::Custom,
            Authorization::CognitoUserPools,
            Authorization::Jwt,
        ]
        .into_iter()
        .find(|authorization| authorization.name().eq_ignore_ascii_case(text))
    }
}

impl Inventory {
    /// The record of a user or role.
    pub fn principal(&self, arn: &str) -> Option<&PrincipalRecord> {
        self.principals.iter().find(|record| record.arn == arn)
    }

    /// The role of an account by its name, without regard to case, as role names are unique.
    pub fn role(&self, account: &str, name: &str) -> Option<&PrincipalRecord> {
        self.principals.iter().find(|record| {
            record.kind == PrincipalKind::Role
                && record.account == account
                && record.name.eq_ignore_ascii_case(name)
        })
    }

    /// A Lambda function, or a version or alias of one, by its ARN.
    pub fn function(&self, arn: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.arn == arn)
    }

    /// A VPC link by its id.
    pub fn vpc_link(&self, id: &str) -> Option<&VpcLink> {
        self.vpc_links.iter().find(|link| link.id == id)
    }

    /// The VPC endpoint of an id.
    pub fn vpc_endpoint(&self, id: &str) -> Option<&VpcEndpoint> {
        self.vpc_endpoints.iter().find(|endpoint| endpoint.id == id)
    }

    /// Every policy that the inventory holds.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        let of_principals = self.principals.iter().flat_map(|record| {
            let identity = record.policies.known().into_iter().flatten();
            let boundary = record.boundary.known().and_then(Option::as_ref);
            identity.chain(boundary).chain(record.trust.known())
        });
        let places = self
            .organizations
            .iter()
            .flat_map(|one| one.accounts.values());
        let of_organizations = places.flat_map(|place| {
            [&place.service_control, &place.resource_control]
                .into_iter()
                .filter_map(Known::known)
                .flatten()
                .flat_map(|level| &level.policies)
        });
        let of_apis = self
            .apis
            .iter()
            .filter_map(|api| api.resource_policy.known()?.as_ref());
        let of_endpoints = self
            .vpc_endpoints
            .iter()
            .filter_map(|endpoint| endpoint.policy.known()?.as_ref());
        let of_domains = self
            .domain_names
            .iter()
            .filter_map(|domain| domain.policy.known()?.as_ref());
        let of_deployments = self
            .apis
            .iter()
            .filter_map(|api| api.stages.known())
            .flatten()
            .filter_map(|stage| {
                let deployed = stage.deployed.as_ref()?;
                deployed.resource_policy.as_ref()?.known()?.as_ref()
            });
        let of_authorizers = self
            .apis
            .iter()
            .filter_map(|api| api.authorizers.known())
            .flatten()
            .filter_map(|authorizer| match &authorizer.returns {
                Known::Known(AuthorizerAnswer::Policy { policy, .. }) => Some(policy),
                _ => None,
            });
        let of_functions = self
            .functions
            .iter()
            .filter_map(|function| function.policy.known()?.as_ref());
        of_principals
            .chain(of_functions)
            .chain(of_organizations)
            .chain(of_apis)
            .chain(of_deployments)
            .chain(of_authorizers)
            .chain(of_endpoints)
            .chain(of_domains)
            .map(AsRef::as_ref)
    }

    /// The organization that an account is in, and its place there: `Known(None)` if
    /// somebody said that it is in none.
    pub fn organization_of(
        &self,
        account: &str,
    ) -> Known<Option<(&Organization, &OrganizationAccount)>> {
        let found = self
            .organizations
            .iter()
            .find_map(|organization| Some((organization, organization.accounts.get(account)?)));
        match found {
            Some(place) => Known::Known(Some(place)),
            None if self.standalone_accounts.iter().any(|id| id == account) => Known::Known(None),
            None => Known::NotKnown,
        }
    }
}
