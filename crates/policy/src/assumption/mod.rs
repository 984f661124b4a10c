//! Readings of ours where AWS is silent or contradicts itself.
//!
//! Each has an id that stays, the question, our choice and one alternative, and where the
//! question comes from. A verdict that leans on one says so, whichever choice was taken.

mod readings;
mod texts;

pub use readings::{ReadingError, Readings};

/// A question that AWS leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assumption {
    /// How far a `*` runs in a resource ARN.
    WildcardCrossesColons,
    /// Escapes such as `${*}` in a document without policy variables.
    EscapesInOldDocuments,
    /// Policy variables in a resource control policy.
    VariablesInResourceControl,
    /// Operator names written in another case.
    OperatorCaseIgnored,
    /// Wildcard characters inside a filled-in variable.
    VariableValueIsLiteral,
    /// A variable whose key is an empty string.
    EmptyVariableIsNoValue,
    /// A `NotResource` entry whose variable has no value.
    UnresolvedNotResource,
    /// Policy variables under the `Bool` operator.
    VariableInBool,
    /// Letters beyond ASCII under the operators that ignore case.
    IgnoreCaseOfAscii,
    /// `ForAnyValue` with a negated operator and an absent key.
    ForAnyValueNegatedAbsent,
    /// `ForAllValues` with a negated operator.
    ForAllValuesNegated,
    /// `ForAnyValue…IfExists` with an absent key.
    ForAnyValueIfExists,
    /// `Null` with `ForAllValues` or `ForAnyValue`.
    NullWithQualifier,
    /// `Null` and a key of the request with an empty list of values.
    NullOfEmptyList,
    /// A key with several values under an operator without a set qualifier.
    MultivaluedWithoutQualifier,
    /// `IfExists` and a key of the request with an empty list of values.
    EmptyRequestList,
    /// A condition with an empty list of values in the policy.
    EmptyConditionList,
    /// A value of the policy that cannot be read, under a negated operator.
    MalformedNegatedPolicyValue,
    /// A value of the request that cannot be read, under a negated operator.
    MalformedNegatedRequestValue,
    /// A date of four digits.
    DateDigitsAreEpoch,
    /// A date or time without a zone.
    DateWithoutZone,
    /// An IPv4-mapped IPv6 address.
    MappedAddressNotUnmapped,
    /// Case of a role name between a session ARN and a role ARN.
    RoleNameCaseIgnored,
    /// `{"AWS": "*"}` and a service principal.
    AwsWildcardCoversServices,
    /// Who is exempt from a `Deny` with `NotPrincipal`.
    NotPrincipalChain,
    /// `NotPrincipal` with `Allow`.
    NotPrincipalAllow,
    /// A permissions boundary that is silent, and a trust policy that names the user.
    BoundaryLimitsTrust,
    /// A federated user session without a session policy.
    FederatedWithoutSessionPolicy,
    /// A resource policy that names the user of a federated user session.
    FederatedUserByUser,
    /// A session policy that is silent, and a resource policy that names the session.
    SessionArnBypassesSessionPolicy,
    /// A principal given by its unique id.
    UniqueIdOfDeletedPrincipal,
    /// Roles whose name begins with `AWSServiceRoleFor`.
    ServiceLinkedRoleByName,
    /// A resource policy that names the caller's account, in the same account.
    AccountPrincipalDelegates,
    /// Resource control policies and services that do not support them.
    ResourceControlPolicyServices,
    /// Keys that API Gateway does not list for its resource policies.
    UnlistedResourcePolicyKey,
    /// Percent-encoding and trailing slash of an HTTP API's path in the ARN.
    HttpApiPathAsSent,
    /// An element that the incomplete ARN of a resource policy leaves out.
    IncompleteArn,
    /// A trust policy whose principal is `*`.
    TrustEveryone,
    /// Tags of a role session beyond those of its role.
    NoSessionTags,
    /// Whether an account may assume the root user of another.
    AssumesRootOfMember,
    /// Numbers of more digits than a floating-point number holds.
    NumbersAreExact,
    /// On which routes of a WebSocket API policies are evaluated.
    WebSocketAuthorizesAtConnect,
    /// What stands for the connection in the ARN of `@connections`.
    ConnectionsArnPlaceholder,
    /// Path parameters in what API Gateway sends Lambda as `aws:SourceArn`.
    IntegrationSourceArn,
    /// A private API without a resource policy.
    PrivateWithoutPolicy,
    /// A private API whose resource policy is silent, and a caller of its account.
    PrivateSilentPolicy,
    /// `aws:SourceIp` of a request through a VPC endpoint.
    PrivateSourceIp,
    /// Whom the policy of a private custom domain name sees.
    DomainPolicyCaller,
    /// A valid token of a Cognito user pool, and a resource policy that is silent.
    CognitoSilentResourcePolicy,
    /// A Lambda authorizer that allows, and a resource policy that names AWS principals only.
    AuthorizerBesideAwsPrincipals,
    /// Identity sources of a `REQUEST` authorizer whose answers are not cached.
    IdentitySourcesWithoutCache,
    /// A variable without braces beside other text, in a mapping of an HTTP API.
    UnbracedVariableInText,
    /// A mapping whose source is not there.
    MissingMappingSource,
    /// A status code that a Lambda function gives as a string.
    StatusCodeAsText,
    /// A header that a Lambda function gives as a number or a boolean.
    LambdaHeaderNotText,
    /// A body that a Lambda function gives as something else than a string.
    LambdaBodyNotText,
    /// Mappings for 500, and a 500 of API Gateway itself.
    MappingOfGatewayErrors,
}

/// What there is to say about an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssumptionText {
    /// The id that stays.
    pub id: &'static str,
    /// What AWS leaves open.
    pub question: &'static str,
    /// How we read it.
    pub default: Choice,
    /// How else it can be read.
    pub alternative: Choice,
    /// The pages that leave it open or contradict each other.
    pub source: &'static str,
}

/// One answer to the question of an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The id that stays, unique within its assumption.
    pub id: &'static str,
    /// The answer.
    pub reading: &'static str,
}

impl AssumptionText {
    /// Both choices, ours first.
    pub fn choices(&self) -> [Choice; 2] {
        [self.default, self.alternative]
    }
}

impl Assumption {
    /// All of them, in the order of their declaration.
    pub const ALL: &'static [Assumption] = &[
        Assumption::WildcardCrossesColons,
        Assumption::EscapesInOldDocuments,
        Assumption::VariablesInResourceControl,
        Assumption::OperatorCaseIgnored,
        Assumption::VariableValueIsLiteral,
        Assumption::EmptyVariableIsNoValue,
        Assumption::UnresolvedNotResource,
        Assumption::VariableInBool,
        Assumption::IgnoreCaseOfAscii,
        Assumption::ForAnyValueNegatedAbsent,
        Assumption::ForAllValuesNegated,
        Assumption::ForAnyValueIfExists,
        Assumption::NullWithQualifier,
        Assumption::NullOfEmptyList,
        Assumption::MultivaluedWithoutQualifier,
        Assumption::EmptyRequestList,
        Assumption::EmptyConditionList,
        Assumption::MalformedNegatedPolicyValue,
        Assumption::MalformedNegatedRequestValue,
        Assumption::DateDigitsAreEpoch,
        Assumption::DateWithoutZone,
        Assumption::MappedAddressNotUnmapped,
        Assumption::RoleNameCaseIgnored,
        Assumption::AwsWildcardCoversServices,
        Assumption::NotPrincipalChain,
        Assumption::NotPrincipalAllow,
        Assumption::BoundaryLimitsTrust,
        Assumption::FederatedWithoutSessionPolicy,
        Assumption::FederatedUserByUser,
        Assumption::SessionArnBypassesSessionPolicy,
        Assumption::UniqueIdOfDeletedPrincipal,
        Assumption::ServiceLinkedRoleByName,
        Assumption::AccountPrincipalDelegates,
        Assumption::ResourceControlPolicyServices,
        Assumption::UnlistedResourcePolicyKey,
        Assumption::HttpApiPathAsSent,
        Assumption::IncompleteArn,
        Assumption::TrustEveryone,
        Assumption::NoSessionTags,
        Assumption::AssumesRootOfMember,
        Assumption::NumbersAreExact,
        Assumption::WebSocketAuthorizesAtConnect,
        Assumption::ConnectionsArnPlaceholder,
        Assumption::IntegrationSourceArn,
        Assumption::PrivateWithoutPolicy,
        Assumption::PrivateSilentPolicy,
        Assumption::PrivateSourceIp,
        Assumption::DomainPolicyCaller,
        Assumption::CognitoSilentResourcePolicy,
        Assumption::AuthorizerBesideAwsPrincipals,
        Assumption::IdentitySourcesWithoutCache,
        Assumption::UnbracedVariableInText,
        Assumption::MissingMappingSource,
        Assumption::StatusCodeAsText,
        Assumption::LambdaHeaderNotText,
        Assumption::LambdaBodyNotText,
        Assumption::MappingOfGatewayErrors,
    ];

    /// Those about what a request to API Gateway carries. The evaluator is not asked them:
    /// whoever puts the request together takes the choice.
    pub const OF_API_GATEWAY: &'static [Assumption] = &[
        Assumption::UnlistedResourcePolicyKey,
        Assumption::HttpApiPathAsSent,
        Assumption::NoSessionTags,
        Assumption::WebSocketAuthorizesAtConnect,
        Assumption::ConnectionsArnPlaceholder,
        Assumption::IntegrationSourceArn,
        Assumption::PrivateWithoutPolicy,
        Assumption::PrivateSilentPolicy,
        Assumption::PrivateSourceIp,
        Assumption::DomainPolicyCaller,
        Assumption::CognitoSilentResourcePolicy,
        Assumption::AuthorizerBesideAwsPrincipals,
        Assumption::IdentitySourcesWithoutCache,
    ];

    /// Those about what is mapped from and to a backend. No verdict turns on them: the
    /// tests of `can-invoke respond` tell their choices apart.
    pub const OF_MAPPINGS: &'static [Assumption] = &[
        Assumption::UnbracedVariableInText,
        Assumption::MissingMappingSource,
        Assumption::StatusCodeAsText,
        Assumption::LambdaHeaderNotText,
        Assumption::LambdaBodyNotText,
        Assumption::MappingOfGatewayErrors,
    ];

    /// The id that stays, for machines and for people who look it up.
    pub const fn id(self) -> &'static str {
        self.text().id
    }

    /// What there is to say about it.
    pub const fn text(self) -> AssumptionText {
        texts::text(self)
    }
}

/// A set of assumptions. It takes no memory of its own, so that a decision that keeps no
/// evidence costs none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumptions(u64);

impl Assumptions {
    /// No assumption.
    pub const NONE: Assumptions = Assumptions(0);

    /// Adds an assumption.
    pub fn push(&mut self, assumption: Assumption) {
        self.0 |= 1 << assumption as u64;
    }

    /// Adds an assumption where a decision leans on it, and tells whether its alternative
    /// is chosen.
    pub fn lean(&mut self, assumption: Assumption, readings: Readings) -> bool {
        self.push(assumption);
        readings.is_alternative(assumption)
    }

    fn toggle(&mut self, assumption: Assumption) {
        self.0 ^= 1 << assumption as u64;
    }

    /// Adds all assumptions of another set.
    pub fn extend(&mut self, others: Assumptions) {
        self.0 |= others.0;
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this one is in the set.
    pub fn contains(self, assumption: Assumption) -> bool {
        self.0 & (1 << assumption as u64) != 0
    }

    /// The assumptions, in order of declaration.
    pub fn iter(self) -> impl Iterator<Item = Assumption> {
        Assumption::ALL
            .iter()
            .copied()
            .filter(move |assumption| self.contains(*assumption))
    }
}

impl From<Assumption> for Assumptions {
    fn from(assumption: Assumption) -> Self {
        let mut set = Assumptions::NONE;
        set.push(assumption);
        set
    }
}

#[cfg(test)]
mod tests {
    use super::{Assumption, Assumptions};

    #[test]
    fn a_set_has_room_for_every_assumption_and_gives_them_back_in_order() {
        let mut set = Assumptions::NONE;
        assert!(set.is_empty());
        for assumption in Assumption::ALL.iter().rev() {
            assert!(!set.contains(*assumption));
            set.push(*assumption);
        }
        let all: Vec<Assumption> = set.iter().collect();
        assert_eq!(all, Assumption::ALL);
        assert!(Assumption::ALL.is_sorted());
        assert!(Assumption::ALL.len() <= 64);
    }
}
