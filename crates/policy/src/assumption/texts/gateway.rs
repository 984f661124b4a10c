//! The words of the assumptions about hops of API Gateway.

use super::{AssumptionText, row};

pub(super) const WEB_SOCKET_AUTHORIZES_AT_CONNECT: AssumptionText = row(
    "websocket-authorizes-at-connect",
    "on which routes of a WebSocket API does API Gateway evaluate policies?",
    (
        "connect-only",
        "on `$connect` only, once for each connection; the ARNs of other routes have no effect",
    ),
    (
        "every-route",
        "on `$connect`, and for each message again on the ARN of its route",
    ),
    "API Gateway developer guide, apigateway-websocket-api-route-keys-connect-disconnect (connect only) against apigateway-websocket-control-access-iam",
);

pub(super) const CONNECTIONS_ARN_PLACEHOLDER: AssumptionText = row(
    "connections-arn-placeholder",
    "how does a connection stand in the ARN that `execute-api:ManageConnections` is asked for?",
    (
        "placeholder",
        "as the text `{connectionId}`, which messages of AWS show, so that no policy tells connections apart",
    ),
    ("connection-id", "by its id, as it was sent"),
    "API Gateway developer guide, apigateway-websocket-control-access-iam (the ARN ends before it)",
);

pub(super) const INTEGRATION_SOURCE_ARN: AssumptionText = row(
    "integration-source-arn",
    "how do path parameters stand in the `aws:SourceArn` with which API Gateway invokes a Lambda function?",
    (
        "sent-or-declared",
        "a REST API sends the path as it is requested, an HTTP API the route as it is declared, `{id}`",
    ),
    (
        "wildcard-or-sent",
        "a REST API sends the path of the resource with `*` for each path parameter, an HTTP API the path as it is requested",
    ),
    "API Gateway developer guide, arn-format-reference (silent)",
);

pub(super) const PRIVATE_WITHOUT_POLICY: AssumptionText = row(
    "private-without-policy",
    "where does a request to a private API without a resource policy end?",
    (
        "not-deployed",
        "at the endpoint: such an API cannot be deployed, so that no stage serves it",
    ),
    (
        "denied",
        "at authorization: a stage serves it, and every request is denied",
    ),
    "API Gateway developer guide, apigateway-resource-policies (a deployment is refused) against apigateway-private-apis of 2023 (every call fails)",
);

pub(super) const PRIVATE_SILENT_POLICY: AssumptionText = row(
    "private-silent-policy",
    "is a caller of the API's account, or one whom a Lambda authorizer allows, allowed where the resource policy of a private API is silent?",
    (
        "allowed",
        "yes, as with any other API: one side that allows is enough",
    ),
    (
        "denied",
        "no, the resource policy must allow the VPC or the VPC endpoint",
    ),
    "API Gateway developer guide, apigateway-authorization-flow (one side is enough) against apigateway-private-apis (the resource policy must allow the access)",
);

pub(super) const PRIVATE_SOURCE_IP: AssumptionText = row(
    "private-source-ip",
    "does a request to a private API carry aws:SourceIp?",
    (
        "absent",
        "no, unless a value for it is given with the question; aws:VpcSourceIp takes its place",
    ),
    (
        "not-known",
        "yes, and its value is not known: the VPC endpoint has put an address of its own there",
    ),
    "API Gateway developer guide, apigateway-resource-policies-aws-condition-keys (lists it for all APIs) against apigateway-resource-policies-examples (the VPC endpoint rewrites it)",
);

pub(super) const DOMAIN_POLICY_CALLER: AssumptionText = row(
    "domain-policy-caller",
    "whom does the policy of a private custom domain name see?",
    (
        "as-resource-policy",
        "as the resource policy of the API: who signs, if the method asks for a signature, and else an anonymous caller",
    ),
    (
        "as-endpoint-policy",
        "as the policy of the VPC endpoint: who signs, whatever the method asks for",
    ),
    "API Gateway developer guide, apigateway-private-custom-domains (silent)",
);

pub(super) const COGNITO_SILENT_RESOURCE_POLICY: AssumptionText = row(
    "cognito-silent-resource-policy",
    "does a valid token of a Cognito user pool suffice where the API has a resource policy that is silent?",
    (
        "denied",
        "no, the resource policy must allow, also in the account of the pool",
    ),
    (
        "allowed",
        "yes, as an identity-based policy that allows would in the API's own account",
    ),
    "API Gateway developer guide, apigateway-authorization-flow (the edition of 2023 names Cognito above both tables)",
);

pub(super) const AUTHORIZER_BESIDE_AWS_PRINCIPALS: AssumptionText = row(
    "authorizer-beside-aws-principals",
    "does a Lambda authorizer that allows suffice where the resource policy allows AWS principals only?",
    (
        "allowed",
        "yes, the resource policy is silent about an anonymous caller, and one side is enough",
    ),
    (
        "denied",
        "no, such a resource policy refuses every method that does not authorize by AWS_IAM",
    ),
    "API Gateway developer guide, apigateway-authorization-flow against apigateway-resource-policies-create-attach",
);

pub(super) const IDENTITY_SOURCES_WITHOUT_CACHE: AssumptionText = row(
    "identity-sources-without-cache",
    "does a REQUEST authorizer whose answers are not cached refuse a request without its identity sources?",
    ("not-checked", "no, its function is called all the same"),
    (
        "checked",
        "yes, with 401 and without a call of the function, as with a cache",
    ),
    "API Gateway developer guide, configure-api-gateway-lambda-authorization (speaks of caching) against API reference, API_Authorizer identitySource",
);
