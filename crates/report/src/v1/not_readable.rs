//! What could not be read when an inventory was made from live accounts.

use can_invoke_gateway::inventory;
use can_invoke_source::Sources;
use serde::Serialize;

use super::{Location, convert::location};

/// A fact that somebody tried to read and could not.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NotReadable {
    /// What it is about: an ARN, the id of an API, a VPC endpoint or an account, a domain name.
    pub of: String,
    /// Which fact: `identity-based policies`.
    pub fact: String,
    /// The operation that was tried, with its service: `iam:ListRolePolicies`.
    pub operation: String,
    /// The account that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The IAM action that the operation needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The resource that the action is needed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The error, with its code.
    pub error: String,
    /// What to do so that it can be read.
    pub help: String,
    /// Where the inventory says so.
    pub location: Location,
}

pub(super) fn not_readable(note: &inventory::NotReadable, sources: &Sources) -> NotReadable {
    NotReadable {
        of: note.of.clone(),
        fact: note.fact.clone(),
        operation: note.operation.clone(),
        account: note.account.clone(),
        action: note.action.clone(),
        resource: note.resource.clone(),
        error: note.error.clone(),
        help: note.remedy(),
        location: location(note.span, sources),
    }
}
