//! Ways through roles, in version 1.

use serde::Serialize;

use super::{Decision, Failure, Location, Step, Verdict};

/// Ways through roles.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RolePaths {
    /// How many roles of the inventory were looked at.
    pub considered: usize,
    /// The ways that are open or depend, the shortest first, and those that fail on one of
    /// their two steps only.
    pub paths: Vec<RolePath>,
    /// Why roles lead nowhere: those of the API's account, and others that come near.
    pub failures: Vec<RoleFailure>,
    /// How many calls of `sts:AssumeRole` a way may have.
    pub longest_chain: usize,
    /// Why the search ended before all chains were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfinished: Option<String>,
    /// Why none were looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_searched: Option<String>,
}

/// A way through a role, or through several of them.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RolePath {
    /// The ARN of the last role, whose session calls the API.
    pub role: String,
    /// The verdict on all steps.
    pub verdict: Verdict,
    /// The calls of `sts:AssumeRole` before the last, in order; none where the caller assumes
    /// the role itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<AssumeCall>,
    /// May the caller, or the session before, assume the role?
    pub assume: Decision,
    /// What else there is to say of that call, and of the invocation.
    #[serde(flatten)]
    pub call: CallDetails,
    /// May the role's session invoke the route?
    pub invoke: Decision,
    /// What to do, in order; empty if the way is closed.
    pub steps: Vec<Step>,
    /// What API Gateway answers where it cannot call the integration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// One call of `sts:AssumeRole` before the last.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AssumeCall {
    /// The ARN of the role.
    pub role: String,
    /// The verdict on the whole call.
    pub verdict: Verdict,
    /// May the caller, or the session before, assume the role?
    pub assume: Decision,
    /// What else there is to say of the call.
    #[serde(flatten)]
    pub call: CallDetails,
}

/// A call of `sts:AssumeRole` beyond its own decision.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallDetails {
    /// Whether a role session makes the call, so that the session lasts an hour at most.
    pub chained: bool,
    /// Further actions that the call needs, each decided on its own: `sts:TagSession` and
    /// `sts:SetSourceIdentity`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Decision>,
    /// Why STS refuses the call, whatever the policies say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// What keeps the call from being decided, apart from policies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<String>,
    /// What nobody said and the verdict takes for granted, apart from policies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taken_for_granted: Vec<String>,
}

/// Why no way leads through a role: one step that fails, and for what reason.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoleFailure {
    /// The role's ARN.
    pub role: String,
    /// `assume` or `invoke`.
    pub step: String,
    /// The action that fails, such as `sts:TagSession`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// `not-allowed`, `explicit-deny`, `service-linked-role`, `trusts-no-principal`,
    /// `role-of-another-account`, `duration-of-chain`, `duration-of-role` or `beyond-policies`.
    pub reason: String,
    /// The reason, in words.
    pub message: String,
    /// The layer that denies, or those that would have to allow and do not.
    pub layers: Vec<String>,
    /// Where the statement stands that denies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

impl RolePath {
    /// All decisions, in the order of the steps.
    pub(super) fn decisions_mut(&mut self) -> impl Iterator<Item = &mut Decision> {
        let before = self.before.iter_mut();
        before
            .flat_map(|call| [&mut call.assume].into_iter().chain(&mut call.call.also))
            .chain([&mut self.assume])
            .chain(&mut self.call.also)
            .chain([&mut self.invoke])
    }
}
