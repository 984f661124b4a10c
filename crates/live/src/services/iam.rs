//! AWS IAM. It hands documents around percent-encoded; here they are objects, as the AWS CLI
//! prints them.

use aws_sdk_iam::{
    Client,
    types::{
        AttachedPermissionsBoundary, AttachedPolicy, EntityType, GroupDetail, ManagedPolicyDetail,
        PolicyDetail, PolicyVersion, Role, RoleDetail, Tag, User, UserDetail,
    },
};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{elsewhere, optional, refusal::of_sdk, required, shape::Shape};
use crate::{
    ask::{Ask, Refusal},
    operation::Operation,
};

/// As many items as a page may hold.
const MOST: i32 = 1000;

/// Sends a request and gives its answer.
macro_rules! sent {
    ($request:expr) => {
        $request.send().await.map_err(|error| of_sdk(&error))?
    };
}

pub(super) async fn ask(client: &Client, ask: &Ask) -> Result<Value, Refusal> {
    let marker = optional(ask, "Marker");
    let user = || required(ask, "UserName");
    let role = || required(ask, "RoleName");
    let group = || required(ask, "GroupName");
    let policy = || required(ask, "PolicyName");
    let shape = match ask.operation {
        Operation::GetAccountAuthorizationDetails => return details(client, ask).await,
        Operation::GetRole => {
            let answer = sent!(client.get_role().role_name(role()?));
            Shape::new().with("Role", answer.role.map(of_role))
        }
        Operation::GetUser => {
            let answer = sent!(client.get_user().user_name(user()?));
            Shape::new().with("User", answer.user.map(of_user))
        }
        Operation::ListRolePolicies => {
            let request = client
                .list_role_policies()
                .role_name(role()?)
                .max_items(MOST);
            let answer = sent!(request.set_marker(marker));
            names(answer.policy_names).with("Marker", next(answer.is_truncated, answer.marker))
        }
        Operation::ListUserPolicies => {
            let request = client
                .list_user_policies()
                .user_name(user()?)
                .max_items(MOST);
            let answer = sent!(request.set_marker(marker));
            names(answer.policy_names).with("Marker", next(answer.is_truncated, answer.marker))
        }
        Operation::ListGroupPolicies => {
            let request = client
                .list_group_policies()
                .group_name(group()?)
                .max_items(MOST);
            let answer = sent!(request.set_marker(marker));
            names(answer.policy_names).with("Marker", next(answer.is_truncated, answer.marker))
        }
        Operation::GetRolePolicy => {
            let request = client.get_role_policy().role_name(role()?);
            let answer = sent!(request.policy_name(policy()?));
            inline(answer.policy_name, &answer.policy_document)
        }
        Operation::GetUserPolicy => {
            let request = client.get_user_policy().user_name(user()?);
            let answer = sent!(request.policy_name(policy()?));
            inline(answer.policy_name, &answer.policy_document)
        }
        Operation::GetGroupPolicy => {
            let request = client.get_group_policy().group_name(group()?);
            let answer = sent!(request.policy_name(policy()?));
            inline(answer.policy_name, &answer.policy_document)
        }
        Operation::ListAttachedRolePolicies => {
            let request = client.list_attached_role_policies().role_name(role()?);
            let answer = sent!(request.max_items(MOST).set_marker(marker));
            Shape::new()
                .list("AttachedPolicies", answer.attached_policies, attached)
                .with("Marker", next(answer.is_truncated, answer.marker))
        }
        Operation::ListAttachedUserPolicies => {
            let request = client.list_attached_user_policies().user_name(user()?);
            let answer = sent!(request.max_items(MOST).set_marker(marker));
            Shape::new()
                .list("AttachedPolicies", answer.attached_policies, attached)
                .with("Marker", next(answer.is_truncated, answer.marker))
        }
        Operation::ListAttachedGroupPolicies => {
            let request = client.list_attached_group_policies().group_name(group()?);
            let answer = sent!(request.max_items(MOST).set_marker(marker));
            Shape::new()
                .list("AttachedPolicies", answer.attached_policies, attached)
                .with("Marker", next(answer.is_truncated, answer.marker))
        }
        Operation::ListGroupsForUser => {
            let request = client
                .list_groups_for_user()
                .user_name(user()?)
                .max_items(MOST);
            let answer = sent!(request.set_marker(marker));
            Shape::new()
                .list("Groups", Some(answer.groups), |group| {
                    Shape::new()
                        .with("GroupName", Some(group.group_name))
                        .with("Arn", Some(group.arn))
                        .done()
                })
                .with("Marker", next(answer.is_truncated, answer.marker))
        }
        Operation::GetPolicy => {
            let answer = sent!(client.get_policy().policy_arn(required(ask, "PolicyArn")?));
            let policy = answer.policy.map(|policy| {
                Shape::new()
                    .with("PolicyName", policy.policy_name)
                    .with("Arn", policy.arn)
                    .with("DefaultVersionId", policy.default_version_id)
                    .done()
            });
            Shape::new().with("Policy", policy)
        }
        Operation::GetPolicyVersion => {
            let request = client
                .get_policy_version()
                .policy_arn(required(ask, "PolicyArn")?);
            let answer = sent!(request.version_id(required(ask, "VersionId")?));
            Shape::new().with("PolicyVersion", answer.policy_version.map(version))
        }
        _ => return Err(elsewhere(ask)),
    };
    Ok(shape.done())
}

async fn details(client: &Client, ask: &Ask) -> Result<Value, Refusal> {
    let mut request = client.get_account_authorization_details().max_items(MOST);
    for kind in ask.parameter("Filter").unwrap_or_default().split(',') {
        if !kind.is_empty() {
            request = request.filter(EntityType::from(kind));
        }
    }
    let answer = sent!(request.set_marker(optional(ask, "Marker")));
    Ok(Shape::new()
        .list("UserDetailList", answer.user_detail_list, user_detail)
        .list("GroupDetailList", answer.group_detail_list, group_detail)
        .list("RoleDetailList", answer.role_detail_list, role_detail)
        .list("Policies", answer.policies, managed)
        .with("Marker", next(answer.is_truncated, answer.marker))
        .done())
}

/// The marker of the next page; without `IsTruncated` there is none.
fn next(is_truncated: bool, marker: Option<String>) -> Option<String> {
    marker.filter(|_| is_truncated)
}

fn names(policy_names: Vec<String>) -> Shape {
    Shape::new().with("PolicyNames", Some(policy_names))
}

fn inline(name: String, policy_document: &str) -> Shape {
    Shape::new()
        .with("PolicyName", Some(name))
        .with("PolicyDocument", Some(document(policy_document)))
}

/// A document as an object; what is none stays a text, which the reader of inventories
/// explains.
fn document(text: &str) -> Value {
    // Plain JSON holds percent signs too, and is taken as it is.
    if let Ok(plain) = serde_json::from_str(text) {
        return plain;
    }
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    serde_json::from_str(&decoded).unwrap_or_else(|_| Value::String(decoded.into_owned()))
}

fn user_detail(user: UserDetail) -> Value {
    Shape::new()
        .with("Path", user.path)
        .with("UserName", user.user_name)
        .with("UserId", user.user_id)
        .with("Arn", user.arn)
        .list("UserPolicyList", user.user_policy_list, policy_detail)
        .list("GroupList", user.group_list, Value::from)
        .list(
            "AttachedManagedPolicies",
            user.attached_managed_policies,
            attached,
        )
        .with(
            "PermissionsBoundary",
            user.permissions_boundary.map(boundary),
        )
        .list("Tags", user.tags, tag)
        .done()
}

fn group_detail(group: GroupDetail) -> Value {
    Shape::new()
        .with("Path", group.path)
        .with("GroupName", group.group_name)
        .with("GroupId", group.group_id)
        .with("Arn", group.arn)
        .list("GroupPolicyList", group.group_policy_list, policy_detail)
        .list(
            "AttachedManagedPolicies",
            group.attached_managed_policies,
            attached,
        )
        .done()
}

fn role_detail(role: RoleDetail) -> Value {
    let trust = role.assume_role_policy_document.as_deref().map(document);
    Shape::new()
        .with("Path", role.path)
        .with("RoleName", role.role_name)
        .with("RoleId", role.role_id)
        .with("Arn", role.arn)
        .with("AssumeRolePolicyDocument", trust)
        .list("RolePolicyList", role.role_policy_list, policy_detail)
        .list(
            "AttachedManagedPolicies",
            role.attached_managed_policies,
            attached,
        )
        .with(
            "PermissionsBoundary",
            role.permissions_boundary.map(boundary),
        )
        .list("Tags", role.tags, tag)
        .done()
}

fn managed(policy: ManagedPolicyDetail) -> Value {
    Shape::new()
        .with("PolicyName", policy.policy_name)
        .with("PolicyId", policy.policy_id)
        .with("Arn", policy.arn)
        .with("Path", policy.path)
        .with("DefaultVersionId", policy.default_version_id)
        .list("PolicyVersionList", policy.policy_version_list, version)
        .done()
}

fn version(one: PolicyVersion) -> Value {
    Shape::new()
        .with("Document", one.document.as_deref().map(document))
        .with("VersionId", one.version_id)
        .with("IsDefaultVersion", Some(one.is_default_version))
        .done()
}

fn policy_detail(policy: PolicyDetail) -> Value {
    Shape::new()
        .with("PolicyName", policy.policy_name)
        .with(
            "PolicyDocument",
            policy.policy_document.as_deref().map(document),
        )
        .done()
}

fn attached(policy: AttachedPolicy) -> Value {
    Shape::new()
        .with("PolicyName", policy.policy_name)
        .with("PolicyArn", policy.policy_arn)
        .done()
}

fn boundary(one: AttachedPermissionsBoundary) -> Value {
    let kind = one.permissions_boundary_type;
    Shape::new()
        .with(
            "PermissionsBoundaryType",
            kind.map(|kind| kind.as_str().to_owned()),
        )
        .with("PermissionsBoundaryArn", one.permissions_boundary_arn)
        .done()
}

fn tag(one: Tag) -> Value {
    Shape::new()
        .with("Key", Some(one.key))
        .with("Value", Some(one.value))
        .done()
}

fn of_role(role: Role) -> Value {
    let trust = role.assume_role_policy_document.as_deref().map(document);
    Shape::new()
        .with("Path", Some(role.path))
        .with("RoleName", Some(role.role_name))
        .with("RoleId", Some(role.role_id))
        .with("Arn", Some(role.arn))
        .with("AssumeRolePolicyDocument", trust)
        .with("MaxSessionDuration", role.max_session_duration)
        .with(
            "PermissionsBoundary",
            role.permissions_boundary.map(boundary),
        )
        .list("Tags", role.tags, tag)
        .done()
}

fn of_user(user: User) -> Value {
    Shape::new()
        .with("Path", Some(user.path))
        .with("UserName", Some(user.user_name))
        .with("UserId", Some(user.user_id))
        .with("Arn", Some(user.arn))
        .with(
            "PermissionsBoundary",
            user.permissions_boundary.map(boundary),
        )
        .list("Tags", user.tags, tag)
        .done()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_are_read_however_they_are_encoded() {
        let wanted = json!({"Statement": [{"Resource": "a%2Fb"}]});
        for text in [
            r#"{"Statement":[{"Resource":"a%2Fb"}]}"#,
            "%7B%22Statement%22%3A%5B%7B%22Resource%22%3A%22a%252Fb%22%7D%5D%7D",
        ] {
            assert_eq!(document(text), wanted);
        }
        assert_eq!(document("%7Bno"), json!("{no"));
    }

    #[test]
    fn a_marker_counts_only_where_more_follows() {
        assert_eq!(next(true, Some("more".to_owned())).as_deref(), Some("more"));
        assert_eq!(next(false, Some("more".to_owned())), None);
    }
}
