//! That the tables go together, and that filling in values only ever adds knowledge.

use can_invoke_policy::{Caller, Context, Lookup};
use can_invoke_source::Limits;

use super::*;
use crate::{
    Inventory, Query, context,
    inventory::{InMemory, PrincipalRecord, load},
    target::{self, Target},
};

const ENDPOINTS: [ApiEndpoint; 6] = [
    ApiEndpoint::RestRegional,
    ApiEndpoint::RestEdge,
    ApiEndpoint::RestPrivate,
    ApiEndpoint::RestNotKnown,
    ApiEndpoint::Http,
    ApiEndpoint::WebSocket,
];

fn callees() -> Vec<Callee> {
    let apis = ENDPOINTS.map(Callee::Api);
    [&[Callee::AnyService, Callee::AssumeRole][..], &apis].concat()
}

fn of(name: &str, caller: CallerKind, endpoint: ApiEndpoint) -> Presence {
    let key = keys::find(name).expect("a key of the table");
    presence(key, caller, Callee::Api(endpoint))
}

#[test]
fn every_line_speaks_of_keys_of_the_catalogue() {
    let names = tables::API.iter().map(|line| line.0);
    for name in names.chain(tables::ASSUME_ROLE.iter().map(|line| line.0)) {
        let mut known = keys::all().chain(keys::namespaces());
        assert!(known.any(|key| key.name == name), "{name}");
    }
}

#[test]
fn no_table_contradicts_another() {
    for key in keys::all() {
        for caller in CallerKind::ALL {
            for callee in callees() {
                let of_caller = key.presence(caller);
                let of_call = of_call(key.name, caller, callee);
                let pair = [Some(of_caller), of_call];
                let is_carried = |one: &Option<Presence>| {
                    matches!(one, Some(Presence::Known | Presence::ValueUnknown))
                };
                let is_contradiction =
                    pair.contains(&Some(Presence::Absent)) && pair.iter().any(is_carried);
                assert!(!is_contradiction, "{}: {caller:?}, {callee:?}", key.name);
            }
        }
    }
}

#[test]
fn the_network_of_public_and_private_apis() {
    use Presence::{Absent, Unknown, ValueUnknown};
    for caller in CallerKind::ALL {
        for (endpoint, source_ip, vpc) in [
            (ApiEndpoint::RestRegional, ValueUnknown, Absent),
            (ApiEndpoint::RestEdge, ValueUnknown, Absent),
            (ApiEndpoint::RestPrivate, Absent, ValueUnknown),
            (ApiEndpoint::RestNotKnown, Unknown, Unknown),
            (ApiEndpoint::Http, ValueUnknown, Absent),
            (ApiEndpoint::WebSocket, ValueUnknown, Absent),
        ] {
            let at = format!("{caller:?}, {endpoint:?}");
            assert_eq!(of("aws:SourceIp", caller, endpoint), source_ip, "{at}");
            for key in ["aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp"] {
                assert_eq!(of(key, caller, endpoint), vpc, "{key}: {at}");
            }
        }
    }
    assert!(is_of_private_apis("AWS:sourcevpce"));
    assert!(!is_of_private_apis("execute-api:viaDomainArn"));
    assert!(!is_of_private_apis("aws:SourceIp"));
    assert!(!is_of_private_apis("aws:TagKeys"));
}

#[test]
fn only_a_signature_shows_a_caller() {
    for caller in CallerKind::ALL {
        assert_eq!(seen_as(Authorization::AwsIam, caller), caller);
        for other in [
            Authorization::None,
            Authorization::Custom,
            Authorization::CognitoUserPools,
            Authorization::Jwt,
        ] {
            assert_eq!(seen_as(other, caller), CallerKind::Anonymous);
        }
    }
    for key in keys::all().filter(|key| key.name.starts_with("aws:Principal")) {
        let requests = Requests {
            callers: Vec::new(),
            callee: Callee::Api(ApiEndpoint::Http),
            authorization: Some(Authorization::Jwt),
        };
        let expected = match key.name {
            // The text `anonymous`.
            "aws:PrincipalAccount" | "aws:PrincipalType" => Presence::Known,
            _ => Presence::Absent,
        };
        let found = requests.presence(key, CallerKind::Session);
        assert_eq!(found, expected, "{}", key.name);
    }
}

const INVENTORY: &str = r#"
can-invoke: 1
organization:
  id: o-exampleorg1
  root: { id: r-ab12, accounts: [111111111111] }
standalone-accounts: ["333333333333"]
principals:
  - arn: arn:aws:iam::111111111111:user/team/ann
    unique-id: AIDAEXAMPLE
    policies: []
    permissions-boundary: none
    tags: { team: pets }
  - arn: arn:aws:iam::111111111111:role/team/app
    unique-id: AROAEXAMPLE
    policies: []
    permissions-boundary: none
apis:
  - { id: regional, kind: REST, account: "111111111111", region: us-east-1, endpoint-type: REGIONAL, resource-policy: none, stages: [prod], routes: { ANY /pets: AWS_IAM } }
  - { id: private, kind: REST, account: "333333333333", region: us-east-1, endpoint-type: PRIVATE, resource-policy: none, stages: [prod], routes: { ANY /pets: AWS_IAM } }
  - { id: http, kind: HTTP, account: "222222222222", region: us-east-1, stages: [prod], routes: { ANY /pets: AWS_IAM } }
"#;

const CALLERS: [&str; 11] = [
    "arn:aws:iam::111111111111:user/team/ann",
    "arn:aws:iam::222222222222:user/unknown",
    "arn:aws:iam::111111111111:role/team/app",
    "arn:aws:sts::111111111111:assumed-role/app/s1",
    "arn:aws:sts::333333333333:assumed-role/unknown/s1",
    "arn:aws:sts::333333333333:federated-user/bob",
    "arn:aws:iam::333333333333:root",
    "222222222222",
    "states.amazonaws.com",
    "accounts.google.com",
    "anonymous",
];

fn inventory() -> Inventory {
    let documents = [("inventory.yaml".to_owned(), INVENTORY.as_bytes().to_vec())];
    let loaded = load(&documents, &InMemory::default(), &Limits::default());
    let errors: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|one| one.is_error())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    loaded.inventory
}

fn record<'i>(inventory: &'i Inventory, caller: &Caller) -> Option<&'i PrincipalRecord> {
    inventory.principals.iter().find(|record| match caller {
        Caller::User { .. } => record.arn == caller.to_string(),
        Caller::Session { account, role, .. } => record.account == *account && record.name == *role,
        _ => false,
    })
}

/// Every context that the inventory gives, with who calls what.
fn contexts(inventory: &Inventory, say: impl Fn(&mut Query)) -> Vec<(CallerKind, Callee, Context)> {
    let mut contexts = Vec::new();
    for text in CALLERS {
        let caller = Caller::parse(text).expect("a caller");
        let record = record(inventory, &caller);
        let kind = CallerKind::of(&caller);
        for api in &inventory.apis {
            let target = Target::parse("/pets").expect("a target");
            let mut query = Query::new(caller.clone(), Some("GET"), target);
            query.api = Some(api.id.clone());
            say(&mut query);
            let call = target::resolve(inventory, &query).expect("a call");
            let callee = Callee::Api(ApiEndpoint::of(api));
            let context = context::of_invocation(inventory, &query, &call, &caller, record);
            contexts.push((kind, callee, context));
            let role = inventory.role("111111111111", "app").expect("a role");
            let context =
                crate::role_path::of_assume_role(inventory, &query, &caller, record, role);
            contexts.push((kind, Callee::AssumeRole, context));
        }
    }
    contexts
}

#[test]
fn filling_in_only_adds_knowledge() {
    for (caller, callee, context) in contexts(&inventory(), |_| {}) {
        for key in keys::all() {
            let name = if key.is_family() {
                format!("{}nobody-has-this-tag", key.name)
            } else {
                key.name.to_owned()
            };
            let found = context.get(&name);
            let is_kept = match presence(key, caller, callee) {
                Presence::Known => matches!(found, Lookup::Known(_)),
                Presence::Absent => found == Lookup::Absent,
                Presence::ValueUnknown => matches!(
                    found,
                    Lookup::Known(_)
                        | Lookup::Unknown {
                            may_be_absent: false
                        }
                ),
                Presence::Unknown => true,
            };
            assert!(is_kept, "{name}: {caller:?}, {callee:?}: {found:?}");
        }
    }
}

#[test]
fn what_the_question_says_stays_said() {
    let inventory = inventory();
    // The others are said by options of their own, or belong to one of the two steps only.
    let names: Vec<&str> = keys::all()
        .map(|key| key.name)
        .filter(|name| !name.ends_with('/') && !name.starts_with("sts:"))
        .filter(|name| !name.starts_with("execute-api:"))
        .collect();
    let value = vec!["said".to_owned()];
    let with_values = contexts(&inventory, |query| {
        query.context = names
            .iter()
            .map(|name| ((*name).to_owned(), value.clone()))
            .collect();
    });
    let without = contexts(&inventory, |query| {
        query.absent = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    });
    for (contexts, expected) in [
        (with_values, Lookup::Known(&value)),
        (without, Lookup::Absent),
    ] {
        for (caller, callee, context) in contexts {
            // What is said of the caller is not true of nobody.
            if caller == CallerKind::Anonymous {
                continue;
            }
            for name in &names {
                assert_eq!(
                    context.get(name),
                    expected,
                    "{name}: {caller:?}, {callee:?}"
                );
            }
        }
    }
}

#[test]
fn keys_that_no_table_lists() {
    let unknown = Lookup::Unknown {
        may_be_absent: true,
    };
    for (caller, callee, context) in contexts(&inventory(), |_| {}) {
        let at = format!("{caller:?}, {callee:?}");
        assert_eq!(context.get("aws:KeyOfTomorrow"), unknown, "{at}");
        let is_session = matches!(
            caller,
            CallerKind::Session | CallerKind::FederatedUser | CallerKind::Federated
        );
        let of_provider = if is_session { unknown } else { Lookup::Absent };
        assert_eq!(context.get("oidc.example.com:sub"), of_provider, "{at}");
        let of_sts = if callee == Callee::AssumeRole {
            unknown
        } else {
            Lookup::Absent
        };
        assert_eq!(context.get("sts:KeyOfTomorrow"), of_sts, "{at}");
    }
}
