//! AWS Organizations.

use aws_sdk_organizations::{
    Client,
    types::{PolicySummary, PolicyType, PolicyTypeSummary},
};
use serde_json::Value;

use super::{elsewhere, optional, refusal::of_sdk, required, shape::Shape};
use crate::{
    ask::{Ask, Refusal},
    operation::Operation,
};

pub(super) async fn ask(client: &Client, ask: &Ask) -> Result<Value, Refusal> {
    let token = optional(ask, "NextToken");
    let shape = match ask.operation {
        Operation::DescribeOrganization => {
            let answer = client.describe_organization().send().await;
            let answer = answer.map_err(|error| of_sdk(&error))?;
            let organization = answer.organization.map(|one| {
                Shape::new()
                    .with("Id", one.id)
                    .with("MasterAccountId", one.master_account_id)
                    .with(
                        "FeatureSet",
                        one.feature_set.map(|set| set.as_str().to_owned()),
                    )
                    .done()
            });
            Shape::new().with("Organization", organization)
        }
        Operation::ListRoots => {
            let answer = client.list_roots().set_next_token(token).send().await;
            let answer = answer.map_err(|error| of_sdk(&error))?;
            Shape::new()
                .list("Roots", answer.roots, |root| {
                    Shape::new()
                        .with("Id", root.id)
                        .with("Name", root.name)
                        .list("PolicyTypes", root.policy_types, policy_type)
                        .done()
                })
                .with("NextToken", answer.next_token)
        }
        Operation::ListParents => {
            let answer = client
                .list_parents()
                .child_id(required(ask, "ChildId")?)
                .set_next_token(token)
                .send()
                .await;
            let answer = answer.map_err(|error| of_sdk(&error))?;
            Shape::new()
                .list("Parents", answer.parents, |parent| {
                    Shape::new()
                        .with("Id", parent.id)
                        .with("Type", parent.r#type.map(|kind| kind.as_str().to_owned()))
                        .done()
                })
                .with("NextToken", answer.next_token)
        }
        Operation::ListPoliciesForTarget => {
            let answer = client
                .list_policies_for_target()
                .target_id(required(ask, "TargetId")?)
                .filter(PolicyType::from(required(ask, "Filter")?))
                .set_next_token(token)
                .send()
                .await;
            let answer = answer.map_err(|error| of_sdk(&error))?;
            Shape::new()
                .list("Policies", answer.policies, summary)
                .with("NextToken", answer.next_token)
        }
        Operation::DescribePolicy => {
            let answer = client
                .describe_policy()
                .policy_id(required(ask, "PolicyId")?)
                .send()
                .await;
            let answer = answer.map_err(|error| of_sdk(&error))?;
            let policy = answer.policy.map(|policy| {
                Shape::new()
                    .with("PolicySummary", policy.policy_summary.map(summary))
                    .with("Content", policy.content)
                    .done()
            });
            Shape::new().with("Policy", policy)
        }
        _ => return Err(elsewhere(ask)),
    };
    Ok(shape.done())
}

fn policy_type(one: PolicyTypeSummary) -> Value {
    Shape::new()
        .with("Type", one.r#type.map(|kind| kind.as_str().to_owned()))
        .with(
            "Status",
            one.status.map(|status| status.as_str().to_owned()),
        )
        .done()
}

fn summary(policy: PolicySummary) -> Value {
    Shape::new()
        .with("Id", policy.id)
        .with("Arn", policy.arn)
        .with("Name", policy.name)
        .with("Type", policy.r#type.map(|kind| kind.as_str().to_owned()))
        .with("AwsManaged", Some(policy.aws_managed))
        .done()
}
