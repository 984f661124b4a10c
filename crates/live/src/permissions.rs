//! The IAM policy that this tool needs itself, for each command, made from the table of
//! operations. It allows nothing that changes anything.
//!
//! `sts:GetCallerIdentity` is not in it, as AWS asks for no permission there, and neither is
//! `execute-api:Invoke`: whether the caller has it is what `can-invoke call` tries out.
//!
//! Source: service authorization reference, the pages of the services; API Gateway developer
//! guide, `api-gateway-control-access-using-iam-policies-to-manage-apis`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{operation::Operation, operation_resource};

/// A command that asks live accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `can-invoke fetch`.
    Fetch,
    /// `can-invoke check --live`.
    Check,
    /// `can-invoke assume`.
    Assume,
    /// `can-invoke call`.
    Call,
}

impl Command {
    /// All of them.
    pub const ALL: [Command; 4] = [
        Command::Fetch,
        Command::Check,
        Command::Assume,
        Command::Call,
    ];

    /// The command of a name, as it is typed.
    pub fn of_name(name: &str) -> Option<Self> {
        let mut all = Command::ALL.into_iter();
        all.find(|command| command.name() == name)
    }

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Command::Fetch => "fetch",
            Command::Check => "check",
            Command::Assume => "assume",
            Command::Call => "call",
        }
    }

    /// The operations that it may ask. `assume` and `call` predict as `check` does.
    pub fn operations(self) -> impl Iterator<Item = Operation> {
        let all = Operation::ALL.iter().copied();
        all.filter(move |operation| match operation {
            Operation::GetRestApis | Operation::GetApis => self == Command::Fetch,
            _ => true,
        })
    }

    fn assumes(self) -> bool {
        matches!(self, Command::Assume | Command::Call)
    }
}

/// What the policy is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The partition, `aws`.
    pub partition: String,
    /// The Regions that are read; none for all of them.
    pub regions: Vec<String>,
    /// The ARNs of the roles that are assumed. Where none is named, `assume` and `call` may
    /// assume any.
    pub roles: Vec<String>,
}

/// The Sid of the statement about API keys, which is not needed where no route asks for one.
///
/// `GET /apikeys` gives names alone, unless `includeValues` is asked for, and no policy can tell
/// the two apart. This tool never asks for values.
pub const API_KEYS: &str = "OptionalNamesOfApiKeys";

/// The policy for some commands.
pub fn policy(commands: &[Command], scope: &Scope) -> Value {
    let mut statements: BTreeMap<Group, (BTreeSet<&str>, BTreeSet<String>)> = BTreeMap::new();
    for operation in commands.iter().flat_map(|command| command.operations()) {
        let Some(group) = Group::of(operation) else {
            continue;
        };
        let (actions, resources) = statements.entry(group).or_default();
        actions.insert(operation.action());
        resources.extend(resources_of(operation, scope));
    }
    if !scope.roles.is_empty() || commands.iter().any(|command| command.assumes()) {
        let any = format!("arn:{}:iam::*:role/*", scope.partition);
        let roles = match scope.roles.as_slice() {
            [] => BTreeSet::from([any]),
            roles => roles.iter().cloned().collect(),
        };
        let mut actions = BTreeSet::from(["sts:AssumeRole"]);
        if commands.iter().any(|command| command.assumes()) {
            // What `--session-tag` and `--source-identity` take.
            actions.extend(["sts:SetSourceIdentity", "sts:TagSession"]);
        }
        statements.insert(Group::Assume, (actions, roles));
    }
    let statements: Vec<Value> = statements
        .into_iter()
        .map(|(group, (actions, resources))| {
            json!({
                "Sid": group.sid(),
                "Effect": "Allow",
                "Action": actions,
                "Resource": without_narrower(&resources),
            })
        })
        .collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// The statements, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Apis,
    DomainNames,
    VpcLinks,
    UsagePlans,
    ApiKeys,
    VpcEndpoints,
    Functions,
    Roles,
    Users,
    Groups,
    ManagedPolicies,
    AccountDetails,
    Organization,
    Assume,
}

impl Group {
    fn sid(self) -> &'static str {
        match self {
            Group::Apis => "ReadApis",
            Group::DomainNames => "ReadDomainNames",
            Group::VpcLinks => "ReadVpcLinks",
            Group::UsagePlans => "ReadUsagePlans",
            Group::ApiKeys => API_KEYS,
            Group::VpcEndpoints => "ReadVpcEndpoints",
            Group::Functions => "ReadPoliciesOfFunctions",
            Group::Roles => "ReadRoles",
            Group::Users => "ReadUsers",
            Group::Groups => "ReadGroups",
            Group::ManagedPolicies => "ReadManagedPolicies",
            Group::AccountDetails => "ReadAllRolesAndUsers",
            Group::Organization => "ReadOrganization",
            Group::Assume => "AssumeRoles",
        }
    }

    /// Where an operation belongs; none if it takes no permission.
    fn of(operation: Operation) -> Option<Self> {
        Some(match operation {
            Operation::GetRestApis
            | Operation::GetRestApi
            | Operation::GetResources
            | Operation::GetRestAuthorizers
            | Operation::GetRestStages
            | Operation::GetRestDeployment
            | Operation::GetExport
            | Operation::GetApis
            | Operation::GetApi
            | Operation::GetRoutes
            | Operation::GetIntegrations
            | Operation::GetAuthorizers
            | Operation::GetStages
            | Operation::ExportApi => Group::Apis,
            Operation::GetRestDomainNames
            | Operation::GetDomainNames
            | Operation::GetBasePathMappings
            | Operation::GetApiMappings
            | Operation::GetDomainNameAccessAssociations => Group::DomainNames,
            Operation::GetRestVpcLinks | Operation::GetVpcLinks => Group::VpcLinks,
            Operation::GetUsagePlans | Operation::GetUsagePlanKeys => Group::UsagePlans,
            Operation::GetApiKeys => Group::ApiKeys,
            Operation::DescribeVpcEndpoints => Group::VpcEndpoints,
            Operation::GetFunctionPolicy => Group::Functions,
            Operation::GetRole
            | Operation::ListRolePolicies
            | Operation::GetRolePolicy
            | Operation::ListAttachedRolePolicies => Group::Roles,
            Operation::GetUser
            | Operation::ListUserPolicies
            | Operation::GetUserPolicy
            | Operation::ListAttachedUserPolicies
            | Operation::ListGroupsForUser => Group::Users,
            Operation::ListGroupPolicies
            | Operation::GetGroupPolicy
            | Operation::ListAttachedGroupPolicies => Group::Groups,
            Operation::GetPolicy | Operation::GetPolicyVersion => Group::ManagedPolicies,
            Operation::GetAccountAuthorizationDetails => Group::AccountDetails,
            Operation::DescribeOrganization
            | Operation::ListRoots
            | Operation::ListParents
            | Operation::ListPoliciesForTarget
            | Operation::DescribePolicy => Group::Organization,
            Operation::GetCallerIdentity => return None,
        })
    }
}

fn resources_of(operation: Operation, scope: &Scope) -> Vec<String> {
    let any = ["*".to_owned()];
    let regions = match scope.regions.as_slice() {
        [] => any.as_slice(),
        regions => regions,
    };
    let resources = regions.iter().map(|region| {
        let arn = operation_resource::of_any(operation, &scope.partition, "*", region);
        // The ARN of a private custom domain name holds its account, those of others none.
        arn.replace("::/domainname", ":*:/domainname")
    });
    resources.collect()
}

/// Without those that another one with a `*` at its end holds.
fn without_narrower(resources: &BTreeSet<String>) -> Vec<&String> {
    let is_held = |resource: &String| {
        resources.iter().any(|wider| {
            let start = wider.strip_suffix('*');
            wider != resource && start.is_some_and(|start| resource.starts_with(start))
        })
    };
    resources.iter().filter(|it| !is_held(it)).collect()
}

#[cfg(test)]
mod tests;
