//! Failures behind the authorization, in authorizers and integrations, and refusals to save,
//! deploy or delete.

use super::{Cause, Need, Sign, Test};
use crate::{answer::HopKind, inventory::Authorization, why::symptom::Kinds};

const STATUS_500: Need = Need::Status(&[500]);
const INTERNAL: Sign = Sign(&[Need::Is("internal server error"), STATUS_500]);
const INTERNAL_OF_REST: Sign = Sign(&[Need::Is("null"), STATUS_500]);

pub(super) const CAUSES: &[Cause] = &[
    Cause {
        id: "integration-permission",
        title: "API Gateway may not invoke the Lambda function of the integration",
        kinds: Kinds::ALL,
        narrowness: 0,
        signs: &[
            Sign(&[
                Need::Says("invalid permissions on lambda function"),
                STATUS_500,
            ]),
            Sign(&[
                Need::Says("permissions to call the integration"),
                STATUS_500,
            ]),
            INTERNAL,
        ],
        response_types: &[
            "API_CONFIGURATION_ERROR",
            "INTEGRATION_FAILURE",
            "DEFAULT_5XX",
        ],
        source: "re:Post knowledge center, api-gateway-internal-server-error and api-gateway-rest-api-lambda-integrations",
        remedy: "let `apigateway.amazonaws.com` invoke the function in its resource-based policy, with an `AWS:SourceArn` that covers API, stage, method and path, on the alias that the integration names; or let the integration's role do it",
        test: Test::Hop(
            HopKind::Integration,
            "the inventory does not say who may invoke the function",
        ),
    },
    Cause {
        id: "authorizer-failure",
        title: "the authorizer failed: its function threw an error, answered in another form, or may not be invoked by API Gateway",
        kinds: Kinds::ALL,
        narrowness: 0,
        signs: &[
            INTERNAL_OF_REST,
            INTERNAL,
            Sign(&[
                Need::Says(
                    "execution failed due to configuration error: invalid json in response from authorizer",
                ),
                STATUS_500,
            ]),
            Sign(&[Need::Says("authorizer error"), STATUS_500]),
            Sign(&[
                Need::Says("invalid permissions on lambda function"),
                Need::Says("authorizer error"),
                STATUS_500,
            ]),
            Sign(&[
                Need::Says("the client is not authorized to perform this operation"),
                STATUS_500,
            ]),
        ],
        response_types: &["AUTHORIZER_FAILURE", "AUTHORIZER_CONFIGURATION_ERROR"],
        source: "API Gateway developer guide, supported-gateway-response-types",
        remedy: "see in the log of the authorizer's function what it answered, and let `apigateway.amazonaws.com` invoke it for `…:{api-id}/authorizers/{authorizer-id}`",
        test: Test::Route(&[Authorization::Custom, Authorization::CognitoUserPools]),
    },
    Cause {
        id: "output-mapping",
        title: "the integration response maps to a status for which the method has no method response",
        kinds: Kinds::REST,
        narrowness: 0,
        signs: &[Sign(&[Need::Says(
            "output mapping refers to an invalid method response",
        )])],
        response_types: &["API_CONFIGURATION_ERROR"],
        source: "API Gateway developer guide, api-gateway-method-settings-method-response",
        remedy: "add a method response with that status, or correct the status of the integration response; then deploy the API",
        test: Test::NotInInventory("the inventory does not say which responses the method has"),
    },
    Cause {
        id: "malformed-lambda-response",
        title: "the Lambda function answered in a form that the proxy integration does not take",
        kinds: Kinds::ALL,
        narrowness: 0,
        signs: &[
            Sign(&[Need::Says("malformed lambda proxy response")]),
            Sign(&[Need::Is("internal server error"), Need::Status(&[502])]),
        ],
        response_types: &["INTEGRATION_FAILURE", "DEFAULT_5XX"],
        source: "API Gateway developer guide, set-up-lambda-proxy-integrations",
        remedy: "answer with `statusCode`, `headers` and a `body` that is a string; an error that the function throws looks the same",
        test: Test::NotInInventory("the inventory does not say what the function answers"),
    },
    Cause {
        id: "integration-timeout",
        title: "the integration did not answer in time",
        kinds: Kinds::ALL,
        narrowness: 0,
        signs: &[Sign(&[
            Need::Says("endpoint request timed out"),
            Need::Status(&[504]),
        ])],
        response_types: &["INTEGRATION_TIMEOUT"],
        source: "API Gateway developer guide, supported-gateway-response-types",
        remedy: "make the backend answer within the integration's timeout, or raise it",
        test: Test::NotInInventory("an inventory knows nothing of how long a backend takes"),
    },
    Cause {
        id: "private-api-without-policy",
        title: "a private API is deployed only with a resource policy",
        kinds: Kinds::REST,
        narrowness: 0,
        signs: &[Sign(&[
            Need::Says("have a resource policy attached"),
            Need::Status(&[400]),
        ])],
        response_types: &[],
        source: "API Gateway developer guide, apigateway-resource-policies-create-attach",
        remedy: "attach a resource policy that allows the VPC endpoints or VPCs of the callers, then deploy",
        test: Test::NoPolicyOfPrivate,
    },
    Cause {
        id: "resource-policy-not-accepted",
        title: "the resource policy is not accepted: its syntax, a principal that no longer exists, or an account whose Region is not enabled",
        kinds: Kinds::REST,
        narrowness: 0,
        signs: &[Sign(&[
            Need::Says("invalid policy document"),
            Need::Status(&[400]),
        ])],
        response_types: &[],
        source: "API Gateway developer guide, apigateway-resource-policies-create-attach",
        remedy: "check that every principal exists and every account has the Region enabled, and that nothing is left of a placeholder",
        test: Test::NotInInventory("the text does not hold the policy that was refused"),
    },
    Cause {
        id: "caller-credentials-with-policy",
        title: "an integration that calls with the caller's credentials cannot be deployed beside a resource policy",
        kinds: Kinds::REST,
        narrowness: 0,
        signs: &[Sign(&[Need::Says(
            "caller provided credentials not allowed when resource policy is set",
        )])],
        response_types: &[],
        source: "observed, as no page of AWS speaks of it",
        remedy: "give the integration a role in place of `arn:aws:iam::*:user/*`, or remove the resource policy",
        test: Test::NotInInventory("the inventory does not say which credentials integrations use"),
    },
    Cause {
        id: "vpc-link-in-use",
        title: "a method, in the API or in the deployment of a stage, still uses the VPC link",
        kinds: Kinds::REST,
        narrowness: 0,
        signs: &[
            Sign(&[Need::Says("cannot delete vpc link")]),
            Sign(&[
                Need::Says("vpc link"),
                Need::Says("in format of [method:resource"),
            ]),
        ],
        response_types: &[],
        source: "API Gateway API reference, API_DeleteVpcLink; developer guide, how-to-deploy-api",
        remedy: "give the methods in the message another integration, deploy to every stage that still has the old one, then delete the link: a stage keeps the configuration of its deployment",
        test: Test::NotInInventory("the inventory does not say which stages use VPC links"),
    },
];
