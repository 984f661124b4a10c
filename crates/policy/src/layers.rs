//! The layers of policies that bear on one request.
//!
//! Source: IAM user guide, `reference_policies_evaluation-logic`.

use crate::{
    assumption::Readings,
    context::ReachingKeys,
    document::{Policy, PolicyKind},
};

/// One layer of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Resource control policies of the organization that owns the resource.
    ResourceControl,
    /// Service control policies of the caller's organization.
    ServiceControl,
    /// The policy of the VPC endpoint that the request came through.
    VpcEndpoint,
    /// The policy of the resource: a resource policy, a role's trust policy, a key policy.
    Resource,
    /// The caller's identity-based policies, groups included.
    Identity,
    /// The caller's permissions boundary.
    PermissionsBoundary,
    /// The session policy given when the caller's session was made.
    Session,
}

impl Layer {
    /// All layers, in the order in which AWS describes the evaluation.
    pub const ALL: [Layer; 7] = [
        Layer::ResourceControl,
        Layer::ServiceControl,
        Layer::VpcEndpoint,
        Layer::Resource,
        Layer::Identity,
        Layer::PermissionsBoundary,
        Layer::Session,
    ];

    /// The stable name for machines.
    pub fn id(self) -> &'static str {
        match self {
            Layer::ResourceControl => "resource-control-policy",
            Layer::ServiceControl => "service-control-policy",
            Layer::VpcEndpoint => "vpc-endpoint-policy",
            Layer::Resource => "resource-based-policy",
            Layer::Identity => "identity-based-policy",
            Layer::PermissionsBoundary => "permissions-boundary",
            Layer::Session => "session-policy",
        }
    }

    /// AWS's name, as in its access-denied messages.
    pub fn name(self) -> &'static str {
        match self {
            Layer::ResourceControl => PolicyKind::ResourceControl.name(),
            Layer::ServiceControl => PolicyKind::ServiceControl.name(),
            Layer::VpcEndpoint => PolicyKind::VpcEndpoint.name(),
            Layer::Resource => PolicyKind::Resource.name(),
            Layer::Identity => PolicyKind::Identity.name(),
            Layer::PermissionsBoundary => PolicyKind::PermissionsBoundary.name(),
            Layer::Session => PolicyKind::Session.name(),
        }
    }
}

/// Whether somebody said what is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Supplied<T> {
    /// This is what there is; it may be nothing.
    Given(T),
    /// Nobody said.
    NotGiven,
}

impl<T: Default> Supplied<T> {
    /// Somebody said that there is nothing.
    pub fn nothing() -> Self {
        Supplied::Given(T::default())
    }
}

impl<T> Supplied<T> {
    /// What is there, if somebody said.
    pub fn given(&self) -> Option<&T> {
        match self {
            Supplied::Given(value) => Some(value),
            Supplied::NotGiven => None,
        }
    }
}

/// One level of an organization: the root, an organizational unit, or the account. Each
/// level must allow.
#[derive(Clone, Debug, PartialEq)]
pub struct Level<'p> {
    /// The id of the root, unit or account.
    pub name: String,
    /// The policies attached at this level, `FullAWSAccess` among them where it is.
    pub policies: Vec<&'p Policy>,
}

/// Whose grant a request needs.
///
/// Source: API Gateway developer guide, `apigateway-authorization-flow` (a Lambda
/// authorizer's policy counts as an identity-based policy of the owner's account) and
/// `apigateway-private-custom-domains` (the policy of a domain name must allow by itself).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Granting {
    /// The identity side's and the resource policy's, as the two accounts ask for.
    #[default]
    Sides,
    /// As within one account, with the policy that a Lambda authorizer returned in place of
    /// identity-based policies, whoever the caller is.
    Authorizer,
    /// The resource policy's, whoever the caller is.
    Resource,
    /// Nobody's: only what denies or restricts counts.
    Nobody,
}

/// The policies of one request, layer by layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Layers<'p> {
    /// Identity-based policies of the caller and the caller's groups.
    pub identity: Supplied<Vec<&'p Policy>>,
    /// The permissions boundary; given and empty if none is attached.
    pub boundary: Supplied<Vec<&'p Policy>>,
    /// The session policies; given and empty if none were passed.
    pub session: Supplied<Vec<&'p Policy>>,
    /// Service control policies, root first; given and empty if the caller's account is in
    /// no organization or is its management account.
    pub service_control: Supplied<Vec<Level<'p>>>,
    /// Resource control policies of the resource's account, without `RCPFullAWSAccess`.
    pub resource_control: Supplied<Vec<Level<'p>>>,
    /// VPC endpoint policies; given and empty if the request passes no endpoint.
    pub vpc_endpoint: Supplied<Vec<&'p Policy>>,
    /// The policy of the resource; given and empty if it has none.
    pub resource: Supplied<Vec<&'p Policy>>,
    /// Whether a ceiling that nobody gave makes the verdict *depends* rather than a proviso.
    pub strict: bool,
    /// Which choice is taken where AWS is silent or contradicts itself.
    pub readings: Readings,
    /// Whose grant is needed.
    pub granting: Granting,
    /// The only condition keys that reach the policy of the resource; `None` if all do.
    pub reaching_keys: Option<ReachingKeys>,
}

impl Layers<'_> {
    /// No policy anywhere, and somebody said so.
    pub fn none() -> Self {
        Layers {
            identity: Supplied::nothing(),
            boundary: Supplied::nothing(),
            session: Supplied::nothing(),
            service_control: Supplied::nothing(),
            resource_control: Supplied::nothing(),
            vpc_endpoint: Supplied::nothing(),
            resource: Supplied::nothing(),
            strict: false,
            readings: Readings::default(),
            granting: Granting::Sides,
            reaching_keys: None,
        }
    }
}

impl<'p> Layers<'p> {
    /// All policies of all layers that were given.
    pub fn policies(&self) -> impl Iterator<Item = &'p Policy> {
        let flat = [
            &self.identity,
            &self.boundary,
            &self.session,
            &self.vpc_endpoint,
            &self.resource,
        ];
        let chains = [&self.service_control, &self.resource_control];
        flat.into_iter()
            .filter_map(Supplied::given)
            .flatten()
            .copied()
            .chain(
                chains
                    .into_iter()
                    .filter_map(Supplied::given)
                    .flatten()
                    .flat_map(|level| level.policies.iter().copied()),
            )
            .collect::<Vec<_>>()
            .into_iter()
    }
}
