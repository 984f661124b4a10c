//! Failures beside the verdict: at the integration, on the way through a role, and at the
//! function of an authorizer.

use can_invoke_gateway::{
    answer::{HopKind, HopStatus},
    inventory::{Authorizer, AuthorizerKind, Known},
};
use can_invoke_policy::Verdict;

use crate::support::{ask, codes, load};

const FUNCTION: &str = "arn:aws:lambda:us-east-1:111111111111:function:f";

#[test]
fn a_failure_has_response_log_and_a_command_that_was_tried() {
    let text = format!(
        "can-invoke: 1
apis:
  - id: abc123
    kind: REST
    account: '111111111111'
    region: us-east-1
    endpoint-type: REGIONAL
    resource-policy: none
    stages: [prod]
    routes:
      GET /pets/{{id}}:
        authorization: NONE
        integration: {{ type: AWS_PROXY, method: POST, credentials: none, uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FUNCTION}:live/invocations' }}
functions:
  - {{ arn: '{FUNCTION}', aliases: {{ live: none }} }}
standalone-accounts: ['111111111111']"
    );
    let loaded = load(&text, &[]);
    assert_eq!(codes(&loaded), Vec::<&str>::new());
    let answer = ask(&loaded.inventory, "anonymous", "GET", "/pets/7");
    assert_eq!(answer.verdict, Verdict::Allowed);
    let failure = answer.failure().expect("API Gateway may not call");
    assert_eq!(failure.hop, HopKind::Integration);
    assert_eq!(failure.response.status, 500);
    let log = failure.log.as_deref().unwrap();
    assert!(
        log.ends_with("Invalid permissions on Lambda function"),
        "{log}"
    );
    let remedy = failure.remedy.as_ref().expect("a permission helps");
    assert_eq!(remedy.verdict, Verdict::Allowed);
    assert_eq!(remedy.place, "the resource-based policy of f:live");
    assert_eq!(
        remedy.command,
        format!(
            "aws lambda add-permission --region us-east-1 --function-name {FUNCTION} --qualifier \
             live --statement-id api-gateway-abc123-GET-pets-id --action lambda:InvokeFunction \
             --principal apigateway.amazonaws.com --source-arn \
             'arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets/*'"
        )
    );
}

#[test]
fn a_way_through_a_role_ends_at_the_integration_too() {
    let text = "can-invoke: 1
principals:
  - arn: arn:aws:iam::222222222222:user/ann
    policies: [&all { Version: '2012-10-17', Statement: { Effect: Allow, Action: '*', Resource: '*' } }]
    permissions-boundary: none
    tags: {}
  - arn: arn:aws:iam::111111111111:role/r
    policies: [*all]
    permissions-boundary: none
    tags: {}
    trust-policy: { Version: '2012-10-17', Statement: { Effect: Allow, Principal: { AWS: 'arn:aws:iam::222222222222:user/ann' }, Action: 'sts:AssumeRole' } }
apis:
  - id: def456
    kind: HTTP
    account: '111111111111'
    region: us-east-1
    stages: [$default]
    routes: { GET /a: { authorization: AWS_IAM, integration: { type: HTTP_PROXY, method: none, uri: 'https://example.com' } } }
standalone-accounts: ['111111111111', '222222222222']";
    let loaded = load(text, &[]);
    assert_eq!(codes(&loaded), Vec::<&str>::new());
    let caller = "arn:aws:iam::222222222222:user/ann";
    let answer = ask(&loaded.inventory, caller, "GET", "/a");
    assert_eq!(answer.verdict, Verdict::Allowed);
    let via = answer.via().expect("the way leads through the role");
    assert_eq!(via.role, "arn:aws:iam::111111111111:role/r");
    let failure = answer.failure().expect("the integration is not complete");
    assert_eq!(failure.response.status, 500);
    assert!(
        failure.reason.starts_with("the integration has no method"),
        "{}",
        failure.reason
    );
    assert_eq!(answer.direct.failure, None);
}

/// An API with an authorizer whose function has the policy.
fn with_authorizer(policy: &str, id: Option<&str>) -> can_invoke_gateway::Answer {
    let text = format!(
        "can-invoke: 1
apis:
  - id: abc123
    kind: REST
    account: '111111111111'
    region: us-east-1
    endpoint-type: REGIONAL
    resource-policy: none
    stages: [prod]
    routes: {{ GET /a: {{ authorization: CUSTOM, authorizer: auth }} }}
functions: [{{ arn: '{FUNCTION}', policy: {policy} }}]
standalone-accounts: ['111111111111']"
    );
    let mut loaded = load(&text, &[]);
    assert_eq!(codes(&loaded), Vec::<&str>::new());
    let api = &mut loaded.inventory.apis[0];
    api.authorizers = Known::Known(vec![Authorizer {
        name: "auth".to_owned(),
        id: id.map(str::to_owned),
        kind: AuthorizerKind::Token,
        identity_sources: Known::NotKnown,
        identity_validation: Known::NotKnown,
        result_ttl: Known::NotKnown,
        payload_format: Known::NotKnown,
        has_simple_responses: Known::NotKnown,
        function: Known::Known(Some(FUNCTION.to_owned())),
        credentials: Known::Known(None),
        user_pools: Known::NotKnown,
        issuer: Known::NotKnown,
        audience: Known::NotKnown,
        returns: Known::NotKnown,
        span: api.span,
    }]);
    ask(&loaded.inventory, "anonymous", "GET", "/a")
}

/// A policy that lets API Gateway invoke for one source.
fn policy(source: &str) -> String {
    format!(
        "{{ Version: '2012-10-17', Statement: {{ Effect: Allow, Principal: {{ Service: \
         apigateway.amazonaws.com }}, Action: 'lambda:InvokeFunction', Resource: '{FUNCTION}', \
         Condition: {{ ArnLike: {{ 'AWS:SourceArn': \
         'arn:aws:execute-api:us-east-1:111111111111:abc123/{source}' }} }} }} }}"
    )
}

#[test]
fn an_authorizer_whose_function_may_not_be_invoked_lets_nobody_in() {
    // A permission for the methods of the API is none for its authorizers.
    let answer = with_authorizer(&policy("*/GET/a"), Some("xyz789"));
    assert_eq!(answer.verdict, Verdict::ImplicitlyDenied);
    let hop = answer.direct.hops.last().expect("there are hops");
    assert_eq!(hop.kind, HopKind::Authorizer);
    let HopStatus::Stops(response) = &hop.status else {
        panic!("the request ends there");
    };
    assert_eq!(response.status, 500);
    let failure = answer.direct.failure.as_ref().expect("it is a failure");
    let remedy = failure.remedy.as_ref().expect("a permission helps");
    assert_eq!(remedy.verdict, Verdict::Allowed);
    assert!(
        remedy.command.ends_with(":abc123/authorizers/xyz789"),
        "{}",
        remedy.command
    );
}

#[test]
fn an_authorizer_whose_function_may_be_invoked_is_called() {
    for source in ["authorizers/xyz789", "*"] {
        let answer = with_authorizer(&policy(source), Some("xyz789"));
        let mut hops = answer.direct.hops.iter();
        let hop = hops.find(|hop| hop.kind == HopKind::Authorizer);
        let hop = hop.expect("the permission is looked at");
        assert_eq!(hop.status, HopStatus::Passes, "{source}");
        assert!(
            hop.summary.ends_with("authorizers/xyz789: allowed"),
            "{}",
            hop.summary
        );
        assert_eq!(answer.direct.failure, None);
    }
}

#[test]
fn without_the_id_of_an_authorizer_its_permission_is_taken_for_granted() {
    let answer = with_authorizer(&policy("authorizers/xyz789"), None);
    assert_eq!(answer.direct.failure, None);
    assert_eq!(
        answer.direct.taken_for_granted,
        [
            "that the request carries the identity that the authorizer looks for",
            "that the policy of the Lambda function f lets API Gateway invoke it"
        ]
    );
}

#[test]
fn a_function_without_a_policy_lets_no_authorizer_in_whatever_its_id() {
    let answer = with_authorizer("none", None);
    assert_eq!(answer.verdict, Verdict::ImplicitlyDenied);
    let failure = answer.direct.failure.as_ref().expect("it is a failure");
    assert_eq!(failure.hop, HopKind::Authorizer);
    let remedy = failure.remedy.as_ref().expect("a permission helps");
    assert!(
        remedy.command.ends_with("abc123/authorizers/*'"),
        "{}",
        remedy.command
    );
}
