//! Denials in the words of IAM, in the older wording and in the newer one, which names a
//! type of policy.

use can_invoke_policy::Layer;

use super::{Cause, Need, Reason, Sign, Test, Whom};
use crate::{inventory::Authorization, why::symptom::Kinds};

const INVOKE: &str = "execute-api:Invoke";
const ACCESS_DENIED: &[&str] = &["ACCESS_DENIED"];
const FLOW: &str = "API Gateway developer guide, apigateway-authorization-flow";
const MESSAGES: &str = "IAM user guide, troubleshoot_access-denied";
const FORBIDDEN: Need = Need::Status(&[403]);

pub(super) const CAUSES: &[Cause] = &[
    Cause {
        id: "nothing-allows-caller",
        title: "neither the caller's policies nor the resource policy allow the call, or one of two sides that must does not",
        kinds: Kinds::REST_OR_WEBSOCKET,
        narrowness: 0,
        signs: &[Sign(&[
            Need::Denied(INVOKE, Whom::Principal),
            Need::For(Reason::None),
            FORBIDDEN,
        ])],
        response_types: ACCESS_DENIED,
        source: "re:Post knowledge center, api-gateway-troubleshoot-403-forbidden",
        remedy: "allow `execute-api:Invoke` on the ARN in the message: in one account by the caller's policies or by the resource policy, across accounts by both; deploy the API after a change of the resource policy",
        test: Test::Denied,
    },
    Cause {
        id: "identity-policy-silent",
        title: "no identity-based policy of the caller allows the call",
        kinds: Kinds::REST_OR_WEBSOCKET,
        narrowness: 1,
        signs: &[
            Sign(&[
                Need::Denied(INVOKE, Whom::Principal),
                Need::For(Reason::Silent(Layer::Identity)),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Principal),
                Need::For(Reason::None),
                FORBIDDEN,
            ]),
        ],
        response_types: ACCESS_DENIED,
        source: MESSAGES,
        remedy: "give the caller an identity-based policy that allows `execute-api:Invoke` on the ARN in the message; the account in that ARN is the API's, never the caller's",
        test: Test::Silent(Layer::Identity),
    },
    Cause {
        id: "resource-policy-silent",
        title: "no statement of the resource policy allows the caller",
        kinds: Kinds::REST,
        narrowness: 1,
        signs: &[
            Sign(&[
                Need::Denied(INVOKE, Whom::Anybody),
                Need::For(Reason::Silent(Layer::Resource)),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Anonymous),
                Need::For(Reason::None),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Principal),
                Need::For(Reason::None),
                FORBIDDEN,
            ]),
        ],
        response_types: ACCESS_DENIED,
        source: FLOW,
        remedy: "allow the caller in the API's resource policy (`\"Principal\": \"*\"` with conditions for callers without a signature), and deploy the API: a changed resource policy takes effect with the next deployment",
        test: Test::Silent(Layer::Resource),
    },
    Cause {
        id: "resource-policy-names-principals",
        title: "the resource policy allows users, roles or accounts, and the method does not ask who calls",
        kinds: Kinds::REST,
        narrowness: 2,
        signs: &[
            Sign(&[
                Need::Denied(INVOKE, Whom::Anonymous),
                Need::For(Reason::Silent(Layer::Resource)),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Anonymous),
                Need::For(Reason::None),
                FORBIDDEN,
            ]),
        ],
        response_types: ACCESS_DENIED,
        source: "API Gateway developer guide, apigateway-resource-policies-create-attach",
        remedy: "set the method's authorization to AWS_IAM and sign the request, or allow `\"Principal\": \"*\"` with conditions; then deploy the API",
        test: Test::NamesPrincipals,
    },
    Cause {
        id: "vpc-endpoint-condition",
        title: "the resource policy asks for a VPC or VPC endpoint that the request does not come through",
        kinds: Kinds::REST,
        narrowness: 2,
        signs: &[
            Sign(&[
                Need::Denied(INVOKE, Whom::Anybody),
                Need::For(Reason::Silent(Layer::Resource)),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Anybody),
                Need::For(Reason::None),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Anybody),
                Need::For(Reason::Deny),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Anybody),
                Need::For(Reason::DenyIn(Layer::Resource)),
                FORBIDDEN,
            ]),
        ],
        response_types: ACCESS_DENIED,
        source: "API Gateway developer guide, apigateway-private-apis",
        remedy: "name the VPC endpoint through which the request comes under `aws:SourceVpce`, or its VPC under `aws:SourceVpc`, in the resource policy; then deploy the API",
        test: Test::EndpointCondition,
    },
    Cause {
        id: "resource-policy-deny",
        title: "a Deny statement of the resource policy applies",
        kinds: Kinds::REST,
        narrowness: 1,
        signs: &[
            Sign(&[
                Need::Denied(INVOKE, Whom::Anybody),
                Need::For(Reason::DenyIn(Layer::Resource)),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Anybody),
                Need::For(Reason::Deny),
                FORBIDDEN,
            ]),
        ],
        response_types: ACCESS_DENIED,
        source: FLOW,
        remedy: "change the Deny statement or what its conditions ask of the request, such as the address; then deploy the API",
        test: Test::Denies(Layer::Resource),
    },
    Cause {
        id: "identity-policy-deny",
        title: "a Deny statement of the caller's identity-based policies applies",
        kinds: Kinds::REST_OR_WEBSOCKET,
        narrowness: 1,
        signs: &[
            Sign(&[
                Need::Denied(INVOKE, Whom::Principal),
                Need::For(Reason::DenyIn(Layer::Identity)),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Principal),
                Need::For(Reason::Deny),
                FORBIDDEN,
            ]),
        ],
        response_types: ACCESS_DENIED,
        source: MESSAGES,
        remedy: "change the Deny statement of the caller's policies or those of its groups; no Allow outweighs it",
        test: Test::Denies(Layer::Identity),
    },
    Cause {
        id: "caller-limited",
        title: "a permissions boundary, a session policy or a service control policy limits the caller, which older messages do not say",
        kinds: Kinds::REST_OR_WEBSOCKET,
        narrowness: 2,
        signs: &[
            Sign(&[
                Need::Denied(INVOKE, Whom::Principal),
                Need::For(Reason::None),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Principal),
                Need::For(Reason::Deny),
                FORBIDDEN,
            ]),
        ],
        response_types: ACCESS_DENIED,
        source: "IAM user guide, reference_policies_evaluation-logic",
        remedy: "look at the caller's permissions boundary, at the session policy with which the session was made, and at the service control policies above the caller's account",
        test: Test::Limited,
    },
    Cause {
        id: "vpc-endpoint-policy-silent",
        title: "the policy of the VPC endpoint does not allow the call",
        kinds: Kinds::REST,
        narrowness: 1,
        signs: &[Sign(&[
            Need::Denied(INVOKE, Whom::Anybody),
            Need::For(Reason::Silent(Layer::VpcEndpoint)),
            FORBIDDEN,
        ])],
        response_types: ACCESS_DENIED,
        source: "API Gateway developer guide, apigateway-vpc-endpoint-policies",
        remedy: "allow `execute-api:Invoke` on the API in the policy of the VPC endpoint; on routes with tokens it sees an anonymous caller",
        test: Test::Silent(Layer::VpcEndpoint),
    },
    Cause {
        id: "vpc-endpoint-policy-deny",
        title: "a Deny statement of the VPC endpoint policy applies",
        kinds: Kinds::REST,
        narrowness: 1,
        signs: &[Sign(&[
            Need::Denied(INVOKE, Whom::Anybody),
            Need::For(Reason::DenyIn(Layer::VpcEndpoint)),
            FORBIDDEN,
        ])],
        response_types: ACCESS_DENIED,
        source: "API Gateway developer guide, apigateway-vpc-endpoint-policies",
        remedy: "change the Deny statement in the policy of the VPC endpoint",
        test: Test::Denies(Layer::VpcEndpoint),
    },
    Cause {
        id: "permissions-boundary-silent",
        title: "the caller's permissions boundary does not allow the call",
        kinds: Kinds::ALL,
        narrowness: 1,
        signs: &[Sign(&[
            Need::Denied(INVOKE, Whom::Principal),
            Need::For(Reason::Silent(Layer::PermissionsBoundary)),
            FORBIDDEN,
        ])],
        response_types: ACCESS_DENIED,
        source: MESSAGES,
        remedy: "allow `execute-api:Invoke` in the permissions boundary too: it limits what the caller's policies give",
        test: Test::Silent(Layer::PermissionsBoundary),
    },
    Cause {
        id: "permissions-boundary-deny",
        title: "a Deny statement of the caller's permissions boundary applies",
        kinds: Kinds::ALL,
        narrowness: 1,
        signs: &[Sign(&[
            Need::Denied(INVOKE, Whom::Principal),
            Need::For(Reason::DenyIn(Layer::PermissionsBoundary)),
            FORBIDDEN,
        ])],
        response_types: ACCESS_DENIED,
        source: MESSAGES,
        remedy: "change the Deny statement of the permissions boundary",
        test: Test::Denies(Layer::PermissionsBoundary),
    },
    Cause {
        id: "session-policy-silent",
        title: "the session policy, given when the session was made, does not allow the call",
        kinds: Kinds::ALL,
        narrowness: 1,
        signs: &[Sign(&[
            Need::Denied(INVOKE, Whom::Principal),
            Need::For(Reason::Silent(Layer::Session)),
            FORBIDDEN,
        ])],
        response_types: ACCESS_DENIED,
        source: MESSAGES,
        remedy: "assume the role without a session policy, or with one that allows `execute-api:Invoke`",
        test: Test::Silent(Layer::Session),
    },
    Cause {
        id: "session-policy-deny",
        title: "a Deny statement of the session policy applies",
        kinds: Kinds::ALL,
        narrowness: 1,
        signs: &[Sign(&[
            Need::Denied(INVOKE, Whom::Principal),
            Need::For(Reason::DenyIn(Layer::Session)),
            FORBIDDEN,
        ])],
        response_types: ACCESS_DENIED,
        source: MESSAGES,
        remedy: "assume the role with another session policy",
        test: Test::Denies(Layer::Session),
    },
    Cause {
        id: "service-control-policy-deny",
        title: "a Deny statement of a service control policy of the caller's organization applies",
        kinds: Kinds::ALL,
        narrowness: 1,
        signs: &[Sign(&[
            Need::Denied(INVOKE, Whom::Principal),
            Need::For(Reason::DenyIn(Layer::ServiceControl)),
            FORBIDDEN,
        ])],
        response_types: ACCESS_DENIED,
        source: MESSAGES,
        remedy: "ask who runs the caller's organization; nothing in the account outweighs the statement",
        test: Test::Denies(Layer::ServiceControl),
    },
    Cause {
        id: "service-control-policy-silent",
        title: "a service control policy of the caller's organization does not allow the call",
        kinds: Kinds::ALL,
        narrowness: 1,
        // The words may say that it denies where none allows.
        signs: &[
            Sign(&[
                Need::Denied(INVOKE, Whom::Principal),
                Need::For(Reason::Silent(Layer::ServiceControl)),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::Principal),
                Need::For(Reason::DenyIn(Layer::ServiceControl)),
                FORBIDDEN,
            ]),
        ],
        response_types: ACCESS_DENIED,
        source: MESSAGES,
        remedy: "ask who runs the caller's organization: at every level above the account a service control policy must allow `execute-api:Invoke`",
        test: Test::Silent(Layer::ServiceControl),
    },
    Cause {
        id: "authorizer-policy-silent",
        title: "the policy that the Lambda authorizer returned allows another resource, or nothing",
        kinds: Kinds::REST_OR_WEBSOCKET,
        narrowness: 1,
        signs: &[
            Sign(&[
                Need::Denied(INVOKE, Whom::NotNamed),
                Need::For(Reason::None),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::NotNamed),
                Need::For(Reason::Silent(Layer::Identity)),
                FORBIDDEN,
            ]),
        ],
        response_types: ACCESS_DENIED,
        source: "API Gateway developer guide, api-gateway-lambda-authorizer-output",
        remedy: "let the authorizer allow the `methodArn` that it is given or, where its answer is cached, all routes of the token (`…:{api-id}/{stage}/*`)",
        test: Test::Route(&[Authorization::Custom]),
    },
    Cause {
        id: "authorizer-policy-deny",
        title: "the policy that the Lambda authorizer returned denies the call",
        kinds: Kinds::REST_OR_WEBSOCKET,
        narrowness: 1,
        signs: &[
            Sign(&[
                Need::Denied(INVOKE, Whom::NotNamed),
                Need::For(Reason::Deny),
                FORBIDDEN,
            ]),
            Sign(&[
                Need::Denied(INVOKE, Whom::NotNamed),
                Need::For(Reason::DenyIn(Layer::Identity)),
                FORBIDDEN,
            ]),
        ],
        response_types: ACCESS_DENIED,
        source: "API Gateway developer guide, apigateway-use-lambda-authorizer",
        remedy: "see in the log of the authorizer's function what it was given and why it denied",
        test: Test::Route(&[Authorization::Custom]),
    },
    Cause {
        id: "connections-not-allowed",
        title: "the caller may not manage connections of the WebSocket API",
        kinds: Kinds::WEBSOCKET,
        narrowness: 1,
        signs: &[Sign(&[
            Need::Denied("execute-api:ManageConnections", Whom::Anybody),
            FORBIDDEN,
        ])],
        response_types: &[],
        source: "API Gateway developer guide, apigateway-websocket-control-access-iam",
        remedy: "allow `execute-api:ManageConnections` on `…:{api-id}/{stage}/POST/@connections/*` in the caller's identity-based policy; a connection id in the place of `*` never matches",
        test: Test::Action,
    },
    Cause {
        id: "cache-invalidation-not-allowed",
        title: "the caller may not invalidate the cache of the stage",
        kinds: Kinds::REST,
        narrowness: 1,
        signs: &[Sign(&[
            Need::Denied("execute-api:InvalidateCache", Whom::Anybody),
            FORBIDDEN,
        ])],
        response_types: &[],
        source: "API Gateway developer guide, api-gateway-caching",
        remedy: "leave out `Cache-Control: max-age=0`, or allow `execute-api:InvalidateCache` to a caller of the API's account",
        test: Test::Action,
    },
    Cause {
        id: "assume-role-not-allowed",
        title: "the caller may not assume the role",
        kinds: Kinds::ALL,
        narrowness: 1,
        signs: &[Sign(&[
            Need::Denied("sts:AssumeRole", Whom::Anybody),
            FORBIDDEN,
        ])],
        response_types: &[],
        source: "IAM user guide, troubleshoot_roles",
        remedy: "across accounts both must allow `sts:AssumeRole`: the caller's identity-based policy on the role, and the role's trust policy, with what its conditions ask for, such as an external id",
        test: Test::Action,
    },
];
