//! What is said of ways through roles.

use can_invoke_policy::{Layer, Verdict, evidence::StatementRef};

use crate::{
    answer::{Explained, Failure},
    inventory::ApiKind,
};

/// Ways through roles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RolePaths {
    /// How many roles of the inventory were looked at; the caller's own is none of them.
    pub considered: usize,
    /// The ways that are open or depend, the shortest first, and those that fail on one of
    /// their two steps only.
    pub paths: Vec<RolePath>,
    /// Why roles through which no way is open lead nowhere: all roles of the API's account, and
    /// those of other accounts that come near.
    pub failures: Vec<RoleFailure>,
    /// Why the search ended before all chains were tried, if so.
    pub unfinished: Option<String>,
    /// Why none were looked for, if so.
    pub not_searched: Option<String>,
}

/// A way through a role, or through several of them.
#[derive(Clone, Debug, PartialEq)]
pub struct RolePath {
    /// The ARN of the last role, whose session calls the API.
    pub role: String,
    /// The verdict on all steps.
    pub verdict: Verdict,
    /// The name of the sessions in the steps.
    pub session_name: String,
    /// The calls of `sts:AssumeRole` before the last, in order; none where the caller assumes
    /// the last role itself.
    pub before: Vec<AssumeCall>,
    /// The last call of `sts:AssumeRole`.
    pub assume: AssumeCall,
    /// May the role's session invoke the route?
    pub invoke: Explained,
    /// What keeps the invocation from being decided, apart from policies.
    pub undecided: Vec<String>,
    /// What nobody said and the verdict on the invocation takes for granted, apart from
    /// policies.
    pub taken_for_granted: Vec<String>,
    /// What API Gateway answers where it cannot call the integration.
    pub failure: Option<Failure>,
}

impl RolePath {
    /// The calls of `sts:AssumeRole`, in order.
    pub fn calls(&self) -> impl Iterator<Item = &AssumeCall> {
        self.before.iter().chain([&self.assume])
    }

    /// All decisions, in the order of the steps.
    pub fn decisions(&self) -> impl Iterator<Item = &Explained> {
        self.calls()
            .flat_map(AssumeCall::decisions)
            .chain([&self.invoke])
    }
}

/// One call of `sts:AssumeRole`.
#[derive(Clone, Debug, PartialEq)]
pub struct AssumeCall {
    /// The ARN of the role.
    pub role: String,
    /// Whether a role session makes the call, so that its own session lasts an hour at most.
    pub is_chained: bool,
    /// What the call passes.
    pub passed: Passed,
    /// The verdict on the whole call.
    pub verdict: Verdict,
    /// May the caller, or the session before, assume the role?
    pub decision: Explained,
    /// Further actions that the call needs, each decided on its own: `sts:TagSession` and
    /// `sts:SetSourceIdentity`.
    pub also: Vec<Explained>,
    /// Why STS refuses the duration, if so.
    pub duration: Option<DurationProblem>,
    /// What keeps the call from being decided, apart from policies.
    pub undecided: Vec<String>,
    /// What nobody said and the verdict takes for granted, apart from policies.
    pub taken_for_granted: Vec<String>,
}

impl AssumeCall {
    /// The decisions that the call needs.
    pub fn decisions(&self) -> impl Iterator<Item = &Explained> {
        [&self.decision].into_iter().chain(&self.also)
    }
}

/// What a call of `sts:AssumeRole` passes beyond role and session name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Session tags.
    pub tags: Vec<(String, String)>,
    /// The keys of those that are transitive.
    pub transitive: Vec<String>,
    /// The source identity.
    pub source_identity: Option<String>,
    /// The names of the session policies.
    pub session_policies: Vec<String>,
    /// How long the session shall last, in seconds.
    pub duration: Option<u32>,
    /// Whether it passes a code of a device for multi-factor authentication.
    pub has_mfa: bool,
}

/// Why STS refuses the duration that is asked for.
///
/// Source: IAM user guide, `id_roles_terms-and-concepts` (role chaining) and `id_roles_use`
/// (maximum session duration).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationProblem {
    /// A role session asks for more than an hour.
    OfChain {
        /// What is asked for, in seconds.
        asked: u32,
    },
    /// It is more than the role allows.
    OfRole {
        /// What is asked for, in seconds.
        asked: u32,
        /// The most that the role allows, in seconds.
        most: u32,
    },
}

impl DurationProblem {
    /// What is wrong, in words.
    pub fn message(self) -> String {
        match self {
            DurationProblem::OfChain { asked } => format!(
                "{asked} seconds are asked for; a session that another role session makes lasts \
                 3600 seconds at most"
            ),
            DurationProblem::OfRole { asked, most } => format!(
                "{asked} seconds are asked for; the sessions of the role last {most} seconds at \
                 most"
            ),
        }
    }
}

/// Why no way leads through a role: one step that fails, and for what reason.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleFailure {
    /// The role's ARN.
    pub role: String,
    /// The step.
    pub step: FailedStep,
    /// The action that is denied, if policies or STS deny one.
    pub action: Option<String>,
    /// The reason.
    pub reason: FailureReason,
}

/// A step of a way through a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailedStep {
    /// Neither the caller nor a role on a way of its can assume the role; the reason is that of
    /// the caller's own call.
    Assume,
    /// The role's session may not invoke the route.
    Invoke,
}

impl FailedStep {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            FailedStep::Assume => "assume",
            FailedStep::Invoke => "invoke",
        }
    }
}

/// Why a step fails.
#[derive(Clone, Debug, PartialEq)]
pub enum FailureReason {
    /// No user and no role session can assume the role.
    Closed(ClosedRole),
    /// A statement denies.
    Denied {
        /// The statement, and the name of its document.
        statement: Option<(StatementRef, String)>,
    },
    /// What would have to allow does not.
    NotAllowed {
        /// Each of these would have to.
        all_of: Vec<Layer>,
        /// One of these would have to.
        any_of: Vec<Layer>,
    },
    /// The API has no resource policy, and so is for roles of its own account only.
    OtherAccount(ApiKind),
    /// It is not policies that decide.
    BeyondPolicies(&'static str),
    /// STS refuses the duration.
    Duration(DurationProblem),
}

/// Roles that no user and no role session can assume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedRole {
    /// A service-linked role: only its service assumes it.
    ///
    /// Source: IAM user guide, `id_roles_create-service-linked-role`.
    ServiceLinked,
    /// Its trust policy allows AWS services only, or only who comes from an identity provider.
    TrustsNoPrincipal,
}

impl ClosedRole {
    /// The reason, in words.
    pub fn message(self) -> &'static str {
        match self {
            ClosedRole::ServiceLinked => {
                "it is a service-linked role, which only its service assumes"
            }
            ClosedRole::TrustsNoPrincipal => {
                "its trust policy allows no user and no role, only AWS services or identity \
                 providers"
            }
        }
    }
}

impl FailureReason {
    /// The stable name.
    pub fn id(&self) -> &'static str {
        match self {
            FailureReason::Closed(ClosedRole::ServiceLinked) => "service-linked-role",
            FailureReason::Closed(ClosedRole::TrustsNoPrincipal) => "trusts-no-principal",
            FailureReason::Denied { .. } => "explicit-deny",
            FailureReason::NotAllowed { .. } => "not-allowed",
            FailureReason::OtherAccount(_) => "role-of-another-account",
            FailureReason::BeyondPolicies(_) => "beyond-policies",
            FailureReason::Duration(DurationProblem::OfChain { .. }) => "duration-of-chain",
            FailureReason::Duration(DurationProblem::OfRole { .. }) => "duration-of-role",
        }
    }
}

impl RoleFailure {
    /// The reason, in words.
    pub fn message(&self) -> String {
        let action = self.action.as_deref().unwrap_or_default();
        match &self.reason {
            FailureReason::Closed(closed) => closed.message().to_owned(),
            FailureReason::Denied {
                statement: Some((reference, name)),
            } => format!(
                "{action} is denied by statement {} of the {} `{name}`",
                reference.statement + 1,
                self.layer_name(reference.layer)
            ),
            FailureReason::Denied { statement: None } => format!("{action} is explicitly denied"),
            FailureReason::NotAllowed { all_of, any_of } => {
                let mut parts: Vec<String> = all_of
                    .iter()
                    .map(|layer| format!("the {} does not allow {action}", self.layer_name(*layer)))
                    .collect();
                let names: Vec<&str> = any_of.iter().map(|layer| self.layer_name(*layer)).collect();
                match names.as_slice() {
                    [] => {}
                    [only] => parts.push(format!("the {only} does not allow {action}")),
                    several => parts.push(format!(
                        "neither the {} allows {action}",
                        several.join(" nor the ")
                    )),
                }
                if parts.is_empty() {
                    parts.push(format!("nothing allows {action}"));
                }
                parts.join("; ")
            }
            FailureReason::OtherAccount(kind) => format!(
                "{}s have no resource policies, so that no role of another account may invoke them",
                kind.name()
            ),
            FailureReason::BeyondPolicies(message) => (*message).to_owned(),
            FailureReason::Duration(problem) => problem.message(),
        }
    }

    /// The layers that would have to allow and do not; where one of several would do, all.
    pub fn layers(&self) -> Vec<Layer> {
        match &self.reason {
            FailureReason::NotAllowed { all_of, any_of } => {
                all_of.iter().chain(any_of).copied().collect()
            }
            FailureReason::Denied { statement } => statement
                .iter()
                .map(|(reference, _)| reference.layer)
                .collect(),
            _ => Vec::new(),
        }
    }

    fn layer_name(&self, layer: Layer) -> &'static str {
        match (self.step, layer) {
            (FailedStep::Assume, Layer::Resource) => "role trust policy",
            _ => layer.name(),
        }
    }
}
