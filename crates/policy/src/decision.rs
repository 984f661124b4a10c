//! What a decision says.

use crate::{
    assumption::{Assumption, Readings},
    evidence::StatementRef,
    layers::{Granting, Layer},
    principal::PrincipalMatch,
    truth::Truth,
};

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The request is allowed.
    Allowed,
    /// A `Deny` statement applies.
    ExplicitlyDenied,
    /// Nothing that would be needed allows it.
    ImplicitlyDenied,
    /// It turns on facts that were not given.
    Depends,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Verdict; 4] = [
        Verdict::Allowed,
        Verdict::ExplicitlyDenied,
        Verdict::ImplicitlyDenied,
        Verdict::Depends,
    ];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Allowed => "allowed",
            Verdict::ExplicitlyDenied => "explicitly-denied",
            Verdict::ImplicitlyDenied => "implicitly-denied",
            Verdict::Depends => "depends",
        }
    }

    /// Whether it is one of the two denials.
    pub fn is_denied(self) -> bool {
        matches!(self, Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied)
    }
}

/// How caller and resource stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// One account.
    SameAccount,
    /// Two accounts; both must allow.
    CrossAccount,
    /// The caller has no account: a service, a provider's subject, an anonymous caller.
    NoCallerAccount,
    /// Nobody said which account owns the resource.
    NotKnown,
}

/// Why no policy can allow a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// Root user credentials cannot assume a role.
    RootCannotAssumeRole,
    /// A role is assumed with a signed request, or with what an identity provider says.
    UnsignedAssumeRole,
    /// Caller and resource are of different partitions.
    OtherPartition,
    /// A federated user session can call nothing of AWS STS but `sts:GetCallerIdentity`.
    FederatedUserOfSts,
    /// The action takes long-term credentials.
    NeedsLongTermCredentials,
    /// The action is for whom an OpenID Connect provider vouches.
    NotOfWebIdentity,
    /// The action is for whom a SAML provider vouches.
    NotOfSaml,
    /// Only users and role sessions can assume the root user of a member account.
    NotForAssumeRoot,
    /// The caller's account is none that may, by the choice taken.
    NoRootOfMember,
    /// The action takes a signed request.
    Unsigned,
}

impl Obstacle {
    /// What is in the way, in words.
    pub fn message(self) -> &'static str {
        match self {
            Obstacle::RootCannotAssumeRole => "root user credentials cannot assume a role",
            Obstacle::UnsignedAssumeRole => "a request to assume a role must be signed",
            Obstacle::OtherPartition => {
                "caller and resource are of different partitions, and no policy reaches across"
            }
            Obstacle::FederatedUserOfSts => {
                "a federated user session can call no action of AWS STS but sts:GetCallerIdentity"
            }
            Obstacle::NeedsLongTermCredentials => {
                "the action takes the long-term credentials of an IAM user or of the root user"
            }
            Obstacle::NotOfWebIdentity => {
                "the action is for whom an OpenID Connect provider vouches, and takes no AWS \
                 credentials"
            }
            Obstacle::NotOfSaml => {
                "the action is for whom a SAML provider vouches, and takes no AWS credentials"
            }
            Obstacle::NotForAssumeRoot => {
                "only an IAM user or a role session can assume the root user of a member account"
            }
            Obstacle::NoRootOfMember => {
                "the account of the caller is taken for none that may assume the root user of \
                 another"
            }
            Obstacle::Unsigned => "the request must be signed",
        }
    }
}

/// Why a request needs no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exemption {
    /// `sts:GetCallerIdentity` of any signed caller.
    CallerIdentity,
    /// `sts:GetSessionToken` of an IAM user or of the root user.
    SessionToken,
}

impl Exemption {
    /// Why no permission is needed, in words.
    pub fn message(self) -> &'static str {
        match self {
            Exemption::CallerIdentity => {
                "sts:GetCallerIdentity needs no permission, and no policy of the caller can deny it"
            }
            Exemption::SessionToken => {
                "sts:GetSessionToken needs no permission of an IAM user or of the root user, and no \
                 policy of the caller can deny it"
            }
        }
    }
}

/// How one layer came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerOutcome {
    /// The layer.
    pub layer: Layer,
    /// Whether somebody said what is in it.
    pub is_given: bool,
    /// Whether there is any document in it.
    pub has_documents: bool,
    /// How many levels of an organization were asked; zero for layers without levels. A
    /// level may be silent and have no statement to show for it.
    pub levels: usize,
    /// Whether a `Deny` applies.
    pub deny: Truth,
    /// Whether, and how strongly, an `Allow` applies; for a ceiling that does not exist,
    /// true.
    pub allow: PrincipalMatch,
    /// The statement that denies.
    pub denied_by: Option<StatementRef>,
    /// The statement that allows most strongly.
    pub allowed_by: Option<StatementRef>,
}

/// What would have to allow for the request to be allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Every one of these layers must allow and does not.
    pub all_of: Vec<Layer>,
    /// One of these layers must allow and none does.
    pub any_of: Vec<Layer>,
}

/// The decision on a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The answer.
    pub verdict: Verdict,
    /// How caller and resource stand to each other.
    pub relation: Relation,
    /// The layers that were asked, in the order of evaluation.
    pub layers: Vec<LayerOutcome>,
    /// The statements that decide: those that deny, or those that together allow.
    pub decided_by: Vec<StatementRef>,
    /// What is missing, for an implicit denial and for *depends*.
    pub missing: Missing,
    /// Why no policy can allow the request, if so; then nothing is missing either.
    pub obstacle: Option<Obstacle>,
    /// Why the request needs no permission, if so; then no statement decides for it.
    pub exemption: Option<Exemption>,
    /// Layers that nobody gave and that the verdict takes as not restricting.
    pub provisos: Vec<Layer>,
    /// Layers that nobody gave and on which the verdict turns.
    pub not_given: Vec<Layer>,
    /// Assumptions of the decision as a whole; those of statements are in the evidence.
    pub assumptions: Vec<Assumption>,
    /// Which choice was taken of each assumption, here and in the evidence.
    pub readings: Readings,
    /// Whose grant the request needs.
    pub granting: Granting,
}

impl Decision {
    /// How a layer came out, if it was asked.
    pub fn layer(&self, layer: Layer) -> Option<&LayerOutcome> {
        self.layers.iter().find(|outcome| outcome.layer == layer)
    }

    /// Whether the resource policy names the account, leaves it to identity-based policies
    /// by our reading, and these do not allow.
    pub fn delegates_to_account(&self) -> bool {
        const DELEGATES: Assumption = Assumption::AccountPrincipalDelegates;
        self.assumptions.contains(&DELEGATES) && !self.readings.is_alternative(DELEGATES)
    }

    /// Where it is not policies that decide: what is in the way of them, or why none is
    /// needed, in words.
    pub fn beyond_policies(&self) -> Option<&'static str> {
        let obstacle = self.obstacle.map(Obstacle::message);
        obstacle.or(self.exemption.map(Exemption::message))
    }

    /// The ceilings that alone keep a grant from counting: without them the request would
    /// be allowed.
    pub fn blocked_by(&self) -> Vec<Layer> {
        let is_ceiling = |layer: &Layer| {
            matches!(
                layer,
                Layer::ServiceControl
                    | Layer::ResourceControl
                    | Layer::VpcEndpoint
                    | Layer::PermissionsBoundary
                    | Layer::Session
            )
        };
        if self.verdict != Verdict::ImplicitlyDenied
            || self.obstacle.is_some()
            || !self.missing.any_of.is_empty()
            || !self.missing.all_of.iter().all(is_ceiling)
        {
            return Vec::new();
        }
        self.missing.all_of.clone()
    }
}
