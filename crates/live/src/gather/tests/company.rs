//! Whole runs over three accounts of an organization: what questions need of them, and what
//! becomes of the answers with each operation refused in turn.

use std::collections::BTreeSet;

use can_invoke_gateway::{Answer, Query, check, target::Target};
use can_invoke_policy::{Caller, Verdict};

use super::*;
use crate::{
    gather::{gather, question, understood},
    plan::plan,
    wanted::{Wanted, WantedApi},
};

const APP: &str = "arn:aws:iam::222222222222:role/team/app";
const EVE: &str = "arn:aws:iam::222222222222:user/eve";
const HTTP: &str = "https://http000001.execute-api.us-east-1.amazonaws.com/orders";
const REST: &str = "https://pets000001.execute-api.us-east-1.amazonaws.com/prod/pets";

/// The shop, in an organization.
fn company() -> Recorded {
    let shop = include_str!("../../../../../tests/live/worlds/shop.json");
    let company = include_str!("../../../../../tests/live/worlds/company.json");
    let mut world: Value = serde_json::from_str(shop).unwrap();
    let more: Value = serde_json::from_str(company).unwrap();
    for (place, questions) in more.as_object().unwrap() {
        let known = world.as_object_mut().unwrap();
        let known = known.entry(place.clone()).or_insert_with(|| json!({}));
        for (question, answer) in questions.as_object().unwrap() {
            known[question.as_str()] = answer.clone();
        }
    }
    Recorded::read(&world).unwrap()
}

fn company_reach() -> Vec<Reach> {
    let accounts = ["111111111111", "222222222222", "999999999999"];
    let of = |account: &str| Reach {
        account: account.to_owned(),
        regions: vec!["us-east-1".to_owned()],
    };
    accounts.map(of).to_vec()
}

fn question_of(caller: &str, method: &str, url: &str) -> Query {
    let caller = Caller::parse(caller).unwrap();
    Query::new(caller, Some(method), Target::parse(url).unwrap())
}

fn read(door: &impl Door, wanted: &Wanted) -> Collected {
    wait(gather(door, &company_reach(), wanted))
}

fn answer(collected: &Collected, query: &Query) -> Answer {
    let finished = collected.clone().finish(&understood::limits()).unwrap();
    assert_eq!(errors(&finished.loaded), Vec::<String>::new());
    check(&finished.loaded.inventory, query).unwrap()
}

fn asked(door: &Recorded) -> BTreeSet<&'static str> {
    door.asked()
        .iter()
        .map(|ask| ask.operation.name())
        .collect()
}

#[test]
fn an_open_direct_way_needs_no_roles() {
    let door = company();
    let query = question_of(APP, "GET", REST);
    let collected = read(&door, &question::wanted(&query, false));
    assert_eq!(notes(&collected), []);
    let answer = answer(&collected, &query);
    assert_eq!(answer.verdict, Verdict::Allowed);
    assert_eq!(
        answer.role_paths.not_searched.as_deref(),
        Some("the direct way is open")
    );
    let asked = asked(&door);
    assert!(
        !asked.contains("GetAccountAuthorizationDetails"),
        "{asked:?}"
    );
    assert!(!asked.contains("GetRestApis"), "{asked:?}");
    // The route asks for no API key, and the request comes through no VPC endpoint.
    assert!(!asked.contains("DescribeVpcEndpoints"), "{asked:?}");
}

#[test]
fn a_closed_direct_way_is_gone_around_through_roles() {
    for caller in [APP, EVE] {
        let door = company();
        let query = question_of(caller, "GET", HTTP);
        let collected = read(&door, &question::wanted(&query, false));
        let answer = answer(&collected, &query);
        assert_eq!(answer.direct.verdict, Verdict::ImplicitlyDenied);
        assert_eq!(answer.verdict, Verdict::Allowed, "{:?}", answer.role_paths);
        let path = &answer.role_paths.paths[0];
        assert_eq!(path.role, "arn:aws:iam::111111111111:role/invoker");
        assert_eq!(path.before.len(), 0);
    }
}

#[test]
fn a_principal_is_read_with_all_that_bears_on_it() {
    let wanted = Wanted {
        principals: vec![
            "arn:aws:sts::222222222222:assumed-role/app/session".to_owned(),
            EVE.to_owned(),
            "arn:aws:iam::222222222222:root".to_owned(),
        ],
        ..Wanted::default()
    };
    let door = company();
    let collected = read(&door, &wanted);
    assert_eq!(notes(&collected), []);
    let [eve, app] = collected.principals.as_slice() else {
        panic!("{:?}", collected.principals);
    };
    // The session does not say the path of its role.
    assert_eq!(app["arn"], APP);
    assert_eq!(app["unique-id"], "AROAAPPAPPAPPAPPAPP22");
    assert_eq!(app["tags"], json!({"team": "blue"}));
    assert_eq!(app["max-session-duration"], 7200);
    assert_eq!(app["permissions-boundary"]["name"], "PowerUserAccess");
    let names = |one: &Value| -> Vec<String> {
        let policies = one["policies"].as_array().unwrap().iter();
        policies
            .map(|it| it["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(app), ["invoke", "more", "assume"]);
    assert_eq!(names(eve), ["own", "devs-invoke", "assume"]);
    assert_eq!(eve["permissions-boundary"], "none");
    // The policy that both have is read once.
    let asked = door.asked();
    let reads = asked
        .iter()
        .filter(|ask| ask.operation == Operation::GetPolicyVersion);
    assert_eq!(reads.count(), 2);
    let organization = collected.organization.unwrap();
    assert_eq!(organization["root"]["accounts"][0]["id"], "222222222222");
    assert_eq!(organization["root"]["units"], json!([]));
}

#[test]
fn the_organization_is_the_ways_from_the_accounts_up() {
    let wanted = Wanted {
        everything: true,
        ..Wanted::default()
    };
    let organization = read(&company(), &wanted).organization.unwrap();
    let content = |policy: &Value| -> Value {
        serde_json::from_str(policy["document"].as_str().unwrap()).unwrap()
    };
    let root = &organization["root"];
    assert_eq!(organization["id"], "o-exampleorg1");
    assert_eq!(organization["management-account"], "999999999999");
    assert_eq!(root["service-control-policies"], json!(["FullAWSAccess"]));
    assert_eq!(root["resource-control-policies"][0]["name"], "inside");
    let caller = &root["accounts"][0];
    assert_eq!(caller["id"], "222222222222");
    assert_eq!(caller["service-control-policies"][0], "FullAWSAccess");
    let guard = &caller["service-control-policies"][1];
    assert_eq!(content(guard)["Statement"][0]["Effect"], "Deny");
    assert_eq!(caller["resource-control-policies"], json!([]));
    let unit = &root["units"][0];
    assert_eq!(unit["id"], "ou-ab12-cdefghij");
    assert_eq!(unit["accounts"][0]["id"], "111111111111");
}

#[test]
fn all_of_the_accounts_answers_as_what_a_question_needs() {
    let wanted = Wanted {
        everything: true,
        ..Wanted::default()
    };
    let everything = read(&company(), &wanted);
    for caller in [APP, EVE] {
        for (method, url) in [("GET", HTTP), ("GET", REST), ("POST", REST), ("PUT", REST)] {
            let query = question_of(caller, method, url);
            let narrow = read(&company(), &question::wanted(&query, false));
            let (whole, narrow) = (answer(&everything, &query), answer(&narrow, &query));
            assert_eq!(whole.verdict, narrow.verdict, "{caller} {method} {url}");
            assert_eq!(whole.direct.verdict, narrow.direct.verdict);
            assert_eq!(whole.role_paths.paths.len(), narrow.role_paths.paths.len());
        }
    }
}

#[test]
fn what_is_nowhere_says_where_it_was_looked_for() {
    let wanted = Wanted {
        apis: vec![WantedApi::Id {
            id: "nowhere001".to_owned(),
            region: None,
        }],
        ..Wanted::default()
    };
    let collected = read(&company(), &wanted);
    assert_eq!(
        notes(&collected),
        [("nowhere001".to_owned(), "API".to_owned(), "GetRestApi")]
    );
    assert_eq!(
        collected.not_readable[0].refusal.message,
        "it was found nowhere: looked for in account 111111111111 in us-east-1, account \
         222222222222 in us-east-1, account 999999999999 in us-east-1"
    );
    let refused = read(&company().denying(Operation::GetApi), &wanted);
    let refused = refused.not_readable.iter();
    let kinds: Vec<RefusalKind> = refused.map(|note| note.refusal.kind).collect();
    assert_eq!(kinds[..3], [RefusalKind::Denied; 3]);
}

#[test]
fn an_account_without_credentials_is_named() {
    let query = question_of("arn:aws:iam::333333333333:role/other", "GET", REST);
    let collected = read(&company(), &question::wanted(&query, false));
    let texts: Vec<String> = collected
        .not_readable
        .iter()
        .map(|note| format!("{}: {}: {}", note.of, note.fact, note.refusal.message))
        .collect();
    assert_eq!(
        texts,
        [
            "arn:aws:iam::333333333333:role/other: identity-based policies: no credentials for \
             account 333333333333",
            "333333333333: organization with its policies: no credentials for account \
             333333333333",
        ]
    );
    assert_ne!(answer(&collected, &query).verdict, Verdict::Allowed);
}

#[test]
fn an_account_that_is_in_no_organization_is_known_to_be() {
    let mut door = company();
    for reach in company_reach() {
        let place = reach.place();
        let refusal = Refusal {
            kind: RefusalKind::Unexpected,
            code: Some("AWSOrganizationsNotInUseException".to_owned()),
            message: "Your account is not a member of an organization.".to_owned(),
        };
        door = door.answering(
            &Ask::new(&place, Operation::DescribeOrganization),
            Err(refusal),
        );
    }
    let wanted = Wanted {
        principals: vec![APP.to_owned()],
        ..Wanted::default()
    };
    let collected = read(&door, &wanted);
    assert_eq!(collected.organization, None);
    assert_eq!(
        collected.standalone_accounts,
        ["111111111111", "222222222222", "999999999999"]
    );
    assert_eq!(notes(&collected), []);
}

#[test]
fn what_documents_describe_is_not_read_again() {
    let query = question_of(APP, "GET", HTTP);
    let mut wanted = question::wanted(&query, true);
    let given = json!({
        "can-invoke": 1,
        "principals": [{"arn": APP}],
        "standalone-accounts": ["111111111111"],
    });
    let documents = [("given.json".to_owned(), given.to_string().into_bytes())];
    let given = load(&documents, &InMemory::default(), &Limits::default());
    wanted.besides(&given.inventory);
    let door = company();
    let collected = read(&door, &wanted);
    assert!(collected.principals.is_empty());
    let asked = asked(&door);
    assert!(!asked.contains("GetRole"), "{asked:?}");
    assert!(!asked.contains("ListParents"), "{asked:?}");
    // The roles are read, and the one that is described is not among them.
    let described = super::super::run::described(&collected);
    let invoker = "arn:aws:iam::111111111111:role/invoker";
    let of = |arn: &str| super::super::principals::Named::of(arn).unwrap();
    assert!(described.contains(&of(invoker)), "{described:?}");
    assert!(!described.contains(&of(APP)), "{described:?}");
}

/// The questions that are asked with each operation refused.
fn questions() -> Vec<Query> {
    let mut questions = Vec::new();
    for caller in [APP, EVE] {
        for (method, url) in [("GET", HTTP), ("GET", REST), ("POST", REST), ("PUT", REST)] {
            let mut query = question_of(caller, method, url);
            query.strict = true;
            questions.push(query);
        }
    }
    questions
}

#[test]
fn no_refusal_breaks_anything_or_makes_another_definite_verdict() {
    let mut turned = BTreeSet::new();
    for query in questions() {
        let wanted = question::wanted(&query, false);
        let whole_door = company();
        let whole = answer(&read(&whole_door, &wanted), &query).verdict;
        let operations: BTreeSet<Operation> =
            whole_door.asked().iter().map(|ask| ask.operation).collect();
        for operation in operations {
            let collected = read(&company().denying(operation), &wanted);
            let is_named = collected.not_readable.iter().any(|note| {
                note.ask.operation == operation && note.refusal.kind == RefusalKind::Denied
            });
            let finished = collected.clone().finish(&understood::limits()).unwrap();
            assert_eq!(errors(&finished.loaded), Vec::<String>::new());
            // Without the API, or its stages, the question cannot be asked, which is an error.
            let answer = check(&finished.loaded.inventory, &query).ok();
            let verdict = answer.as_ref().map(|answer| answer.verdict);
            // What is refused in vain, as whether an HTTP API is a REST API, is not noted.
            assert!(
                is_named || verdict == Some(whole),
                "{operation:?}: {:?}",
                notes(&collected)
            );
            if let Some(answer) = answer.filter(|answer| answer.verdict != whole) {
                let mut told = answer.not_readable.iter();
                assert!(
                    told.any(|note| note.action.as_deref() == Some(operation.action())),
                    "{operation:?}: {:?}",
                    answer.not_readable
                );
                let verdict = answer.verdict;
                turned.insert(format!("{} {whole:?} {verdict:?}", operation.name()));
            }
        }
    }
    let definite: Vec<_> = turned
        .iter()
        .filter(|it| !it.ends_with("Depends"))
        .collect();
    assert_eq!(definite, Vec::<&String>::new());
}

#[test]
fn everything_that_is_asked_stands_in_the_plan() {
    let mut all: Vec<Wanted> = questions()
        .iter()
        .map(|query| question::wanted(query, false))
        .collect();
    all.push(Wanted {
        everything: true,
        ..Wanted::default()
    });
    all.push(Wanted {
        apis: vec![WantedApi::Domain("api.example.com".to_owned())],
        vpc_endpoint: Some("vpce-0123456789abcdef0".to_owned()),
        role_accounts: vec!["111111111111".to_owned()],
        ..Wanted::default()
    });
    let mut operations = BTreeSet::new();
    for wanted in all {
        let door = company();
        read(&door, &wanted);
        let plan = plan(&company_reach(), &wanted);
        for ask in door.asked() {
            let stands = plan.iter().any(|planned| {
                let known = &planned.ask.parameters;
                let is_same =
                    |(name, value): (&String, &String)| ask.parameter(name) == Some(value);
                planned.ask.operation == ask.operation
                    && planned.ask.place == ask.place
                    && known.iter().all(is_same)
            });
            assert!(stands, "{} is not in the plan", ask.key());
            operations.insert(ask.operation);
        }
    }
    // Nothing is planned, or allowed by the policy of the tool, that is never asked.
    let never: Vec<&str> = crate::permissions::Command::Fetch
        .operations()
        .filter(|operation| !operations.contains(operation))
        .map(Operation::name)
        .collect();
    assert_eq!(never, ["GetCallerIdentity"]);
}
