//! The operations of AWS that this crate may call: the one list of them. Whatever is not here
//! is never called, and a test holds that everything here reads and changes nothing.
//!
//! Two things are no part of the list, because no answer of theirs goes into an inventory:
//! `sts:AssumeRole`, by which credentials are obtained (`session`, `assume`), and the request
//! to an API that `can-invoke call` sends (`send`).

/// A service of AWS, as its endpoint variables and IAM actions name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// Amazon API Gateway, REST APIs.
    ApiGateway,
    /// Amazon API Gateway, HTTP and WebSocket APIs.
    ApiGatewayV2,
    /// Amazon EC2.
    Ec2,
    /// AWS Identity and Access Management.
    Iam,
    /// AWS Lambda.
    Lambda,
    /// AWS Organizations.
    Organizations,
    /// AWS Security Token Service.
    Sts,
}

impl Service {
    /// The name in lower case, as the AWS CLI has it.
    pub fn name(self) -> &'static str {
        match self {
            Service::ApiGateway => "apigateway",
            Service::ApiGatewayV2 => "apigatewayv2",
            Service::Ec2 => "ec2",
            Service::Iam => "iam",
            Service::Lambda => "lambda",
            Service::Organizations => "organizations",
            Service::Sts => "sts",
        }
    }

    /// Whether its answers differ from Region to Region.
    pub fn is_regional(self) -> bool {
        !matches!(self, Service::Iam | Service::Organizations | Service::Sts)
    }
}

/// How an operation gives a long answer in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// The parameter that asks for a further page, which is the token's name in the answer too.
    pub token: &'static str,
    /// The lists that go on from page to page.
    pub lists: &'static [&'static str],
}

macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident: $service:ident $name:literal, $action:literal, $paging:expr;)+) => {
        /// An operation that reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Operation {
            $($(#[$doc])* $variant,)+
        }

        impl Operation {
            /// All of them.
            pub const ALL: &'static [Operation] = &[$(Operation::$variant,)+];

            /// The service that is asked.
            pub fn service(self) -> Service {
                match self { $(Operation::$variant => Service::$service,)+ }
            }

            /// AWS's name of the operation, such as `GetRestApi`.
            pub fn name(self) -> &'static str {
                match self { $(Operation::$variant => $name,)+ }
            }

            /// The IAM action that a caller needs, such as `apigateway:GET`.
            pub fn action(self) -> &'static str {
                match self { $(Operation::$variant => $action,)+ }
            }

            /// How it gives a long answer, if it may give one.
            pub fn paging(self) -> Option<Paging> {
                match self { $(Operation::$variant => $paging,)+ }
            }
        }
    };
}

const fn pages(token: &'static str, lists: &'static [&'static str]) -> Option<Paging> {
    Some(Paging { token, lists })
}

operations! {
    /// Which REST APIs there are.
    GetRestApis: ApiGateway "GetRestApis", "apigateway:GET", pages("position", &["items"]);
    /// One REST API with its resource policy.
    GetRestApi: ApiGateway "GetRestApi", "apigateway:GET", None;
    /// The resources of a REST API with their methods and integrations.
    GetResources: ApiGateway "GetResources", "apigateway:GET", pages("position", &["items"]);
    /// The authorizers of a REST API.
    GetRestAuthorizers: ApiGateway "GetAuthorizers", "apigateway:GET", pages("position", &["items"]);
    /// The stages of a REST API.
    GetRestStages: ApiGateway "GetStages", "apigateway:GET", None;
    /// A deployment of a REST API with a summary of its methods.
    GetRestDeployment: ApiGateway "GetDeployment", "apigateway:GET", None;
    /// What a stage of a REST API serves, as OpenAPI.
    GetExport: ApiGateway "GetExport", "apigateway:GET", None;
    /// VPC links of REST APIs.
    GetRestVpcLinks: ApiGateway "GetVpcLinks", "apigateway:GET", pages("position", &["items"]);
    /// Custom domain names.
    GetRestDomainNames: ApiGateway "GetDomainNames", "apigateway:GET", pages("position", &["items"]);
    /// What the paths of a custom domain name lead to.
    GetBasePathMappings: ApiGateway "GetBasePathMappings", "apigateway:GET", pages("position", &["items"]);
    /// The VPC endpoints that may reach private custom domain names.
    GetDomainNameAccessAssociations: ApiGateway "GetDomainNameAccessAssociations", "apigateway:GET", pages("position", &["items"]);
    /// Usage plans.
    GetUsagePlans: ApiGateway "GetUsagePlans", "apigateway:GET", pages("position", &["items"]);
    /// The API keys of a usage plan, without their values.
    GetUsagePlanKeys: ApiGateway "GetUsagePlanKeys", "apigateway:GET", pages("position", &["items"]);
    /// Whether API keys are enabled, without their values.
    GetApiKeys: ApiGateway "GetApiKeys", "apigateway:GET", pages("position", &["items"]);

    /// Which HTTP and WebSocket APIs there are.
    GetApis: ApiGatewayV2 "GetApis", "apigateway:GET", pages("NextToken", &["Items"]);
    /// One HTTP or WebSocket API.
    GetApi: ApiGatewayV2 "GetApi", "apigateway:GET", None;
    /// The routes of an HTTP or WebSocket API.
    GetRoutes: ApiGatewayV2 "GetRoutes", "apigateway:GET", pages("NextToken", &["Items"]);
    /// The integrations of an HTTP or WebSocket API.
    GetIntegrations: ApiGatewayV2 "GetIntegrations", "apigateway:GET", pages("NextToken", &["Items"]);
    /// The authorizers of an HTTP or WebSocket API.
    GetAuthorizers: ApiGatewayV2 "GetAuthorizers", "apigateway:GET", pages("NextToken", &["Items"]);
    /// The stages of an HTTP or WebSocket API.
    GetStages: ApiGatewayV2 "GetStages", "apigateway:GET", pages("NextToken", &["Items"]);
    /// VPC links of HTTP APIs.
    GetVpcLinks: ApiGatewayV2 "GetVpcLinks", "apigateway:GET", pages("NextToken", &["Items"]);
    /// Custom domain names, for the kind of mapping that they have.
    GetDomainNames: ApiGatewayV2 "GetDomainNames", "apigateway:GET", pages("NextToken", &["Items"]);
    /// What the paths of a custom domain name lead to, in the newer form.
    GetApiMappings: ApiGatewayV2 "GetApiMappings", "apigateway:GET", pages("NextToken", &["Items"]);
    /// What a stage of an HTTP API serves, as OpenAPI.
    ExportApi: ApiGatewayV2 "ExportApi", "apigateway:GET", None;

    /// VPC endpoints with their policies.
    DescribeVpcEndpoints: Ec2 "DescribeVpcEndpoints", "ec2:DescribeVpcEndpoints", pages("NextToken", &["VpcEndpoints"]);

    /// Users, groups, roles and policies of an account, all at once.
    GetAccountAuthorizationDetails: Iam "GetAccountAuthorizationDetails", "iam:GetAccountAuthorizationDetails", pages("Marker", &["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]);
    /// One role with its trust policy.
    GetRole: Iam "GetRole", "iam:GetRole", None;
    /// One user.
    GetUser: Iam "GetUser", "iam:GetUser", None;
    /// The names of the inline policies of a role.
    ListRolePolicies: Iam "ListRolePolicies", "iam:ListRolePolicies", pages("Marker", &["PolicyNames"]);
    /// An inline policy of a role.
    GetRolePolicy: Iam "GetRolePolicy", "iam:GetRolePolicy", None;
    /// The managed policies of a role.
    ListAttachedRolePolicies: Iam "ListAttachedRolePolicies", "iam:ListAttachedRolePolicies", pages("Marker", &["AttachedPolicies"]);
    /// The names of the inline policies of a user.
    ListUserPolicies: Iam "ListUserPolicies", "iam:ListUserPolicies", pages("Marker", &["PolicyNames"]);
    /// An inline policy of a user.
    GetUserPolicy: Iam "GetUserPolicy", "iam:GetUserPolicy", None;
    /// The managed policies of a user.
    ListAttachedUserPolicies: Iam "ListAttachedUserPolicies", "iam:ListAttachedUserPolicies", pages("Marker", &["AttachedPolicies"]);
    /// The groups of a user.
    ListGroupsForUser: Iam "ListGroupsForUser", "iam:ListGroupsForUser", pages("Marker", &["Groups"]);
    /// The names of the inline policies of a group.
    ListGroupPolicies: Iam "ListGroupPolicies", "iam:ListGroupPolicies", pages("Marker", &["PolicyNames"]);
    /// An inline policy of a group.
    GetGroupPolicy: Iam "GetGroupPolicy", "iam:GetGroupPolicy", None;
    /// The managed policies of a group.
    ListAttachedGroupPolicies: Iam "ListAttachedGroupPolicies", "iam:ListAttachedGroupPolicies", pages("Marker", &["AttachedPolicies"]);
    /// Which version of a managed policy counts.
    GetPolicy: Iam "GetPolicy", "iam:GetPolicy", None;
    /// A version of a managed policy.
    GetPolicyVersion: Iam "GetPolicyVersion", "iam:GetPolicyVersion", None;

    /// The resource-based policy of a Lambda function.
    GetFunctionPolicy: Lambda "GetPolicy", "lambda:GetPolicy", None;

    /// The organization of an account and its management account.
    DescribeOrganization: Organizations "DescribeOrganization", "organizations:DescribeOrganization", None;
    /// The root of an organization and which types of policies it has enabled.
    ListRoots: Organizations "ListRoots", "organizations:ListRoots", pages("NextToken", &["Roots"]);
    /// Where an account or unit stands.
    ListParents: Organizations "ListParents", "organizations:ListParents", pages("NextToken", &["Parents"]);
    /// The policies that are attached to a root, unit or account.
    ListPoliciesForTarget: Organizations "ListPoliciesForTarget", "organizations:ListPoliciesForTarget", pages("NextToken", &["Policies"]);
    /// A policy of the organization.
    DescribePolicy: Organizations "DescribePolicy", "organizations:DescribePolicy", None;

    /// Whose credentials these are.
    GetCallerIdentity: Sts "GetCallerIdentity", "sts:GetCallerIdentity", None;
}
