//! The calls that a command would make.

use std::collections::BTreeMap;

use serde::Serialize;

use super::VERSION;

/// What `--dry-run` lists.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// The calls that may be made; some turn out not to be needed.
    pub calls: Vec<PlannedCall>,
}

/// A call that may be made.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PlannedCall {
    /// The operation with its service: `iam:GetRole`.
    pub operation: String,
    /// The account that is asked, or the profile where its account is not known before.
    pub account: String,
    /// The Region that is asked; none where a service is the same in every Region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The parameters that are known before.
    pub parameters: BTreeMap<String, String>,
    /// How often, or when: `once`, `for each stage`.
    pub when: String,
    /// The IAM action that it needs.
    pub action: String,
    /// The resource that the action is needed on.
    pub resource: String,
}

impl Plan {
    /// A plan of calls.
    pub fn new(calls: Vec<PlannedCall>) -> Self {
        Plan {
            version: VERSION,
            calls,
        }
    }
}
