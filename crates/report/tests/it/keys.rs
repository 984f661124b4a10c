//! The tables of condition keys, pinned: a line for each key, so that a change of one cell is
//! a change of one line, to be compared with the page of AWS.

use can_invoke_gateway::{
    inventory::Authorization,
    keys::{ApiEndpoint, Callee, Requests},
};
use can_invoke_policy::{
    depends::Requirement,
    keys::{self, CallerKind, Presence},
};
use can_invoke_report::{text, v1};

use crate::text::without_styles;

fn requests(callers: &[CallerKind], callee: Callee, authorization: Authorization) -> Requests {
    Requests {
        callers: callers.to_vec(),
        callee,
        authorization: Some(authorization),
    }
}

/// What a request carries, by presence, without the keys of providers and of other services'
/// credentials, which the first table shows.
fn listed(caller: CallerKind, callee: Callee, authorization: Authorization) -> String {
    let requests = requests(&[caller], callee, authorization);
    let mut out = String::new();
    for presence in Presence::ALL {
        out.push_str(presence.name());
        out.push('\n');
        let shown = keys::all().filter(|key| {
            let namespaces = ["aws:", "sts:", "iam:", "execute-api:"];
            namespaces.iter().any(|it| key.name.starts_with(it))
                && requests.presence(key, caller) == presence
        });
        for key in shown {
            out.push_str(&format!("  {}\n", key.name));
        }
    }
    out
}

fn api(endpoint: ApiEndpoint) -> Callee {
    Callee::Api(endpoint)
}

#[test]
fn every_key_for_every_caller() {
    let all = requests(&CallerKind::ALL, Callee::AnyService, Authorization::AwsIam);
    insta::assert_snapshot!(without_styles(&text::keys(&all)));
}

#[test]
fn a_user_a_regional_rest_api_and_a_signature() {
    let callee = api(ApiEndpoint::RestRegional);
    insta::assert_snapshot!(listed(CallerKind::User, callee, Authorization::AwsIam));
}

#[test]
fn a_session_a_private_rest_api_and_a_signature() {
    let callee = api(ApiEndpoint::RestPrivate);
    insta::assert_snapshot!(listed(CallerKind::Session, callee, Authorization::AwsIam));
}

#[test]
fn a_session_an_http_api_and_a_signature() {
    let callee = api(ApiEndpoint::Http);
    insta::assert_snapshot!(listed(CallerKind::Session, callee, Authorization::AwsIam));
}

#[test]
fn a_root_user_a_websocket_api_and_a_signature() {
    let callee = api(ApiEndpoint::WebSocket);
    insta::assert_snapshot!(listed(CallerKind::Root, callee, Authorization::AwsIam));
}

#[test]
fn a_session_a_regional_rest_api_and_no_authorization() {
    let callee = api(ApiEndpoint::RestRegional);
    insta::assert_snapshot!(listed(CallerKind::Session, callee, Authorization::None));
}

#[test]
fn a_session_a_private_rest_api_and_a_user_pool() {
    let callee = api(ApiEndpoint::RestPrivate);
    let pool = Authorization::CognitoUserPools;
    insta::assert_snapshot!(listed(CallerKind::Session, callee, pool));
}

#[test]
fn a_user_assumes_a_role() {
    let callee = Callee::AssumeRole;
    insta::assert_snapshot!(listed(CallerKind::User, callee, Authorization::AwsIam));
}

#[test]
fn a_session_assumes_a_role() {
    let callee = Callee::AssumeRole;
    insta::assert_snapshot!(listed(CallerKind::Session, callee, Authorization::AwsIam));
}

/// The pinned lists stand for all others: regional and edge are one, and so are all methods
/// that ask for no signature, whoever calls.
#[test]
fn the_lists_that_are_not_pinned_are_like_those_that_are() {
    for caller in CallerKind::ALL {
        assert_eq!(
            listed(caller, api(ApiEndpoint::RestEdge), Authorization::AwsIam),
            listed(
                caller,
                api(ApiEndpoint::RestRegional),
                Authorization::AwsIam
            ),
        );
        for endpoint in [
            ApiEndpoint::RestRegional,
            ApiEndpoint::RestPrivate,
            ApiEndpoint::Http,
            ApiEndpoint::WebSocket,
        ] {
            let callee = api(endpoint);
            let open = listed(CallerKind::Session, callee, Authorization::None);
            for authorization in endpoint.authorizations() {
                if *authorization != Authorization::AwsIam {
                    assert_eq!(listed(caller, callee, *authorization), open);
                }
            }
        }
    }
}

#[test]
fn a_requirement_on_every_key_is_worded() {
    for key in keys::all() {
        let requirement = |one_of: &[&str]| Requirement {
            fact: key.name.to_owned(),
            one_of: one_of.iter().map(|it| (*it).to_owned()).collect(),
            none_of: Vec::new(),
            or_absent: false,
            only_absent: one_of.is_empty(),
            is_exact: true,
        };
        let name = key.name;
        let is_a = text::requirement_text(&requirement(&["a"]));
        assert_eq!(is_a, format!("{name} is a"));
        let absent = text::requirement_text(&requirement(&[]));
        assert_eq!(absent, format!("{name} is absent"));
    }
}

#[test]
fn machines_read_what_people_read() {
    let requests = requests(
        &[CallerKind::Session],
        api(ApiEndpoint::RestRegional),
        Authorization::AwsIam,
    );
    let report = serde_json::to_value(v1::keys(&requests)).expect("a report is JSON");
    assert_eq!(report["api"], "rest-regional");
    assert_eq!(report["authorization"], "AWS_IAM");
    let shown = without_styles(&text::keys(&requests));
    let mut lines = shown.lines().skip(1);
    for key in report["keys"].as_array().expect("a list") {
        let line = lines.next().expect("as many lines as keys");
        let values = if key["isMultivalued"] == true {
            "many"
        } else {
            "one"
        };
        let cells = [
            key["name"].as_str(),
            key["type"].as_str(),
            Some(values),
            key["presence"][0]["presence"].as_str(),
        ];
        let cells: Vec<&str> = cells.into_iter().flatten().collect();
        assert_eq!(line.split_whitespace().collect::<Vec<_>>(), cells);
    }
    assert_eq!(lines.next(), Some(""));
}
