//! Readings of ours where AWS is silent or contradicts itself.
//!
//! Each has an id that stays, the question, our reading, and where the question comes
//! from. A verdict that leans on one says so.

/// A reading of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assumption {
    /// How far a `*` runs in a resource ARN.
    WildcardCrossesColons,
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
    /// `ForAnyValue` with a negated operator and an absent key.
    ForAnyValueNegatedAbsent,
    /// `ForAnyValue…IfExists` with an absent key.
    ForAnyValueIfExists,
    /// `Null` with `ForAllValues` or `ForAnyValue`.
    NullWithQualifier,
    /// A key with several values under an operator without a set qualifier.
    MultivaluedWithoutQualifier,
    /// A condition key with an empty list of values.
    EmptyConditionList,
    /// A malformed value under a negated operator.
    MalformedNegatedValue,
    /// A date of digits only.
    DateDigitsAreEpoch,
    /// A date or time without a zone.
    DateWithoutZone,
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
    /// An IPv4-mapped IPv6 address.
    MappedAddressNotUnmapped,
    /// An element that the incomplete ARN of a resource policy leaves out.
    IncompleteArn,
    /// A trust policy whose principal is `*`.
    TrustEveryone,
    /// Tags of a role session beyond those of its role.
    NoSessionTags,
    /// Whether an account may assume the root user of another.
    AssumesRootOfMember,
}

/// What there is to say about an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssumptionText {
    /// The id that stays.
    pub id: &'static str,
    /// What AWS leaves open.
    pub question: &'static str,
    /// How we read it.
    pub reading: &'static str,
    /// The pages that leave it open or contradict each other.
    pub source: &'static str,
}

impl Assumption {
    /// All of them, in the order of their declaration.
    pub const ALL: &'static [Assumption] = &[
        Assumption::WildcardCrossesColons,
        Assumption::OperatorCaseIgnored,
        Assumption::VariableValueIsLiteral,
        Assumption::EmptyVariableIsNoValue,
        Assumption::UnresolvedNotResource,
        Assumption::VariableInBool,
        Assumption::ForAnyValueNegatedAbsent,
        Assumption::ForAnyValueIfExists,
        Assumption::NullWithQualifier,
        Assumption::MultivaluedWithoutQualifier,
        Assumption::EmptyConditionList,
        Assumption::MalformedNegatedValue,
        Assumption::DateDigitsAreEpoch,
        Assumption::DateWithoutZone,
        Assumption::RoleNameCaseIgnored,
        Assumption::AwsWildcardCoversServices,
        Assumption::NotPrincipalChain,
        Assumption::NotPrincipalAllow,
        Assumption::BoundaryLimitsTrust,
        Assumption::FederatedWithoutSessionPolicy,
        Assumption::SessionArnBypassesSessionPolicy,
        Assumption::UniqueIdOfDeletedPrincipal,
        Assumption::ServiceLinkedRoleByName,
        Assumption::AccountPrincipalDelegates,
        Assumption::ResourceControlPolicyServices,
        Assumption::UnlistedResourcePolicyKey,
        Assumption::HttpApiPathAsSent,
        Assumption::MappedAddressNotUnmapped,
        Assumption::IncompleteArn,
        Assumption::TrustEveryone,
        Assumption::NoSessionTags,
        Assumption::AssumesRootOfMember,
    ];

    /// The id that stays, for machines and for people who look it up.
    pub fn id(self) -> &'static str {
        self.text().id
    }

    /// What there is to say about it.
    pub fn text(self) -> AssumptionText {
        match self {
            Assumption::WildcardCrossesColons => AssumptionText {
                id: "wildcard-crosses-colons",
                question: "how far does a `*` run in the Resource element?",
                reading: "the last `*` of an ARN segment may go on past the colons that follow; another one stays in its segment",
                source: "IAM user guide, reference_policies_elements_resource (current wording; older editions keep it within the segment)",
            },
            Assumption::OperatorCaseIgnored => AssumptionText {
                id: "operator-case-ignored",
                question: "is the case of a condition operator's name significant?",
                reading: "it is not; write the documented spelling all the same",
                source: "IAM user guide, reference_policies_elements_condition_operators (silent)",
            },
            Assumption::VariableValueIsLiteral => AssumptionText {
                id: "variable-value-is-literal",
                question: "are `*` and `?` wildcards inside the value that fills in a policy variable?",
                reading: "no, the value is literal text",
                source: "IAM user guide, reference_policies_variables (silent)",
            },
            Assumption::EmptyVariableIsNoValue => AssumptionText {
                id: "empty-variable-is-no-value",
                question: "does a context key that is an empty string give a policy variable a value?",
                reading: "no, the default is used, or the entry matches nothing",
                source: "IAM user guide, reference_policies_variables (speaks of `no value`)",
            },
            Assumption::UnresolvedNotResource => AssumptionText {
                id: "unresolved-not-resource",
                question: "what does a NotResource entry do whose variable has no value?",
                reading: "it matches nothing and so exempts nothing; the statement can apply",
                source: "IAM user guide, reference_policies_variables (an older note calls the statement invalid)",
            },
            Assumption::VariableInBool => AssumptionText {
                id: "variable-in-bool",
                question: "are policy variables filled in under the Bool operator?",
                reading: "they are",
                source: "IAM user guide: reference_policies_elements_condition_operators says so, reference_policies_variables does not",
            },
            Assumption::ForAnyValueNegatedAbsent => AssumptionText {
                id: "for-any-value-negated-absent",
                question: "is ForAnyValue with a negated operator true when the key is absent?",
                reading: "no",
                source: "IAM user guide, reference_policies_condition-single-vs-multi-valued-context-keys against condition_operators",
            },
            Assumption::ForAnyValueIfExists => AssumptionText {
                id: "for-any-value-if-exists",
                question: "is ForAnyValue with IfExists true when the key is absent?",
                reading: "yes, IfExists is applied first",
                source: "IAM user guide, reference_policies_elements_condition_operators (silent)",
            },
            Assumption::NullWithQualifier => AssumptionText {
                id: "null-with-qualifier",
                question: "what does Null mean behind ForAllValues or ForAnyValue?",
                reading: "always true and always false, as the IAM Access Analyzer checks say",
                source: "IAM user guide, access-analyzer-reference-policy-checks, `Null with qualifier`",
            },
            Assumption::MultivaluedWithoutQualifier => AssumptionText {
                id: "multivalued-without-qualifier",
                question: "what does an operator without ForAllValues or ForAnyValue do with several values?",
                reading: "it is false, negated or not",
                source: "IAM user guide, reference_policies_condition-single-vs-multi-valued-context-keys (only says that a qualifier is required)",
            },
            Assumption::EmptyConditionList => AssumptionText {
                id: "empty-condition-list",
                question: "what does a condition with an empty list of values mean?",
                reading: "nothing equals it; with IfExists or ForAllValues it holds only for an absent key",
                source: "IAM user guide, access-analyzer-reference-policy-checks, `Empty array condition`",
            },
            Assumption::MalformedNegatedValue => AssumptionText {
                id: "malformed-negated-value",
                question: "what does a negated operator do with a value that cannot be read?",
                reading: "a malformed policy value makes it false, a malformed request value makes it true",
                source: "IAM user guide, reference_policies_elements_condition_operators (silent)",
            },
            Assumption::DateDigitsAreEpoch => AssumptionText {
                id: "date-digits-are-epoch",
                question: "is a date of digits only a year or seconds since 1970?",
                reading: "seconds since 1970",
                source: "IAM user guide, reference_policies_elements_condition_operators (permits both forms)",
            },
            Assumption::DateWithoutZone => AssumptionText {
                id: "date-without-zone",
                question: "which zone has a date or time without one?",
                reading: "UTC, and midnight where there is no time",
                source: "IAM user guide, reference_policies_elements_condition_operators (silent)",
            },
            Assumption::RoleNameCaseIgnored => AssumptionText {
                id: "role-name-case-ignored",
                question: "is case significant between the role name of a session and of a role ARN?",
                reading: "no; role names are unique without regard to case",
                source: "IAM user guide, reference_iam-quotas and reference_policies_elements_principal (documented for user names only)",
            },
            Assumption::AwsWildcardCoversServices => AssumptionText {
                id: "aws-wildcard-covers-services",
                question: "does {\"AWS\": \"*\"} cover AWS service principals?",
                reading: "yes, like \"*\"",
                source: "IAM user guide, reference_policies_elements_principal (equates the two for anonymous callers)",
            },
            Assumption::NotPrincipalChain => AssumptionText {
                id: "not-principal-chain",
                question: "who is exempt from a Deny with NotPrincipal?",
                reading: "only a caller whose account and role and session (or account and user) are all listed",
                source: "IAM user guide, reference_policies_elements_notprincipal (`might deny`)",
            },
            Assumption::NotPrincipalAllow => AssumptionText {
                id: "not-principal-allow",
                question: "what does Allow with NotPrincipal do?",
                reading: "it allows everyone who is not listed, anonymous callers included",
                source: "IAM user guide, reference_policies_elements_notprincipal (now `not supported`, formerly discouraged)",
            },
            Assumption::BoundaryLimitsTrust => AssumptionText {
                id: "boundary-limits-trust",
                question: "must a caller's permissions boundary allow sts:AssumeRole when the trust policy names the caller?",
                reading: "yes",
                source: "IAM user guide, id_roles_update-role-trust-policy against reference_policies_evaluation-logic_policy-eval-denyallow",
            },
            Assumption::FederatedWithoutSessionPolicy => AssumptionText {
                id: "federated-without-session-policy",
                question: "what may a federated user session without a session policy do?",
                reading: "only what a resource policy grants it",
                source: "IAM user guide, reference_policies_evaluation-logic_policy-eval-denyallow and STS GetFederationToken",
            },
            Assumption::SessionArnBypassesSessionPolicy => AssumptionText {
                id: "session-arn-bypasses-session-policy",
                question: "does a resource policy that names the session need the session policy's Allow?",
                reading: "no",
                source: "IAM user guide, access_policies, session policies",
            },
            Assumption::UniqueIdOfDeletedPrincipal => AssumptionText {
                id: "unique-id-of-deleted-principal",
                question: "whom does a principal such as AROA… name?",
                reading: "a deleted user or role, so nobody, unless the caller's unique id is given and equals it",
                source: "IAM user guide, reference_policies_elements_principal",
            },
            Assumption::ServiceLinkedRoleByName => AssumptionText {
                id: "service-linked-role-by-name",
                question: "is the session one of a service-linked role?",
                reading: "yes if the role's name begins with AWSServiceRoleFor; SCPs and RCPs do not apply to it",
                source: "IAM user guide, id_roles_create-service-linked-role (session ARNs do not show the path)",
            },
            Assumption::AccountPrincipalDelegates => AssumptionText {
                id: "account-principal-delegates",
                question: "does a resource policy that names the caller's own account allow the caller by itself?",
                reading: "no, it delegates to the account; an identity-based policy must allow too",
                source: "IAM user guide, reference_policies_elements_principal; API Gateway developer guide, apigateway-authorization-flow (speaks of `Allow` only)",
            },
            Assumption::ResourceControlPolicyServices => AssumptionText {
                id: "resource-control-policy-services",
                question: "does an RCP restrict this service?",
                reading: "only services on AWS's list of 2026-09-26; execute-api is not on it, sts is",
                source: "Organizations user guide, orgs_manage_policies_rcps",
            },
            Assumption::UnlistedResourcePolicyKey => AssumptionText {
                id: "unlisted-resource-policy-key",
                question: "does a key reach an API Gateway resource policy that API Gateway does not list?",
                reading: "it does, with the value that it has in an identity-based policy",
                source: "API Gateway developer guide, apigateway-resource-policies-aws-condition-keys",
            },
            Assumption::HttpApiPathAsSent => AssumptionText {
                id: "http-api-path-as-sent",
                question: "is the path in an HTTP API's ARN decoded, and is a trailing slash kept?",
                reading: "the path stands in the ARN as it was sent",
                source: "API Gateway developer guide, http-api-develop-routes (silent)",
            },
            Assumption::MappedAddressNotUnmapped => AssumptionText {
                id: "mapped-address-not-unmapped",
                question: "does ::ffff:a.b.c.d match an IPv4 range?",
                reading: "no",
                source: "IAM user guide, reference_policies_elements_condition_operators (silent)",
            },
            Assumption::IncompleteArn => AssumptionText {
                id: "incomplete-arn",
                question: "what does a resource ARN of fewer than six segments match?",
                reading: "in identity-based policies the missing segments are `*`; elsewhere only if it ends in `*`",
                source: "IAM user guide, reference_policies_elements_resource (speaks of identity-based policies)",
            },
            Assumption::TrustEveryone => AssumptionText {
                id: "trust-everyone",
                question: "may a trust policy name `*`?",
                reading: "yes, it means everyone",
                source: "IAM user guide, reference_policies_elements_principal (permits it) against access-analyzer-reference-policy-checks",
            },
            Assumption::NoSessionTags => AssumptionText {
                id: "no-session-tags",
                question: "does the caller's session carry tags beyond those of its role?",
                reading: "no, unless a value for the tag is given with the question",
                source: "IAM user guide, id_session-tags (a session's tags are not part of any document)",
            },
            Assumption::AssumesRootOfMember => AssumptionText {
                id: "assumes-root-of-member",
                question: "is the caller's account one that may assume the root user of the other account?",
                reading: "yes: it is the management account or the delegated administrator for IAM, and root access of its members is managed centrally",
                source: "IAM user guide, id_root-user-privileged-task (no policy tells it)",
            },
        }
    }
}

/// A set of readings. It takes no memory of its own, so that a decision that keeps no
/// evidence costs none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumptions(u64);

impl Assumptions {
    /// No reading.
    pub const NONE: Assumptions = Assumptions(0);

    /// Adds a reading.
    pub fn push(&mut self, assumption: Assumption) {
        self.0 |= 1 << assumption as u64;
    }

    /// Adds all readings of another set.
    pub fn extend(&mut self, others: Assumptions) {
        self.0 |= others.0;
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The readings, in order of declaration.
    pub fn iter(self) -> impl Iterator<Item = Assumption> {
        Assumption::ALL
            .iter()
            .copied()
            .filter(move |assumption| self.0 & (1 << *assumption as u64) != 0)
    }
}

impl From<Option<Assumption>> for Assumptions {
    fn from(assumption: Option<Assumption>) -> Self {
        let mut set = Assumptions::NONE;
        if let Some(assumption) = assumption {
            set.push(assumption);
        }
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
            set.push(*assumption);
        }
        let all: Vec<Assumption> = set.iter().collect();
        assert_eq!(all, Assumption::ALL);
        assert!(Assumption::ALL.len() <= 64);
    }
}
