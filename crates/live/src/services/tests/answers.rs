//! Pages, refusals, and answers that are not what they should be.

use aws_credential_types::provider::{
    ProvideCredentials, SharedCredentialsProvider, error::CredentialsError, future,
};
use serde_json::{Value, json};

use super::{
    KEY, TOKEN, asked, config, door, door_of,
    server::{Server, answer},
};
use crate::{
    ask::{Refusal, RefusalKind},
    door::{Door as _, all_pages},
    operation::Operation,
};

const DETAILS: &str = "<GetAccountAuthorizationDetailsResponse \
     xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetAccountAuthorizationDetailsResult>";
const DETAILS_END: &str =
    "</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>";

fn role(name: &str) -> String {
    format!("<RoleDetailList><member><RoleName>{name}</RoleName></member></RoleDetailList>")
}

#[tokio::test]
async fn lists_go_on_over_pages() {
    let page = |body: Value| answer(200, &[], &body.to_string());
    for (operation, parameters, answers, second, wanted) in [
        (
            Operation::GetRoutes,
            &[("ApiId", "def456")][..],
            vec![
                page(
                    json!({"items": [{"routeId": "r1", "routeKey": "GET /a"}], "nextToken": "a/b="}),
                ),
                page(json!({"items": [{"routeId": "r2", "routeKey": "GET /b"}]})),
            ],
            "nextToken=a%2Fb%3D",
            json!({"Items": [
                {"RouteId": "r1", "RouteKey": "GET /a"},
                {"RouteId": "r2", "RouteKey": "GET /b"},
            ]}),
        ),
        (
            Operation::GetRestAuthorizers,
            &[("restApiId", "abc123")],
            vec![
                page(json!({"item": [{"id": "a1"}], "position": "p2"})),
                page(json!({"item": [{"id": "a2"}]})),
            ],
            "position=p2",
            json!({"items": [{"id": "a1"}, {"id": "a2"}]}),
        ),
        (
            Operation::GetAccountAuthorizationDetails,
            &[],
            vec![
                answer(
                    200,
                    &[],
                    &format!(
                        "{DETAILS}<IsTruncated>true</IsTruncated><Marker>m2</Marker>{}{DETAILS_END}",
                        role("one")
                    ),
                ),
                // A marker without `IsTruncated` leads nowhere.
                answer(
                    200,
                    &[],
                    &format!(
                        "{DETAILS}<IsTruncated>false</IsTruncated><Marker>m3</Marker>{}{DETAILS_END}",
                        role("two")
                    ),
                ),
            ],
            "Marker=m2",
            json!({"RoleDetailList": [{"RoleName": "one"}, {"RoleName": "two"}]}),
        ),
    ] {
        let server = Server::answering(answers);
        let whole = all_pages(&door(&server.address), asked(operation, parameters)).await;
        let received = server.received();
        let sent: Vec<String> = received
            .iter()
            .map(|one| format!("{}&{}", one.line, one.body))
            .collect();
        assert_eq!(whole, Ok(wanted), "{operation:?}");
        assert_eq!(sent.len(), 2, "{operation:?}");
        assert!(sent[1].contains(second), "{}", sent[1]);
    }
}

async fn refused(operation: Operation, parameters: &[(&str, &str)], bytes: Vec<u8>) -> Refusal {
    // A second answer would go to whoever asks a second time.
    let server = Server::answering(vec![bytes.clone(), bytes]);
    let given = door(&server.address)
        .ask(&asked(operation, parameters))
        .await;
    assert_eq!(server.received().len(), 1, "nothing is tried again here");
    given.expect_err("a refusal")
}

/// One operation of each protocol.
const ASKED: [(Operation, &[(&str, &str)]); 6] = [
    (Operation::GetRestApis, &[]),
    (Operation::GetApis, &[]),
    (Operation::GetRole, &[("RoleName", "app")]),
    (Operation::ListRoots, &[]),
    (Operation::GetFunctionPolicy, &[("FunctionName", "pets")]),
    (Operation::DescribeVpcEndpoints, &[]),
];

/// A refusal in the words of the protocol of an operation.
fn refusal_of(operation: Operation, status: u16, code: &str, message: &str) -> Vec<u8> {
    match operation {
        Operation::GetRole => answer(
            status,
            &[],
            &format!(
                "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error>\
                 <Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
                 <RequestId>1</RequestId></ErrorResponse>"
            ),
        ),
        Operation::DescribeVpcEndpoints => answer(
            status,
            &[],
            &format!(
                "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error>\
                 </Errors><RequestID>1</RequestID></Response>"
            ),
        ),
        Operation::ListRoots => answer(
            status,
            &[("content-type", "application/x-amz-json-1.1")],
            &json!({"__type": code, "Message": message}).to_string(),
        ),
        _ => answer(
            status,
            &[(
                "x-amzn-errortype",
                &format!("{code}:http://internal.example.com/"),
            )],
            &json!({"message": message}).to_string(),
        ),
    }
}

#[tokio::test]
async fn refusals_of_every_protocol() {
    let who = "User: arn:aws:iam::111111111111:user/ann is not authorized to perform this";
    for (operation, parameters) in ASKED {
        for (status, code, kind) in [
            (403, "AccessDeniedException", RefusalKind::Denied),
            (404, "NotFoundException", RefusalKind::NotFound),
            (429, "TooManyRequestsException", RefusalKind::Throttled),
            (400, "ThrottlingException", RefusalKind::Throttled),
            (403, "ExpiredTokenException", RefusalKind::Credentials),
            (503, "ServiceUnavailableException", RefusalKind::Unavailable),
            (400, "ValidationException", RefusalKind::Unexpected),
        ] {
            let said = refusal_of(operation, status, code, who);
            let refusal = refused(operation, parameters, said).await;
            assert_eq!(refusal.kind, kind, "{operation:?} {refusal:?}");
            assert_eq!(refusal.text(), format!("{code}: {who}"), "{operation:?}");
        }
    }
}

#[tokio::test]
async fn what_is_sent_does_not_come_back_in_a_refusal() {
    for (operation, parameters) in ASKED {
        let echo = format!(
            "The Canonical String should have been 'POST x-amz-security-token:{TOKEN} host' \
             with the key {KEY}"
        );
        let said = refusal_of(operation, 403, "SignatureDoesNotMatch", &echo);
        let refusal = refused(operation, parameters, said).await;
        assert_eq!(refusal.kind, RefusalKind::Credentials);
        let told = format!("{refusal:?} {refusal}");
        assert!(!told.contains(TOKEN) && !told.contains(KEY), "{told}");
        assert!(told.contains("The Canonical String"), "{told}");
    }
}

#[tokio::test]
async fn answers_that_are_cut_garbled_or_of_somebody_else() {
    let html = "<!doctype html><html><body><h1>Internal Server Error</h1></body></html>";
    for (operation, parameters) in ASKED {
        let mut cut = answer(200, &[], "{\"item\": [{\"id\": \"abc123\"}]}");
        cut.truncate(cut.len() - 9);
        for (bytes, kind) in [
            (cut, RefusalKind::Unavailable),
            (Vec::new(), RefusalKind::Unavailable),
            (b"HTTP/1.1 200 Sa".to_vec(), RefusalKind::Unavailable),
            (
                answer(200, &[], "{\"item\": [{\"id\""),
                RefusalKind::Unavailable,
            ),
            (answer(200, &[], html), RefusalKind::Unavailable),
            (answer(500, &[], html), RefusalKind::Unavailable),
            (answer(502, &[], ""), RefusalKind::Unavailable),
            (answer(429, &[], html), RefusalKind::Throttled),
            // A proxy in between says nothing about permissions or about what there is.
            (answer(403, &[], html), RefusalKind::Unexpected),
            (answer(404, &[], html), RefusalKind::Unexpected),
        ] {
            let said = String::from_utf8_lossy(&bytes).into_owned();
            let refusal = refused(operation, parameters, bytes).await;
            assert_eq!(refusal.kind, kind, "{operation:?} {refusal:?} {said}");
            assert!(!refusal.message.is_empty() && !refusal.message.contains('\n'));
        }
    }
}

/// A list that is not in the answer is not known to be empty.
#[tokio::test]
async fn lists_are_not_made_up() {
    for (operation, parameters, body, wanted) in [
        (Operation::GetRestApis, &[][..], "{}", json!({})),
        (
            Operation::GetRestApis,
            &[],
            "{\"item\": []}",
            json!({"items": []}),
        ),
        (Operation::GetApis, &[], "{}", json!({})),
        (
            Operation::GetApis,
            &[],
            "{\"items\": []}",
            json!({"Items": []}),
        ),
        (Operation::ListRoots, &[], "{}", json!({})),
        (
            Operation::ListRoots,
            &[],
            "{\"Roots\": []}",
            json!({"Roots": []}),
        ),
    ] {
        let server = Server::answering(vec![answer(200, &[], body)]);
        let given = door(&server.address)
            .ask(&asked(operation, parameters))
            .await;
        assert_eq!(given, Ok(wanted), "{operation:?} {body}");
    }
    let details = format!("{DETAILS}<RoleDetailList/>{DETAILS_END}");
    let server = Server::answering(vec![answer(200, &[], &details)]);
    let ask = asked(Operation::GetAccountAuthorizationDetails, &[]);
    let given = door(&server.address).ask(&ask).await;
    assert_eq!(given, Ok(json!({"RoleDetailList": []})));
}

#[tokio::test]
async fn documents_of_iam_however_they_are_written() {
    let wanted = json!({"Statement": [{"Resource": "a b%2Fc"}]});
    for (document, wanted) in [
        (
            "%7B%22Statement%22%3A%5B%7B%22Resource%22%3A%22a%20b%252Fc%22%7D%5D%7D",
            wanted.clone(),
        ),
        (
            "{&quot;Statement&quot;:[{&quot;Resource&quot;:&quot;a b%2Fc&quot;}]}",
            wanted,
        ),
        ("%7Bno+document", json!("{no+document")),
    ] {
        let body = format!(
            "<GetRolePolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\
             <GetRolePolicyResult><RoleName>app</RoleName><PolicyName>p</PolicyName>\
             <PolicyDocument>{document}</PolicyDocument></GetRolePolicyResult>\
             </GetRolePolicyResponse>"
        );
        let server = Server::answering(vec![answer(200, &[], &body)]);
        let ask = asked(
            Operation::GetRolePolicy,
            &[("RoleName", "app"), ("PolicyName", "p")],
        );
        let given = door(&server.address).ask(&ask).await.expect("an answer");
        assert_eq!(given["PolicyDocument"], wanted);
    }
}

/// A source of credentials that has none.
#[derive(Debug)]
struct Nobody;

impl ProvideCredentials for Nobody {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err(CredentialsError::not_loaded_no_source()))
    }
}

#[tokio::test]
async fn without_credentials_or_anybody_there() {
    // Nobody listens any more.
    let gone = Server::answering(Vec::new()).address;
    for (operation, parameters) in ASKED {
        let ask = asked(operation, parameters);
        let refusal = door(&gone).ask(&ask).await.expect_err("a refusal");
        assert_eq!(
            refusal.kind,
            RefusalKind::Unavailable,
            "{operation:?} {refusal:?}"
        );
        for provider in [None, Some(SharedCredentialsProvider::new(Nobody))] {
            let mut without = config(&gone);
            without.set_credentials_provider(provider);
            let given = door_of(without.build()).ask(&ask).await;
            let refusal = given.expect_err("a refusal");
            assert_eq!(
                refusal.kind,
                RefusalKind::Credentials,
                "{operation:?} {refusal:?}"
            );
            assert!(
                refusal.message.starts_with("there are no credentials"),
                "{refusal}"
            );
        }
    }
    let mut elsewhere = asked(Operation::GetRestApis, &[]);
    elsewhere.place.account = "222222222222".to_owned();
    let refusal = door(&gone).ask(&elsewhere).await.expect_err("a refusal");
    assert_eq!(refusal.kind, RefusalKind::Credentials);
    assert!(refusal.message.contains("222222222222"), "{refusal}");
}
