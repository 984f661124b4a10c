//! The words of the assumptions: what is asked, the two choices, and where the question
//! comes from.

mod gateway;
mod mappings;

use super::{Assumption, AssumptionText, Choice};

/// A row of the table: id, question, our choice, the alternative, source.
const fn row(
    id: &'static str,
    question: &'static str,
    default: (&'static str, &'static str),
    alternative: (&'static str, &'static str),
    source: &'static str,
) -> AssumptionText {
    AssumptionText {
        id,
        question,
        default: Choice {
            id: default.0,
            reading: default.1,
        },
        alternative: Choice {
            id: alternative.0,
            reading: alternative.1,
        },
        source,
    }
}

/// What there is to say about an assumption.
pub(super) const fn text(assumption: Assumption) -> AssumptionText {
    match assumption {
        Assumption::WildcardCrossesColons => row(
            "wildcard-crosses-colons",
            "how far does a `*` run in the Resource element?",
            (
                "crosses",
                "the last `*` of an ARN segment may go on past the colons that follow; another one stays in its segment",
            ),
            (
                "stays-in-segment",
                "every `*` stays in its segment of the ARN",
            ),
            "IAM user guide, reference_policies_elements_resource (current wording; older editions keep it within the segment)",
        ),
        Assumption::EscapesInOldDocuments => row(
            "escapes-in-old-documents",
            "are `${*}`, `${?}` and `${$}` escapes in a document whose Version is not 2012-10-17?",
            (
                "literal",
                "no, they are the text that they are, and `*` and `?` in it are wildcards",
            ),
            (
                "escapes",
                "yes, they stand for the plain characters `*`, `?` and `$`",
            ),
            "IAM user guide, reference_policies_variables and reference_policies_elements_version (call them predefined variables, silent on older documents)",
        ),
        Assumption::VariablesInResourceControl => row(
            "variables-in-resource-control",
            "are policy variables filled in in a resource control policy?",
            ("filled-in", "they are, as in other policies"),
            ("literal", "they are not, they are the text that they are"),
            "Organizations user guide, orgs_manage_policies_rcps_syntax (silent)",
        ),
        Assumption::OperatorCaseIgnored => row(
            "operator-case-ignored",
            "is the case of a condition operator's name significant?",
            (
                "ignored",
                "it is not; write the documented spelling all the same",
            ),
            (
                "significant",
                "it is, and a condition under another spelling never holds",
            ),
            "IAM user guide, reference_policies_elements_condition_operators (silent)",
        ),
        Assumption::VariableValueIsLiteral => row(
            "variable-value-is-literal",
            "are `*` and `?` wildcards inside the value that fills in a policy variable?",
            ("literal", "no, the value is literal text"),
            (
                "wildcards",
                "yes, wherever `*` and `?` of the policy's own text are wildcards",
            ),
            "IAM user guide, reference_policies_variables (silent)",
        ),
        Assumption::EmptyVariableIsNoValue => row(
            "empty-variable-is-no-value",
            "does a context key that is an empty string give a policy variable a value?",
            (
                "no-value",
                "no, the default is used, or the entry matches nothing",
            ),
            ("empty-text", "yes, the empty text"),
            "IAM user guide, reference_policies_variables (speaks of `no value`)",
        ),
        Assumption::UnresolvedNotResource => row(
            "unresolved-not-resource",
            "what does a NotResource entry do whose variable has no value?",
            (
                "exempts-nothing",
                "it matches nothing and so exempts nothing; the statement can apply",
            ),
            (
                "statement-void",
                "it makes the statement invalid, and the statement does not apply",
            ),
            "IAM user guide, reference_policies_variables (an older note calls the statement invalid)",
        ),
        Assumption::VariableInBool => row(
            "variable-in-bool",
            "are policy variables filled in under the Bool operator?",
            ("filled-in", "they are"),
            (
                "not-filled-in",
                "they are not, so that the value is neither true nor false and matches nothing",
            ),
            "IAM user guide: reference_policies_elements_condition_operators says so, reference_policies_variables does not",
        ),
        Assumption::IgnoreCaseOfAscii => row(
            "ignore-case-of-ascii",
            "which letters do StringEqualsIgnoreCase and StringNotEqualsIgnoreCase compare without regard to case?",
            ("ascii", "A to Z only"),
            ("unicode", "all letters of Unicode, by their lower case"),
            "IAM user guide, reference_policies_elements_condition_operators (silent)",
        ),
        Assumption::ForAnyValueNegatedAbsent => row(
            "for-any-value-negated-absent",
            "is ForAnyValue with a negated operator true when the key is absent?",
            ("does-not-hold", "no"),
            ("holds", "yes, as without the qualifier"),
            "IAM user guide, reference_policies_condition-single-vs-multi-valued-context-keys against condition_operators",
        ),
        Assumption::ForAllValuesNegated => row(
            "for-all-values-negated",
            "when does ForAllValues with a negated operator hold?",
            (
                "by-definition",
                "when no value of the key matches a value of the policy, and when the key is absent",
            ),
            (
                "by-example",
                "when a value of the key matches a value of the policy, and not when the key is absent",
            ),
            "IAM user guide, reference_policies_elements_condition_operators, whose example table for ForAllValues:StringNotLike contradicts its definitions",
        ),
        Assumption::ForAnyValueIfExists => row(
            "for-any-value-if-exists",
            "is ForAnyValue with IfExists true when the key is absent?",
            ("holds", "yes, IfExists is applied first"),
            (
                "does-not-hold",
                "no, without a value of the key there is none that matches",
            ),
            "IAM user guide, reference_policies_elements_condition_operators (silent)",
        ),
        Assumption::NullWithQualifier => row(
            "null-with-qualifier",
            "what does Null mean behind ForAllValues or ForAnyValue?",
            (
                "constant",
                "always true and always false, as the IAM Access Analyzer checks say",
            ),
            ("qualifier-ignored", "what it means without them"),
            "IAM user guide, access-analyzer-reference-policy-checks, `Null with qualifier`",
        ),
        Assumption::NullOfEmptyList => row(
            "null-of-empty-list",
            "does Null take a key with an empty list of values for absent?",
            ("absent", "yes, it has no value"),
            ("present", "no, the key is there"),
            "IAM user guide, reference_policies_elements_condition_operators (`exists and its value is not null`; silent on lists)",
        ),
        Assumption::MultivaluedWithoutQualifier => row(
            "multivalued-without-qualifier",
            "what does an operator without ForAllValues or ForAnyValue do with several values?",
            ("does-not-hold", "it is false, negated or not"),
            ("for-any-value", "what it does with ForAnyValue"),
            "IAM user guide, reference_policies_condition-single-vs-multi-valued-context-keys (only says that a qualifier is required)",
        ),
        Assumption::EmptyRequestList => row(
            "empty-request-list",
            "what does an operator with IfExists do with a key whose list of values is empty?",
            (
                "present",
                "the key exists and no value of it matches, so that IfExists does not help",
            ),
            ("absent", "the key does not exist, and the condition holds"),
            "IAM user guide, reference_policies_elements_condition_operators (silent)",
        ),
        Assumption::EmptyConditionList => row(
            "empty-condition-list",
            "what does a condition with an empty list of values mean?",
            (
                "nothing-equals",
                "nothing equals it; with IfExists or ForAllValues it holds only for an absent key",
            ),
            ("no-restriction", "it restricts nothing, and always holds"),
            "IAM user guide, access-analyzer-reference-policy-checks, `Empty array condition`",
        ),
        Assumption::MalformedNegatedPolicyValue => row(
            "malformed-negated-policy-value",
            "what does a negated operator do with a value of the policy that cannot be read?",
            ("does-not-hold", "the condition does not hold"),
            (
                "holds",
                "nothing equals such a value, so that it holds like any other value that differs",
            ),
            "IAM user guide, reference_policies_elements_condition_operators (silent)",
        ),
        Assumption::MalformedNegatedRequestValue => row(
            "malformed-negated-request-value",
            "what does a negated operator do with a value of the request that cannot be read?",
            (
                "holds",
                "such a value equals nothing, so that the condition holds",
            ),
            ("does-not-hold", "the condition does not hold"),
            "IAM user guide, reference_policies_elements_condition_operators (silent)",
        ),
        Assumption::DateDigitsAreEpoch => row(
            "date-digits-are-epoch",
            "is a date of four digits a year or seconds since 1970?",
            ("seconds", "seconds since 1970"),
            ("year", "a year"),
            "IAM user guide, reference_policies_elements_condition_operators (permits both forms)",
        ),
        Assumption::DateWithoutZone => row(
            "date-without-zone",
            "which zone has a date or time without one?",
            ("utc", "UTC, and midnight where there is no time"),
            ("malformed", "none; it cannot be read as a date"),
            "IAM user guide, reference_policies_elements_condition_operators (silent)",
        ),
        Assumption::MappedAddressNotUnmapped => row(
            "mapped-address-not-unmapped",
            "does ::ffff:a.b.c.d match an IPv4 range?",
            ("kept", "no"),
            ("unmapped", "yes, as a.b.c.d does"),
            "IAM user guide, reference_policies_elements_condition_operators (silent)",
        ),
        Assumption::RoleNameCaseIgnored => row(
            "role-name-case-ignored",
            "is case significant between the role name of a session and of a role ARN?",
            (
                "ignored",
                "no; role names are unique without regard to case",
            ),
            ("significant", "yes"),
            "IAM user guide, reference_iam-quotas and reference_policies_elements_principal (documented for user names only)",
        ),
        Assumption::AwsWildcardCoversServices => row(
            "aws-wildcard-covers-services",
            "does {\"AWS\": \"*\"} cover AWS service principals?",
            ("covers", "yes, like \"*\""),
            (
                "does-not-cover",
                "no, it means principals of accounts and anonymous callers",
            ),
            "IAM user guide, reference_policies_elements_principal (equates the two for anonymous callers)",
        ),
        Assumption::NotPrincipalChain => row(
            "not-principal-chain",
            "who is exempt from a Deny with NotPrincipal?",
            (
                "all-listed",
                "only a caller whose account and role and session (or account and user) are all listed",
            ),
            (
                "any-listed",
                "a caller of whom account, role, session or user is listed",
            ),
            "IAM user guide, reference_policies_elements_notprincipal (`might deny`)",
        ),
        Assumption::NotPrincipalAllow => row(
            "not-principal-allow",
            "what does Allow with NotPrincipal do?",
            (
                "allows-the-rest",
                "it allows everyone who is not listed, anonymous callers included",
            ),
            ("allows-nobody", "nothing, since it is not supported"),
            "IAM user guide, reference_policies_elements_notprincipal (now `not supported`, formerly discouraged)",
        ),
        Assumption::BoundaryLimitsTrust => row(
            "boundary-limits-trust",
            "must a caller's permissions boundary allow sts:AssumeRole when the trust policy names the caller?",
            ("limits", "yes"),
            (
                "does-not-limit",
                "no, being named directly is enough, as with other resource policies",
            ),
            "IAM user guide, id_roles_update-role-trust-policy against reference_policies_evaluation-logic_policy-eval-denyallow",
        ),
        Assumption::FederatedWithoutSessionPolicy => row(
            "federated-without-session-policy",
            "what may a federated user session without a session policy do?",
            (
                "resource-policy-only",
                "only what a resource policy grants it",
            ),
            (
                "identity-policies-count",
                "also what the identity-based policies allow",
            ),
            "IAM user guide, reference_policies_evaluation-logic_policy-eval-denyallow and STS GetFederationToken",
        ),
        Assumption::FederatedUserByUser => row(
            "federated-user-by-user",
            "does a federated user need an identity-based policy that allows, in the same account, when a resource policy names the user who asked for the session?",
            (
                "not-needed",
                "no, as with a session whose role is named; the ceilings count",
            ),
            (
                "needed",
                "yes, as with a resource policy that names the account",
            ),
            "IAM user guide, reference_policies_evaluation-logic_policy-eval-denyallow (silent on this row)",
        ),
        Assumption::SessionArnBypassesSessionPolicy => row(
            "session-arn-bypasses-session-policy",
            "does a resource policy that names the session need the session policy's Allow?",
            ("bypasses", "no"),
            ("session-policy-limits", "yes"),
            "IAM user guide, access_policies, session policies",
        ),
        Assumption::UniqueIdOfDeletedPrincipal => row(
            "unique-id-of-deleted-principal",
            "whom does a principal such as AROA… name?",
            (
                "nobody",
                "a deleted user or role, so nobody, unless the caller's unique id is given and equals it",
            ),
            (
                "may-be-the-caller",
                "a user or role that may be the caller, as long as the caller's unique id is not given",
            ),
            "IAM user guide, reference_policies_elements_principal",
        ),
        Assumption::ServiceLinkedRoleByName => row(
            "service-linked-role-by-name",
            "is the session one of a service-linked role?",
            (
                "by-name",
                "yes if the role's name begins with AWSServiceRoleFor; SCPs and RCPs do not apply to it",
            ),
            (
                "by-path",
                "only if its path is known and says so; a name says nothing",
            ),
            "IAM user guide, id_roles_create-service-linked-role (session ARNs do not show the path)",
        ),
        Assumption::AccountPrincipalDelegates => row(
            "account-principal-delegates",
            "does a resource policy that names the caller's own account allow the caller by itself?",
            (
                "delegates",
                "no, it delegates to the account; an identity-based policy must allow too",
            ),
            ("allows", "yes, as far as the ceilings go"),
            "IAM user guide, reference_policies_elements_principal; API Gateway developer guide, apigateway-authorization-flow (speaks of `Allow` only)",
        ),
        Assumption::ResourceControlPolicyServices => row(
            "resource-control-policy-services",
            "does an RCP restrict this service?",
            (
                "listed-services",
                "only services on AWS's list of 2026-09-26; execute-api is not on it, sts is",
            ),
            ("every-service", "every service"),
            "Organizations user guide, orgs_manage_policies_rcps",
        ),
        Assumption::UnlistedResourcePolicyKey => row(
            "unlisted-resource-policy-key",
            "does a key reach an API Gateway resource policy that API Gateway does not list?",
            (
                "reaches",
                "it does, with the value that it has in an identity-based policy",
            ),
            ("absent", "it does not, and is absent there"),
            "API Gateway developer guide, apigateway-resource-policies-aws-condition-keys",
        ),
        Assumption::HttpApiPathAsSent => row(
            "http-api-path-as-sent",
            "is the path in an HTTP API's ARN decoded, and is a trailing slash kept?",
            (
                "as-sent",
                "the path stands in the ARN as it was sent; where another reading leads to another verdict, none is given",
            ),
            (
                "decoded",
                "the path is decoded and loses a trailing slash, for the route and for the ARN",
            ),
            "API Gateway developer guide, http-api-develop-routes (silent)",
        ),
        Assumption::IncompleteArn => row(
            "incomplete-arn",
            "what does a resource ARN of fewer than six segments match?",
            (
                "completed",
                "in identity-based policies the missing segments are `*`; elsewhere only if it ends in `*`",
            ),
            (
                "matches-nothing",
                "none, and a statement with such a NotResource never applies",
            ),
            "IAM user guide, reference_policies_elements_resource (speaks of identity-based policies)",
        ),
        Assumption::TrustEveryone => row(
            "trust-everyone",
            "may a trust policy name `*`?",
            ("everyone", "yes, it means everyone"),
            ("nobody", "no, it means nobody"),
            "IAM user guide, reference_policies_elements_principal (permits it) against access-analyzer-reference-policy-checks",
        ),
        Assumption::NoSessionTags => row(
            "no-session-tags",
            "does the caller's session carry tags beyond those of its role?",
            (
                "none",
                "no, unless a value for the tag is given with the question",
            ),
            (
                "not-known",
                "that is not known, nor whether a tag of the role keeps its value, unless a value for the tag is given with the question",
            ),
            "IAM user guide, id_session-tags (a session's tags are not part of any document)",
        ),
        Assumption::AssumesRootOfMember => row(
            "assumes-root-of-member",
            "is the caller's account one that may assume the root user of the other account?",
            (
                "yes",
                "yes: it is the management account or the delegated administrator for IAM, and root access of its members is managed centrally",
            ),
            ("no", "no, so that nobody of it may"),
            "IAM user guide, id_root-user-privileged-task (no policy tells it)",
        ),
        Assumption::NumbersAreExact => row(
            "numbers-are-exact",
            "are numbers of many digits compared exactly?",
            ("exactly", "yes, digit by digit"),
            (
                "rounded",
                "no, they are rounded to floating-point numbers of 64 bits first",
            ),
            "IAM user guide, reference_policies_elements_condition_operators (silent)",
        ),
        Assumption::WebSocketAuthorizesAtConnect => gateway::WEB_SOCKET_AUTHORIZES_AT_CONNECT,
        Assumption::ConnectionsArnPlaceholder => gateway::CONNECTIONS_ARN_PLACEHOLDER,
        Assumption::IntegrationSourceArn => gateway::INTEGRATION_SOURCE_ARN,
        Assumption::PrivateWithoutPolicy => gateway::PRIVATE_WITHOUT_POLICY,
        Assumption::PrivateSilentPolicy => gateway::PRIVATE_SILENT_POLICY,
        Assumption::PrivateSourceIp => gateway::PRIVATE_SOURCE_IP,
        Assumption::DomainPolicyCaller => gateway::DOMAIN_POLICY_CALLER,
        Assumption::CognitoSilentResourcePolicy => gateway::COGNITO_SILENT_RESOURCE_POLICY,
        Assumption::AuthorizerBesideAwsPrincipals => gateway::AUTHORIZER_BESIDE_AWS_PRINCIPALS,
        Assumption::IdentitySourcesWithoutCache => gateway::IDENTITY_SOURCES_WITHOUT_CACHE,
        Assumption::UnbracedVariableInText => mappings::UNBRACED_VARIABLE_IN_TEXT,
        Assumption::MissingMappingSource => mappings::MISSING_MAPPING_SOURCE,
        Assumption::StatusCodeAsText => mappings::STATUS_CODE_AS_TEXT,
        Assumption::LambdaHeaderNotText => mappings::LAMBDA_HEADER_NOT_TEXT,
        Assumption::LambdaBodyNotText => mappings::LAMBDA_BODY_NOT_TEXT,
        Assumption::MappingOfGatewayErrors => mappings::MAPPING_OF_GATEWAY_ERRORS,
    }
}
